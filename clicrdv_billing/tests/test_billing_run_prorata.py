"""Joins, leaves and changes of tariff, by their days and both ways."""

from datetime import date

from odoo.tests import freeze_time

from .common import make_sms
from .run_common import DECEMBER, MID_DECEMBER, RunCase


class TestProrata(RunCase):
    def test_bil_18_an_establishment_that_joins_on_the_eleventh_pays_its_days(self):
        self.contract.subscription_ids[0].date_start = date(2026, 12, 11)
        self.bill()
        self.assertEqual(self.charges().amount, 33.80)
        self.assertIn("21", self.charges().name)

    def test_bil_18_a_leave_that_is_entered_late_is_credited_on_its_own_invoice(self):
        run = self.bill()
        invoice = self.moves(run).filtered(lambda move: move.partner_id == self.shop.partner_id)
        self.contract.subscription_ids[0].date_end = date(2026, 12, 10)
        with freeze_time("2027-02-01 09:00:00"):
            again = self.bill(date(2027, 1, 1))
        credit = self.moves(again).filtered(lambda move: move.move_type == "out_refund")
        self.assertEqual((credit.reversed_entry_id, credit.amount_untaxed), (invoice, 33.80))
        self.assertEqual(sum(self.charges().mapped("amount")), 16.10)
        self.assertEqual(len(self.moves(again)), 5, "four invoices and one credit note")

    def test_bil_18_a_leave_before_the_first_day_of_the_month_gives_all_of_it_back(self):
        self.bill()
        self.contract.subscription_ids[0].write({"date_start": date(2026, 11, 1), "date_end": date(2026, 11, 30)})
        with freeze_time("2027-02-01 09:00:00"):
            self.bill(date(2027, 1, 1))
        by_month = {charge.month: charge.amount for charge in self.charges() if charge.edition or charge.amount > 0}
        self.assertEqual(by_month, {DECEMBER: -49.90, date(2026, 11, 1): 49.90})

    def test_a_change_of_offer_bills_both_tariffs_by_their_days(self):
        simple = self.env.ref("clicrdv_billing.product_subscription_simple")
        self.contract.price_ids.create(
            {
                "contract_id": self.contract.id,
                "product_id": simple.id,
                "date_from": DECEMBER,
                "unit_price": 29.90,
            }
        )
        first = self.contract.subscription_ids[0]
        first.date_end = date(2026, 12, 15)
        first.copy({"offer": "simple", "product_id": simple.id, "date_start": "2026-12-16", "date_end": False})
        self.bill()
        self.assertEqual(self.charges().mapped("amount"), [24.15, 15.43])

    def test_in_advance_the_next_month_is_billed_with_the_sms_of_this_one(self):
        self.contract.billing_timing = "advance"
        make_sms(self.env, self.shop, MID_DECEMBER)
        self.bill()
        months = self.charges(kind="subscription").mapped("month")
        self.assertEqual(months, [DECEMBER, date(2027, 1, 1)])
        self.assertEqual(self.charges(kind="sms").month, DECEMBER)

    def test_the_end_of_the_contract_ends_its_subscriptions(self):
        self.contract._move_to("notice", end_date=date(2026, 12, 20))
        self.bill()
        self.assertEqual(self.charges().amount, 32.19)
