"""An SMS that did not arrive becomes an e-mail where the rule says so."""

from datetime import timedelta

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import NOW
from .message_calls_common import CallsCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestFallbacks(CallsCase):
    def lost(self, event, **values):
        rule = self.salon.notification_rule_ids.filtered(lambda rule: rule.kind == "reminder")[:1]
        message = self.message(
            event_id=event.id,
            client_id=event.client_id.id,
            rule_id=rule.id,
            revision=event.booking_sequence,
            **{"or_email": True, "edition": 1, **values},
        )
        self.report(message, "failed")
        self.assertEqual(message.reason, "not_delivered")
        return message

    def emails(self, message):
        return self.env["clicrdv.message"].search(
            [("event_id", "=", message.event_id.id), ("channel", "=", "email"), ("edition", "=", 1)]
        )

    def send(self):
        self.env.ref("clicrdv_booking.ir_cron_send_messages").method_direct_trigger()

    def test_it_is_planned_once_by_the_job_and_not_in_the_request(self):
        message = self.lost(self.book(11))
        self.assertFalse(self.emails(message))
        self.send()
        self.assertEqual(len(self.emails(message)), 1)
        self.assertNotEqual(self.emails(message).state, "cancelled")
        self.assertEqual((message.state, message.reason), ("failed", "not_delivered"))
        self.send()
        self.assertEqual(len(self.emails(message)), 1)

    def test_nobody_writes_about_what_is_over_or_where_the_rule_does_not_say_so(self):
        lost = [self.lost(self.book(9)), self.lost(self.book(11), or_email=False)]
        with self.at(NOW + timedelta(hours=2)):
            self.send()
        self.assertFalse(any(self.emails(message) for message in lost))

    def test_who_got_it_in_the_end_gets_no_e_mail_too(self):
        message = self.lost(self.book(11))
        self.report(message, "delivered")
        self.send()
        self.assertFalse(self.emails(message))

    def test_those_to_look_at_are_found_by_an_index(self):
        domain = [("state", "=", "failed"), ("reason", "=", "not_delivered"), ("or_email", "=", True)]
        query = self.env["clicrdv.message"]._search(domain, order="id", limit=1).select()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(SQL("EXPLAIN %s", query))
        self.assertIn("fallback_index", str(self.env.cr.fetchall()))
