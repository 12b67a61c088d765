"""The questionnaire on integrity and what it forbids (BIL-36)."""

from odoo.exceptions import UserError
from odoo.tests import Form

from ..logic import contract_states as states
from .common import make_order
from .followup_common import FollowupCase


class TestIntegrity(FollowupCase):
    def setUp(self):
        super().setUp()
        self.order = make_order(self.env, self.operator, self.network)

    def make_review(self, doubtful=(), **values):
        """A review whose questions all have the answer without a doubt, but for those of some weights."""
        review = self.as_manager("clicrdv.integrity.review").create({"contract_id": self.order.id, **values})
        for answer in review.answer_ids:
            wrong = {"yes": "no", "no": "yes"}[answer.expected]
            answer.given = wrong if answer.weight in doubtful else answer.expected
        return review

    def test_bil_36_the_questions_are_data_and_a_review_asks_them_all(self):
        review = self.as_manager("clicrdv.integrity.review").create({"contract_id": self.order.id})
        questions = self.env["clicrdv.integrity.question"].search([])
        self.assertGreater(len(questions), 5)
        self.assertEqual(review.answer_ids.question_id, questions)
        self.assert_refused("review_incomplete", review.action_close)

    def test_bil_36_the_form_shows_the_questions(self):
        with Form(self.as_manager("clicrdv.integrity.review")) as screen:
            screen.contract_id = self.as_manager(self.order)
            with screen.answer_ids.edit(0) as line:
                line.given = "no"
        self.assertEqual(screen.record.answer_ids[0].given, "no")
        self.assertTrue(all(screen.record.answer_ids.mapped("question")))

    def test_bil_36_a_blocked_customer_signs_no_order_and_the_refusal_says_why(self):
        review = self.make_review(doubtful=["blocked"])
        self.assertEqual(review.proposed, "blocked")
        review.action_close()
        self.assert_refused("integrity_refused", self.order._move_to, states.TO_SIGN)
        self.assertEqual(self.order.state, states.DRAFT)
        self.assertEqual(len(self.order._integrity_problems()), 1)
        self.assertIn("blocked", self.order._integrity_problems()[0])

    def test_bil_36_a_reserve_is_for_the_reader_and_blocks_nothing(self):
        review = self.make_review(doubtful=["reserve"])
        review.action_close()
        self.assertEqual((review.result, review.reviewer_id), ("reserve", self.manager))
        self.assertEqual(str(review.reviewed_on), "2027-01-11")
        self.order._move_to(states.TO_SIGN)
        self.assertEqual(self.order.state, states.TO_SIGN)

    def test_bil_36_a_conflict_of_interest_blocks_until_a_new_review(self):
        review = self.make_review(has_conflict=True, statement="Her brother signs.")
        self.assert_refused("integrity_refused", self.order._move_to, states.TO_SIGN)
        review.action_close()
        self.assert_refused("integrity_refused", self.order._move_to, states.TO_SIGN)
        self.make_review(statement="Somebody else has the order.").action_close()
        self.assertEqual(self.order._integrity_problems(), [])

    def test_bil_36_where_it_is_required_no_order_goes_without_a_closed_review(self):
        self.operator.billing_integrity_required = True
        self.assert_refused("integrity_refused", self.order._move_to, states.TO_SIGN)
        review = self.make_review()
        self.assert_refused("integrity_refused", self.order._move_to, states.TO_SIGN)
        review.action_close()
        self.order._move_to(states.TO_SIGN)

    def test_a_result_that_is_not_what_the_answers_suggest_says_why(self):
        review = self.make_review(doubtful=["blocked"], result="clear")
        with self.assertRaises(UserError):
            review.action_close()
        review.judgement = "Acquitted in 2026, judgement seen."
        review.action_close()
        self.assertEqual(review.result, "clear")

    def test_a_closed_review_stays_as_it_is(self):
        review = self.make_review()
        review.action_close()
        self.assert_refused("review_closed", review.write, {"result": "blocked"})
        self.assert_refused("review_closed", review.answer_ids[0].write, {"given": False})
        with self.assertRaises(UserError):
            review.unlink()
        open_review = self.make_review()
        self.assert_refused("review_closed", open_review.write, {"is_closed": True})

    def test_a_question_that_is_reworded_leaves_what_was_answered(self):
        answer = self.make_review().answer_ids[0]
        asked = answer.question
        answer.question_id.name = "Something else?"
        self.assertEqual(answer.question, asked)

    def test_the_address_for_reports_is_a_setting_of_the_operator(self):
        settings = self.env["res.config.settings"].with_company(self.operator).create({})
        settings.billing_integrity_email = "integrity@example.com"
        settings.execute()
        self.assertEqual(self.operator.billing_integrity_email, "integrity@example.com")
