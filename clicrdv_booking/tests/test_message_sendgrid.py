"""SendGrid's signed events: what becomes of e-mails, and who wants no more of them."""

import base64
import json
import random
import time
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from odoo.tests import freeze_time, tagged

from .common import NOW
from .message_calls_common import CallsCase

ADDRESS = "zoe@example.com"
URL = "/clicrdv/email/sendgrid"
QUERIES = 12


def signature_of(key, timestamp, body):
    return base64.b64encode(key.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))).decode()


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestSendgrid(CallsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = ec.generate_private_key(ec.SECP256R1())
        public = cls.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        cls.env["ir.config_parameter"].set_param(
            "clicrdv_booking.sendgrid_public_key", base64.b64encode(public).decode()
        )
        cls.client = cls.env["res.partner"].create(
            {"name": "DUPONT Zoé", "email": ADDRESS, "is_client_file": True, "company_id": cls.salon.id}
        )

    def email(self, state="sent", **values):
        return self.message(
            state,
            **{"channel": "email", "gateway_id": False, "gateway_code": False, "gateway_reference": False}
            | {"recipient": ADDRESS, **values},
        )

    def event(self, message, kind, **values):
        """An event as SendGrid writes it."""
        return {
            "email": ADDRESS,
            "timestamp": int(time.time()),
            "event": kind,
            "clicrdv_message": message.uuid,
            "smtp-id": "<1@mail.example.com>",
            "sg_event_id": f"{message.id}-{kind}",
            **values,
        }

    def tell(self, events, key=None, age=0, **headers):
        body = events if isinstance(events, bytes) else json.dumps(events).encode()
        timestamp = str(int(time.time()) - age)
        headers = {
            "Content-Type": "application/json",
            "X-Twilio-Email-Event-Webhook-Signature": signature_of(key or self.key, timestamp, body),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
            **headers,
        }
        answer = self.post(URL, body, headers=headers)
        self.env.invalidate_all()
        return answer

    def refusals(self):
        return [
            (line.company_id, line.channel, line.address, line.source) for line in self.env["clicrdv.optout"].search([])
        ]

    # === WHAT BECOMES OF AN E-MAIL === #

    def test_each_kind_of_event_leads_to_its_state(self):
        for kind, state, reason in (
            ("processed", "sent", False),
            ("deferred", "sent", False),
            ("delivered", "delivered", False),
            ("bounce", "failed", "not_delivered"),
            ("dropped", "failed", "not_delivered"),
        ):
            with self.subTest(kind):
                message = self.email("sending")
                self.assertEqual(self.tell([self.event(message, kind)]).status_code, 200)
                self.assertEqual((message.state, message.reason), (state, reason))
                self.assertEqual(message.error, kind if state == "failed" else False)
                self.assertEqual(bool(message.sent_at), state != "failed")

    def test_a_message_is_also_found_by_its_message_id(self):
        message = self.email(gateway_reference="<7@mail.example.com>")
        sms = self.message(gateway_reference="<7@mail.example.com>")
        event = self.event(message, "delivered", **{"smtp-id": "<7@mail.example.com>"})
        del event["clicrdv_message"]
        self.tell([event])
        self.assertEqual((message.state, sms.state), ("delivered", "sent"))

    def test_events_in_any_order_and_twice_end_the_same(self):
        for seed in range(5):
            message = self.email("sending")
            events = [self.event(message, kind) for kind in ("processed", "deferred", "delivered")] * 2
            random.Random(seed).shuffle(events)
            with self.subTest(order=[event["event"] for event in events]):
                self.tell(events[:2])
                self.tell(events[2:])
                self.tell(events)
                self.assertEqual(message.state, "delivered")
                self.assertEqual(len(message.report_ids), 3)

    def test_the_moment_is_when_it_happened_not_when_it_is_told(self):
        message = self.email("sending")
        happened = NOW - timedelta(hours=2)
        self.tell([self.event(message, "delivered", timestamp=int(time.time()) - 7200)])
        self.assertEqual((message.sent_at, message.delivered_at, message.report_ids.at), (happened,) * 3)

    def test_events_of_others_and_of_other_kinds_change_nothing(self):
        message, sms = self.email(), self.message()
        before = self.everything()
        for event in (
            self.event(message, "open"),
            self.event(message, "click"),
            self.event(message, "delivered", clicrdv_message="3b1f8c0e-0000-4000-8000-000000000000"),
            self.event(sms, "delivered"),
            self.event(message, "delivered", clicrdv_message=7),
        ):
            self.assertEqual(self.tell([event]).status_code, 200)
        self.assertEqual(self.tell([]).status_code, 200)
        self.assertEqual(self.everything(), before)

    # === WHO WANTS NO MORE === #

    def test_who_complains_or_unsubscribes_is_not_written_to_again(self):
        for kind in ("spamreport", "unsubscribe"):
            with self.subTest(kind):
                self.env["clicrdv.optout"].search([]).unlink()
                self.client.client_consent_email = True
                message = self.email()
                for _time in range(2):
                    self.assertEqual(self.tell([self.event(message, kind)]).status_code, 200)
                self.assertEqual(self.refusals(), [(self.salon, "email", ADDRESS, "gateway")])
                self.assertFalse(self.client.client_consent_email)
                self.assertTrue(self.client.client_consent_sms)
                self.assertEqual(message.state, "delivered", "who complains about it has received it")

    # === REFUSALS === #

    def test_forged_and_stale_events_are_refused_and_change_nothing(self):
        message = self.email()
        events, other = [self.event(message, "bounce")], ec.generate_private_key(ec.SECP256R1())
        before = self.everything()
        for name, refused in {
            "another key": self.tell(events, key=other),
            "stale": self.tell(events, age=301),
            "from the future": self.tell(events, age=-301),
            "another body": self.tell(events, **self.signed(b"[]")),
            "no signature": self.tell(events, **{"X-Twilio-Email-Event-Webhook-Signature": ""}),
            "no timestamp": self.tell(events, **{"X-Twilio-Email-Event-Webhook-Timestamp": ""}),
        }.items():
            with self.subTest(name):
                self.assertEqual(refused.status_code, 403)
        self.assertEqual(self.everything(), before)

    def signed(self, body):
        timestamp = str(int(time.time()))
        return {"X-Twilio-Email-Event-Webhook-Signature": signature_of(self.key, timestamp, body)}

    def test_malformed_events_are_400_and_change_nothing(self):
        message = self.email()
        before = self.everything()
        good = self.event(message, "bounce")
        for events in (
            b"",
            b"{",
            b"null",
            b'{"event": "bounce"}',
            [good, "x"],
            [good, {**good, "timestamp": "soon"}],
            [good, {**good, "sg_event_id": ""}],
            [good, {**good, "sg_event_id": "\x00"}],
            [good, {**good, "clicrdv_message": "\x00"}],
            [good, {**good, "smtp-id": "\ud800"}],
        ):
            with self.subTest(events=str(events)[-60:]):
                self.assertEqual(self.tell(events).status_code, 400)
        self.assertEqual(self.everything(), before)

    def test_a_body_that_is_too_long_is_413_and_is_not_read(self):
        self.assertEqual(self.announce(URL, 1024 * 1024 + 1, kind="application/json"), 413)

    def test_without_a_key_there_is_no_such_page(self):
        self.env["ir.config_parameter"].set_param("clicrdv_booking.sendgrid_public_key", False)
        message = self.email()
        self.assertEqual(self.tell([self.event(message, "bounce")]).status_code, 404)
        self.assertEqual(message.state, "sent")

    def test_there_is_nothing_to_get(self):
        self.assertEqual(self.get(URL).status_code, 405)

    # === COST === #

    def test_many_events_cost_no_more_queries_than_one(self):
        counts = []
        for size in (1, 50):
            kinds = ("delivered", "bounce", "spamreport")
            messages = [self.email(recipient=f"zoe{size}.{number}@example.com") for number in range(size * 3)]
            events = [self.event(message, kinds[index % 3]) for index, message in enumerate(messages)]
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.tell(events).status_code, 200)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], QUERIES)
        self.assertLessEqual(counts[1], counts[0])
