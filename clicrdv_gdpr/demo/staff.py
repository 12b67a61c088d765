"""Undertakings and trainings of everybody who works here."""

from .story import file_of

#: Was hired lately: the training is still to come. Nothing is closed to him, as the gate is a setting that is off.
NEW = "hugo.lyon"


def write_staff(env, story):
    """One paper and one training for each account, by its number so that days differ."""
    users = env["res.users"].search([("share", "=", False)])
    paper = file_of("Engagement de confidentialité", "Signé par la personne nommée sur la fiche.")
    values = []
    for rank, user in enumerate(users):
        evidence = {"undertaking": 400 - 3 * rank}
        if user.login != NEW:
            evidence["training"] = 120 - 2 * rank
        values += [
            {
                "user_id": user.id,
                "kind": kind,
                "done_on": story.office_day(ago),
                "document": paper if kind == "undertaking" else False,
                "document_name": "engagement.pdf" if kind == "undertaking" else False,
            }
            for kind, ago in evidence.items()
        ]
    env["clicrdv.staff.evidence"].create(values)
