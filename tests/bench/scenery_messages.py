"""Messages for the bench, made inside ``odoo shell``: clients for the appointments, gateways, and the jobs.

Only the reminder by SMS is on: one message for each appointment. The jobs print what they took as one line of JSON.
"""

import json
import time
from datetime import timedelta

import scenery

from odoo import fields

FIRST_NUMBER = 639_980_000  # ten thousand numbers that the regulator keeps for fiction
JOB = "clicrdv_booking.ir_cron_send_messages"

GIVE_CLIENTS = """
    UPDATE calendar_event event SET client_id = given.client_id, booking_token = md5(event.id::text),
                                    booking_short_code = left(md5(event.id::text), 10)
      FROM unnest(%(events)s, %(clients)s) AS given(event_id, client_id)
     WHERE event.id = given.event_id
"""
START_WITHIN_TWO_HOURS = """
    UPDATE calendar_event event SET start = %(now)s + rank * interval '2 hours' / %(count)s,
                                    stop = %(now)s + rank * interval '2 hours' / %(count)s + interval '30 minutes'
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS rank FROM calendar_event
             WHERE booking_company_id = %(company)s) AS ranked
     WHERE event.id = ranked.id
"""


def bench(env, appointments):
    """``bench``, where each appointment is of a client of its own who gets one SMS, and two a tenth of it."""
    scenery.first(env, appointments)
    # what else Odoo does in the background is not measured
    env["ir.cron"].search([("id", "!=", env.ref(JOB).id)]).active = False
    _clients(env, company_of(env, "bench"))
    for name in ("Outage", "Broken"):
        other = scenery._establishment(env, name)
        scenery._appointments(env, other, appointments // 10)
        _clients(env, other)


def company_of(env, slug):
    return env["res.company"].search([("booking_slug", "=", slug)])


def _clients(env, company):
    any_hour = {"booking_courtesy_from": 0, "booking_courtesy_to": 24}  # whenever it runs
    company.write({"booking_sms_on": True, **any_hour})
    company.notification_rule_ids.is_on = False
    reminder = company.notification_rule_ids.filtered(lambda rule: (rule.kind, rule.channel) == ("reminder", "sms"))
    reminder.is_on = True
    events = env["calendar.event"].search([("booking_company_id", "=", company.id)], order="id")
    clients = (
        env["res.partner"]
        .with_context(tracking_disable=True)
        .create(
            [
                {
                    "client_lastname": "Bench",
                    "client_firstname": "Zoé",
                    "is_client_file": True,
                    "company_id": company.id,
                    "phone": f"+33{FIRST_NUMBER + rank % 10_000}",
                    "lang": "fr_FR",
                }
                for rank in range(len(events))
            ]
        )
    )
    env.flush_all()
    env.cr.execute(GIVE_CLIENTS, {"events": events.ids, "clients": clients.ids})
    env.cr.execute("ANALYZE calendar_event, res_partner")
    env.invalidate_all()


def gateway(env, slug, url):
    """Have an establishment send by a gateway at an address on this machine."""
    company = company_of(env, slug)
    values = {"name": slug, "protocol": "twilio", "company_id": company.id, "base_url": url}
    values |= {"user": "salon", "secret": "s3cr3t-of-the-salon", "twilio_messaging_service": "MG1"}
    env["clicrdv.sms.gateway"].search([("company_id", "=", company.id)]).unlink()
    env["clicrdv.sms.gateway"].create(values)


def plan(env, slug):
    """The job that plans all coming appointments anew, until it has nothing left to do."""
    company = company_of(env, slug)
    company._plan_messages_anew()
    env.cr.commit()
    queries, began = env.cr.sql_log_count, time.monotonic()
    while company.messages_to_plan:
        env["clicrdv.message"]._cron_plan()
    took = {"seconds": time.monotonic() - began, "queries": env.cr.sql_log_count - queries}
    planned = [("company_id", "=", company.id), ("state", "=", "planned")]
    tell(took | {"messages": env["clicrdv.message"].search_count(planned)})


def due(env, slug, count):
    """The hour of some planned reminders has come: the job is woken."""
    _due(env, slug, count, fields.Datetime.now())
    env.ref(JOB)._trigger()


def beside(env, silent_url, count):
    """Messages of ``broken`` come first, those of ``bench`` after them."""
    plan(env, "broken")
    gateway(env, "broken", silent_url)
    _due(env, "broken", 100, fields.Datetime.now() - timedelta(minutes=1))
    due(env, "bench", count)


def _due(env, slug, count, now):
    planned = [("company_id", "=", company_of(env, slug).id), ("state", "=", "planned"), ("try_at", ">", now)]
    messages = env["clicrdv.message"].search(planned, limit=count, order="id")
    messages.write({"due_at": now, "try_at": now})
    env.flush_all()
    env.cr.execute("ANALYZE clicrdv_message")


def outage(env, dead_url, url):
    """Visits that begin within two hours, and a gateway that works after the first of them only."""
    plan(env, "outage")
    now, company = fields.Datetime.now(), company_of(env, "outage")
    count = env["calendar.event"].search_count([("booking_company_id", "=", company.id)])
    env.cr.execute(START_WITHIN_TWO_HOURS, {"now": now, "count": count, "company": company.id})
    env.invalidate_all()
    gateway(env, "outage", dead_url)
    _due(env, "outage", count, now)
    env.cr.commit()
    for minute in range(60):
        _send_at(env, now + timedelta(minutes=minute))
    gateway(env, "outage", url)
    env.cr.commit()
    for minute in range(60, 80):
        _send_at(env, now + timedelta(minutes=minute))
    env.cr.execute(
        "SELECT coalesce(reason, state), count(*) FROM clicrdv_message WHERE company_id = %s GROUP BY 1", [company.id]
    )
    tell({"states": dict(env.cr.fetchall()), "visits": count})


def _send_at(env, moment):
    """Run the job with another clock."""
    clock = fields.Datetime.now
    ahead = moment - clock()
    fields.Datetime.now = staticmethod(lambda *_: clock() + ahead)
    try:
        env["clicrdv.message"]._cron_send()
    finally:
        fields.Datetime.now = staticmethod(clock)


def tell(took):
    print(f"TOOK {json.dumps(took)}", flush=True)
