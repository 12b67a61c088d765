"""What controllers have told the processor to do, what authorities have asked for, and a formal notice that was settled."""

from .agreement import SIGNERS
from .story import customers, file_of, post_letters

FIRST = (
    "Traiter les données de nos clients pour prendre, modifier et rappeler leurs rendez-vous, les héberger et en assurer"
    " la sécurité, aux seules fins de la sous-annexe A. Aucune donnée n'est communiquée à un tiers qui n'y figure pas."
)


def write_instructions(env, story):
    """The first instruction of each, and those that stand out."""
    controllers = customers(env)
    for name, controller in controllers.items():
        _instruct(env, name, controller, story.office_day(419), FIRST).action_apply()
    text = "Faire acheminer nos e-mails par Twilio SendGrid, aux États-Unis, sous les clauses contractuelles types."
    _instruct(env, "bordeaux", controllers["bordeaux"], story.office_day(410), text, "transfer").action_apply()
    text = "Ne plus demander le téléphone aux clients qui prennent rendez-vous pour un simple ajustage."
    _instruct(env, "horizon", controllers["horizon"], story.office_day(3), text)
    text = "Remettre la liste de nos clients, avec leurs dates de visite, à un courtier en publicité."
    doubtful = _instruct(env, "nantes", controllers["nantes"], story.office_day(12), text)
    doubtful.unlawful_reason = (
        "Les clients n'ont pas été informés de cette communication et n'y ont pas consenti (RGPD, art. 5, 6 et 13)."
    )
    doubtful.action_suspend()
    doubtful._note(suspended_at=story.at(11, 8, 10))
    post_letters(env, story.at(11, 8, 15))
    _authorities(env, story, controllers)
    _formal_notice(env, story, controllers["nantes"])


def _instruct(env, name, controller, day, text, kind="instruction"):
    values = {**controller, "kind": kind, "author": SIGNERS[name], "received_on": day, "text": text}
    return env["clicrdv.instruction"].create(values)


def _authorities(env, story, controllers):
    """One that is settled, and one that came the day before yesterday."""
    settled = env["clicrdv.authority.request"].create(
        {
            **controllers["horizon"],
            "authority": "Tribunal judiciaire (exemple), cabinet d'instruction",
            "received_on": story.office_day(96),
            "demand": "Dates et heures des visites d'une personne nommée, entre deux dates, à la boutique de Lille.",
            "legal_basis": "Code de procédure pénale, art. 99-3",
        }
    )
    settled.action_tell()
    post_letters(env, story.at(94, 13, 5))
    settled.write(
        {
            "handed_over": file_of(
                "Réponse à la réquisition", "Trois dates de visite. Aucune autre donnée n'a été remise."
            ),
            "handed_over_name": "reponse-requisition.pdf",
            "handed_over_on": story.office_day(90),
        }
    )
    settled.action_close()
    env["clicrdv.authority.request"].create(
        {
            **controllers["bordeaux"],
            "authority": "Inspection du travail (exemple)",
            "received_on": story.office_day(2),
            "demand": "Planning des agendas du salon sur deux semaines, sans le nom des clients.",
            "legal_basis": "Code du travail, art. L8113-4",
        }
    )


def _formal_notice(env, story, controller):
    """A franchisee has complained of security by registered letter; it was put right within the month."""
    case = env["clicrdv.privacy.termination"].create(
        {
            **controller,
            "cause": "security",
            "reasons": "Un ancien salarié du salon gardait un accès ouvert deux semaines après son départ.",
            "proof": file_of(
                "Constat", "Copie d'écran de la liste des comptes du salon, quinze jours après le départ."
            ),
            "proof_name": "constat.pdf",
            "registered_letter": "1A 000 000 0000 0",
            "received_on": story.office_day(75),
            "remedy": "Compte fermé le jour même ; l'annonce d'un départ ferme désormais toutes les sessions aussitôt.",
        }
    )
    case.action_remedy()
