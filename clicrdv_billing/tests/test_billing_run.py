"""The monthly run: what is billed, once, and to whom."""

from datetime import date, datetime, timedelta

import psycopg2

from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..logic import run_states as states
from .common import NOW, make_sms
from .run_common import DECEMBER, MID_DECEMBER, RunCase


class TestBillingRun(RunCase):
    def test_bil_13_each_establishment_gets_one_line_for_the_month_on_its_own_invoice(self):
        run = self.bill()
        moves = self.moves(run)
        self.assertEqual(run.state, states.DONE)
        self.assertEqual(moves.partner_id, self.shops.partner_id)
        self.assertEqual(len(moves), 5)
        self.assertEqual(set(moves.mapped("amount_untaxed")), {49.90})
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        line = moves[0].invoice_line_ids
        self.assertEqual((line.billing_period_start, line.billing_period_end), (DECEMBER, date(2026, 12, 31)))
        self.assertEqual(moves[0].billing_contract_id, self.contract)
        self.assertEqual(moves[0].amount_tax, 9.98)

    def test_bil_16_an_invoice_is_due_thirty_days_after_its_date(self):
        move = self.moves(self.bill())[0]
        self.assertEqual(move.invoice_date, NOW.date())
        self.assertEqual(move.invoice_date_due, NOW.date() + timedelta(days=30))

    def test_bil_14_sms_are_billed_by_their_parts_at_four_decimals(self):
        make_sms(self.env, self.shop, MID_DECEMBER, count=135)
        make_sms(self.env, self.shop, MID_DECEMBER, parts=2)
        self.bill()
        charge = self.charges(kind="sms")
        self.assertEqual((charge.quantity, charge.unit_price, charge.amount), (137, 0.0836, 11.45))
        self.assertEqual(charge.message_count, 136)
        self.assertEqual((charge.move_line_id.price_unit, charge.move_line_id.price_subtotal), (0.0836, 11.45))

    def test_bil_14_each_kind_and_each_price_is_a_line_of_its_own(self):
        make_sms(self.env, self.shop, MID_DECEMBER, kind="reminder")
        make_sms(self.env, self.shop, MID_DECEMBER, kind="confirmation", count=2)
        make_sms(self.env, self.shop, MID_DECEMBER, kind="reminder", unit_price=0.09)
        self.bill()
        lines = {(line.message_kind, line.unit_price): line.quantity for line in self.charges(kind="sms")}
        self.assertEqual(lines, {("reminder", 0.0836): 1, ("confirmation", 0.0836): 2, ("reminder", 0.09): 1})

    def test_a_message_of_the_demonstration_or_one_that_never_left_is_not_billed(self):
        make_sms(self.env, self.shop, MID_DECEMBER, gateway_code="demo")
        make_sms(self.env, self.shop, False, state="failed", due_at=MID_DECEMBER, try_at=MID_DECEMBER)
        make_sms(self.env, self.shop, MID_DECEMBER, channel="email", gateway_code=False)
        self.bill()
        self.assertFalse(self.charges(kind="sms"))

    def test_a_message_counts_in_the_month_of_the_establishments_own_clock(self):
        # the last hour of December in Fort-de-France is 2027 in Paris
        self.shop.booking_tz = "America/Martinique"
        late = datetime(2027, 1, 1, 3, 30)
        for shop in self.shops[:2]:
            make_sms(self.env, shop, late)
        self.bill()
        self.assertEqual(self.charges(kind="sms").quantity, 1)
        self.assertFalse(self.charges(self.shops[1], kind="sms"), "in Paris it was January already")

    def test_a_row_that_came_after_the_bill_goes_to_the_next_month_and_says_so(self):
        make_sms(self.env, self.shop, MID_DECEMBER)
        self.bill()
        make_sms(self.env, self.shop, MID_DECEMBER + timedelta(days=1), count=2)
        with freeze_time("2027-02-01 09:00:00"):
            self.bill(date(2027, 1, 1))
        first, second = self.charges(kind="sms")
        self.assertEqual((first.quantity, first.is_late), (1, False))
        self.assertEqual((second.quantity, second.is_late, second.month), (2, True, DECEMBER))
        self.assertNotEqual(first.name, second.name, "the line says that it is late")

    def test_no_message_can_be_linked_to_two_charges(self):
        message = make_sms(self.env, self.shop, MID_DECEMBER)
        self.bill()
        usage = self.env["clicrdv.usage"].browse(message.id)
        self.assertEqual(usage.charge_id, self.charges(kind="sms"))
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            self.cr.execute("INSERT INTO clicrdv_usage (id, charge_id) VALUES (%s, 1)", [message.id])

    def test_messages_before_any_subscription_are_not_billed_and_are_told(self):
        make_sms(self.env, self.shop, datetime(2026, 11, 15, 9), parts=3)
        run = self.run_of()
        self.assertEqual(self.line(run).outside_parts, 3)
        self.assertIn("before any subscription", self.line(run).warning)
        self.work(run)
        self.assertFalse(self.charges(kind="sms"))

    def test_looking_at_a_preview_bills_nothing(self):
        make_sms(self.env, self.shop, MID_DECEMBER, count=3)
        run = self.run_of()
        run.action_preview()
        self.assertEqual((self.line(run).subscription_amount, self.line(run).sms_amount), (49.90, 0.25))
        self.assertEqual((run.amount, run.sms_parts, run.progress), (249.75, 3, 0))
        self.assertFalse(self.charges())

    def test_running_again_bills_nothing_more(self):
        make_sms(self.env, self.shop, MID_DECEMBER)
        run = self.bill()
        before = self.moves(run)
        run._move_to(states.RUNNING)
        self.work(run)
        self.assertEqual(self.moves(run), before)
        run.action_preview()
        self.assertEqual(set(run.line_ids.mapped("state")), {states.BILLED})

    def test_a_month_has_one_run(self):
        self.run_of()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            self.env["clicrdv.billing.run"].create({"company_id": self.operator.id, "month": "2026-12-20"})

    def test_the_job_that_opens_the_run_of_last_month_opens_it_once(self):
        for _time in range(2):
            self.env.ref("clicrdv_billing.cron_billing_open_runs").method_direct_trigger()
        run = self.env["clicrdv.billing.run"].search([("company_id", "=", self.operator.id)])
        self.assertEqual((run.month, run.state, len(run.line_ids)), (DECEMBER, states.DRAFT, 5))

    def test_an_operator_may_let_the_month_be_billed_by_itself(self):
        self.operator.billing_auto_run = True
        for cron in ("cron_billing_open_runs", "cron_billing_run"):
            self.env.ref(f"clicrdv_billing.{cron}").method_direct_trigger()
        run = self.env["clicrdv.billing.run"].search([("company_id", "=", self.operator.id)])
        self.assertEqual((run.state, len(self.moves(run))), (states.DONE, 5))

    def test_the_head_office_gets_one_invoice_with_a_title_for_each_establishment(self):
        self.contract.invoice_to = "head_office"
        make_sms(self.env, self.shop, MID_DECEMBER)
        move = self.moves(self.bill())
        self.assertEqual(move.partner_id, self.contract.partner_id)
        titles = move.invoice_line_ids.filtered(lambda line: line.display_type == "line_section")
        self.assertEqual(titles.mapped("name"), sorted(self.shops.mapped("name")))
        self.assertEqual(move.amount_untaxed, 249.58)

    def test_vat_follows_the_department_of_each_establishment(self):
        self.contract.invoice_to = "head_office"
        self.shops[0].zip, self.shops[1].zip = "97200", "97600"
        move = self.moves(self.bill())
        rates = {
            line.billing_establishment_id: line.tax_ids.amount
            for line in move.invoice_line_ids
            if line.display_type == "product"
        }
        self.assertEqual([rates[shop] for shop in self.shops], [8.5, 0, 20, 20, 20])


class TestCustomerLanguage(RunCase):
    def test_a_line_is_written_in_the_language_of_the_customer(self):
        self.contract.invoice_to = "head_office"
        self.contract.partner_id.lang = "en_US"
        make_sms(self.env, self.shop, MID_DECEMBER)
        self.bill()
        self.assertIn("Reminder", self.charges(kind="sms").name)
