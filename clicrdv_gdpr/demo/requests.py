"""Requests of persons in each of their states, with their letters."""

from datetime import timedelta

from odoo.fields import Command

from odoo.addons.clicrdv_booking.const import PLANNED_LATER

from .clients import files_of, write_files, write_visits
from .story import company_of

ERASED = (("Ghislain", "Prudhomme"),)
FIRST_NUMBER = 9520


def write_requests(env, story):
    """Most are of the shop in Paris, where the officer of the demo begins."""
    book = _Requests(env, story)
    book.waiting()
    book.settled()
    book.by_themselves()
    book.elsewhere()


class _Requests:
    """Who asks what, and what has become of it."""

    def __init__(self, env, story):
        self.env, self.story = env, story
        self.paris, self.lyon = company_of(env, "paris"), company_of(env, "lyon")
        self.isabelle = env.ref("clicrdv_booking.user_isabelle_paris")

    def file(self, company, place):
        """One of the client files of an establishment that can be written to.

        :param int place: its rank
        """
        return files_of(self.env, company, ("email", "!=", False), limit=1, offset=place)

    def ask(self, company, right, received_at, files=None, **values):
        """Note a request.

        :return: clicrdv.privacy.request
        """
        if files is not None:
            values["partner_ids"] = [Command.set(files.ids)]
        values = {"company_id": company.id, "right": right, "received_at": received_at, **values}
        return self.env["clicrdv.privacy.request"].create(values)

    def waiting(self):
        """Received today, doubted, worked on, near its day 20, extended."""
        story, paris = self.story, self.paris
        words = "Bonjour, je voudrais savoir quelles données vous avez sur moi et à qui elles ont été transmises."
        new = story.now - timedelta(minutes=50)
        self.ask(paris, "access", new, self.file(paris, 40), channel="email", details=words)
        doubtful = self.ask(
            paris,
            "erasure",
            story.at(4, 15, 20),
            channel="post",
            claimant="M. ou Mme Aubertin",
            details="Veuillez effacer mon dossier.",
            identity_reason="Trois fiches portent ce nom, et la lettre n'indique ni e-mail ni téléphone.",
        )
        doubtful.action_ask_identity()
        details = "Mon nom s'écrit avec deux « l », et mon numéro a changé."
        started = self.ask(
            paris, "rectification", story.at(8, 9), self.file(paris, 44), details=details, user_id=self.isabelle.id
        )
        started.action_start()
        self.late()
        details = (
            "Toutes les données me concernant, y compris les messages envoyés depuis 2023 et les journaux d'accès."
        )
        extended = self.ask(paris, "access", story.at(25, 11), self.file(paris, 52), channel="post", details=details)
        extended.action_start()
        extended.extension_reason = (
            "La demande porte sur trois ans de messages et sur des journaux qu'il faut trier pour ne montrer à personne"
            " les données d'un autre."
        )
        extended.action_extend()

    def late(self):
        """One that is past its day 20: whoever is in charge has been called."""
        details = "Je change d'opticien et souhaite récupérer mon historique dans un format réutilisable."
        late = self.ask(
            self.paris,
            "portability",
            self.story.at(21, 10, 45),
            self.file(self.paris, 48),
            channel="email",
            details=details,
            user_id=self.isabelle.id,
        )
        late.action_start()
        late._alarm(self.story.now)

    def settled(self):
        """Refused, answered, withdrawn, closed by an erasure."""
        story, paris = self.story, self.paris
        details = "Je demande une copie du planning complet du jour où j'étais en boutique."
        refused = self.ask(paris, "access", story.at(12, 16, 5), self.file(paris, 56), channel="email", details=details)
        refused.action_start()
        refused.write(
            {
                "refusal_ground": "others",
                "refusal_text": "Le planning d'une journée montre les rendez-vous des autres clients. Vos propres"
                " rendez-vous figurent dans la copie que nous vous avons remise.",
            }
        )
        refused.action_refuse()
        answered = self.ask(paris, "rectification", story.at(15, 9, 30), self.file(paris, 60))
        answered.action_start()
        answered.answer = "Votre code postal est corrigé dans votre fiche. Les rendez-vous à venir ne changent pas."
        answered.action_answer()
        withdrawn = self.ask(paris, "erasure", story.at(6, 17), self.file(paris, 64), channel="email")
        withdrawn.action_start()
        withdrawn.action_withdraw()
        self.erased()

    def erased(self):
        """A client who had a visit to come: it is cancelled, and his file destroyed."""
        file = write_files(self.env, self.paris, ERASED, FIRST_NUMBER)
        agenda = self.paris.agenda_ids.sorted("sequence")[:1]
        # beyond what the diary of the demo is filled with
        write_visits(self.env, agenda, [(file, self.story.at(-75, 9))], "web", "booked")
        erased = self.ask(
            self.paris, "erasure", self.story.at(2, 12, 10), file, details="Je déménage. Merci de tout effacer."
        )
        erased.action_start()
        # nobody is told of the cancelled visit by a message of its own
        erased.with_context(clicrdv_messages=PLANNED_LATER).action_erase()

    def by_themselves(self):
        """Two clients who used their link: one wants no more messages, the other has withdrawn his consent."""
        requests = self.env["clicrdv.privacy.request"]
        requests._person_stops(self.file(self.paris, 70))
        requests._person_withdraws(self.file(self.paris, 2), "marketing_sms")

    def elsewhere(self):
        """At the processor, who hands it over; and in other establishments."""
        story = self.story
        words = "Je suis cliente du salon de Bordeaux et souhaite connaître les données que vous avez sur moi."
        forwarded = self.ask(
            self.env.company,
            "access",
            story.at(3, 10),
            channel="email",
            claimant="Noémie Castelain",
            address="noemie.castelain@example.com",
            details=words,
            forward_company_id=company_of(self.env, "bordeaux").id,
        )
        forwarded.action_forward()
        restricted = self.ask(
            self.lyon,
            "restriction",
            story.at(9, 14),
            self.file(self.lyon, 30),
            details="Je conteste une facture : gardez mon dossier tel quel.",
        )
        restricted.action_start()
