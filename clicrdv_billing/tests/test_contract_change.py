"""New prices and texts for a contract that runs (art. 14; BIL-31…33)."""

from datetime import date, datetime

from odoo.fields import Command

from ..logic import contract_changes as changes
from ..logic import contract_states as states
from .common import make_terms
from .life_common import LifeCase


class TestContractChange(LifeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env.ref("clicrdv_billing.product_subscription_interactive")

    def change(self, price=59.90, **values):
        lines = [Command.create({"product_id": self.product.id, "unit_price": price})] if price else []
        return self.env["clicrdv.contract.change"].create(
            {"contract_id": self.contract.id, "line_ids": lines, **values}
        )

    def sent(self, day="2027-01-28", leaves=True, **values):
        with self.on(day):
            change = self.change(**values)
            change.action_send()
            if leaves:
                # sudo: the queue of e-mails is the system's
                change.sudo().mail_id.state = "sent"
        return change

    def prices(self):
        rows = self.contract.price_ids.filtered(lambda price: price.product_id == self.product)
        return sorted((str(price.date_from), price.unit_price) for price in rows)

    def test_bil_31_the_information_is_sent_and_its_day_is_kept(self):
        change = self.sent(substantial=True, explanation="Energy costs more.")
        self.assertEqual((str(change.sent_on), change.state), ("2027-01-28", changes.SENT))
        self.assertEqual(str(change.window_end), "2027-02-12")
        body = self.mails_to("siege@example.com").body_html
        for text in ("59,90", "Energy costs more.", "12/02/2027", "01/03/2027"):
            self.assertIn(text, body)

    def test_bil_32_the_old_price_is_billed_until_the_first_of_the_month(self):
        change = self.sent(substantial=True)
        self.job_on("2027-02-12")
        self.assertEqual((change.state, self.prices()), (changes.SENT, [("2026-07-01", 49.9)]))
        self.job_on("2027-02-13")
        self.assertEqual(change.state, changes.ACCEPTED)
        self.assertEqual(self.prices(), [("2026-07-01", 49.9), ("2027-03-01", 59.9)])
        self.job_on("2027-02-28")
        self.assertEqual(change.state, changes.ACCEPTED)
        self.job_on("2027-03-01", "2027-03-01", "2027-03-02")
        self.assertEqual(change.state, changes.APPLIED)
        self.assertEqual(self.prices(), [("2026-07-01", 49.9), ("2027-03-01", 59.9)])

    def test_bil_32_the_initial_term_is_not_changed(self):
        before = self.contract.read(["date_start", "term_months", "period_end", "notice_deadline"])
        self.sent()
        self.job_on("2027-02-13", "2027-03-01")
        self.assertEqual(self.contract.read(["date_start", "term_months", "period_end", "notice_deadline"]), before)

    def test_bil_12_a_changed_price_is_carried_over_by_the_renewal(self):
        self.sent()
        self.job_on("2027-02-13", "2027-03-01", "2027-07-01", "2028-07-01")
        self.assertEqual(self.prices(), [("2026-07-01", 49.9), ("2027-03-01", 59.9)])

    def test_bil_33_new_terms_apply_a_month_after_their_publication(self):
        fresh = make_terms(self.env, self.operator, "2027-01", "2027-01-20", ["cgv"])
        self.assertEqual(str(fresh.effective_on), "2027-02-20")
        change = self.sent(price=None, terms_ids=fresh.ids)
        self.assertEqual(str(change.effect_on), "2027-02-20")
        self.job_on("2027-02-19")
        self.assertNotIn(fresh, self.contract.terms_ids)
        self.job_on("2027-02-20")
        self.assertEqual(self.contract.terms_ids, fresh | self.texts.filtered(lambda text: text.kind != "cgv"))

    def test_decision_4_a_change_of_both_waits_for_the_later_of_the_two(self):
        fresh = make_terms(self.env, self.operator, "2027-02", "2027-01-27", ["cgv"])
        change = self.sent("2027-02-01", terms_ids=fresh.ids)
        self.assertEqual(str(change.effect_on), "2027-03-01")

    def test_a_text_is_announced_to_all_customers_at_once_and_once(self):
        fresh = make_terms(self.env, self.operator, "2027-01", "2027-01-10", ["cgv"])
        fresh.action_inform()
        fresh.action_inform()
        found = self.env["clicrdv.contract.change"].search([("terms_ids", "in", fresh.ids)])
        self.assertEqual((found.contract_id, found.state), (self.contract, changes.DRAFT))
        self.assertFalse(self.mails_to("siege@example.com"), "nothing is sent yet")

    def test_a_letter_by_post_counts_from_the_day_that_is_written_down(self):
        change = self.change(notify_by="post", sent_on="2027-01-08")
        change.action_send()
        self.assertEqual((str(change.sent_on), str(change.effect_on)), ("2027-01-08", "2027-02-01"))
        self.assertFalse(change.mail_id)

    def test_a_letter_is_not_sent_tomorrow_nor_before_the_contract(self):
        self.assert_refused("sending_day", self.change(notify_by="post", sent_on="2027-01-12").action_send)
        self.assert_refused("sending_day", self.change(notify_by="post", sent_on="2026-06-30").action_send)

    def test_a_change_of_nothing_is_not_sent(self):
        self.assert_refused("nothing_changes", self.change(price=None).action_send)

    def test_who_has_no_address_gets_a_letter(self):
        self.contract.partner_id.email = False
        self.assert_refused("email_missing", self.change().action_send)

    def test_two_prices_of_one_tariff_never_begin_on_one_day(self):
        self.sent()
        with self.on("2027-01-29"):
            self.assert_refused("change_clash", self.change(65).action_send)

    def test_what_the_customer_was_told_stays_as_it_is(self):
        change = self.sent()
        for values in ({"substantial": True}, {"sent_on": "2027-01-01"}, {"explanation": "x"}):
            self.assert_refused("change_sent", change.write, values)
        self.assert_refused("change_sent", change.line_ids.write, {"unit_price": 1})
        self.assert_refused("change_sent", change.line_ids.unlink)
        self.assert_refused("change_sent", change.unlink)
        line = {"change_id": change.id, "product_id": self.env.ref("clicrdv_billing.product_sms").id, "unit_price": 1}
        self.assert_refused("change_sent", change.line_ids.create, line)

    def test_an_email_that_never_left_is_not_taken_for_accepted(self):
        change = self.sent(leaves=False)
        self.job_on("2027-02-20", "2027-02-21")
        self.assertEqual(change.state, changes.SENT)
        self.assertEqual(len(change.activity_ids), 1, "somebody is told, once")

    def test_a_tariff_that_somebody_joins_on_the_day_of_its_new_price_has_one_price(self):
        simple = self.env.ref("clicrdv_billing.product_subscription_simple")
        with self.on("2027-01-28"):
            change = self.change(None, line_ids=[Command.create({"product_id": simple.id, "unit_price": 35})])
            change.action_send()
            # see sent
            change.sudo().mail_id.state = "sent"
        self.contract.subscription_ids[0]._change(date(2027, 3, 1), offer="simple")
        self.job_on("2027-02-13")
        price = self.contract.price_ids.filtered(lambda price: price.product_id == simple)
        self.assertEqual((price.unit_price, str(price.date_from)), (35, "2027-03-01"))

    def test_a_change_withdrawn_before_its_effect_leaves_no_price(self):
        change = self.sent()
        self.job_on("2027-02-13")
        change.action_withdraw()
        self.assertEqual((change.state, self.prices()), (changes.CANCELLED, [("2026-07-01", 49.9)]))
        self.job_on("2027-03-01")
        self.assertEqual(self.prices(), [("2026-07-01", 49.9)])

    def test_a_change_in_effect_is_not_withdrawn(self):
        change = self.sent()
        self.job_on("2027-02-13", "2027-03-01")
        change.action_withdraw()
        self.assertEqual(change.state, changes.APPLIED)

    def test_bil_31_a_customer_who_declines_in_time_leaves_before_the_new_price(self):
        change = self.sent(substantial=True)
        context = change.action_decline()["context"]
        with self.on("2027-02-15"):
            termination = (
                self.env["clicrdv.termination"].with_context(**context).create({"letter_sent_on": "2027-02-12"})
            )
            termination.action_confirm()
        self.assertEqual(change.state, changes.DECLINED)
        self.assertEqual(str(self.contract.end_date), "2027-02-28")
        self.job_on("2027-03-01")
        self.assertEqual((self.contract.state, self.prices()), (states.TERMINATED, [("2026-07-01", 49.9)]))

    def test_bil_31_a_letter_after_fifteen_days_does_not_decline(self):
        change = self.sent(substantial=True)
        context = change.action_decline()["context"]
        with self.on("2027-02-15"):
            termination = (
                self.env["clicrdv.termination"].with_context(**context).create({"letter_sent_on": "2027-02-13"})
            )
            self.assert_refused("termination_window_over", termination.action_confirm)

    def test_bil_31_a_change_that_is_not_substantial_cannot_be_declined(self):
        context = self.sent().action_decline()["context"]
        with self.on("2027-02-01"):
            termination = (
                self.env["clicrdv.termination"].with_context(**context).create({"letter_sent_on": "2027-02-01"})
            )
            self.assert_refused("termination_window_missing", termination.action_confirm)

    def test_a_change_ends_with_the_contract(self):
        self.notify("2027-02-10")
        change = self.sent("2027-06-20")
        self.job_on("2027-06-21", "2027-07-01")
        self.assertEqual((self.contract.state, change.state), (states.ENDED, changes.CANCELLED))

    def test_an_order_has_no_changes(self):
        change = self.env["clicrdv.contract.change"].create(
            {"contract_id": self.order().id, "offer_change": "More", "sent_on": datetime(2027, 1, 11).date()}
        )
        self.assert_refused("not_in_force", change.action_send)

    def test_a_change_of_the_offer_alone_begins_with_a_month(self):
        change = self.sent("2027-01-10", price=None, offer_change="Reminders by e-mail as well.")
        self.assertEqual(change.effect_on, date(2027, 2, 1))
