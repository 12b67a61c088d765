"""Letters: what they say, how they go, what they prove, and what follows from a formal notice."""

import hashlib
from datetime import date, timedelta

from odoo.exceptions import UserError

from ..exceptions_dunning import (
    LetterEmpty,
    LetterFrozen,
    LetterStateRefused,
    NoEmail,
    NothingToAllocate,
    NotTerminated,
    PostedTooEarly,
    ProofMissing,
)
from ..logic import contract_states as states
from .dunning_common import DUE, LateCase

REMINDED = DUE + timedelta(days=5)
NOTICE = date(2027, 1, 21)


class TestDunningLetter(LateCase):
    def reminder(self):
        move = self.invoice()
        return move, self.job(REMINDED).letter_ids

    # === SENDING === #

    def test_an_e_mail_carries_the_letter_that_was_frozen(self):
        _move, letter = self.reminder()
        with self.on(REMINDED + timedelta(days=1)):
            letter.action_send()
            letter.action_send()
        self.assertEqual((letter.state, letter.sent_on), ("sent", REMINDED + timedelta(days=1)))
        self.assertEqual(letter.mail_id.attachment_ids, letter.attachment_id)
        self.assertEqual(letter.pdf_sha256, hashlib.sha256(letter.attachment_id.raw).hexdigest())
        mails = self.env["mail.mail"].search([("model", "=", letter._name), ("res_id", "=", letter.id)])
        self.assertEqual(len(mails), 1, "a second click sends nothing")
        self.assertIn("1,000.00", letter.body)

    def test_what_was_written_to_a_customer_stays_as_it_was(self):
        _move, letter = self.reminder()
        with self.on(REMINDED):
            letter.action_send()
        changes = (
            lambda: letter.write({"amount_total": 1}),
            lambda: letter.write({"posted_on": DUE}),
            lambda: letter.line_ids.write({"amount_open": 1}),
            letter.line_ids.unlink,
        )
        for change in changes:
            with self.assertRaises(LetterFrozen) as caught:
                change()
            self.assertEqual(caught.exception.code, "letter_frozen")
        with self.assertRaises(LetterStateRefused) as caught:
            letter.action_cancel()
        self.assertEqual(caught.exception.code, "letter_state_refused")
        with self.assertRaises(UserError):
            letter.unlink()

    def test_a_letter_whose_invoices_were_paid_meanwhile_is_not_sent(self):
        move, letter = self.reminder()
        self.pay(move, 1000, REMINDED)
        with self.on(REMINDED), self.assertRaises(LetterEmpty) as caught, self.cr.savepoint():
            letter.action_send()
        self.assertEqual(caught.exception.code, "letter_empty")
        self.assertFalse(letter.mail_id)

    def test_a_customer_without_address_gets_no_e_mail(self):
        _move, letter = self.reminder()
        self.customer.email = False
        with self.on(REMINDED), self.assertRaises(NoEmail) as caught:
            letter.action_send()
        self.assertEqual(caught.exception.code, "no_email")

    def test_the_letter_is_written_in_the_customer_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self.policy.level_ids[0].with_context(lang="fr_FR").body = "<p>Bonjour, {total} avant le {deadline}</p>"
        _move, letter = self.reminder()
        with self.on(REMINDED):
            letter.action_send()
        self.assertIn("Bonjour, 1 000,00", letter.body.replace("\u202f", " ").replace("\xa0", " "))
        self.assertIn("12/01/2027", letter.body)

    def test_a_name_cannot_put_markup_into_a_letter(self):
        self.customer.name = "<script>alert(1)</script>"
        self.policy.level_ids[0].body = "<p>{customer}</p>"
        _move, letter = self.reminder()
        with self.on(REMINDED):
            letter.action_send()
        self.assertNotIn("<script>", letter.body)
        self.assertNotIn("<script>alert", letter.attachment_id.raw.decode())

    # === FORMAL NOTICE, BIL-22 === #

    def test_a_formal_notice_cites_penalties_indemnity_and_the_seven_days(self):
        move, _case, letter = self.formal_notice()
        line = letter.line_ids
        # 21 days at 3 × 2.4 % on 1000
        self.assertEqual((line.move_id, line.days_late, line.amount_penalty, line.amount_fee), (move, 21, 4.14, 40))
        self.assertEqual(letter.amount_total, 1044.14)
        for words in ("4.14", "40.00", "01/28/2027", self.contract.name, "L441-10"):
            self.assertIn(words, letter.body)
        printed = letter.attachment_id.raw.decode()
        for words in (move.name, "Registered letter", "1,044.14"):
            self.assertIn(words, printed)

    def test_a_registered_letter_is_not_sent_without_proof(self):
        self.invoice()
        case = self.job(REMINDED)
        with self.on(REMINDED):
            case.letter_ids.action_send()
        letter = self.job(NOTICE).letter_ids[0]
        with self.on(NOTICE):
            letter.action_prepare()
            with self.assertRaises(ProofMissing) as caught:
                letter.action_posted()
            self.assertEqual(caught.exception.code, "proof_missing")
            for days in ({"posted_on": NOTICE - timedelta(days=1)}, {"posted_on": NOTICE + timedelta(days=1)}):
                with self.assertRaises(PostedTooEarly) as caught, self.cr.savepoint():
                    letter.write(days)
                self.assertEqual(caught.exception.code, "posted_too_early")

    def test_bil_22_termination_is_possible_from_day_8_of_a_proved_notice(self):
        move, case, letter = self.formal_notice()
        self.assertEqual(case.may_terminate_on, date(2027, 1, 29))
        self.assertEqual(case._of_contract(self.contract), case)
        self.assertEqual(case.contract_ids, self.contract)
        with self.on(date(2027, 1, 25)):
            letter.received_on = date(2027, 1, 23)
        self.assertEqual(case.may_terminate_on, date(2027, 1, 31), "from the receipt, once it is known")
        self.pay(move, 1000, date(2027, 1, 26))
        self.assertFalse(case._may_terminate_on(), "the notice was answered")

    def test_bil_22_a_dispute_stops_the_way_to_termination(self):
        move, case, _letter = self.formal_notice()
        self.env["clicrdv.dispute"].create(
            {"name": "SMS", "partner_id": self.customer.id, "letter_date": "2027-01-22", "move_ids": move.ids}
        )
        self.assertFalse(case._may_terminate_on())

    def test_bil_22_all_contracts_of_the_customer_are_meant_past_ones_included(self):
        other = self.contract.copy({"subscription_ids": False})
        other._move_to(states.TO_SIGN)
        other._move_to(states.ACTIVE, signed_on="2025-01-01", date_start="2025-01-01")
        other._move_to(states.TERMINATED, end_date="2026-06-30")
        _move, case, _letter = self.formal_notice()
        self.assertEqual(case.contract_ids, self.contract | other)

    # === ACCELERATION, BIL-19 === #

    def test_bil_19_the_letter_makes_all_open_amounts_due_and_shows_them(self):
        move, case, _letter = self.formal_notice()
        coming = self.invoice(500, due=date(2027, 2, 20))
        day = date(2027, 1, 31)
        letter = self.job(day).letter_ids[0]
        self.assertEqual(letter.kind, "acceleration")
        self.assertEqual(case.move_ids, move, "proposing changes nothing yet")
        with self.on(day):
            letter.action_prepare()
            case.invalidate_recordset()
            self.assertEqual((case.accelerated_on, case.move_ids), (day, move | coming))
        self.assertEqual(letter.line_ids.move_id, move | coming)
        self.assertIn(coming.name, letter.attachment_id.raw.decode())
        self.assertEqual(coming.invoice_date_due, date(2027, 2, 20), "due dates of invoices are not rewritten")
        later = self.invoice(500, due=date(2027, 3, 31))
        with self.on(day):
            case.invalidate_recordset()
            self.assertNotIn(later, case.move_ids, "what is invoiced later has its own date")

    def test_bil_19_a_letter_that_is_not_sent_takes_the_acceleration_back(self):
        _move, case, _letter = self.formal_notice()
        day = date(2027, 1, 31)
        letter = self.job(day).letter_ids[0]
        with self.on(day):
            letter.action_prepare()
            letter.action_cancel()
        self.assertFalse(case.accelerated_on)

    def test_the_termination_letter_waits_for_a_proved_notice(self):
        _move, case, notice = self.formal_notice()
        self.policy.level_ids.filtered(lambda level: level.kind == "acceleration").sudo().unlink()
        self.policy.invalidate_recordset()
        notice.tracking_number = False
        case = self.job(date(2027, 2, 15))
        self.assertEqual(len(case.letter_ids), 2)
        self.assertIn("prouvé", case.problem)
        notice.tracking_number = "1A 001 000 0001 0"
        self.assertEqual(self.job(date(2027, 2, 15)).letter_ids[0].kind, "termination")

    # === BOOKING PAGES === #

    def test_booking_pages_stay_online_unless_the_policy_closes_them(self):
        self.formal_notice()
        self.job(date(2027, 1, 30))
        self.assertTrue(self.shop.booking_published)

    def test_booking_pages_close_after_an_unanswered_notice_and_come_back_with_the_payment(self):
        self.policy.suspend_pages = True
        move, case, _letter = self.formal_notice()
        self.job(date(2027, 1, 28))
        self.assertTrue(self.shop.booking_published, "seven whole days pass")
        self.job(date(2027, 1, 29))
        self.assertFalse(self.shop.booking_published)
        self.assertEqual(case.suspension_ids.establishment_id, self.shop, "the others owe nothing")
        self.shop.booking_published = True
        self.job(date(2027, 1, 30))
        self.assertTrue(self.shop.booking_published, "what its manager has decided since is left alone")
        self.shop.booking_published = False
        self.pay(move, 1000, date(2027, 1, 30))
        self.job(date(2027, 1, 31))
        self.assertTrue(self.shop.booking_published)
        self.assertTrue(case.suspension_ids.reopened_at)

    def test_a_page_that_was_offline_before_is_not_put_online_by_a_payment(self):
        self.policy.suspend_pages = True
        self.shop.booking_published = False
        move, _case, _letter = self.formal_notice()
        self.job(date(2027, 1, 29))
        self.pay(move, 1000, date(2027, 1, 30))
        self.assertFalse(self.job(date(2027, 1, 31)).suspension_ids)
        self.assertFalse(self.shop.booking_published)

    # === ALLOCATION, BIL-23 === #

    def terminated(self):
        """Two old debts of two contracts, of which one was terminated, and a newer one."""
        other = self.contract.copy({"subscription_ids": False})
        other._move_to(states.TO_SIGN)
        other._move_to(states.ACTIVE, signed_on="2025-01-01", date_start="2025-01-01")
        moves = [
            self.invoice(100, due=date(2026, 9, 30), contract=other),
            self.invoice(200, due=date(2026, 10, 31)),
            self.invoice(300, due=date(2026, 12, 31)),
        ]
        self.contract._move_to(states.TERMINATED, end_date=date(2027, 1, 5))
        return moves

    def test_bil_23_a_payment_after_the_termination_goes_to_the_oldest_debts_of_all_contracts(self):
        oldest, older, newest = self.terminated()
        payment = self.receive(250, date(2027, 1, 8))
        wizard = self.env["clicrdv.payment.allocation"].browse(payment.action_oldest_debts()["res_id"])
        shares = [(line.move_id, line.amount) for line in wizard.line_ids]
        self.assertEqual(shares, [(oldest, 100), (older, 150)])
        wizard.action_apply()
        self.assertEqual([move.amount_residual for move in (oldest, older, newest)], [0, 50, 300])
        with self.assertRaises(NothingToAllocate) as caught:
            wizard.action_apply()
        self.assertEqual(caught.exception.code, "nothing_to_allocate")

    def test_bil_23_what_exceeds_the_debts_stays_a_credit(self):
        moves = self.terminated()
        self.receive(700, date(2027, 1, 8))
        case = self.job()
        wizard = self.env["clicrdv.payment.allocation"].browse(case.action_oldest_debts()["res_id"])
        self.assertEqual(wizard.left, 100)
        wizard.action_apply()
        self.assertEqual([move.amount_residual for move in moves], [0, 0, 0])

    def test_bil_23_before_a_termination_the_payer_s_reference_rules(self):
        self.invoice()
        payment = self.receive(250, date(2027, 1, 8))
        with self.assertRaises(NotTerminated) as caught:
            payment.action_oldest_debts()
        self.assertEqual(caught.exception.code, "not_terminated")

    def test_bil_23_a_payment_that_passes_older_debts_over_is_pointed_out(self):
        oldest, _older, newest = self.terminated()
        self.assertFalse(self.job().allocation_warning)
        self.pay(newest, 300, date(2027, 1, 8))
        case = self.job()
        self.assertIn(oldest.name, case.allocation_warning)
        self.assertIn(newest.name, case.allocation_warning)

    def test_bil_23_a_payment_before_the_termination_is_left_where_it_is(self):
        _oldest, _older, newest = self.terminated()
        self.pay(newest, 300, date(2027, 1, 4))
        self.assertFalse(self.job().allocation_warning)
