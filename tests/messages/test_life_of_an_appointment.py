"""From the demo, as a client and an accountant meet it: book on the site, be confirmed, be reminded, be billed."""

import datetime
import subprocess
import sys
import zoneinfo

import databases
import pytest
import requests
from clicrdv_booking_tests.sms_dialects import SECRET, USER

ESTABLISHMENT = "horizon-optique-paris-3e"
SERVICE = "examen-de-vue"
PARIS = zoneinfo.ZoneInfo("Europe/Paris")
EMAIL, PHONE = "zoe.garnier@example.com", "06 39 98 44 21"
FRENCH = {"Accept-Language": "fr-FR,fr;q=0.9"}
JOBS = """
from freezegun import freeze_time
with freeze_time({moment!r}):
    env.ref("clicrdv_booking.ir_cron_send_messages").method_direct_trigger()
    env.ref("mail.ir_cron_mail_scheduler_action").method_direct_trigger()
env.cr.commit()
"""


@pytest.fixture(scope="module")
def place(server, gateway):
    """The establishment of the demo has chosen SMS, by a gateway of its own."""
    query = "SELECT id FROM res_company WHERE booking_slug = %s"
    [[company]] = databases.query(query, (ESTABLISHMENT,), server.database)
    databases.query(
        "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url'", (server.url,), server.database
    )
    script = f"""
company = env["res.company"].browse({company})
company.write({{"booking_sms_on": True, "booking_sms_cap": 0}})
rules = company.notification_rule_ids.filtered(lambda rule: rule.kind == "confirmation" and rule.channel != "email")
rules.is_on = False
env["clicrdv.sms.gateway"].create({{
    "name": "Twilio", "protocol": "twilio", "company_id": company.id, "base_url": {gateway.url!r}, "sender": "Horizon",
    "sender_state": "valid", "user": {USER!r}, "secret": {SECRET!r}}})
env.cr.commit()
"""
    shell(server, script)
    return company


def shell(server, script):
    command = [sys.executable, "-m", "odoo", "shell", "-c", databases.CONF, "-d", server.database, "--no-http"]
    smtp = [option for option in server.options if option.startswith("--smtp")]
    done = subprocess.run(
        [*command, *smtp, "--log-level=error"],
        input=script,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0 and "Traceback" not in done.stdout, done.stdout


def run_jobs(server, moment):
    """Run the jobs that send, as if it were another time (aware)."""
    shell(server, JOBS.format(moment=moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")))


def book(server):
    """Book in a week, as the page does; return the start and the address of the appointment's page."""
    api = f"{server.url}/rdv/api/{ESTABLISHMENT}"
    first_day = (datetime.date.today() + datetime.timedelta(days=7)).isoformat()
    slots = requests.get(f"{api}/slots", params={"service": SERVICE, "from": first_day, "days": 7}).json()["slots"]
    start = next(slot["start"] for slot in slots if "T10:" in slot["start"] or "T15:" in slot["start"])
    hold = requests.post(f"{api}/hold", json={"services": [SERVICE], "agenda": None, "start": start}).json()["hold"]
    contact = {"lastname": "Garnier", "firstname": "Zoé", "email": EMAIL, "phone": PHONE}
    made = requests.post(f"{api}/appointments", json={"hold": hold, **contact}, headers=FRENCH)
    assert made.status_code == 201, made.text
    return datetime.datetime.fromisoformat(start), made.json()["manage_url"]


def ledger(server, reference):
    query = """
        SELECT message.kind, message.target, message.channel, message.state, message.parts, message.unit_price
          FROM clicrdv_message message JOIN calendar_event event ON event.id = message.event_id
         WHERE event.booking_token = %s ORDER BY message.due_at, message.id
    """
    return databases.query(query, (reference,), server.database)


def test_an_appointment_is_confirmed_at_once_reminded_the_day_before_and_billed(server, place, gateway, mailbox):
    start, page = book(server)
    token = page.rpartition("/")[2]
    planned = {
        (kind, target, channel) for kind, target, channel, state, *_ in ledger(server, token) if state == "planned"
    }
    assert {
        ("confirmation", "client", "email"),
        ("reminder", "client", "sms"),
        ("reminder", "client", "email"),
    } <= planned

    now = datetime.datetime.now(datetime.timezone.utc)
    run_jobs(server, now)
    run_jobs(server, now)
    [confirmation] = mailbox.to(EMAIL)
    text = confirmation.get_body(("plain",)).get_content()
    assert "confirmé" in confirmation["Subject"] and f"{start:%-H h}" in text.replace("\xa0", " ")
    assert page.partition("/rdv/")[2] in confirmation.get_body(("html",)).get_content()
    [invitation] = [part for part in confirmation.walk() if part.get_content_type() == "text/calendar"]
    assert invitation.get_param("method") == "REQUEST"
    assert confirmation["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert gateway.taken == [], "confirmations by SMS are off"

    eve = datetime.datetime.combine(
        start.astimezone(PARIS).date() - datetime.timedelta(days=1), datetime.time(18, 5), PARIS
    )
    run_jobs(server, eve)
    run_jobs(server, eve + datetime.timedelta(minutes=10))
    mine = [sms for sms in gateway.taken if sms.number == "+33639984421"]
    assert len(mine) == 1 and len(mailbox.to(EMAIL)) == 2
    assert f"{start:%-H h}" in mine[0].text and "/r/" in mine[0].text

    sms = [row for row in ledger(server, token) if row[2] == "sms"]
    assert [(row[3], row[4], float(row[5])) for row in sms] == [("sent", 1, 0.0836)]
    assert gateway.report(mine[0], "delivered")[0] == 200
    assert [row[3] for row in ledger(server, token) if row[2] == "sms"] == ["delivered"]
