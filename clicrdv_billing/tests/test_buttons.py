"""What nobody writes by hand, the buttons do for a billing manager: each of them, as he presses it."""

from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW

from .common import PDF
from .rights_common import BillingRightsCase
from .rights_records import MODELS
from .test_rights import ROLES


@freeze_time(NOW)
class TestButtons(BillingRightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.world["own"]

    def setUp(self):
        super().setUp()
        self.manager = self.user(*ROLES["billing"], email="manager@example.com")

    def mine(self, record):
        return record.with_env(self.env_of(self.manager))

    def fresh(self, kind, **values):
        """A further record, as the manager writes it."""
        model = self.mine(self.env[MODELS[kind]])
        return model.create({**self._values(kind, self.own), **values})

    def walk(self, record, *steps):
        """Press buttons one after the other; each brings the record into a state."""
        for button, state in steps:
            with self.subTest(model=record._name, button=button):
                getattr(record, button)()
                self.assertEqual(record.state, state)

    def test_a_contract_lives_by_its_buttons(self):
        contract = self.mine(self.own["contract"])
        notice = self.fresh("notice")
        self.assertTrue(contract.end_date)
        notice.action_take_back()
        self.assertEqual((notice.state, contract.state, contract.end_date), ("withdrawn", "active", False))
        termination = self.fresh("termination", letter_sent_on="2027-01-02", last_day="2027-02-01")
        self.walk(termination, ("action_confirm", "confirmed"), ("action_undo", "undone"))
        self.assertFalse(contract.end_date)
        change = self.fresh("change", offer_change="More", notify_by="post")
        self.walk(change, ("action_send", "sent"), ("action_withdraw", "cancelled"))

    def test_an_order_is_decided_sent_and_signed_on_paper(self):
        order = self.fresh("contract", grouping_in_doubt=True)
        decision = self.mine(self.env["clicrdv.order.decision"]).create(
            {"contract_id": order.id, "reason": "Too small"}
        )
        decision.action_approve()
        self.assertEqual(order.approved_by_id, self.manager)
        decision.action_refuse()
        self.assertEqual((order.state, order.refusal_reason), ("refused", "Too small"))
        order.action_reopen()
        self.assertEqual(order.state, "draft")

    def test_an_establishment_changes_its_tariff_and_leaves(self):
        row = self.mine(self.own["subscription"])
        values = {"contract_id": row.contract_id.id, "establishment_id": row.establishment_id.id}
        moves = self.mine(self.env["clicrdv.subscription.move"])
        change = {**values, "kind": "change", "subscription_id": row.id, "day": "2027-01-10", "offer": "simple"}
        moves.create(change).action_confirm()
        self.assertEqual(str(row.date_end), "2027-01-09")
        follower = row.contract_id.subscription_ids - row
        self.assertEqual(str(follower.date_start), "2027-01-10")
        moves.create({**values, "kind": "leave", "subscription_id": follower.id, "day": "2027-01-31"}).action_confirm()
        self.assertEqual(str(follower.date_end), "2027-01-31")

    def test_quotes_claims_papers_and_reviews_move_by_their_buttons(self):
        quote = self.fresh("quote")
        self.fresh("line of a quote", quote_id=quote.id)
        self.walk(quote, ("action_send", "sent"), ("action_refuse", "refused"))
        claim = self.fresh("claim", decision="No")
        self.walk(
            claim, ("action_refuse", "refused"), ("action_open_again", "received"), ("action_withdraw", "withdrawn")
        )
        asked = self.fresh("document request")
        self.walk(asked, ("action_cancel", "cancelled"), ("action_ask_again", "asked"))
        review = self.fresh("review", result="clear", judgement="Known for years", answer_ids=[])
        review.action_close()
        self.assertEqual(review.reviewer_id, self.manager)

    def test_texts_logos_testimonials_and_disputes_move_by_their_buttons(self):
        terms = self.fresh("terms", file=PDF)
        terms.action_publish()
        self.assertTrue(terms.published_on and terms.sha256)
        testimonial = self.fresh("testimonial", consent_on="2027-01-01")
        self.walk(testimonial, ("action_use", "in_use"), ("action_withdraw", "withdrawn"))
        use = self.fresh("use of a logo")
        use.action_remove()
        self.assertTrue(use.until and not use.active)
        self.walk(self.fresh("dispute"), ("action_go_to_court", "court"), ("action_settle", "settled"))

    def test_incidents_and_reports_move_by_their_buttons(self):
        incident = self.fresh("incident", workaround="Telephone", email_from="a@example.net")
        incident.action_send_acknowledgement()
        self.assertTrue(incident.answered_at)
        self.walk(
            incident,
            ("action_acknowledge", "acknowledged"),
            ("action_start", "in_progress"),
            ("action_restore_workaround", "restored"),
            ("action_reopen", "in_progress"),
            ("action_restore", "restored"),
        )
        incident.action_fix_done()
        self.walk(incident, ("action_close", "closed"))
        incident.action_emergency_plan()
        incident.step_ids[0].done = True
        self.assertEqual(incident.step_ids[0].done_by_id, self.manager)
        report = self.fresh("published report")
        report.action_refresh()
        self.walk(report, ("action_send", "sent"))

    def test_a_run_is_previewed_started_and_stopped(self):
        run = self.fresh("run", month="2026-12-01")
        run.action_preview()
        self.assertTrue(run.previewed_at and run.line_ids)
        self.walk(run, ("action_start", "running"), ("action_stop", "draft"))

    def test_a_late_customer_is_dunned_by_the_buttons(self):
        customer = self.own["shop"].partner_id.commercial_partner_id
        customer.email = "shop@example.com"
        self.own["contract"].dunning_policy_id = self.env.ref("clicrdv_billing.dunning_policy_standard")
        case = self.fresh_case(customer)
        case.write({"pause_until": "2027-02-01", "pause_reason": "He calls back"})
        self.assertEqual(case.paused_by_id, self.manager)
        case.action_resume()
        self.assertFalse(case.paused_by_id or case.pause_reason)
        case.action_accelerate()
        self.assertTrue(case.accelerated_on)

    def fresh_case(self, customer):
        values = {"company_id": self.own["operator"].id, "partner_id": customer.id, "opened_on": "2027-01-11"}
        return self.mine(self.env["clicrdv.dunning.case"].create(values))
