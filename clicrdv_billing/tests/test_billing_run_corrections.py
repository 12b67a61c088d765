"""What was billed and turns out wrong: given back or added once, where it was billed, to whom, at the VAT of that day."""

from datetime import date

from odoo.tests import freeze_time

from ..exceptions import BillingRefused
from ..logic import run_states as states
from .common import make_contract, make_sms
from .run_common import DECEMBER, RunCase

JANUARY = date(2027, 1, 1)
FEBRUARY = date(2027, 2, 1)
IN_FEBRUARY, IN_MARCH, IN_APRIL = "2027-02-01 09:00:00", "2027-03-01 09:00:00", "2027-04-01 09:00:00"


class TestCorrections(RunCase):
    def setUp(self):
        super().setUp()
        self.row = self.contract.subscription_ids[0]

    def bill_on(self, now, month):
        with freeze_time(now):
            return self.bill(month)

    def credits(self, run):
        return self.moves(run).filtered(lambda move: move.move_type == "out_refund")

    def total(self, month=DECEMBER):
        return round(sum(self.charges(kind="subscription", month=month).mapped("amount")), 2)

    def credited(self, invoice):
        notes = self.env["account.move"].search([("reversed_entry_id", "=", invoice.id)])
        return round(sum(notes.mapped("amount_untaxed")), 2)

    def test_an_establishment_that_is_tried_again_after_the_next_run_gives_nothing_of_that_month_back(self):
        tariff, self.row.product_id = self.row.product_id, False
        run = self.bill()
        self.row.product_id = tariff
        self.bill_on(IN_FEBRUARY, JANUARY)
        with freeze_time(IN_FEBRUARY):
            self.line(run).action_retry()
            self.env.ref("clicrdv_billing.cron_billing_run").method_direct_trigger()
        self.assertEqual((self.total(), self.total(JANUARY)), (49.90, 49.90))
        self.assertEqual(len(self.charges()), 2)
        self.assertEqual(self.line(run).state, states.EMPTY)

    def test_a_run_for_an_older_month_gives_nothing_of_the_later_ones_back(self):
        self.bill()
        run = self.bill(date(2026, 11, 1))
        self.assertFalse(self.moves(run))

    def test_in_advance_a_month_that_never_began_because_the_contract_ended_is_given_back(self):
        self.contract.billing_timing = "advance"
        self.row.date_start = date(2027, 1, 20)
        first = self.bill()
        invoice = self.moves(first).filtered(lambda move: move.partner_id == self.shop.partner_id)
        self.assertEqual(self.total(JANUARY), 19.32)
        self.env["clicrdv.termination"].create(
            {
                "contract_id": self.contract.id,
                "cause": "corruption",
                "letter_sent_on": "2027-01-11",
                "last_day": "2027-01-15",
            }
        ).action_confirm()
        self.assertFalse(self.row.date_start, "it does not begin any more")
        self.bill_on(IN_FEBRUARY, JANUARY)
        self.assertEqual(self.total(JANUARY), 0)
        self.assertEqual(self.credited(invoice), 19.32)

    def test_three_corrections_are_never_more_than_the_invoices_they_give_back(self):
        first = self.bill()
        billed = self.moves(first).filtered(lambda move: move.partner_id == self.shop.partner_id)
        self.row.date_end = date(2026, 12, 15)
        self.bill_on(IN_FEBRUARY, JANUARY)
        self.row.date_end = date(2026, 12, 20)
        second = self.bill_on(IN_MARCH, FEBRUARY)
        added = self.moves(second).filtered(lambda move: move.partner_id == self.shop.partner_id)
        self.assertEqual(added.amount_untaxed, 8.04)
        self.row.date_end = date(2026, 12, 10)
        third = self.bill_on(IN_APRIL, date(2027, 3, 1))
        self.assertEqual(self.total(), 16.10)
        self.assertEqual(
            self.credits(third).reversed_entry_id, added | billed, "what the last one cannot hold goes further back"
        )
        self.assertEqual(self.credited(added), 8.04)
        self.assertEqual(self.credited(billed), 33.80)
        self.assertEqual(
            self.bill_on("2027-05-01 09:00:00", date(2027, 4, 1)).line_ids.mapped("state").count("todo"), 0
        )

    def test_a_credit_note_goes_to_whoever_got_the_invoice(self):
        invoice = self.moves(self.bill()).filtered(lambda move: move.partner_id == self.shop.partner_id)
        self.contract.invoice_to = "head_office"
        self.row.date_end = date(2026, 12, 10)
        credit = self.credits(self.bill_on(IN_FEBRUARY, JANUARY))
        self.assertEqual((credit.reversed_entry_id, credit.partner_id), (invoice, invoice.partner_id))
        self.assertEqual(invoice.amount_residual, round(invoice.amount_total - credit.amount_total, 2))

    def test_a_credit_note_gives_back_the_vat_that_was_billed(self):
        self.bill()
        self.shop.zip = "97200"
        self.row.date_end = date(2026, 12, 10)
        credit = self.credits(self.bill_on(IN_FEBRUARY, JANUARY))
        self.assertEqual(credit.invoice_line_ids.tax_ids.amount, 20)
        self.assertEqual((credit.amount_untaxed, credit.amount_tax), (33.80, 6.76))

    def test_the_head_office_gets_a_credit_note_for_each_invoice_that_is_corrected(self):
        self.contract.invoice_to = "head_office"
        first = self.moves(self.bill())
        second = self.moves(self.bill_on(IN_FEBRUARY, JANUARY))
        self.row.date_end = date(2026, 12, 10)
        self.contract.subscription_ids[1].date_end = date(2027, 1, 10)
        run = self.bill_on(IN_MARCH, FEBRUARY)
        amounts = {move.reversed_entry_id: move.amount_untaxed for move in self.credits(run)}
        self.assertEqual(amounts, {first: 33.80, second: round(49.90 + 33.80, 2)})

    def test_an_establishment_that_is_blocked_is_billed_late_once_and_the_head_office_gets_the_rest(self):
        self.contract.invoice_to = "head_office"
        tariff, self.row.product_id = self.row.product_id, False
        self.assertEqual(self.moves(self.bill()).amount_untaxed, 199.60)
        self.row.product_id = tariff
        run = self.bill_on(IN_FEBRUARY, JANUARY)
        self.assertEqual(self.moves(run).amount_untaxed, round(6 * 49.90, 2))
        late = self.charges(month=DECEMBER)
        self.assertEqual((late.is_late, late.amount), (True, 49.90))
        self.assertEqual(self.moves(self.bill_on(IN_MARCH, FEBRUARY)).amount_untaxed, 249.50)

    def test_a_change_of_price_in_a_month_billed_in_advance_is_corrected_once(self):
        self.contract.billing_timing = "advance"
        self.bill()
        self.contract.price_ids.create(
            {
                "contract_id": self.contract.id,
                "product_id": self.row.product_id.id,
                "date_from": JANUARY,
                "unit_price": 59.90,
            }
        )
        self.bill_on(IN_FEBRUARY, JANUARY)
        self.assertEqual((self.total(JANUARY), self.total(FEBRUARY)), (59.90, 59.90))

    def test_an_establishment_that_moves_to_another_contract_pays_each_for_its_days(self):
        second = make_contract(
            self.env,
            self.operator,
            self.network,
            partner_id=self.contract.partner_id.id,
            subscription_ids=[],
        )
        self.row.date_end = date(2026, 12, 10)
        self.row.copy({"contract_id": second.id, "date_start": date(2026, 12, 11), "date_end": False})
        second.price_ids.create(
            {
                "contract_id": second.id,
                "product_id": self.row.product_id.id,
                "date_from": date(2026, 7, 1),
                "unit_price": 49.90,
            }
        )
        make_sms(self.env, self.shop, "2026-12-05 09:00:00")
        make_sms(self.env, self.shop, "2026-12-15 09:00:00")
        self.bill()
        found = {(one.contract_id, one.kind): one.amount for one in self.charges()}
        self.assertEqual(
            found,
            {
                (self.contract, "subscription"): 16.10,
                (self.contract, "sms"): 0.08,
                (second, "subscription"): 33.80,
                (second, "sms"): 0.08,
            },
        )

    def test_a_message_after_the_end_of_the_contract_is_paid_by_it(self):
        self.contract.subscription_ids.date_end = date(2026, 12, 10)
        make_sms(self.env, self.shop, "2027-01-15 09:00:00")
        self.bill()
        self.bill_on(IN_FEBRUARY, JANUARY)
        self.assertEqual(self.charges(kind="sms").mapped("amount"), [0.08])

    def test_what_costs_nothing_is_billed_at_nothing_and_stops_nobody(self):
        self.contract.price_ids.unit_price = 0
        run = self.bill()
        self.assertEqual(set(run.line_ids.mapped("state")), {states.BILLED})
        self.assertEqual(set(self.moves(run).mapped("state")), {"posted"})


