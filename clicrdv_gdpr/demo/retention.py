"""How long client files are kept: policies, a run that is over, one that is announced, a file that a claim protects."""

from datetime import datetime, time

from odoo.tools import SQL

from ..logic.retention import LONGEST_MONTHS, months_after
from .clients import write_files, write_visits
from .story import company_of

#: Taken over from the software of before; their last visit was three years ago.
LYON = (("Colette", "Bellec"), ("Firmin", "Rivoire"), ("Ginette", "Kervella"), ("Lucien", "Mourier"))
PARIS = (
    ("Armelle", "Delaunay"),
    ("Barnabé", "Ferrier"),
    ("Cyprien", "Maugis"),
    ("Delphine", "Rouvière"),
    ("Edmond", "Guichard"),
    ("Fabienne", "Lescure"),
    ("Germain", "Vidalenc"),
)
FIRST_NUMBERS = {"lyon": 9530, "paris": 9540}
HOLD = "Réclamation en cours sur une monture, dossier 2024-17"
#: Establishment → (client files, messages) in months, where it keeps less than the agreement allows.
SHORTER = {"bordeaux": (24, 6), "nantes": (30, 12)}


def write_policies(env):
    """Before the notices, which tell these periods."""
    env["clicrdv.retention.policy"].create(
        [
            {"company_id": company_of(env, name).id, "file_months": files, "message_months": messages}
            for name, (files, messages) in SHORTER.items()
        ]
        + [{"company_id": company_of(env, "paris").id, "warning_days": 20}]
    )


def write_retention(env, story):
    """Lyon's run was announced three weeks ago and has destroyed; that of Paris waits."""
    runs = env["clicrdv.retention.run"]
    lyon, paris = company_of(env, "lyon"), company_of(env, "paris")
    _imported(env, story, "lyon", LYON, range(30, 18, -3))
    run = runs._open(lyon, story.day(22))
    run._count()
    run.warned_at = story.at(22, 3, 10)
    run._destroy(story.day(0))
    held = _imported(env, story, "paris", PARIS, range(3, -25, -4))[-1:]
    held.write({"client_legal_hold": True, "client_hold_reason": HOLD})
    runs._open(paris, story.day(1))._count()
    # a run waits for others only for a moment; whatever is installed after this may wait
    env.cr.execute(SQL("SET LOCAL lock_timeout = 0"))


def _imported(env, story, name, people, ages):
    """Client files whose time is over so many days ago, or ahead when negative.

    :param ages: days, one for each
    """
    company = company_of(env, name)
    files = write_files(env, company, people, FIRST_NUMBERS[name])
    last = [datetime.combine(months_after(story.day(ago), -LONGEST_MONTHS), time(10)) for ago in ages]
    agenda = company.agenda_ids.sorted("sequence")[:1]
    write_visits(env, agenda, zip(files, last, strict=True), "import", "done")
    env["res.partner"]._refresh_interactions(files.ids)
    return files.with_env(env)
