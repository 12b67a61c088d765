"""Audits and the documents for them (GDP-39…44)."""

from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..logic import privacy_audits as audits
from .registers_common import FILE, RegistersCase


@freeze_time(NOW)
class TestPrivacyAudit(RegistersCase):
    def make_audit(self, **values):
        values = {"planned_on": "2027-02-08", "user_id": self.officer.id, **values}
        return self.env["clicrdv.privacy.audit"].create(self.controller(**values))

    def running(self):
        papers = {"protocol": FILE, "protocol_agreed_on": "2027-01-11", "nda": FILE, "nda_signed_on": "2027-01-11"}
        audit = self.make_audit(noticed_on="2026-11-20", planned_on="2027-01-11", **papers)
        audit.action_agree()
        audit.action_start()
        return audit

    def test_an_audit_is_announced_twenty_working_days_ahead(self):
        """GDP-39: 11 January 2027 + 20 working days = 8 February."""
        self.assert_refused("audit_too_early", self.make_audit, planned_on="2027-02-05")
        self.assertEqual(self.make_audit().earliest_on, date(2027, 2, 8))

    def test_a_controller_has_one_audit_a_calendar_year(self):
        """GDP-39"""
        first = self.make_audit()
        self.assert_refused("second_audit", self.make_audit, planned_on="2027-12-31")
        self.make_audit(planned_on="2028-01-03")
        self.make_audit(company_id=False, network_id=self.network.id)
        first.action_cancel()
        self.make_audit(planned_on="2027-12-31")
        self.assert_refused("second_audit", first.action_ask_again)

    def test_the_protocol_comes_with_it_and_both_agree(self):
        """GDP-39"""
        audit = self.make_audit()
        self.assert_refused("protocol_missing", audit.action_agree)
        self.assert_refused("in_future", audit.write, {"protocol_agreed_on": "2027-01-12"})
        audit.write({"protocol": FILE, "protocol_agreed_on": "2027-01-11"})
        audit.action_agree()
        self.assert_refused("record_frozen", audit.write, {"planned_on": "2027-03-01"})

    def test_an_auditor_is_refused_for_two_grounds_only(self):
        """GDP-42"""
        audit = self.make_audit(auditor="Rival SAS")
        self.assert_refused("auditor_refusal_unfounded", audit.action_refuse_auditor)
        audit.refusal_ground = "competition"
        self.assert_refused("auditor_refusal_unfounded", audit.action_refuse_auditor)
        self.assertEqual(tuple(dict(audit._fields["refusal_ground"].selection)), audits.REFUSALS)
        audit.refusal_note = "It sells a booking service."
        audit.action_refuse_auditor()
        audit.action_ask_again()
        self.assertEqual((audit.state, audit.refusal_ground), (audits.ASKED, False))

    def test_nobody_begins_without_the_confidentiality_undertaking(self):
        """GDP-42"""
        audit = self.make_audit(protocol=FILE, protocol_agreed_on="2027-01-11")
        audit.action_agree()
        self.assert_refused("nda_missing", audit.action_start)
        self.assert_refused("in_future", audit.write, {"nda_signed_on": "2027-01-12"})
        audit.write({"nda": FILE, "nda_signed_on": "2027-01-11"})
        self.assert_refused("audit_too_early", audit.action_start)
        with self.on("2027-02-08"):
            audit.action_start()

    def test_the_report_is_due_within_a_month_and_somebody_is_called(self):
        """GDP-44"""
        audit = self.running()
        with self.on("2027-02-09"):
            audit.action_finish()
        self.assertEqual(audit.due_at, datetime(2027, 3, 9, 22, 59, 59))
        for day, calls in (("2027-03-02", 0), ("2027-03-03", 1), ("2027-03-04", 1)):
            with self.on(day):
                self.run_job("ir_cron_privacy_deadlines")
                self.assertEqual(len(audit.activity_ids), calls)
        with self.on("2027-03-10"):
            self.env.invalidate_all()
            self.assertTrue(audit.is_report_late)
            audit.report_received_on = "2027-03-09"
            self.assertFalse(audit.is_report_late)

    def test_it_is_closed_when_the_report_is_there_and_each_action_done(self):
        """GDP-44"""
        audit = self.running()
        audit.action_finish()
        self.assert_refused("actions_open", audit.action_close)
        audit.report_received_on = "2027-01-11"
        audit.action_ids = [Command.create({"name": "Rotate keys", "due_on": "2027-01-10"})]
        self.assertTrue(audit.action_ids.is_late)
        self.assert_refused("actions_open", audit.action_close)
        audit.action_ids.done_on = "2027-01-11"
        audit.action_close()
        self.assertEqual(audit.state, audits.CLOSED)

    def test_two_man_days_are_included(self):
        """GDP-43"""
        audit = self.make_audit(man_days=1.5)
        self.assertEqual(audit.billable_man_days, 0)
        audit.man_days = 3.25
        self.assertEqual(audit.billable_man_days, 1.25)

    def test_documents_of_the_processor_are_due_within_twenty_working_days(self):
        """GDP-40"""
        request = self.env["clicrdv.privacy.document.request"].create(self.controller(name="Policies"))
        self.assertEqual(request.due_at, datetime(2027, 2, 8, 22, 59, 59))

    def test_documents_of_the_controller_are_due_within_48_business_hours_of_the_setting(self):
        """GDP-41: nine hours a day: five days and three hours; eight hours a day: six days."""
        request = self.env["clicrdv.privacy.document.request"].create(
            self.controller(name="Sub-annex A", asked_of="controller", user_id=self.officer.id)
        )
        self.assertEqual(request.due_at, datetime(2027, 1, 18, 11), "Monday 18 January, noon in Paris")
        self.processor.privacy_hours_to = 17
        self.assertEqual(request.due_at, datetime(2027, 1, 18, 16), "17:00 in Paris")
        for hour, calls in ((15, 0), (16, 1), (17, 1)):
            with self.on("2027-01-18", hour):
                self.run_job("ir_cron_privacy_deadlines")
                self.assertEqual(len(request.activity_ids), calls)
        request.action_deliver()
        self.assertEqual(request.delivered_at, NOW)