class TestWhenARunWorks(RunCase):
    def test_a_month_that_is_not_over_is_looked_at_and_not_billed(self):
        run = self.run_of(JANUARY)
        with self.assertRaises(BillingRefused) as caught:
            run.action_start()
        self.assertEqual(caught.exception.code, "month_not_over")
        with freeze_time("2027-01-31 23:30:00"):  # February in Paris
            self.work(run)
        self.assertEqual(run.state, states.DONE)

    def test_an_invoice_of_the_first_hour_of_a_day_bears_the_day_of_the_operator(self):
        with freeze_time("2026-12-31 23:30:00"):
            run = self.run_of()
            run.action_start()
            self.env.ref("clicrdv_billing.cron_billing_run").with_context(tz=False).method_direct_trigger()
        self.assertEqual(set(self.moves(run).mapped("invoice_date")), {JANUARY})

    def test_the_run_of_last_month_is_opened_by_the_operators_calendar(self):
        runs = self.env["clicrdv.billing.run"]
        with freeze_time("2026-12-31 23:30:00"):
            self.env.ref("clicrdv_billing.cron_billing_open_runs").with_context(tz=False).method_direct_trigger()
        self.assertEqual(runs.search([("company_id", "=", self.operator.id)]).month, DECEMBER)

    def test_trying_again_what_needs_it_not_and_what_is_of_two_months_is_no_error(self):
        tariff, self.contract.subscription_ids.product_id = self.contract.subscription_ids.product_id, False
        runs = self.bill()
        with freeze_time(IN_FEBRUARY):
            runs |= self.bill(JANUARY)
            runs.line_ids.filtered(lambda line: line.state == states.BILLED).action_retry()
            self.contract.subscription_ids.product_id = tariff
            runs.line_ids.action_retry()
            self.env.ref("clicrdv_billing.cron_billing_run").method_direct_trigger()
        self.assertEqual(sum(sum(self.moves(run).mapped("amount_untaxed")) for run in runs), round(10 * 49.90, 2))

    def test_an_invoice_of_a_run_is_credited_and_not_taken_back(self):
        move = self.moves(self.bill())[0]
        for action in (move.button_draft, move.button_cancel):
            with self.assertRaises(BillingRefused) as caught, self.cr.savepoint():
                action()
            self.assertEqual(caught.exception.code, "billed_move_kept")

    def test_a_reversal_by_hand_is_a_credit_note_of_the_contract_to_the_cent(self):
        self.contract.invoice_to = "head_office"
        for shop in self.shops[:2]:
            make_sms(self.env, shop, "2026-12-15 09:00:00", count=137)
        move = self.moves(self.bill())
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=move.ids)
        wizard = wizard.create({"journal_id": move.journal_id.id, "date": "2027-01-11"})
        credit = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        credit.action_post()
        self.assertEqual((credit.billing_contract_id, credit.amount_total), (self.contract, move.amount_total))
        self.assertEqual(credit.billing_period_start, move.billing_period_start)
        self.assertEqual(credit.invoice_line_ids.billing_establishment_id, self.shops)
        self.assertFalse(credit.billing_run_id)


