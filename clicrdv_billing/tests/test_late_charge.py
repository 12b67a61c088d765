"""What lateness costs, in the books: penalties, indemnity, court costs, and the debit note that bills them."""

from datetime import date

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from ..exceptions_dunning import CourtCostsUndocumented, InterestRateMissing, LateNoteEmpty, NothingToBill
from .common import make_operator
from .dunning_common import DOCUMENT, DUE, LateCase

JANUARY, MARCH = date(2026, 1, 31), date(2026, 3, 2)


class TestLateCharge(LateCase):
    def unbilled(self, move, until):
        return tuple(float(part) for part in move._late_unbilled(until)[move])

    def test_bil_20_and_21_the_vector_of_the_requirements(self):
        move = self.invoice(1000, JANUARY)
        self.assertEqual(self.unbilled(move, MARCH), (6.46, 40))
        self.assertEqual(self.unbilled(move, JANUARY), (0, 0), "nothing on the due date itself")

    def test_bil_20_each_half_year_has_its_rate(self):
        move = self.invoice(1000, date(2026, 12, 21))
        # ten days at 3 × 2.5 %, ten at 3 × 2.4 %
        self.assertEqual(self.unbilled(move, date(2027, 1, 10))[0], 4.03)

    def test_bil_20_a_missing_half_year_blocks_and_says_what_to_type(self):
        self.env["clicrdv.interest.rate"].search([("date_start", "=", "2026-07-01")]).unlink()
        move = self.invoice(1000, DUE.replace(month=6, day=30))
        with self.assertRaises(InterestRateMissing) as caught:
            self.bill(move, date(2026, 7, 1))
        self.assertEqual(caught.exception.code, "interest_rate_missing")
        self.assertIn("Legal interest rates", str(caught.exception))
        self.assertFalse(move.late_charge_ids, "nothing was billed")

    def test_the_second_half_of_2026_is_not_guessed(self):
        known = self.env["clicrdv.interest.rate"].search([("source", "!=", "Test")])
        self.assertEqual(str(max(known.mapped("date_start"))), "2026-01-01")
        self.assertEqual(len(known.filtered("to_check")), 3)

    def test_a_half_year_has_one_rate_and_begins_in_january_or_july(self):
        for values in ({"date_start": "2026-01-01"}, {"date_start": "2026-02-01"}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.IntegrityError),
                self.cr.savepoint(),
            ):
                self.env["clicrdv.interest.rate"].create({"rate_business": 1, "source": "x", **values})

    def test_the_debit_note_is_a_draft_outside_vat(self):
        move = self.invoice(1000, JANUARY)
        note = self.bill(move, MARCH)
        self.assertEqual((note.state, note.move_type, note.late_note), ("draft", "out_invoice", True))
        self.assertEqual(note.amount_tax, 0)
        self.assertFalse(note.invoice_line_ids.tax_ids)
        self.assertEqual(sorted(note.invoice_line_ids.mapped("price_subtotal")), [6.46, 40])
        self.assertEqual(note.partner_id, self.customer)
        note.action_post()
        self.assertEqual(note.amount_residual, 46.46)
        self.assertEqual(note.invoice_date_due, date(2027, 1, 11), "due at once")

    def test_bil_20_and_21_a_second_note_adds_only_the_further_days(self):
        move = self.invoice(1000, JANUARY)
        first = self.bill(move, MARCH)
        first.action_post()
        second = self.bill(move, date(2026, 4, 1))
        # 60 days are 12.92 in all
        self.assertEqual(second.invoice_line_ids.mapped("price_subtotal"), [6.46])
        second.action_post()
        with self.assertRaises(NothingToBill) as caught:
            self.bill(move, date(2026, 4, 1))
        self.assertEqual(caught.exception.code, "nothing_to_bill")

    def test_bil_21_the_database_bills_the_indemnity_once_for_ever(self):
        move = self.invoice(1000, JANUARY)
        note = self.bill(move, MARCH)
        fee = move.late_charge_ids.filtered(lambda charge: charge.kind == "fee")
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            fee.copy({"note_line_id": note.invoice_line_ids[0].id, "until": "2026-12-01"})

    def test_bil_21_the_indemnity_is_due_for_each_late_invoice(self):
        moves = self.invoice(10, JANUARY) | self.invoice(10, JANUARY)
        note = self.bill(moves, date(2026, 2, 1))
        self.assertEqual(note.amount_total, 80, "a penalty below half a cent is none")

    def test_what_a_person_waives_on_the_note_stays_waived(self):
        move = self.invoice(1000, JANUARY)
        note = self.bill(move, MARCH)
        note.invoice_line_ids.filtered(lambda line: line.price_subtotal < 40).price_unit = 1
        note.action_post()
        self.assertEqual(self.unbilled(move, MARCH), (0, 0))

    def test_an_invoice_that_was_paid_late_costs_up_to_the_payment(self):
        move = self.invoice(1000, JANUARY)
        self.pay(move, 1000, MARCH)
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(self.unbilled(move, date(2026, 12, 31)), (6.46, 40))

    def test_an_invoice_that_was_paid_in_time_costs_nothing(self):
        move = self.invoice(1000, JANUARY)
        self.pay(move, 1000, JANUARY)
        self.assertEqual(self.unbilled(move, date(2026, 12, 31)), (0, 0))

    def test_a_partial_payment_lowers_the_days_after_it(self):
        move = self.invoice(1000, JANUARY)
        self.pay(move, 600, date(2026, 2, 10))
        # ten days on 1000, twenty on 400, at 7.86 %
        self.assertEqual(self.unbilled(move, MARCH)[0], 3.88)

    def test_a_credit_note_lowers_the_debt_from_its_beginning(self):
        move = self.invoice(1000, JANUARY)
        self.credit(move, 500, date(2026, 2, 20))
        self.assertEqual(self.unbilled(move, MARCH)[0], 3.23)

    def test_a_later_credit_note_never_bills_a_negative_penalty(self):
        move = self.invoice(1000, JANUARY)
        self.bill(move, MARCH).action_post()
        self.credit(move, 900, date(2026, 3, 3))
        self.assertEqual(self.unbilled(move, date(2026, 3, 10)), (0, 0))

    def test_bil_35_force_majeure_suspends_the_penalty_of_its_customer(self):
        move = self.invoice(1000, JANUARY)
        other = self.invoice(1000, JANUARY, partner=self.customer.copy({"name": "Other"}))
        self.env["clicrdv.penalty.suspension"].create(
            {"partner_id": self.customer.id, "reason": "Flood", "date_from": "2026-02-01", "date_to": "2026-02-15"}
        )
        self.assertEqual(self.unbilled(move, MARCH)[0], 3.23)
        self.assertEqual(self.unbilled(other, MARCH)[0], 6.46)

    def test_a_debit_note_bears_neither_penalty_nor_indemnity(self):
        note = self.bill(self.invoice(1000, JANUARY), MARCH)
        note.action_post()
        self.assertEqual(self.unbilled(note, date(2027, 6, 1)), (0, 0))
        with self.assertRaises(NothingToBill):
            self.env["clicrdv.late.charge"]._bill(note, date(2027, 1, 11))

    def test_a_note_that_was_cancelled_can_be_made_again_but_not_posted(self):
        move = self.invoice(1000, JANUARY)
        note = self.bill(move, MARCH)
        note.button_cancel()
        self.assertEqual(self.unbilled(move, MARCH), (6.46, 40))
        note.button_draft()
        with self.assertRaises(LateNoteEmpty) as caught:
            note.action_post()
        self.assertEqual(caught.exception.code, "late_note_empty")
        self.assertEqual(self.bill(move, MARCH).amount_total, 46.46)

    def test_a_draft_note_that_is_deleted_frees_what_it_billed(self):
        move = self.invoice(1000, JANUARY)
        self.bill(move, MARCH).unlink()
        self.env.invalidate_all()
        self.assertEqual(self.unbilled(move, MARCH), (6.46, 40))

    def test_bil_21_court_costs_need_an_amount_a_text_and_a_document(self):
        move = self.invoice(1000, JANUARY)
        whole = {"court_amount": 120, "court_text": "Order for payment, Paris", "court_file": DOCUMENT}
        for missing in whole:
            with self.subTest(missing), self.assertRaises(CourtCostsUndocumented) as caught:
                self.bill(move, MARCH, **{**whole, missing: False})
            self.assertEqual(caught.exception.code, "court_costs_undocumented")
        note = self.bill(move, MARCH, **whole, court_file_name="order.pdf")
        self.assertEqual(note.amount_total, 166.46)
        kept = self.env["ir.attachment"].search([("res_model", "=", "account.move"), ("res_id", "=", note.id)])
        self.assertEqual(kept.mapped("name"), ["order.pdf"])

    def test_penalties_do_not_run_ahead_of_today(self):
        with self.assertRaises(ValidationError):
            self.bill(self.invoice(1000, JANUARY), date(2027, 1, 12))

    def test_a_disputed_invoice_is_not_billed(self):
        move = self.invoice(1000, JANUARY)
        dispute = self.env["clicrdv.dispute"].create(
            {
                "name": "SMS",
                "partner_id": self.customer.id,
                "letter_date": "2026-12-31",
                "move_ids": move.ids,
            }
        )
        with self.assertRaises(NothingToBill):
            self.bill(move, MARCH)
        dispute.action_settle()
        self.assertEqual(self.bill(move, MARCH).amount_total, 46.46)

    def test_one_note_for_each_customer(self):
        other = self.customer.copy({"name": "Other"})
        moves = self.invoice(1000, JANUARY) | self.invoice(1000, JANUARY, partner=other)
        notes = self.env["clicrdv.late.charge"]._bill(moves, MARCH)
        self.assertEqual(notes.partner_id, self.customer | other)

    def test_a_billing_manager_bills_and_cannot_rewrite_what_was_billed(self):
        user = self.manager()
        move = self.invoice(1000, JANUARY).with_user(user)
        wizard = self.env["clicrdv.late.note"].with_user(user).browse(move.action_late_note()["res_id"])
        self.assertEqual(wizard.amount_fee, 40)
        wizard.until = MARCH
        wizard.action_make()
        charge = move.late_charge_ids[:1]
        for change in (lambda: charge.write({"amount": 1}), charge.unlink):
            with self.assertRaises(AccessError):
                change()

    def test_another_operator_sees_none_of_it(self):
        move = self.invoice(1000, JANUARY)
        self.bill(move, MARCH)
        stranger = make_operator(self.env, "Stranger", company_registry="99934027600024")
        charges = self.seen_by(self.manager("stranger", stranger), self.env["clicrdv.late.charge"])
        self.assertFalse(charges.search([]))

    def test_bil_25_an_outage_makes_no_credit(self):
        """A downtime record (`clicrdv.incident` and the like) has no code path to money: no field of ours links to one."""
        linked = {
            field.comodel_name
            for model in ("clicrdv.late.charge", "clicrdv.dunning.case", "account.move", "clicrdv.charge")
            for field in self.env[model]._fields.values()
            if field.relational
        }
        self.assertFalse({name for name in linked if "incident" in name or "downtime" in name})
