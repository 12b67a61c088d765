"""Where late payment and the life of a contract meet: force majeure, disputes, the end for non-payment."""

from datetime import date

from ..exceptions import BillingRefused
from ..exceptions_dunning import NothingToBill
from ..logic import contract_states as states
from ..logic import terminations
from .common import make_contract, make_network, make_operator
from .dunning_common import DUE, LateCase

JANUARY, MARCH = date(2026, 1, 31), date(2026, 3, 2)
NOTICE, DAY_8 = date(2027, 1, 21), date(2027, 1, 29)


class TestForceMajeureIsOneThing(LateCase):
    def force_majeure(self, first, last, **values):
        return self.env["clicrdv.force.majeure"].create(
            {"contract_id": self.contract.id, "reason": "Flood", "date_start": first, "date_end": last, **values}
        )

    def test_bil_35_no_penalty_runs_on_the_days_of_the_contracts_force_majeure(self):
        move = self.invoice(1000, JANUARY)
        self.force_majeure("2026-02-01", "2026-02-15")
        self.assertEqual(float(move._late_unbilled(MARCH)[move][0]), 3.23)

    def test_bil_35_days_told_twice_count_once(self):
        move = self.invoice(1000, JANUARY)
        self.force_majeure("2026-02-01", "2026-02-15")
        self.env["clicrdv.penalty.suspension"].create(
            {"partner_id": self.customer.id, "reason": "Flood", "date_from": "2026-02-10", "date_to": "2026-02-15"}
        )
        self.assertEqual(float(move._late_unbilled(MARCH)[move][0]), 3.23)

    def test_bil_35_force_majeure_that_goes_on_stops_the_penalty_of_that_contract_only(self):
        network = make_network(self.env, "Second", siren="404833048")
        second = make_contract(self.env, self.operator, network, partner_id=self.customer.id)
        move, other = self.invoice(1000, JANUARY), self.invoice(1000, JANUARY, contract=second)
        self.force_majeure("2026-02-16", False)
        unbilled = (move | other)._late_unbilled(MARCH)
        self.assertEqual([float(unbilled[one][0]) for one in (move, other)], [3.23, 6.46])

    def test_bil_35_who_was_late_because_of_force_majeure_only_owes_no_indemnity(self):
        move = self.invoice(1000, JANUARY)
        self.force_majeure("2026-01-20", "2026-02-10")
        self.pay(move, 1000, date(2026, 2, 10))
        self.assertEqual(move._late_unbilled(MARCH)[move], (0, 0))
        with self.assertRaises(NothingToBill):
            self.env["clicrdv.late.charge"]._bill(move, MARCH)

    def test_bil_35_days_without_penalty_are_days_of_force_majeure_of_the_contract(self):
        suspensions = self.env["clicrdv.penalty.suspension"]
        suspensions.create(
            {"partner_id": self.customer.id, "reason": "Flood", "date_from": "2026-12-30", "date_to": "2026-12-31"}
        )
        suspensions.create({"reason": "Strike", "date_from": "2027-01-10"})
        suspensions.create(
            {
                "partner_id": self.customer.copy().id,
                "reason": "Fire",
                "date_from": "2026-12-01",
                "date_to": "2026-12-31",
            }
        )
        expected = {date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 10), date(2027, 1, 11)}
        self.assertEqual(self.contract._force_majeure_days(), expected)


class TestDisputes(LateCase):
    def test_bil_42_a_letter_asks_for_nothing_that_is_in_dispute(self):
        disputed = self.invoice(500)
        self.env["clicrdv.dispute"].create(
            {"name": "SMS", "partner_id": self.customer.id, "letter_date": "2026-12-31", "move_ids": disputed.ids}
        )
        move, _case, letter = self.formal_notice()
        self.assertEqual(letter.line_ids.move_id, move)
        self.assertEqual((letter.amount_open, letter.amount_total), (1000, 1044.14))

    def test_bil_42_a_customer_whose_only_late_invoice_is_in_dispute_gets_no_letter(self):
        move = self.invoice(500)
        self.env["clicrdv.dispute"].create(
            {"name": "SMS", "partner_id": self.customer.id, "letter_date": "2026-12-31", "move_ids": move.ids}
        )
        self.assertFalse(self.job().letter_ids)


