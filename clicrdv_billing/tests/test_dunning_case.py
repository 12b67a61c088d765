"""The daily job: cases open and close, letters are proposed one after the other, whatever happens to the job."""

from datetime import date, timedelta
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from ..exceptions_dunning import PauseReasonMissing, SharedPolicy
from .common import make_contract, make_network, make_operator
from .dunning_common import DUE, LateCase

REMINDED = DUE + timedelta(days=5)
NOTICE = date(2027, 1, 21)


class TestDunningCase(LateCase):
    def letters(self, case):
        return case.letter_ids.sorted("id").mapped(lambda letter: (letter.kind, letter.state))

    # === OPEN AND CLOSE === #

    def test_a_case_opens_the_day_after_the_due_date_and_closes_when_all_is_paid(self):
        move = self.invoice()
        self.assertFalse(self.job(DUE))
        case = self.job(DUE + timedelta(days=1))
        self.assertEqual((case.state, case.opened_on, case.move_ids), ("open", DUE + timedelta(days=1), move))
        self.pay(move, 1000, date(2027, 1, 8))
        self.assertEqual(self.job(date(2027, 1, 9)).state, "closed")

    def test_a_customer_who_is_late_again_gets_a_new_case(self):
        move = self.invoice()
        first = self.job()
        self.pay(move, 1000, date(2027, 1, 11))
        self.job()
        self.invoice(due=date(2027, 1, 9))
        second = self.job()
        self.assertNotEqual(first, second)
        self.assertEqual((first.state, second.state), ("closed", "open"))

    def test_the_database_guards_one_open_case_for_a_customer(self):
        self.invoice()
        case = self.job()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            case.create({"company_id": case.company_id.id, "partner_id": case.partner_id.id, "opened_on": DUE})

    def test_invoices_that_come_from_no_contract_are_left_to_others(self):
        self.invoice().billing_contract_id = False
        self.assertFalse(self.job())

    def test_a_credit_that_is_not_matched_yet_lowers_what_is_claimed(self):
        self.invoice()
        self.receive(400, REMINDED)
        case = self.job(REMINDED)
        self.assertEqual((case.amount_open, case.amount_credit, case.amount_due), (1000, 400, 600))
        self.assertEqual(case.letter_ids.amount_total, 600)

    def test_whoever_has_paid_without_naming_the_invoice_gets_no_letter(self):
        self.invoice()
        self.receive(1000, REMINDED)
        self.assertFalse(self.job(REMINDED).letter_ids)

    # === LETTERS, ONE AFTER THE OTHER === #

    def test_a_reminder_is_proposed_on_its_day_and_waits_for_a_person(self):
        self.invoice()
        self.assertFalse(self.job(REMINDED - timedelta(days=1)).letter_ids)
        case = self.job(REMINDED)
        self.assertEqual(self.letters(case), [("reminder", "to_send")])
        self.assertFalse(case.letter_ids.mail_id)

    def test_a_job_that_runs_twice_or_every_day_proposes_one_letter(self):
        self.invoice()
        for day in (REMINDED, REMINDED, REMINDED + timedelta(days=1), NOTICE):
            case = self.job(day)
        self.assertEqual(self.letters(case), [("reminder", "to_send")], "nothing follows a letter that waits")

    def test_the_formal_notice_comes_after_the_reminder_has_gone_and_its_days_have_passed(self):
        self.invoice()
        case = self.job(date(2027, 1, 8))
        with self.on(date(2027, 1, 10)):
            case.letter_ids.action_send()
        self.assertEqual(len(self.job(date(2027, 1, 24)).letter_ids), 1)
        self.assertEqual(self.letters(self.job(date(2027, 1, 25)))[1], ("formal_notice", "to_send"))

    def test_one_customer_gets_one_letter_a_day_the_most_serious_first(self):
        old = self.invoice()
        case = self.job(REMINDED)
        with self.on(REMINDED):
            case.letter_ids.action_send()
        new = self.invoice(due=date(2027, 1, 15))
        case = self.job(NOTICE)
        notice = case.letter_ids[0]
        self.assertEqual((notice.kind, notice.line_ids.filtered("concerned").move_id), ("formal_notice", old))
        self.assertIn(new, notice.line_ids.move_id, "named for the sake of completeness")
        self.post_letter(notice, NOTICE)
        self.assertEqual(len(self.job(NOTICE).letter_ids), 2, "not two on one day")
        case = self.job(NOTICE + timedelta(days=1))
        self.assertEqual(
            (case.letter_ids[0].kind, case.letter_ids[0].line_ids.filtered("concerned").move_id), ("reminder", new)
        )

    def test_a_reminder_goes_by_itself_where_the_policy_says_so(self):
        self.policy.level_ids[0].auto_send = True
        self.invoice()
        case = self.job(REMINDED)
        self.assertEqual(case.letter_ids.state, "sent")
        self.assertEqual(case.letter_ids.mail_id.recipient_ids, self.customer)

    def test_a_job_killed_between_letter_and_e_mail_sends_it_at_the_next_run_once(self):
        self.invoice()
        case = self.job(REMINDED)
        self.assertEqual(case.letter_ids.state, "to_send", "as a job leaves it that dies before it sends")
        self.policy.level_ids[0].auto_send = True
        for _run in range(2):
            self.job(REMINDED)
        self.assertEqual(self.letters(case), [("reminder", "sent")])
        mails = self.env["mail.mail"].search(
            [("model", "=", "clicrdv.dunning.letter"), ("res_id", "=", case.letter_ids.id)]
        )
        self.assertEqual(len(mails), 1)

    def test_a_letter_that_cannot_go_by_itself_says_why(self):
        self.policy.level_ids[0].auto_send = True
        self.customer.email = False
        self.invoice()
        case = self.job(REMINDED)
        self.assertEqual(case.letter_ids.state, "to_send")
        self.assertIn("e-mail", case.problem)

    def test_a_letter_that_waits_drops_what_was_paid_and_then_itself(self):
        first, second = self.invoice(), self.invoice(500)
        case = self.job(REMINDED)
        letter = case.letter_ids
        self.assertEqual((letter.line_ids.move_id, letter.amount_total), (first | second, 1500))
        self.pay(first, 1000, REMINDED)
        self.job(REMINDED + timedelta(days=1))
        self.assertEqual((letter.line_ids.move_id, letter.amount_total), (second, 500))
        self.pay(second, 500, REMINDED)
        self.job(REMINDED + timedelta(days=2))
        self.assertEqual((letter.state, case.state), ("cancelled", "closed"))

    def test_one_customer_that_fails_does_not_stop_the_others(self):
        other = self.customer.copy({"name": "Other"})
        self.invoice()
        self.invoice(partner=other)
        cases, propose = type(self.env["clicrdv.dunning.case"]), type(self.env["clicrdv.dunning.case"])._propose

        def fail(case):
            if case.partner_id == self.customer:
                raise ZeroDivisionError
            return propose(case)

        with patch.object(cases, "_propose", fail), self.assertLogs("odoo.addons.clicrdv_billing", "ERROR"):
            case = self.job(REMINDED)
        self.assertFalse(case.letter_ids)
        self.assertTrue(case.problem)
        self.assertEqual(self.case(other).letter_ids.kind, "reminder")
        self.assertFalse(self.job(REMINDED).problem, "the next run makes up for it")
        self.assertEqual(case.letter_ids.kind, "reminder")

    def test_bil_20_a_missing_rate_holds_the_formal_notice_up_and_says_so(self):
        self.env["clicrdv.interest.rate"].search([("date_start", "=", "2027-01-01")]).unlink()
        self.invoice()
        case = self.job(REMINDED)
        with self.on(REMINDED):
            case.letter_ids.action_send()
        case = self.job(NOTICE)
        self.assertEqual(self.letters(case), [("reminder", "sent")])
        self.assertIn("2027", case.problem)
        with self.on(NOTICE):
            self.assertIn("2027", case.penalty_problem)
        self.env["clicrdv.interest.rate"].create({"date_start": "2027-01-01", "rate_business": 2.4, "source": "JO"})
        case = self.job(NOTICE)
        self.assertEqual((case.letter_ids[0].kind, case.problem), ("formal_notice", False))

    # === HELD UP === #

    def test_a_pause_needs_a_reason_and_holds_letters_up(self):
        self.invoice()
        case = self.job(DUE + timedelta(days=1))
        with self.assertRaises(PauseReasonMissing) as caught, self.cr.savepoint():
            case.pause_until = NOTICE
        self.assertEqual(caught.exception.code, "pause_reason_missing")
        case.write({"pause_until": NOTICE, "pause_reason": "They pay on the 20th"})
        self.assertEqual(case.paused_by_id, self.env.user)
        self.assertFalse(self.job(NOTICE).letter_ids)
        self.assertTrue(self.job(NOTICE + timedelta(days=1)).letter_ids)

    def test_a_letter_that_a_person_does_not_send_pauses_the_case(self):
        self.invoice()
        case = self.job(REMINDED)
        with self.on(REMINDED):
            case.letter_ids.action_cancel()
        self.assertEqual(case.pause_until, date(2027, 1, 20))
        self.assertEqual(len(self.job(date(2027, 1, 20)).letter_ids), 1)
        self.assertEqual(
            self.letters(self.job(date(2027, 1, 21))), [("reminder", "cancelled"), ("reminder", "to_send")]
        )

    def test_bil_42_a_dispute_holds_up_its_invoices_only(self):
        disputed, other = self.invoice(), self.invoice(500)
        dispute = self.env["clicrdv.dispute"].create(
            {"name": "SMS", "partner_id": self.customer.id, "letter_date": "2026-12-31", "move_ids": disputed.ids}
        )
        self.assertEqual(str(dispute.amicable_until), "2027-02-28")
        letter = self.job(REMINDED).letter_ids
        self.assertEqual(letter.line_ids.filtered("concerned").move_id, other)
        with self.on(date(2027, 3, 1)):
            dispute.invalidate_recordset()
            self.assertIn("Paris", dispute.next_step)

    def test_a_dispute_names_only_invoices_of_its_customer(self):
        move = self.invoice(partner=self.customer.copy({"name": "Other"}))
        with self.assertRaises(ValidationError):
            self.env["clicrdv.dispute"].create(
                {"name": "SMS", "partner_id": self.customer.id, "letter_date": "2026-12-31", "move_ids": move.ids}
            )

    def test_bil_24_special_terms_pause_or_make_stricter(self):
        self.invoice()
        special = self.env["clicrdv.payment.special"].create(
            {
                "partner_id": self.customer.id,
                "kind": "prepayment",
                "date_from": "2027-01-01",
                "date_to": REMINDED,
                "reason": "Two incidents in 2026",
                "dunning": "pause",
            }
        )
        self.assertEqual(special.decided_by_id, self.env.user)
        with self.on(REMINDED):
            self.assertEqual(self.contract.payment_special_ids, special)
        self.assertFalse(self.job(REMINDED).letter_ids)
        special.write({"dunning": "strict", "date_to": False})
        self.assertEqual(self.letters(self.job(REMINDED)), [("formal_notice", "to_send")])

    # === POLICIES AND RIGHTS === #

    def test_a_contract_without_policy_takes_the_operator_s_first_one(self):
        self.contract.dunning_policy_id = False
        self.assertEqual(self.contract._dunning_policy(), self.policy)
        self.policy.unlink()
        self.assertEqual(self.contract._dunning_policy(), self.env.ref("clicrdv_billing.dunning_policy_standard"))

    def test_letters_of_a_policy_escalate_and_name_only_what_can_be_filled(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.policy.level_ids[0].days = 25
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.policy.level_ids[0].body = "<p>{object.env}</p>"

    def test_a_manager_changes_his_own_policies_and_copies_the_shared_one(self):
        shared = self.env.ref("clicrdv_billing.dunning_policy_standard").with_user(self.manager())
        with self.assertRaises(SharedPolicy) as caught:
            shared.name = "Mine"
        self.assertEqual(caught.exception.code, "shared_policy")
        with self.assertRaises(SharedPolicy):
            shared.level_ids[0].body = "<p>Pay</p>"
        own = shared.copy()
        own.level_ids[0].body = "<p>Pay {total}</p>"
        self.assertEqual((own.company_id, len(own.level_ids)), (self.operator, 4))

    def test_another_operator_sees_and_changes_nothing(self):
        self.invoice()
        case = self.job(REMINDED)
        stranger = make_operator(self.env, "Stranger", company_registry="99934027600024")
        user = self.manager("stranger", stranger)
        for record in (case, case.letter_ids, case.letter_ids.line_ids, self.policy, self.policy.level_ids[0]):
            with self.subTest(record._name):
                self.assertFalse(self.seen_by(user, record).search([("id", "in", record.ids)]))
                with self.assertRaises(AccessError):
                    self.seen_by(user, record).read(["company_id"])

    def test_the_job_keeps_two_operators_apart(self):
        stranger = make_operator(self.env, "Stranger", company_registry="99934027600024")
        env = self.env(context={**self.env.context, "allowed_company_ids": stranger.ids})
        network = make_network(env, "Garages", siren="999340276")
        contract = make_contract(env, stranger, network, partner_id=self.customer.id)
        self.assertEqual(contract.company_id, stranger)
        self.invoice()
        self.job(REMINDED)
        cases = self.env["clicrdv.dunning.case"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(cases.company_id, self.operator, "the same customer owes the other one nothing")

    def test_a_billing_manager_works_a_case_through(self):
        move = self.invoice()
        case = self.job(REMINDED).with_user(self.manager())
        with self.on(REMINDED):
            case.letter_ids.action_send()
            case.action_look()
            case.write({"pause_until": NOTICE, "pause_reason": "Promise"})
            case.action_resume()
            case.action_accelerate()
        self.assertEqual((case.move_ids, case.reached, case.accelerated_on), (move, "reminder", REMINDED))
