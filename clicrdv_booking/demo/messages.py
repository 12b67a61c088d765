"""What the establishments have sent in the last month, and what they will send: a believable ledger, nothing due at once."""

import random
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from pytz import timezone, utc

from odoo import fields

from ..logic import message_text, sms_text
from ..logic.message_rules import CANCELLATION, CLIENT, CONFIRMATION, EMAIL, REMINDER, SMS
from .catalogue import company_of

SMS_AT = ("paris", "lyon", "fort_de_france", "bordeaux", "nantes")
SMS_CONFIRMS_AT = "paris"
LIMITED_AT, USED_PERCENT = "paris", 85
STOPS = 2
BATCH = 500
EVENING = time(18, 0)
BOOKED_DAYS_AHEAD = 20

#: What becomes of messages that leave: (chance, state, reason, error).
SMS_FATES = (
    (0.93, "delivered", False, False),
    (0.97, "sent", False, False),
    (0.985, "failed", "not_delivered", False),
    (0.998, "failed", "refused", "refused: HTTP 403"),
    (1.0, "unknown", False, "timeout"),
)
EMAIL_FATES = ((0.985, "sent", False, False), (1.0, "failed", "mail_failed", "550 No such user here"))
WORDS = {
    CONFIRMATION: ("RDV confirmé", "Votre rendez-vous est confirmé"),
    CANCELLATION: ("RDV annulé", "Votre rendez-vous est annulé"),
    REMINDER: ("Rappel", "Rappel de votre rendez-vous"),
}


class Fate(NamedTuple):
    """What has become of a message."""

    state: str
    reason: str | bool = False
    error: str | bool = False


def choose_sms(env):
    """Some establishments have chosen SMS, before there is anything to plan."""
    for name in SMS_AT:
        company_of(env, name).booking_sms_on = True
    rules = company_of(env, SMS_CONFIRMS_AT).notification_rule_ids
    rules.filtered(lambda rule: (rule.kind, rule.channel, rule.target) == (CONFIRMATION, SMS, CLIENT)).is_on = True


def write_messages(env, company):
    """Write the ledger of one establishment whose diary is written, and plan its coming reminders."""
    History(env, company).fill()
    leads = env["calendar.event"].search(
        [
            ("booking_company_id", "=", company.id),
            ("booking_state", "=", "booked"),
            ("lead_id", "=", False),
            ("start", ">", fields.Datetime.now()),
        ]
    )
    for start in range(0, len(leads), BATCH):
        env["clicrdv.message"]._plan(leads[start : start + BATCH], {})
    if company == company_of(env, LIMITED_AT):
        company.booking_sms_cap = max(1, round(100 * company.booking_sms_used / USED_PERCENT))
        _write_stops(env, company)


def _write_stops(env, company):
    """A few clients have answered STOP."""
    files = env["res.partner"].search(
        [("company_id", "=", company.id), ("is_client_file", "=", True), ("client_consent_sms", "=", True)],
        limit=STOPS,
        order="id desc",
    )
    for file in files:
        env["clicrdv.optout"]._note(company, SMS, file.client_phone_key, "stop")


