"""Notice of a customer: in time or late, acknowledged at once, taken back (art. 4; BIL-10)."""

from datetime import date, datetime

from ..logic import contract_states as states
from .life_common import LifeCase


class TestNotice(LifeCase):
    def test_bil_10_notice_on_the_latest_day_ends_the_contract_with_its_period(self):
        notice = self.notify("2027-02-28")
        self.assertEqual(notice.state, "valid")
        self.assertEqual((self.contract.state, str(self.contract.end_date)), (states.NOTICE, "2027-06-30"))
        self.assertEqual(set(self.contract.subscription_ids.mapped("date_end")), {date(2027, 6, 30)})
        self.assertEqual(set(self.shops.mapped("service_end_date")), {date(2027, 7, 1)})

    def test_bil_10_late_notice_is_kept_stops_no_renewal_and_says_which_date_applied(self):
        notice = self.notify("2027-03-01", channel="email")
        self.assertEqual((notice.state, str(notice.deadline)), ("late", "2027-02-28"))
        self.assertEqual((self.contract.state, self.contract.end_date), (states.ACTIVE, False))
        mail = self.mails_to("siege@example.com")
        self.assertIn("trop tard", mail.body_html)
        self.job_on("2027-07-01")
        self.assertEqual(self.contract.renewal_count, 1)

    def test_the_day_of_receipt_is_that_of_the_operator(self):
        with self.on("2027-02-28", 23):
            late = self.env["clicrdv.notice"].create({"contract_id": self.contract.id})
        self.assertEqual(late.state, "late", "it is 0:00 on 1 March in Paris")

    def test_notice_written_down_later_counts_from_its_receipt(self):
        with self.on("2027-07-20"):
            self.run_job()
            notice = self.env["clicrdv.notice"].create(
                {"contract_id": self.contract.id, "received_at": datetime(2027, 2, 20, 9)}
            )
            self.assertEqual(notice.state, "valid")
            self.assertEqual(str(self.contract.end_date), "2027-06-30")
            self.contract.lived_on = False
            self.run_job()
        self.assertEqual(self.contract.state, states.ENDED)

    def test_decision_19_notice_is_acknowledged_by_email_at_once_and_the_time_is_kept(self):
        notice = self.notify("2027-02-10", channel="email", acknowledge_to="direction@example.com")
        self.assertEqual(notice.acknowledged_at, datetime(2027, 2, 10, 10))
        mail = self.mails_to("direction@example.com")
        self.assertEqual(len(mail), 1)
        self.assertIn("accuse réception", mail.body_html)
        self.assertIn("10:00", mail.body_html, "the time of receipt, in Paris")

    def test_without_an_address_nothing_is_said_to_be_acknowledged(self):
        self.contract.partner_id.email = False
        self.assertFalse(self.notify("2027-02-10").acknowledged_at)

    def test_notice_is_not_received_tomorrow_nor_before_the_contract(self):
        create = self.env["clicrdv.notice"].create
        values = {"contract_id": self.contract.id}
        self.assert_refused("notice_refused", create, {**values, "received_at": datetime(2027, 1, 12)})
        self.assert_refused("notice_refused", create, {**values, "received_at": datetime(2026, 6, 30, 9)})

    def test_notice_is_given_once(self):
        self.notify("2027-02-10")
        self.assert_refused("notice_given", self.notify, "2027-02-11")

    def test_an_order_has_nothing_to_give_notice_of(self):
        order = self.order()
        self.assert_refused("not_in_force", self.env["clicrdv.notice"].create, {"contract_id": order.id})

    def test_notice_taken_back_by_both_gives_every_day_back(self):
        leaving = self.contract.subscription_ids[1]
        leaving._leave(date(2027, 3, 31))
        notice = self.notify("2027-02-10")
        with self.on("2027-05-01"):
            notice.action_take_back()
        self.assertEqual((self.contract.state, self.contract.end_date), (states.ACTIVE, False))
        self.assertEqual(set((self.contract.subscription_ids - leaving).mapped("date_end")), {False})
        self.assertEqual(leaving.date_end, date(2027, 3, 31), "who had left before has left")
        self.assertEqual(set((self.shops - leaving.establishment_id).mapped("service_end_date")), {False})

    def test_late_notice_and_a_contract_that_has_ended_cannot_be_taken_back(self):
        late = self.notify("2027-03-01")
        self.assert_refused("notice_over", late.action_take_back)
        valid = self.notify("2027-07-10")
        self.job_on("2028-07-01")
        with self.on("2028-07-01"):
            self.assert_refused("notice_over", valid.action_take_back)

    def test_on_the_day_after_its_last_day_the_contract_has_ended(self):
        self.notify("2027-02-10")
        self.job_on("2027-06-30")
        self.assertEqual(self.contract.state, states.NOTICE)
        self.job_on("2027-07-01")
        self.assertEqual((self.contract.state, self.contract.renewal_count), (states.ENDED, 0))

    def test_a_contract_that_was_suspended_and_resumed_after_notice_ends_by_it(self):
        self.notify("2027-02-10")
        self.contract._move_to(states.SUSPENDED)
        self.contract._move_to(states.ACTIVE)
        self.job_on("2027-07-01")
        self.assertEqual(self.contract.state, states.ENDED)

    def test_bil_25_the_public_page_is_off_on_the_day_after_the_last_even_if_no_job_runs(self):
        self.notify("2027-02-10")
        find = self.env["res.company"]._booking_find
        with self.on("2027-06-30"):
            self.assertTrue(find(self.shop.booking_slug))
        with self.on("2027-07-01"):
            self.assertFalse(find(self.shop.booking_slug))
