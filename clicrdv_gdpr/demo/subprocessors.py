"""Sub-processors with their contracts, the transfer to the United States, and a newcomer within its twenty working days."""

from ..models.clicrdv_subprocessor import CHECKLIST
from .story import company_of, customers, file_of, post_letters

#: Of sub-annex B: xml id → place that the data is handled at, as of the register.
IN_USE = ("claranet", "google", "atsuke", "sendgrid")
#: Establishments that have chosen that e-mails leave by the router.
ROUTED = ("bordeaux", "nantes")


def write_subprocessors(env, story):
    """The operator takes over the list that came with the product, then announces one more."""
    recipients = env["clicrdv.subprocessor"].concat(*(env.ref(f"clicrdv_gdpr.subprocessor_{name}") for name in IN_USE))
    recipients.action_end()
    recipients.action_propose()
    for recipient in recipients:
        _hire(env, story, recipient)
    for name in ROUTED:
        company_of(env, name).privacy_email_on = True
    _transfer(env, story, env.ref("clicrdv_gdpr.subprocessor_sendgrid"))
    _announce(env, story)
    _ended(env, story)


def _contract(story, name, ago):
    return {
        "contract": file_of(
            f"Contrat de sous-traitance, {name}", "Clauses de l'article 28, paragraphes 3 et 4, du RGPD."
        ),
        "contract_name": f"contrat-{name.lower().replace(' ', '-')}.pdf",
        "contract_date": story.office_day(ago),
        **dict.fromkeys(CHECKLIST, True),
    }


def _hire(env, story, recipient):
    """It was in sub-annex B when the agreement was signed: no notice went ahead."""
    recipient.write({"company_id": env.company.id, **_contract(story, recipient.name, 460)})
    recipient._move_to("in_use", started_on=story.office_day(430), ended_on=False)


def _transfer(env, story, recipient):
    transfer = env["clicrdv.transfer"].create(
        {
            "subprocessor_id": recipient.id,
            "country_id": env.ref("base.us").id,
            "instrument": "scc",
            "document": file_of("Clauses contractuelles types", "Décision d'exécution (UE) 2021/914, module 3."),
            "document_name": "clauses-contractuelles-types.pdf",
            "signed_on": story.office_day(455),
        }
    )
    transfer.action_inform()
    transfer._note(informed_on=story.office_day(432))
    post_letters(env, story.at(432, 9, 40))


def _announce(env, story):
    """A second gateway for SMS: one franchisee has accepted, one talks, the others have still time."""
    recipient = env["clicrdv.subprocessor"].create(
        {
            "name": "Relais Messages (exemple)",
            "purpose": "Acheminement de SMS, en secours de la première passerelle",
            "address": "20 rue de l'Exemple, 69003 Lyon",
            "country_id": env.ref("base.fr").id,
            "service": "sms",
            "only_if_chosen": True,
            **_contract(story, "Relais Messages", 6),
        }
    )
    notice = env["clicrdv.subprocessor.notice"].create(
        {
            "subprocessor_id": recipient.id,
            "information": "Numéro de téléphone et texte du SMS, pour l'envoi seulement. Aucune donnée ne sort de France ;"
            " le texte est effacé chez le sous-traitant après 72 heures.",
        }
    )
    notice.action_send()
    post_letters(env, story.now)
    by_name = {name: controller["company_id"] for name, controller in customers(env).items()}
    answers = {
        name: notice.answer_ids.filtered(lambda a, i=i: i and a.company_id.id == i) for name, i in by_name.items()
    }
    answers["nantes"].action_accept()
    answers["rennes"].reason = "Nous voulons savoir qui peut lire le texte des SMS chez ce sous-traitant, et d'où."
    answers["rennes"].action_object()
    answers["rennes"].action_talk()


def _ended(env, story):
    """A print shop of the past: nothing goes there any more."""
    recipient = env["clicrdv.subprocessor"].create(
        {
            "name": "Imprimerie du Canal (exemple)",
            "purpose": "Impression et envoi de courriers aux clients",
            "address": "4 chemin de l'Exemple, 31000 Toulouse",
            "country_id": env.ref("base.fr").id,
            **_contract(story, "Imprimerie du Canal", 800),
        }
    )
    recipient._move_to("in_use", started_on=story.office_day(780))
    recipient._move_to("ended", ended_on=story.office_day(200))
