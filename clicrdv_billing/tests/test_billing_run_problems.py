"""What cannot be billed is listed and stops nobody else; who sees a run."""

from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from ..logic import run_states as states
from .common import make_operator, make_sms
from .run_common import DECEMBER, MID_DECEMBER, RunCase


class TestWhatCannotBeBilled(RunCase):
    def test_an_establishment_without_a_price_is_listed_and_the_others_are_billed(self):
        self.contract.subscription_ids[0].product_id = self.env.ref("clicrdv_billing.product_subscription_simple")
        run = self.run_of()
        self.assertEqual(self.line(run).state, states.BLOCKED)
        self.assertIn("no price", self.line(run).problem)
        self.work(run)
        self.assertEqual((len(self.moves(run)), run.problem_count), (4, 1))

    def test_what_was_put_right_is_tried_again_alone(self):
        subscription = self.contract.subscription_ids[0]
        tariff = subscription.product_id
        subscription.product_id = False
        run = self.bill()
        self.assertEqual(self.line(run).state, states.BLOCKED)
        subscription.product_id = tariff
        self.line(run).action_retry()
        self.env.ref("clicrdv_billing.cron_billing_run").method_direct_trigger()
        self.assertEqual((len(self.moves(run)), self.line(run).state), (5, states.BILLED))

    def test_an_invoice_that_is_refused_does_not_stop_the_others(self):
        run = self.run_of()
        real = type(self.env["account.move"])._post

        def refusing(moves, soft=True):
            if self.shop.partner_id in moves.partner_id:
                raise UserError(self.env._("The period is closed."))
            return real(moves, soft)

        with patch.object(type(self.env["account.move"]), "_post", refusing):
            self.work(run)
        self.assertEqual((self.line(run).state, len(self.moves(run))), (states.FAILED, 4))
        self.assertEqual(self.line(run).problem, "The period is closed.")
        self.assertFalse(self.charges(), "nothing half done")

    def test_an_error_of_the_program_is_written_to_the_log_and_does_not_stop_the_others(self):
        run = self.run_of()
        real = type(run)._bill

        def broken(self, lines):
            if "Optique 1" in lines.establishment_id.mapped("name"):
                raise KeyError("a bug")
            return real(self, lines)

        with patch.object(type(run), "_bill", broken), self.assertLogs("odoo.addons.clicrdv_billing", "ERROR"):
            self.work(run)
        self.assertEqual((self.line(run).state, len(self.moves(run))), (states.FAILED, 4))

    def test_what_the_law_wants_on_an_invoice_is_asked_for_before_it_is_made(self):
        self.shop.partner_id.vat = False
        run = self.run_of()
        self.assertEqual(self.line(run).state, states.BLOCKED)
        self.assertIn("VAT number", self.line(run).problem)
        self.operator.billing_bank_id = False
        run.action_preview()
        self.assertEqual(set(run.line_ids.mapped("state")), {states.BLOCKED}, "no transfer without an IBAN")

    def test_a_run_that_has_billed_is_kept(self):
        run = self.bill()
        with self.assertRaises(UserError):
            run.unlink()

    def test_a_large_difference_and_missing_details_are_worth_a_look(self):
        self.bill()
        make_sms(self.env, self.shop, datetime(2027, 1, 15, 9), parts=200)
        self.shops[1].partner_id.email = False
        with freeze_time("2027-02-01 09:00:00"):
            run = self.run_of(date(2027, 1, 1))
        self.assertTrue(self.line(run).differs)
        self.assertEqual(self.line(run).previous_amount, 49.90)
        self.assertIn("e-mail", self.line(run, self.shops[1]).warning)
        self.assertEqual(run.warning_count, 2)


class TestWhoSeesARun(RunCase):
    def test_another_operator_bills_nothing_of_this_one_and_sees_nothing(self):
        other = make_operator(self.env, "Other operator", vat=False, company_registry=False)
        run = self.bill()
        user = self.env["res.users"].create(
            {
                "name": "Other",
                "login": "other.billing",
                "company_id": other.id,
                "company_ids": [(6, 0, other.ids)],
                "group_ids": [(4, self.env.ref("clicrdv_billing.group_billing_manager").id)],
            }
        )
        env = self.env(user=user, context={"allowed_company_ids": other.ids})
        for model in ("clicrdv.billing.run", "clicrdv.billing.line", "clicrdv.charge", "clicrdv.contract"):
            self.assertFalse(env[model].search_count([]), model)
        own = env["clicrdv.billing.run"].create({"company_id": other.id, "month": DECEMBER})
        own.action_preview()
        self.assertFalse(own.line_ids)
        self.assertTrue(run.line_ids)

    def test_whoever_bills_needs_no_right_on_the_establishments(self):
        user = self.env["res.users"].create(
            {
                "name": "Solange",
                "login": "solange.billing",
                "company_id": self.operator.id,
                "company_ids": [(6, 0, self.operator.ids)],
                "group_ids": [(4, self.env.ref("clicrdv_billing.group_billing_manager").id)],
            }
        )
        make_sms(self.env, self.shop, MID_DECEMBER)
        env = self.env(user=user, context={"allowed_company_ids": self.operator.ids})
        run = env["clicrdv.billing.run"].create({"month": DECEMBER})
        run.action_preview()
        run.action_start()
        self.env.ref("clicrdv_billing.cron_billing_run").method_direct_trigger()
        self.assertEqual(set(run.line_ids.mapped("state")), {states.BILLED})
        self.assertEqual(len(run.line_ids.move_ids), 5)
