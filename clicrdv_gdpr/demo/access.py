"""Who has seen what, what the supervision has noticed, the yearly review of accounts, and backups."""

from datetime import timedelta

from odoo import fields

from ..logic import access_kinds as kinds
from .clients import files_of
from .story import ATELIER, ENDED, HORIZON, company_of

#: Login → what the person needs the access for.
ROLES = {
    "admin": "Administration de l'installation",
    "dpo1": "Déléguée à la protection des données",
    "dpo2": "Adjoint de la déléguée",
    "camille.paris": "Opticienne, accueille les clients",
    "isabelle.paris": "Responsable de la boutique",
    "hugo.lyon": "Opticien, accueille les clients",
    "theo.bordeaux": "Gérant du salon",
    "valerie.horizon": "Directrice du réseau",
}
ANYBODY = "Travaille pour l'établissement"
#: In the review that runs: whom the officer has still to answer for.
UNANSWERED = ("camille.paris", "admin")


def write_access(env, story):
    """The log first, as the supervision reads it."""
    _log(env)
    alerts = env["clicrdv.access.alert"]
    now = fields.Datetime.now()
    alerts._raise_alerts([*alerts._mass_reads(now), *alerts._large_exports(now)], now)
    alerts.search([("told_at", "=", False)]).told_at = now
    _review(env, story)
    _backups(env, story)


def _log(env):
    """What some people did this morning; a large export is among it."""
    paris, lyon, bordeaux = (company_of(env, name) for name in ("paris", "lyon", "bordeaux"))
    seen = (
        ("camille_paris", kinds.OPENED, paris, 10, 1),
        ("camille_paris", kinds.OPENED, paris, 14, 1),
        ("camille_paris", kinds.LISTED, paris, 0, 40),
        ("isabelle_paris", kinds.OPENED, paris, 48, 1),
        ("isabelle_paris", kinds.EXPORTED, paris, 0, None),
        ("hugo_lyon", kinds.OPENED, lyon, 3, 1),
        ("hugo_lyon", kinds.LISTED, lyon, 0, 25),
        ("theo_bordeaux", kinds.PRINTED, bordeaux, 5, 1),
        ("theo_bordeaux", kinds.LISTED, bordeaux, 0, 40),
    )
    for login, kind, company, first, number in seen:
        user = env.ref(f"clicrdv_booking.user_{login}")
        files = files_of(env, company, offset=first, limit=number)
        log = env(user=user.id, su=False)["clicrdv.access"]
        log._note(files.with_env(log.env), kind)
        # each is a page of its own
        log._write_down()


def _review(env, story):
    """The review of last spring is closed; that of Paris was begun anew, and waits for two answers."""
    reviews = env["clicrdv.access.review"]
    horizon = env.ref("clicrdv_booking.company_horizon")
    for company in (env.company, horizon, *(company_of(env, name) for name in (*HORIZON, *ATELIER, *ENDED))):
        review = reviews._open(company, story.day(170))
        _keep(review.line_ids)
        review._close(story.day(152))
    paris = reviews._open(company_of(env, "paris"), story.day(9))
    _keep(paris.line_ids.filtered(lambda line: line.login not in UNANSWERED))


def _keep(lines):
    for line in lines:
        line.justification = ROLES.get(line.login, ANYBODY)
    own = lines.filtered(lambda line: line.user_id.id == line.env.uid)
    (lines - own).action_keep()
    # nobody answers for himself
    own.with_env(own.env(user=own.env.ref("clicrdv_gdpr.user_dpo2").id, su=True)).action_keep()


def _backups(env, story):
    """Each night one; one that failed and was made again, and one that was restored as a test."""
    records, events = env["clicrdv.backup.record"], env["clicrdv.backup.event"]
    failed = story.at(3, 1, 30)
    records._note({"made_at": failed.isoformat(), "seconds": 12.4, "outcome": "failed", "place": "/srv/sauvegardes",
                   "error": "Plus de place dans le dossier des sauvegardes."})  # fmt: skip
    made = {}
    for ago, hour, size in ((9, 1, 1401), (3, 6, 1416), (2, 1, 1419), (1, 1, 1423)):
        at = story.at(ago, hour, 30) if ago > 1 else story.now - timedelta(hours=3)
        values = {
            "made_at": at.isoformat(),
            "seconds": 312 + size % 50,
            "outcome": "done",
            "place": "/srv/sauvegardes",
            "file_name": f"clicrdv-{at:%Y%m%d-%H%M}.backup.gpg",
            "size": size * 1024 * 1024 + 77,
            "sha256": f"{size:04d}" * 16,
            "cipher": "AES256",
        }
        made[ago] = records._note(values)
    events._note(made[9], "restore", "done", seconds=1440, erased_again=1, at=story.at(9, 9))
    for ago in (2, 1):
        events._note(made[ago], "check", "done", at=made[ago].made_at + timedelta(hours=2))
