"""How the service was: what was seen of it in the last month, two incidents, and the reports of that month."""

from datetime import timedelta

from ..logic import availability, incidents, report_period
from .story import company_of

OUTAGE_MINUTES = 35


def watch(env, contract, story):
    """The outage of the last month, an incident of today, and the reports."""
    outage = story.in_last_month(12, 8, 10)
    _probe(env, story, outage)
    _closed_incident(env, contract, outage)
    _open_incident(env, story)
    for who in (env["clicrdv.contract"], contract):
        _report(env, who, story)


def _probe(env, story, outage):
    """A monitor outside has looked every few minutes."""
    start, stop = report_period.bounds(story.months[2])
    step = timedelta(minutes=availability.REACH_MINUTES)
    looks, at = [], start
    while at < stop:
        is_up = not outage <= at < outage + timedelta(minutes=OUTAGE_MINUTES)
        looks.append((at, is_up, 80 + at.minute if is_up else 0, False if is_up else "timeout"))
        at += step
    env["clicrdv.probe"]._note(env.company, "outside", looks)


def _closed_incident(env, contract, outage):
    declared = outage + timedelta(minutes=4)
    incident = env["clicrdv.incident"].create(
        {
            "subject": "Page de rendez-vous inaccessible",
            "establishment_id": company_of(env, "lyon").id,
            "contract_id": contract.id,
            "is_general": True,
            "severity": "1",
            "origin": "form",
            "reporter_id": env.ref("clicrdv_billing.user_boutique_lyon").partner_id.id,
            "email_from": env.ref("clicrdv_billing.user_boutique_lyon").email,
            "description": "La page de réservation ne répond plus depuis ce matin, sur ordinateur comme sur téléphone.",
            "declared_at": declared,
            "down_from": outage,
            "down_until": outage + timedelta(minutes=OUTAGE_MINUTES),
        }
    )
    technician = env.ref("clicrdv_billing.user_facturation2").id
    incident._move_to(incidents.ACKNOWLEDGED, acknowledged_at=declared + timedelta(minutes=9))
    incident._move_to(incidents.IN_PROGRESS, intervention_at=declared + timedelta(minutes=12), user_id=technician)
    restored = outage + timedelta(minutes=OUTAGE_MINUTES)
    incident._move_to(incidents.RESTORED, restored_at=restored, restored_by="fix")
    incident._move_to(incidents.CLOSED)


def _open_incident(env, story):
    declared = story.now.replace(second=0) - timedelta(minutes=50)
    incident = env["clicrdv.incident"].create(
        {
            "subject": "Les rappels par SMS partent avec retard",
            "establishment_id": company_of(env, "paris").id,
            "severity": "2",
            "description": "Les rappels du soir arrivent vers 20 h au lieu de 18 h.",
            "workaround": "Les rappels par e-mail partent à l'heure.",
            "degraded": "Les messages arrivent le même jour, deux heures plus tard.",
            "declared_at": declared,
        }
    )
    incident._move_to(incidents.ACKNOWLEDGED, acknowledged_at=declared + timedelta(minutes=14))


def _report(env, contract, story):
    """A report that was published; it goes by the job's own way, except for the e-mail."""
    report = env["clicrdv.service.report"].create(
        {"company_id": env.company.id, "contract_id": contract.id, "month": story.months[2], "is_automatic": True}
    )
    report.write({"state": "sent", "sent_at": story.now})
