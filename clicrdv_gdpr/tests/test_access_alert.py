"""The supervision: mass reads, large exports and failing jobs (GDP-70)."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY

from .access_common import OFFICER, AccessCase


@freeze_time(NOW)
class TestSupervision(AccessCase):
    """GDP-70: job failures, unusual exports and mass reads alert."""

    def setUp(self):
        super().setUp()
        self.salon.write({"access_reads_threshold": 50, "access_exports_threshold": 20})
        self.alerts = self.env["clicrdv.access.alert"]
        self.alerts.search([]).unlink()
        self.env["ir.cron"].with_context(active_test=False).search([]).write({"failure_count": 0})

    def found(self):
        self.run_job("ir_cron_access_supervise")
        return [(alert.cause, alert.user_id, alert.company_id, alert.number) for alert in self.alerts.search([])]

    def mails(self):
        return self.env["mail.mail"].search([("model", "=", "clicrdv.access.alert")])

    def test_whoever_sees_more_files_in_an_hour_than_the_threshold_is_reported(self):
        self.write_line(number=50)
        self.assertEqual(self.found(), [])
        self.write_line(number=51)
        self.assertEqual(self.found(), [("reads", self.manager, self.salon, 51)])

    def test_the_same_files_again_and_again_are_no_mass(self):
        for _time in range(3):
            self.write_line(number=40)
        self.assertEqual(self.found(), [])

    def test_a_large_export_is_reported_and_a_small_one_is_not(self):
        self.write_line(number=20, kind="exported")
        self.assertEqual(self.found(), [])
        self.write_line(number=21, kind="exported")
        self.assertEqual(self.found(), [("exports", self.manager, self.salon, 21)])

    def test_a_job_that_fails_is_reported(self):
        job = self.env.ref("clicrdv_gdpr.ir_cron_retention")
        job.failure_count = 3
        self.assertEqual([(cause, number) for cause, _u, _c, number in self.found()], [("job", 3)])
        self.assertEqual(self.alerts.search([]).cron_id, job)
        self.assertIn(self.officer.email, " ".join(self.mails().mapped("email_to")))

    def test_officers_of_the_establishment_hear_of_it_once_a_day(self):
        elsewhere = self.make_user("elsewhere", OFFICER, self.shops)
        self.write_line(number=21, kind="exported")
        for _run in range(3):
            self.assertEqual(len(self.found()), 1)
        told = self.mails().mapped("email_to")
        self.assertEqual(len([address for address in told if self.officer.email in address]), 1)
        self.assertFalse([address for address in told if elsewhere.email in address])
        self.assertIn("21", self.mails()[:1].body_html)

    def test_the_next_day_it_is_told_again(self):
        job = self.env.ref("clicrdv_gdpr.ir_cron_retention")
        job.failure_count = 3
        self.found()
        with freeze_time(NOW + timedelta(days=1)):
            self.assertEqual(len(self.found()), 2)

    def test_a_threshold_that_never_calls_is_refused(self):
        self.assert_refused("threshold_out_of_range", self.salon.write, {"access_exports_threshold": 0})
        self.assert_refused("threshold_out_of_range", self.salon.write, {"access_reads_threshold": 10**6})

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_alerts_are_closed_by_officers_and_raised_by_nobody(self):
        self.write_line(number=21, kind="exported")
        self.found()
        alert = self.alerts.search([])
        own = self.as_officer(alert)
        self.assert_refused("alert_by_hand", own.write, {"number": 1})
        self.assert_refused("alert_by_hand", self.as_officer(self.alerts).create, {"cause": "job", "day": TODAY})
        own.note = "A list for the accountant"
        own.action_close()
        self.assertTrue(alert.is_closed)
        self.assertEqual(own.action_log()["res_model"], "clicrdv.access")
        self.assertTrue(own.web_read({"cron_id": {"fields": {"display_name": {}}}, "cause": {}}))
        for user in (self.make_user("elsewhere", OFFICER, self.shops), self.manager):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(user, alert).read(["number"])