class History:
    """The messages of one establishment that have left already, or were not sent for a reason."""

    def __init__(self, env, company):
        self.env, self.company = env, company
        self.rng = random.Random(f"messages {company.name}")
        self.now = fields.Datetime.now()
        self.zone = timezone(company.booking_tz)
        self.base = company.get_base_url()
        self.gateway = env["clicrdv.sms.gateway"]._of_company(company)
        self.price = env["clicrdv.sms.price"]._price_on(company.network_id.id, fields.Date.today())
        self.rules = {
            (rule.kind, rule.channel): rule.id
            for rule in company.notification_rule_ids
            if rule.target == CLIENT and rule.is_on and (rule.channel == EMAIL or company.booking_sms_on)
        }
        self.to_decide = 2 if company.booking_sms_on else 0

    def fill(self):
        leads = (
            self.env["calendar.event"]
            .with_context(active_test=False)
            .search(
                [("booking_company_id", "=", self.company.id), ("booking_state", "!=", False), ("lead_id", "=", False)],
                order="start",
            )
        )
        messages = self.env["clicrdv.message"].create([line for lead in leads for line in self._lines(lead)])
        self._write_events(messages.filtered(lambda message: message.channel == SMS and message.parts))

    def _lines(self, event):
        """Values of the messages about one visit."""
        booked = self._booked_at(event)
        if event.booking_state not in ("requested", "refused"):
            yield from self._both(event, CONFIRMATION, booked)
        if event.booking_state in ("cancelled", "refused"):
            cancelled = booked + (min(event.start, self.now) - booked) * self.rng.random()
            yield from self._both(event, CANCELLATION, cancelled)
        due = self._reminder_at(event)
        took_place = event.booking_state in ("done", "no_show")
        if took_place or (event.booking_state == "booked" and due <= self.now):
            # who books at the last moment needs no reminder, and is missed more often
            missed = event.booking_state == "no_show"
            is_late = took_place and self.rng.random() < (0.45 if missed else 0.06)
            yield from self._both(event, REMINDER, due, Fate("skipped", "too_late") if is_late else None)

    def _both(self, event, kind, when, fate=None):
        """One kind of message by each way that the establishment has chosen."""
        for channel in (EMAIL, SMS):
            if (kind, channel) in self.rules:
                yield self._values(event, kind, channel, when, fate or self._fate(event, kind, channel))

    # === WHEN, AND WHAT BECAME OF IT === #

    def _booked_at(self, event):
        """A moment before the visit; of coming visits one of this month, as its limit counts them."""
        if event.start <= self.now:
            return event.start - timedelta(hours=self.rng.uniform(3, 24 * BOOKED_DAYS_AHEAD))
        earliest = max(self.company._month_start(self.now), self.now - timedelta(days=BOOKED_DAYS_AHEAD))
        return earliest + (self.now - earliest) * self.rng.random()

    def _reminder_at(self, event):
        day = utc.localize(event.start).astimezone(self.zone).date() - timedelta(days=1)
        local = self.zone.localize(datetime.combine(day, EVENING))
        return local.astimezone(utc).replace(tzinfo=None)

    def _fate(self, event, kind, channel):
        """What has become of a message to this client.

        :rtype: Fate
        """
        client = event.client_id
        if channel == EMAIL:
            return self._chance(EMAIL_FATES) if client.email_normalized else Fate("skipped", "no_email")
        if not client.client_consent_sms:
            return Fate("skipped", "no_consent")
        if self.to_decide and kind == CONFIRMATION and event.start > self.now + timedelta(days=1):
            self.to_decide -= 1
            return Fate("unknown", False, "timeout")
        return self._chance(SMS_FATES)

    def _chance(self, fates):
        chance = self.rng.random()
        return next(Fate(*fate) for limit, *fate in fates if chance <= limit)

    # === VALUES === #

    def _values(self, event, kind, channel, when, fate):
        """Values of one line of the ledger."""
        values = {
            "uuid": str(UUID(int=self.rng.getrandbits(128), version=4)),
            "company_id": self.company.id,
            "rule_id": self.rules[kind, channel],
            "event_id": event.id,
            "client_id": event.client_id.id,
            "agenda_id": event.agenda_id.id,
            "kind": kind,
            "target": CLIENT,
            "channel": channel,
            "planned_at": min(when, self.now),
            "due_at": when,
            "try_at": when,
            "state": fate.state,
            "reason": fate.reason,
            "error": fate.error,
        }
        if fate.state == "skipped":
            return values
        if fate.reason not in ("refused", "mail_failed") and fate.state != "unknown":
            values["sent_at"] = min(when + timedelta(seconds=self.rng.randint(1, 50)), self.now)
        if fate.state == "delivered":
            values["delivered_at"] = min(values["sent_at"] + timedelta(seconds=self.rng.randint(4, 90)), self.now)
        return values | self._texts(event, kind, channel, values["uuid"])

    def _texts(self, event, kind, channel, uuid):
        """What the message said and to whom, and what it costs."""
        local = utc.localize(event.start).astimezone(self.zone)
        name = self.company.booking_title or self.company.name
        clock = message_text.spoken_time(local.time(), "fr_FR")
        short, long = WORDS[kind]
        if channel == EMAIL:
            day = message_text.spoken_date(local.date(), "fr_FR")
            return {
                "recipient": event.client_id.email_normalized,
                "subject": f"{long} : {day} à {clock}",
                "body": f"{long} chez {name}.",
                "lang": "fr_FR",
            }
        text = f"{short} : {message_text.short_date(local.date(), 'fr_FR')} à {clock}, {name}."
        text = sms_text.transliterate(f"{text} Modifier : {self.base}/r/{event.booking_short_code}")
        size = sms_text.measure(text)
        return {
            "recipient": event.client_id.client_phone_key,
            "body": text,
            "lang": "fr_FR",
            "parts": size.parts,
            "encoding": size.encoding,
            "unit_price": self.price,
            "amount": size.parts * self.price,
            "gateway_id": self.gateway.id,
            "gateway_code": self.gateway.protocol,
            "gateway_reference": f"demo-{uuid}",
        }

    def _write_events(self, messages):
        """The answers and the delivery reports of the gateway."""
        answers = {"unknown": "unknown", "failed": "refused"}
        events = []
        for message in messages:
            accepted = bool(message.sent_at)
            state = "accepted" if accepted else answers[message.state]
            events.append(
                {"message_id": message.id, "at": message.sent_at or message.due_at, "source": "answer", "state": state}
            )
            if message.state == "delivered" or message.reason == "not_delivered":
                told = "delivered" if message.state == "delivered" else "failed"
                at = message.delivered_at or message.sent_at + timedelta(minutes=3)
                events.append({"message_id": message.id, "at": at, "source": "report", "state": told, "key": told})
        self.env["clicrdv.message.report"].create(events)
