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
import datetime
from odoo import fields
for moment in {moments!r}:
    # deadlines, on the monotonic clock, go on
    fields.Datetime.now = staticmethod(lambda *_: datetime.datetime.fromisoformat(moment))
    env.ref("clicrdv_booking.ir_cron_send_messages").method_direct_trigger()
    env.ref("mail.ir_cron_mail_scheduler_action").method_direct_trigger()
env.cr.commit()
"""


class User:
    """Somebody who is signed in to the back office, and calls methods as its screens do."""

    def __init__(self, server, login):
        self.url, self.session = server.url, requests.Session()
        assert self._post("/web/session/authenticate", db=server.database, login=login, password=login)["uid"]

    def call(self, model, method, *arguments, **options):
        params = {"model": model, "method": method, "args": arguments, "kwargs": options}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", **params)

    def _post(self, path, **params):
        sent = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.session.post(self.url + path, json=sent, timeout=60).json()
        assert "result" in answer, answer
        return answer["result"]


@pytest.fixture(scope="module")
def place(server, gateway):
    """The establishment of the demo has chosen SMS, by a gateway of its own; nobody else has anything to send."""
    for statement in (
        "UPDATE clicrdv_message SET state = 'cancelled' WHERE state IN ('planned', 'sending')",
        "UPDATE mail_mail SET state = 'cancel' WHERE state = 'outgoing'",
    ):
        databases.query(statement, database=server.database)
    admin = User(server, "admin")
    [company] = admin.call("res.company", "search", [["booking_slug", "=", ESTABLISHMENT]])
    admin.call("ir.config_parameter", "set_param", "web.base.url", server.url)
    admin.call("res.company", "write", [company], {"booking_sms_on": True, "booking_sms_cap": 0})
    confirmations = [["company_id", "=", company], ["kind", "=", "confirmation"], ["channel", "!=", "email"]]
    rules = admin.call("clicrdv.notification.rule", "search", confirmations)
    admin.call("clicrdv.notification.rule", "write", rules, {"is_on": False})
    account = {"protocol": "twilio", "base_url": gateway.url, "user": USER, "secret": SECRET}
    values = {"name": "Twilio", "company_id": company, "sender": "Horizon", "sender_state": "valid", **account}
    admin.call("clicrdv.sms.gateway", "create", [values])


def run_jobs(server, *moments):
    """Run the jobs that send, as if it were another time (aware), once for each; one process, as each takes seconds."""
    utc = [moment.astimezone(datetime.timezone.utc).replace(microsecond=0, tzinfo=None) for moment in moments]
    script = JOBS.format(moments=[moment.isoformat() for moment in utc])
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


def book(server):
    """Book in a week, as the page does; return the start and what the visitor is told."""
    api = f"{server.url}/rdv/api/{ESTABLISHMENT}"
    first_day = (datetime.date.today() + datetime.timedelta(days=7)).isoformat()
    slots = requests.get(f"{api}/slots", params={"service": SERVICE, "from": first_day, "days": 7}).json()["slots"]
    start = next(slot["start"] for slot in slots if "T10:" in slot["start"] or "T15:" in slot["start"])
    hold = requests.post(f"{api}/hold", json={"services": [SERVICE], "agenda": None, "start": start}).json()["hold"]
    contact = {"lastname": "Garnier", "firstname": "Zoé", "email": EMAIL, "phone": PHONE}
    made = requests.post(f"{api}/appointments", json={"hold": hold, **contact}, headers=FRENCH)
    assert made.status_code == 201, made.text
    return datetime.datetime.fromisoformat(start), made.json()


def ledger(server, reference):
    """What the accountant of the establishment reads of the messages about an appointment, e-mails and SMS."""
    fields = ["kind", "target", "channel", "state", "parts", "unit_price", "amount", "gateway_reference", "company_id"]
    domain = [["event_id.booking_reference", "=", reference]]
    lines = User(server, "isabelle.paris").call("clicrdv.message", "search_read", domain, fields, order="due_at, id")
    return lines, [line for line in lines if line["channel"] == "sms"]


def confirmed_by(mail, start, page):
    text = mail.get_body(("plain",)).get_content()
    assert "confirmé" in mail["Subject"] and f"{start:%-H h}" in text.replace("\xa0", " ")
    assert page.partition("/rdv/")[2] in mail.get_body(("html",)).get_content()
    [invitation] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert invitation.get_param("method") == "REQUEST"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.usefixtures("place")
def test_an_appointment_is_confirmed_at_once_reminded_the_day_before_and_billed(server, gateway, mailbox):
    start, booked = book(server)
    planned, _sms = ledger(server, booked["reference"])
    assert {
        ("confirmation", "client", "email"),
        ("reminder", "client", "sms"),
        ("reminder", "client", "email"),
    } <= {(line["kind"], line["target"], line["channel"]) for line in planned if line["state"] == "planned"}

    now = datetime.datetime.now(datetime.timezone.utc)
    run_jobs(server, now, now)
    [confirmation] = mailbox.to(EMAIL)
    confirmed_by(confirmation, start, booked["manage_url"])
    assert gateway.taken == [], "confirmations by SMS are off"

    yesterday = start.astimezone(PARIS).date() - datetime.timedelta(days=1)
    eve = datetime.datetime.combine(yesterday, datetime.time(18, 5), PARIS)
    run_jobs(server, eve, eve + datetime.timedelta(minutes=10))
    [reminder] = gateway.taken
    assert reminder.number == "+33639984421" and len(mailbox.to(EMAIL)) == 2
    assert f"{start:%-H h}" in reminder.text and "/r/" in reminder.text

    _lines, [line] = ledger(server, booked["reference"])
    assert (line["kind"], line["target"], line["state"]) == ("reminder", "client", "sent")
    assert (line["parts"], line["unit_price"], line["amount"]) == (1, 0.0836, 0.0836)
    assert line["gateway_reference"] == reminder.reference
    assert line["company_id"][1] == "Horizon Optique Paris 3e"
    assert gateway.report(reminder, "delivered")[0] == 200
    _lines, [line] = ledger(server, booked["reference"])
    assert line["state"] == "delivered"
