"""A message that was sent is a line of the accounts: nobody changes or deletes it, and personal data leave it."""

from datetime import date, datetime

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user
from odoo.tools import SQL, mute_logger

from ..models.clicrdv_message import LEDGER
from .common import NOW, make_establishment
from .message_common import MOBILE, MessageCase

OTHER = {
    "uuid": "another",
    "kind": "done",
    "target": "professional",
    "channel": "email",
    "parts": 9,
    "encoding": "ucs2",
    "unit_price": 0.5,
    "amount": 0.5,
    "gateway_code": "demo",
    "sent_at": datetime(2020, 1, 1),
}


@freeze_time(NOW)
class TestMessageLedger(MessageCase):
    def setUp(self):
        super().setUp()
        self.event = self.visit(10)
        self.other = {**OTHER, "company_id": make_establishment(self.env, "Other").id}
        self.message = self.line(sent_at=NOW, state="sent")

    def line(self, **values):
        return self.env["clicrdv.message"].create(
            {
                "company_id": self.salon.id,
                "event_id": self.event.id,
                "client_id": self.marie.id,
                "kind": "reminder",
                "target": "client",
                "channel": "sms",
                "due_at": NOW,
                "try_at": NOW,
                "recipient": MOBILE,
                "subject": "Reminder",
                "body": "Tomorrow at 10",
                "parts": 3,
                "encoding": "gsm7",
                "unit_price": 0.0836,
                "amount": 3 * 0.0836,
                "gateway_code": "generic_http",
                **values,
            }
        )

    def picture(self):
        self.env.invalidate_all()
        return self.message.read(LEDGER)

    def test_every_field_of_the_ledger_is_tried_out(self):
        self.assertEqual(set(self.other), set(LEDGER))

    def test_no_field_of_the_ledger_is_changed_by_anybody(self):
        root = new_test_user(self.env, "root_of_all", "base.group_system,clicrdv_booking.group_manager")
        before = self.picture()
        for name, value in self.other.items():
            for message in (self.message, self.message.sudo(), self.message.with_user(root)):
                with self.subTest(name), self.assertRaises(UserError), self.cr.savepoint():
                    message.write({name: value})
        self.assertEqual(self.picture(), before)

    @mute_logger("odoo.sql_db")
    def test_no_field_of_the_ledger_is_changed_by_sql(self):
        self.env.flush_all()
        before = self.picture()
        for name, value in [*self.other.items(), ("sent_at", None), ("amount", None)]:
            query = SQL(
                "UPDATE clicrdv_message SET %s = %s WHERE id = %s", SQL.identifier(name), value, self.message.id
            )
            with self.subTest(name), self.assertRaises(psycopg2.errors.CheckViolation), self.cr.savepoint():
                self.env.execute_query(SQL("%s RETURNING id", query))
        self.assertEqual(self.picture(), before)

    @mute_logger("odoo.sql_db")
    def test_it_is_not_deleted(self):
        self.env.flush_all()
        for message in (self.message, self.message.sudo()):
            with self.assertRaises(UserError), self.cr.savepoint():
                message.unlink()
        query = SQL("DELETE FROM clicrdv_message WHERE id = %s RETURNING id", self.message.id)
        with self.assertRaises(psycopg2.errors.CheckViolation), self.cr.savepoint():
            self.env.execute_query(query)
        self.assertTrue(self.message.exists())

    def test_what_was_not_sent_may_go(self):
        planned = self.line(revision=7)
        planned.parts = 2
        planned.unlink()
        self.assertFalse(planned.exists())

    def test_the_purge_of_personal_data_leaves_the_line_whole(self):
        before = self.picture()
        self.message.write(
            {"recipient": False, "subject": False, "body": False, "client_id": False, "event_id": False, "lang": False}
        )
        self.env.flush_all()
        self.assertEqual(self.picture(), before)
        self.assertFalse(self.message.recipient or self.message.body or self.message.client_id or self.message.event_id)

    def test_the_line_survives_its_rule_its_gateway_and_its_client(self):
        rule = self.rule("reminder", "sms")
        gateway = self.env["clicrdv.sms.gateway"].create({"name": "Demo", "company_id": self.salon.id})
        client = self.make_client("gone@example.com")
        line = self.line(sent_at=NOW, state="sent", rule_id=rule.id, gateway_id=gateway.id, client_id=client.id)
        before = line.read(LEDGER)
        for record in (rule, gateway, client):
            record.unlink()
        self.env.invalidate_all()
        self.assertEqual(line.read(LEDGER), before)
        self.assertFalse(line.rule_id or line.gateway_id or line.client_id)

    def test_reports_still_move_what_was_sent(self):
        self.message.write({"state": "delivered", "delivered_at": NOW, "gateway_reference": "42", "error": False})
        self.env.flush_all()
        self.assertEqual(self.message.state, "delivered")

    @mute_logger("odoo.sql_db")
    def test_an_sms_is_not_sent_without_parts(self):
        with self.assertRaises(psycopg2.errors.CheckViolation), self.cr.savepoint():
            self.line(sent_at=NOW, state="sent", parts=0, revision=8)
            self.env.flush_all()

    def test_three_parts_cost_three_times_the_price_to_the_last_digit(self):
        self.env.flush_all()
        [found] = self.env.execute_query(
            SQL("SELECT amount::text, unit_price::text FROM clicrdv_message WHERE id = %s", self.message.id)
        )
        self.assertEqual(found, ("0.2508", "0.0836"))

    # === PRICES === #

    def price(self, day, network=False):
        network_id = network.id if network else False
        return self.env["clicrdv.sms.price"]._price_on(network_id, day)

    def test_the_price_in_force_is_the_last_one_that_has_begun(self):
        prices = self.env["clicrdv.sms.price"]
        prices.create({"date_from": date(2027, 2, 1), "unit_price": 0.09})
        self.assertEqual(self.price(date(2027, 1, 31)), 0.0836)
        self.assertEqual(self.price(date(2027, 2, 1)), 0.09)
        self.assertIsNone(self.price(date(2023, 4, 30)), "no price is not a price of zero")

    def test_a_network_may_have_its_own_price_from_a_day_on(self):
        network, other = self.env["clicrdv.network"].create([{"name": "Optic"}, {"name": "Hair"}])
        self.env["clicrdv.sms.price"].create(
            {"date_from": date(2027, 1, 1), "unit_price": 0.05, "network_id": network.id}
        )
        day = date(2027, 1, 11)
        self.assertEqual(self.price(day, network), 0.05)
        self.assertEqual((self.price(day, other), self.price(day)), (0.0836, 0.0836))
        self.assertEqual(self.price(date(2026, 12, 31), network), 0.0836)

    @mute_logger("odoo.sql_db")
    def test_one_price_a_day_and_none_below_zero(self):
        for values, error in (
            ({"date_from": date(2023, 5, 1), "unit_price": 1}, psycopg2.errors.UniqueViolation),
            ({"date_from": date(2024, 5, 1), "unit_price": -1}, psycopg2.errors.CheckViolation),
        ):
            with self.assertRaises(error), self.cr.savepoint():
                self.env["clicrdv.sms.price"].create(values)
                self.env.flush_all()
