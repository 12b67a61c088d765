"""The life of a contract as a record: its number, its states, what is kept."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..exceptions import StateRefused
from ..logic import contract_states as states
from .common import BillingCase, make_order


class TestContract(BillingCase):
    def test_an_order_gets_its_number_from_the_system(self):
        order = make_order(self.env, self.operator, self.network)
        self.assertRegex(order.name, r"^CT2027-\d{4}$")
        self.assertEqual(order.state, states.DRAFT)

    def test_an_order_is_not_signed_by_a_write_of_its_state_alone(self):
        order = make_order(self.env, self.operator, self.network)
        with self.assertRaises(StateRefused) as caught:
            order._move_to(states.ACTIVE)
        self.assertEqual(caught.exception.code, "state_refused")

    def test_moving_where_it_is_changes_nothing(self):
        self.contract._move_to(states.ACTIVE, signed_on="2020-01-01")
        self.assertEqual(str(self.contract.signed_on), "2026-07-01")

    def test_a_signed_contract_is_kept(self):
        with self.assertRaises(UserError):
            self.contract.unlink()

    def test_the_database_refuses_an_establishment_that_is_subscribed_twice_on_one_day(self):
        subscription = self.contract.subscription_ids[0]
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.ExclusionViolation), self.cr.savepoint():
            subscription.copy({"date_start": "2027-01-01"})
            self.env.flush_all()

    def test_an_establishment_may_come_back_the_day_after_it_left(self):
        subscription = self.contract.subscription_ids[0]
        subscription.date_end = "2026-12-31"
        again = subscription.copy({"date_start": "2027-01-01", "date_end": False})
        self.env.flush_all()
        self.assertEqual(again.product_id, subscription.product_id)
