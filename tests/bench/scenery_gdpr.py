"""Establishments with clients of whom a tenth is due, made inside ``odoo shell``; and the job of retention on them.

The jobs print what they took as one line of JSON.
"""

import pathlib
import resource
import time

import gdpr_clients
from scenery_billing import tell

from odoo.fields import Command

NUMBERED = ("res_partner", "calendar_event", "clicrdv_message", "mail_message")

FIRST = """
    CREATE TABLE bench_first AS SELECT %(first)s AS client, %(first_event)s AS event, %(first_message)s AS message,
                                       %(first_note)s AS note, %(clients)s AS clients
"""


def bench(env, shops, clients):
    """Some establishments whose clients are as many in each."""
    env["ir.cron"].search([]).active = False
    env["ir.config_parameter"].set_param("clicrdv_gdpr.require_agreement", False)
    companies = [_establishment(env, number) for number in range(shops)]
    env.flush_all()
    values = _values(env, companies, clients)
    # rows that are right by construction: PostgreSQL need not look up the key of each of them
    env.cr.execute("SET LOCAL session_replication_role = replica")
    for table, statement in gdpr_clients.TABLES.items():
        if table == "account_move" and "account.move" not in env:
            continue
        began = time.monotonic()
        env.cr.execute(statement, values)
        print(table, env.cr.rowcount, f"{time.monotonic() - began:.1f} s", flush=True)
    _papers(env, values)
    env.cr.execute(FIRST, values)
    for table in NUMBERED:
        env.cr.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
    env.cr.commit()
    env.cr.execute("ANALYZE")


def _values(env, companies, clients):
    firsts = {}
    for table in NUMBERED:
        env.cr.execute(f"SELECT max(id) FROM {table}")
        firsts[table] = (env.cr.fetchone()[0] or 0) + 1000
    values = {
        "first": firsts["res_partner"],
        "first_event": firsts["calendar_event"],
        "first_message": firsts["clicrdv_message"],
        "first_note": firsts["mail_message"],
        "shops": len(companies),
        "companies": [company.id for company, _agenda in companies],
        "agendas": [agenda.id for _company, agenda in companies],
        "clients": clients,
        "subtype": env.ref("mail.mt_note").id,
        "staff": env.user.partner_id.id,
        "field": env["ir.model.fields"]._get("res.partner", "email").id,
        "partner_model": env["ir.model"]._get_id("res.partner"),
    }
    if "account.move" in env:
        seller = env.company
        env["account.chart.template"].try_loading("fr", seller, install_demo=False)
        journal = env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", seller.id)], limit=1)
        values |= {"journal": journal.id, "currency": seller.currency_id.id, "seller": seller.id}
    return values


def _establishment(env, number):
    company = env["res.company"].create(
        {
            "name": f"Shop {number}",
            "booking_slug": f"shop-{number}",
            "street": "1 rue des Essais",
            "zip": "75003",
            "city": "Paris",
            "country_id": env.ref("base.fr").id,
            "phone": "+33 1 99 00 12 34",
            "email": f"shop{number}@example.com",
            "activity_id": env.ref("clicrdv_booking.activity_hairdresser").id,
            "booking_holiday_zone": False,
            "booking_notice_minutes": 0,
            "booking_max_upcoming": 0,
        }
    )
    env.user.company_ids = [Command.link(company.id)]
    agenda = env["clicrdv.agenda"].create(
        {
            "name": "Ana",
            "public_name": "Ana",
            "company_id": company.id,
            "resource_calendar_id": _weekly(env, company).id,
        }
    )
    env["clicrdv.service"].create(
        {
            "name": "Cut",
            "public_name": "Cut",
            "code": "cut",
            "duration_minutes": 30,
            "price": 30,
            "company_id": company.id,
            "skill_ids": [Command.create({"agenda_id": agenda.id})],
        }
    )
    company.booking_published = True
    return company, agenda


def _weekly(env, company):
    attendances = [
        Command.create({"name": "Open", "dayofweek": str(day), "hour_from": 8, "hour_to": 20, "day_period": "morning"})
        for day in range(7)
    ]
    return env["resource.calendar"].create(
        {"name": "Hours", "company_id": company.id, "tz": "Europe/Paris", "attendance_ids": attendances}
    )


def _papers(env, values):
    """Attachments whose files are there, as a person's own words."""
    env.cr.execute(gdpr_clients.PAPERS, values | {"folder": "be"})
    store = pathlib.Path(env["ir.attachment"]._filestore())
    (store / "be").mkdir(parents=True, exist_ok=True)
    for res_id, name in env.cr.fetchall():
        word = "Quévrin" if (res_id - values["first"]) % 10 == 0 else "Martin"
        (store / name).write_text(f"{word}-{res_id}")


def announce(env):
    """What the job does on the first day: it counts and warns. The day of destruction is brought forward to today."""
    began = time.monotonic()
    env["clicrdv.retention.run"]._cron_retention()
    env.cr.execute("UPDATE clicrdv_retention_run SET start_on = opened_on")
    env.cr.execute("SELECT sum(due_interaction) FROM clicrdv_retention_run")
    [due] = env.cr.fetchone()
    env.cr.commit()
    tell({"seconds": time.monotonic() - began, "due": due, "memory": _memory()})


def destroy(env):
    """What the job does on the day: it destroys what was announced."""
    began = time.monotonic()
    print("BEGUN", flush=True)
    env["clicrdv.retention.run"]._cron_retention()
    env.cr.commit()
    tell({"seconds": time.monotonic() - began, "memory": _memory(), **_states(env)})


def rest(env):
    """What the job does then: it looks for whatever merely names them elsewhere."""
    began = time.monotonic()
    env["clicrdv.erasure.rest"]._cron_rest()
    env.cr.commit()
    left = env["clicrdv.erasure.rest"].search_count([])
    swept = sum(purge.counts.get("chatter_written", 0) for purge in env["clicrdv.purge"].search([("persons", "=", 0)]))
    tell({"seconds": time.monotonic() - began, "memory": _memory(), "left": left, "swept": swept})


def scan(env, words):
    """Read the whole database for words of everybody who was due."""
    began = time.monotonic()
    found = env["clicrdv.personal.data"]._residual_scan(words)
    tell({"seconds": time.monotonic() - began, "found": [list(residue) for residue in found]})


def _states(env):
    env.cr.execute(
        """SELECT count(*) FILTER (WHERE client_privacy_state = 'destroyed'),
                  count(*) FILTER (WHERE client_privacy_state = 'archived'),
                  (SELECT coalesce(sum(persons), 0) FROM clicrdv_purge) FROM res_partner WHERE is_client_file"""
    )
    return dict(zip(("destroyed", "archived", "persons"), env.cr.fetchone(), strict=True))


def _memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