class TestPreviewIsTheBill(RunCase):
    def test_what_is_looked_at_is_what_is_billed(self):
        """For each of a few histories: the lines of the preview come to the invoices and credit notes, to the cent."""
        rows, contract = self.contract.subscription_ids, self.contract
        histories = {
            "nothing happens": lambda: None,
            "late leave": lambda: rows[0].write({"date_end": date(2026, 12, 10)}),
            "late join": lambda: rows[1].write({"date_start": date(2026, 12, 7)}),
            "left and came back": lambda: (
                rows[2].write({"date_end": date(2026, 12, 12)}),
                rows[2].copy({"date_start": date(2026, 12, 28), "date_end": False}),
            ),
            "in advance": lambda: contract.write({"billing_timing": "advance"}),
            "head office": lambda: contract.write({"invoice_to": "head_office"}),
            "end": lambda: (
                contract.subscription_ids.filtered(lambda row: not row.date_end).write({"date_end": date(2027, 5, 17)}),
                rows[0].write({"date_end": date(2026, 12, 3)}),
            ),
            "back in arrears": lambda: contract.write({"billing_timing": "arrears"}),
        }
        month = DECEMBER
        for name, happens in histories.items():
            with self.subTest(name), freeze_time(f"{_next(month)} 09:00:00"):
                happens()
                make_sms(self.env, self.shop, f"{month} 15:00:00", parts=3, count=7)
                run = self.run_of(month)
                seen = {line: line.amount for line in run.line_ids}
                self.work(run)
                self.assertFalse(run.line_ids.filtered(lambda line: line.state not in (states.BILLED, states.EMPTY)))
                self.assertEqual({line: line.amount for line in run.line_ids}, seen)
                billed = sum(self.moves(run).mapped("amount_untaxed_signed"))
                self.assertEqual(round(billed, 2), round(sum(seen.values()), 2))
                run.action_preview()
                self.assertFalse(run.open_count)
            month = _next(month)


def _next(month):
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