class TestTheEndForNonPayment(LateCase):
    def termination(self, **values):
        values = {"contract_id": self.contract.id, "cause": terminations.UNPAID, "letter_sent_on": NOTICE, **values}
        return self.env["clicrdv.termination"].create(values)

    def refused(self, code, action):
        with self.assertRaises(BillingRefused) as caught, self.cr.savepoint():
            action()
        self.assertEqual(caught.exception.code, code)

    def test_bil_22_no_contract_ends_before_the_formal_notice_allows_it(self):
        _move, _case, letter = self.formal_notice()
        with self.on(date(2027, 1, 25)):
            letter.received_on = date(2027, 1, 23)
        record = self.termination(last_day="2027-01-28")
        with self.on(date(2027, 1, 30)):
            self.refused("termination_too_early", record.action_confirm)
        with self.on(date(2027, 1, 31)):
            self.refused("termination_last_day", record.action_confirm)
            record.last_day = "2027-01-30"
            record.action_confirm()
        self.assertEqual(self.contract.end_date, date(2027, 1, 30))

    def test_bil_22_a_customer_who_has_paid_or_was_never_put_on_notice_is_not_terminated(self):
        self.invoice()
        with self.on(date(2027, 1, 25)):
            self.job(date(2027, 1, 25))
        early = self.termination(letter_sent_on="2027-01-12", last_day="2027-01-31")
        with self.on(DAY_8):
            self.refused("termination_not_on_notice", early.action_confirm)

    def test_bil_22_a_notice_that_was_answered_ends_nothing(self):
        move, case, _letter = self.formal_notice()
        record = self.termination()
        self.pay(move, 1000, date(2027, 1, 26))
        with self.on(DAY_8):
            self.refused("termination_not_on_notice", record.action_confirm)
        self.job(date(2027, 1, 30))
        self.assertEqual(case.state, "closed")
        with self.on(date(2027, 1, 30)):
            self.refused("termination_not_on_notice", record.action_confirm)

    def test_bil_22_the_notice_to_an_establishment_counts_for_the_contract_that_billed_it(self):
        self.shop.partner_id.lang = "en_US"
        move = self.invoice(partner=self.shop.partner_id)
        case = self.env["clicrdv.dunning.case"].create(
            {"company_id": self.operator.id, "partner_id": self.shop.partner_id.id, "opened_on": DUE}
        )
        self.assertEqual(move.commercial_partner_id, self.shop.partner_id)
        self.assertEqual(case._of_contract(self.contract), case)

    def test_bil_22_the_letter_of_termination_prepares_the_end_of_all_contracts(self):
        network = make_network(self.env, "Second", siren="404833048")
        second = make_contract(self.env, self.operator, network, partner_id=self.customer.id)
        _move, case, notice = self.formal_notice()
        level = self.policy.level_ids.filtered(lambda level: level.kind == "termination")
        day = date(2027, 2, 20)
        self.env.flush_all()
        with self.on(day):
            letter = self.env["clicrdv.dunning.letter"]._draft(case, level, case._due_moves(), day)
        self.post_letter(letter, day)
        found = self.env["clicrdv.termination"].search([("contract_id.partner_id", "=", self.customer.id)])
        self.assertEqual(found.contract_id, self.contract | second)
        self.assertEqual(set(found.mapped("state")), {terminations.DRAFT}, "a person decides")
        self.assertEqual(set(found.mapped("letter_sent_on")), {notice.posted_on})
        self.assertEqual(set(found.mapped("last_day")), {day}, "the days before the letter are owed")
        with self.on(day):
            found.action_confirm()
            again = self.env["clicrdv.termination"]._for_unpaid(self.customer, notice.posted_on)
        self.assertEqual(again, found, "nothing more is prepared")

    def test_bil_22_the_contracts_of_another_operator_go_on(self):
        other = make_operator(self.env, "Other operator")
        network = make_network(self.env, "Foreign", siren="404833048")
        make_contract(self.env, other, network, partner_id=self.customer.id)
        found = self.env["clicrdv.termination"]._for_unpaid(self.customer, date(2027, 1, 4))
        self.assertEqual(found.contract_id, self.contract)


class TestSuspension(LateCase):
    def test_a_suspended_contract_that_resumes_after_notice_ends_by_it(self):
        self.contract._move_to(states.SUSPENDED)
        self.env["clicrdv.notice"].create({"contract_id": self.contract.id})
        self.assertEqual((self.contract.state, self.contract.end_date), (states.SUSPENDED, date(2027, 6, 30)))
        self.contract._move_to(states.ACTIVE)
        self.assertEqual(self.contract.state, states.NOTICE)
