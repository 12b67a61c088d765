"""Claims of customers: in time or late, what may be paid at most, who was told (BIL-26, BIL-27, BIL-28, BIL-44)."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from .followup_common import FollowupCase, make_invoice


class TestClaim(FollowupCase):
    def make_claim(self, **values):
        return self.as_manager("clicrdv.claim").create(
            {
                "contract_id": self.contract.id,
                "breach_date": "2027-01-04",
                "received_on": "2027-01-11",
                "description": "No appointment could be made on Monday.",
                "decision": "The service was down.",
                "direct_amount": 500,
                **values,
            }
        )

    def test_bil_26_the_deadline_is_six_months_after_the_breach_and_late_claims_are_marked(self):
        claim = self.make_claim(breach_date="2026-07-11")
        self.assertEqual((str(claim.deadline), claim.is_late), ("2027-01-11", False))
        claim.received_on = "2027-01-12"
        self.assertTrue(claim.is_late)
        late = self.env["clicrdv.claim"].search([("is_late", "=", True)])
        self.assertIn(claim, late)

    def test_bil_26_a_late_claim_is_accepted_for_a_written_reason_only(self):
        claim = self.make_claim(breach_date="2026-07-01")
        self.assert_refused("claim_late", claim.action_accept)
        claim.late_reason = "The customer was not told of the breach."
        claim.action_accept()
        self.assertEqual(claim.state, "accepted")

    def test_bil_27_the_cap_is_what_was_billed_over_the_six_months_before_the_month_of_the_event(self):
        make = lambda *args, **options: make_invoice(self.env, self.contract, *args, **options)  # noqa: E731
        december = make(date(2026, 12, 31), 100)
        # billed in January for December
        arrears = make(date(2027, 1, 2), 50, period_end=date(2026, 12, 31))
        make(date(2027, 1, 3), 1000)
        credit = make(date(2026, 8, 2), 30, kind="out_refund")
        make(date(2026, 6, 30), 400)
        draft = december.copy({"invoice_date": "2026-11-30"})
        claim = self.make_claim()
        self.assertEqual(claim.event_cap, 120)
        self.assertEqual(claim.event_move_ids, december + arrears + credit)
        self.assertNotIn(draft, claim.year_move_ids)
        claim.damages = 121
        self.assert_refused("above_event_cap", claim.action_accept)
        claim.damages = 120
        claim.action_accept()
        self.assertEqual((claim.state, str(claim.decided_on)), ("accepted", "2027-01-11"))

    def test_bil_27_what_other_customers_pay_raises_no_cap(self):
        _operator, foreign = self.make_other()
        env = self.env(context={**self.env.context, "allowed_company_ids": foreign.company_id.ids})
        make_invoice(env, foreign.with_env(env), date(2026, 12, 31), 1000)
        self.assertEqual(self.make_claim().event_cap, 0)

    def test_bil_28_the_damages_of_a_calendar_year_stay_below_what_was_billed_over_twelve_months(self):
        make_invoice(self.env, self.contract, date(2026, 12, 31), 100)
        make_invoice(self.env, self.contract, date(2026, 2, 1), 50)
        first, second = self.make_claim(damages=100), self.make_claim(damages=51)
        first.action_accept()
        self.assertEqual((second.year_cap, second.granted_this_year, second.payable), (150, 100, 50))
        self.assert_refused("above_year_cap", second.action_accept)
        second.damages = 50
        second.action_accept()
        self.assertEqual(self.make_claim().payable, 0)
        with freeze_time("2028-01-11 09:00:00"):
            self.assertEqual(self.make_claim().granted_this_year, 0, "another calendar year")

    def test_bil_28_an_indirect_loss_is_refused(self):
        make_invoice(self.env, self.contract, date(2026, 12, 31), 1000)
        claim = self.make_claim(direct_amount=40, indirect_amount=900, damages=41)
        self.assert_refused("indirect_loss", claim.action_accept)
        claim.damages = 40
        claim.action_accept()

    def test_a_decision_has_a_reason_and_stays(self):
        claim = self.make_claim(decision=" ")
        self.assert_refused("claim_without_reason", claim.action_refuse)
        claim.decision = "The service was up."
        claim.action_refuse()
        self.assert_refused("claim_decided", claim.write, {"decision": "Something else"})
        self.assert_refused("claim_decided", claim.write, {"state": "accepted"})
        claim.action_open_again()
        claim.decision = "The service was down."
        claim.action_accept()
        self.assert_refused("state_refused", claim.action_refuse)

    def test_bil_44_the_log_keeps_who_was_informed_and_when(self):
        claim = self.make_claim()
        claim.action_refuse()
        claim.write({"informed_on": "2027-01-12", "informed_person": "Jeanne Martin", "informed_how": "Letter 1A"})
        with self.assertRaises(UserError):
            claim.unlink()
        self.assertEqual(claim.informed_person, "Jeanne Martin")

    def test_bil_25_an_accepted_claim_makes_no_credit_by_itself(self):
        make_invoice(self.env, self.contract, date(2026, 12, 31), 100)
        moves = self.env["account.move"].search_count([])
        self.make_claim(damages=100).action_accept()
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        self.assertFalse(self.env["clicrdv.charge"].search_count([("contract_id", "=", self.contract.id)]))

    def submit(self, **form):
        typed = {"breach_date": "2027-01-04", "description": "Down", "direct_amount": "1 234,50", **form}
        claims = self.env["clicrdv.claim"]
        return claims._submit(self.contract, self.customer_user.partner_id, typed)

    def test_a_claim_of_the_portal_is_read_as_people_write(self):
        claim = self.submit(indirect_amount="")
        self.assertEqual((claim.direct_amount, claim.indirect_amount, claim.source), (1234.5, 0, "portal"))
        self.assertEqual(str(claim.received_on), "2027-01-11")

    def test_what_makes_no_sense_is_refused_with_a_sentence(self):
        for form in (
            {"breach_date": "2027-01-12"},
            {"breach_date": "yesterday"},
            {"breach_date": None},
            {"description": " \x00 "},
            {"direct_amount": "a lot"},
            {"indirect_amount": "1e999"},
        ):
            with self.subTest(form):
                self.assert_refused("claim_unreadable", self.submit, **form)

    def test_a_flood_of_claims_is_stopped(self):
        for _number in range(20):
            self.submit()
        self.assert_refused("claim_too_many", self.submit)
