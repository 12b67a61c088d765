"""The daily job over the years: renewals, reminders, ends; run twice, stopped half-way, with one contract that fails."""

from datetime import date, timedelta

from odoo.tools import mute_logger

from ..logic import contract_states as states
from .common import make_contract, make_network, make_operator
from .life_common import LifeCase

CONTENT = (
    "term_months", "date_start", "signed_on", "end_date", "partner_id", "network_id", "pricelist_id", "price_ids",
    "subscription_ids", "terms_ids", "invoice_to", "billing_timing", "state",
)  # fmt: skip


class TestContractLife(LifeCase):
    def content(self):
        self.env.invalidate_all()
        return {name: str(self.contract[name]) for name in CONTENT}, self.contract.subscription_ids.read(
            ["date_start", "date_end", "product_id", "activity_id", "offer"]
        )

    def test_bil_09_the_end_of_the_period_and_its_latest_notice_day_are_computed(self):
        self.assertEqual(str(self.contract.period_end), "2027-06-30")
        self.assertEqual(str(self.contract.notice_deadline), "2027-02-28")
        self.assertEqual(str(self.contract.next_renewal_date), "2027-07-01")
        terms = dict(self.contract._fields["term_months"].selection)
        self.assertEqual(list(terms), ["12", "36"])

    def test_bil_11_12_three_years_of_renewals_change_nothing_but_the_period(self):
        before = self.content()
        day = date(2027, 1, 11)
        while day < date(2030, 1, 11):
            self.job_on(day)
            day += timedelta(days=17)
        self.assertEqual(self.content(), before)
        self.assertEqual(self.contract.renewal_count, 3)
        self.assertEqual((str(self.contract.period_start), str(self.contract.period_end)), ("2029-07-01", "2030-06-30"))
        renewed = self.contract.message_ids.filtered(lambda message: "Renewed for 12 months" in (message.body or ""))
        self.assertEqual(len(renewed), 3)

    def test_bil_11_after_a_first_term_of_36_months_renewals_are_of_12(self):
        network = make_network(self.env, "Long", siren="404833048")
        long = make_contract(self.env, self.operator, network, term_months="36")
        self.assertEqual(str(long.period_end), "2029-06-30")
        self.job_on("2029-07-01")
        self.assertEqual(str(long.period_end), "2030-06-30")

    def test_a_job_that_was_down_for_two_years_renews_each_period_once(self):
        self.job_on("2029-08-01", "2029-08-01")
        self.assertEqual(self.contract.renewal_count, 3)
        renewed = self.contract.message_ids.filtered(lambda message: "Renewed for 12 months" in (message.body or ""))
        self.assertEqual(len(renewed), 3)

    def test_reminders_leave_once_for_each_day_that_is_set(self):
        self.contract.reminded_period = -1
        for day in ("2026-11-29", "2026-11-30", "2026-11-30", "2026-12-24", "2027-01-29", "2027-01-30", "2027-02-28"):
            self.contract.lived_on = False
            self.job_on(day)
        mails = self.mails_to("siege@example.com")
        self.assertEqual(len(mails), 2, "90 and 30 days before 28 February")
        self.assertIn("bientôt reconduit", mails[0].subject)
        self.assertEqual(len(self.contract.activity_ids), 2)
        self.assertEqual(set(self.contract.activity_ids.mapped("date_deadline")), {date(2027, 2, 28)})

    def test_the_next_period_has_reminders_of_its_own_and_an_ending_contract_has_none(self):
        self.job_on("2027-02-01", "2027-07-01", "2027-12-20")
        self.assertEqual(len(self.mails_to("siege@example.com")), 2)
        self.notify("2028-01-10")
        count = len(self.mails_to("siege@example.com"))
        self.job_on("2028-02-10")
        self.assertEqual(len(self.mails_to("siege@example.com")), count)

    def test_the_days_of_reminders_are_a_setting_of_the_operator(self):
        self.operator.contract_reminder_days = "10"
        self.job_on("2027-02-17")
        self.assertFalse(self.mails_to("siege@example.com"))
        self.job_on("2027-02-18")
        self.assertEqual(len(self.mails_to("siege@example.com")), 1)

    def test_a_contract_without_an_address_reminds_whoever_is_in_charge_only(self):
        self.contract.partner_id.email = False
        self.job_on("2027-02-01")
        self.assertEqual(len(self.contract.activity_ids), 1)

    def test_the_same_day_again_does_nothing(self):
        with self.on("2027-07-01"):
            self.contract._live(date(2027, 7, 1))
            before = self.content(), len(self.contract.message_ids), len(self.contract.activity_ids)
            self.contract._live(date(2027, 7, 1))
            self.assertEqual((self.content(), len(self.contract.message_ids), len(self.contract.activity_ids)), before)

    def test_a_job_killed_half_way_leaves_nothing_half_done_and_goes_on(self):
        network = make_network(self.env, "Second", siren="404833048")
        second = make_contract(self.env, self.operator, network)
        with self.on("2027-07-01"):
            # the first is committed, the second is lost with its transaction
            self.contract._live_or_log(date(2027, 7, 1))
            savepoint = self.cr.savepoint()
            second._live_or_log(date(2027, 7, 1))
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.assertEqual((self.contract.renewal_count, second.renewal_count), (1, 0))
            self.run_job()
        self.assertEqual((self.contract.renewal_count, second.renewal_count), (1, 1))

    def test_one_contract_that_fails_is_logged_and_stops_no_other(self):
        network = make_network(self.env, "Second", siren="404833048")
        second = make_contract(self.env, self.operator, network)
        # nobody writes this by the screens: what a job meets in years is not foreseen
        self.env.cr.execute("UPDATE clicrdv_contract SET term_months = 'x' WHERE id = %s", [second.id])
        self.env.invalidate_all()
        with (
            self.on("2027-07-01"),
            self.assertLogs("odoo.addons.clicrdv_billing.models.clicrdv_contract_term", "ERROR"),
        ):
            self.run_job()
        self.assertEqual(self.contract.renewal_count, 1)
        self.env.cr.execute("UPDATE clicrdv_contract SET term_months = '12' WHERE id = %s", [second.id])

    def test_each_operator_has_the_day_of_its_own_time_zone(self):
        island = make_operator(self.env, "Island", booking_tz="Indian/Reunion")
        with self.on("2027-06-30", 21):
            self.assertEqual(str(self.operator._local_day()), "2027-06-30")
            self.assertEqual(str(island._local_day()), "2027-07-01")

    def test_the_job_renews_nothing_before_midnight_of_the_operator(self):
        with self.on("2027-06-30", 21):
            self.run_job()
        self.assertEqual(self.contract.renewal_count, 0)
        with self.on("2027-06-30", 23):
            self.run_job()
        self.assertEqual(self.contract.renewal_count, 1, "it is 1:00 in Paris")

    def test_a_copy_of_a_contract_has_no_life_yet(self):
        self.job_on("2027-07-01")
        copy = self.contract.copy()
        self.assertEqual((copy.state, copy.renewal_count, copy.period_end), (states.DRAFT, 0, False))

    @mute_logger("odoo.sql_db")
    def test_reminder_days_that_are_no_days_are_refused(self):
        with self.assertRaisesRegex(Exception, "90, 30"), self.cr.savepoint():
            self.operator.contract_reminder_days = "ninety"


class TestSuspension(LifeCase):
    def decide(self, action, reason):
        wizard = self.env["clicrdv.order.decision"].create({"contract_id": self.contract.id, "reason": reason})
        return getattr(wizard, action)()

    def test_a_suspension_needs_a_reason_which_stays_in_the_history(self):
        self.assert_refused("reason_missing", self.decide, "action_suspend", " ")
        self.assertEqual(self.contract.state, states.ACTIVE)
        self.decide("action_suspend", "Unlawful texts on the pages of Lyon")
        self.assertEqual(self.contract.state, states.SUSPENDED)
        self.assertIn("Unlawful texts", self.contract.message_ids[0].body)
        self.decide("action_resume", "The texts are gone")
        self.assertEqual(self.contract.state, states.ACTIVE)

    def test_what_is_suspended_is_still_billed(self):
        self.decide("action_suspend", "Unlawful texts")
        run = self.env["clicrdv.billing.run"].create({"company_id": self.operator.id, "month": "2026-12-01"})
        run.action_preview()
        self.assertEqual(set(run.line_ids.mapped("state")), {"todo"})
        self.assertTrue(all(run.line_ids.mapped("subscription_amount")))
