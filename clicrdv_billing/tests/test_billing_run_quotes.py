"""Accepted quotes in the monthly run: as many decimals as they need, compared with last month, and their own end."""

from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time

from ..logic import run_states as states
from .run_common import DECEMBER, RunCase

JANUARY = date(2027, 1, 1)


class TestQuotesInTheRun(RunCase):
    def accepted(self, **values):
        """A quote that the customer has accepted: agendas for a part of December and all of January."""
        product = self.env["product.product"].create({"name": "More agendas", "type": "service"})
        line = {
            "establishment_id": self.shop.id,
            "product_id": product.id,
            "name": "Ten more agendas",
            "recurrence": "monthly",
            "date_from": date(2026, 12, 16),
            "date_to": date(2027, 2, 28),
            "quantity": 1.5,
            "unit_price": 33.3333,
            **values,
        }
        quote = self.env["clicrdv.quote"].create(
            {"contract_id": self.contract.id, "reason": "Growth", "line_ids": [Command.create(line)]}
        )
        quote.action_send()
        quote._accept("portal", "Jeanne Martin", date(2027, 1, 11))
        return quote

    def test_a_part_of_a_month_has_four_decimals_and_comes_to_its_charge(self):
        self.accepted()
        run = self.run_of()
        seen = self.line(run).amount
        self.work(run)
        charge = self.charges(kind="quote")
        self.assertEqual((charge.quantity, charge.amount), (0.7742, 25.81))
        self.assertEqual((charge.move_line_id.quantity, charge.move_line_id.price_subtotal), (0.7742, 25.81))
        self.assertEqual((self.line(run).state, seen), (states.BILLED, 75.71))

    def test_what_a_quote_costs_every_month_is_no_difference_and_a_new_one_is(self):
        self.accepted(date_from=DECEMBER)
        self.bill()
        with freeze_time("2027-02-01 09:00:00"):
            run = self.run_of(JANUARY)
            self.assertFalse(self.line(run).differs)
            self.work(run)
        self.accepted(recurrence="once", date_from=date(2027, 2, 10), quantity=20)
        with freeze_time("2027-03-01 09:00:00"):
            self.assertTrue(self.line(self.run_of(date(2027, 2, 1))).differs)

    def test_a_quote_of_an_establishment_that_never_began_is_billed(self):
        self.accepted(recurrence="once", date_from=DECEMBER)
        self.contract.subscription_ids[0].date_start = False
        self.bill()
        self.assertEqual(self.charges(kind="quote").move_line_id.price_subtotal, 50)

    def test_what_a_quote_billed_beyond_the_end_of_the_contract_is_given_back(self):
        self.accepted(date_from=DECEMBER)
        billed = self.moves(self.bill()).filtered(lambda move: move.partner_id == self.shop.partner_id)
        self.contract._move_to("notice", end_date=date(2026, 12, 10))
        with freeze_time("2027-02-01 09:00:00"):
            run = self.run_of(JANUARY)
            seen = sum(run.line_ids.mapped("amount"))
            self.work(run)
        credit = self.moves(run).filtered(lambda move: move.partner_id == self.shop.partner_id)
        self.assertEqual((credit.move_type, credit.reversed_entry_id), ("out_refund", billed))
        self.assertEqual(round(seen, 2), round(sum(self.moves(run).mapped("amount_untaxed_signed")), 2))
        line = credit.invoice_line_ids.filtered(lambda line: line.product_id.name == "More agendas")
        self.assertEqual((line.price_unit, line.quantity, line.price_subtotal), (33.3333, 1.0161, 33.87))
        self.assertEqual((line.billing_period_start, line.billing_period_end), (date(2026, 12, 11), date(2026, 12, 31)))
        self.assertEqual(round(sum(self.charges(kind="quote").mapped("amount")), 2), 16.13)
        with freeze_time("2027-03-01 09:00:00"):
            self.assertFalse(self.moves(self.bill(date(2027, 2, 1))))
