"""Instructions, requests of authorities, questions, measures (GDP-06…09, 26, 27, 49, 71)."""

from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import file_open

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..logic import authority_requests, security_measures
from ..logic import instruction_states as states
from .registers_common import FILE, RegistersCase


@freeze_time(NOW)
class TestInstruction(RegistersCase):
    def make_instruction(self, **values):
        return self.as_officer(self.env["clicrdv.instruction"]).create(
            self.controller(author="Léa Martin", text="Delete the notes of 2020.", **values)
        )

    def test_instructions_are_numbered_and_kept_as_they_were_given(self):
        """GDP-06"""
        first, second = self.make_instruction(), self.make_instruction(name="INS-1")
        numbers = [int(one.name.removeprefix("INS-")) for one in (first, second)]
        self.assertEqual(numbers[1], numbers[0] + 1)
        self.assertEqual(
            (first.author, first.received_on, first.state), ("Léa Martin", date(2027, 1, 11), states.RECEIVED)
        )
        first.action_apply()
        self.assert_refused("record_frozen", first.write, {"text": "Delete everything."})
        self.assert_refused("record_frozen", first.sudo().unlink)

    def test_an_unlawful_instruction_is_suspended_and_the_controller_told_at_once(self):
        """GDP-09"""
        instruction = self.make_instruction()
        self.assert_refused("reason_missing", instruction.action_suspend)
        instruction.unlawful_reason = "It sells health data."
        instruction.action_suspend()
        instruction.action_suspend()
        self.run_letters()
        letter = self.letters(instruction)
        self.assertEqual((len(letter), letter.email_to, letter.sent_at), (1, "salon@example.com", NOW))
        self.assertIn("It sells health data.", letter.body)
        self.assertIn(instruction.state, states.HELD)

    def test_insistence_opens_the_right_to_end_the_subscription(self):
        """GDP-09, 48"""
        instruction = self.make_instruction(unlawful_reason="It sells health data.")
        self.assert_refused("state_refused", instruction.action_uphold)
        instruction.action_suspend()
        self.assertFalse(instruction.may_terminate)
        instruction.action_uphold()
        self.assertTrue(instruction.may_terminate)
        self.assert_refused("state_refused", instruction.action_apply)

    def test_a_processing_that_a_law_imposes_is_told_when_it_is_noted(self):
        """GDP-07"""
        duty = self.make_instruction(kind="legal_duty")
        self.run_letters()
        self.assertEqual(self.letters(duty).kind, "legal_duty")

    def test_a_manager_reads_those_of_his_establishment(self):
        own = self.make_instruction()
        other = self.as_officer(self.env["clicrdv.instruction"]).create(
            {"provider_id": self.processor.id, "network_id": self.network.id, "author": "x", "text": "x"}
        )
        self.assertEqual(self.as_manager(self.env["clicrdv.instruction"]).search([]), own)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.as_manager(other).read(["text"])

    # === AUTHORITIES === #

    def make_request(self, **values):
        return self.env["clicrdv.authority.request"].create(
            self.controller(authority="Tribunal", demand="Appointments of a person", user_id=self.officer.id, **values)
        )

    def test_a_controller_is_told_within_ten_working_days(self):
        """GDP-08: received on 3 July, 14 July is a holiday, due on 20 July 2026."""
        self.assertEqual(self.make_request(received_on="2026-07-03").due_at, datetime(2026, 7, 20, 21, 59, 59))
        request = self.make_request()
        self.assertEqual(request.due_at, datetime(2027, 1, 25, 22, 59, 59))
        for day, calls in (("2027-01-22", 0), ("2027-01-23", 1), ("2027-01-24", 1)):
            with self.on(day):
                self.run_job("ir_cron_privacy_deadlines")
                self.assertEqual(len(request.activity_ids), calls)
        request.action_tell()
        self.run_letters()
        self.assertEqual((request.told_at, self.letters(request).email_to), (NOW, "salon@example.com"))
        self.assertFalse(request.is_late)

    def test_secrecy_needs_its_text_of_law_and_nothing_is_told(self):
        """GDP-08"""
        request = self.make_request()
        self.assert_refused("secrecy_unfounded", request.action_keep_secret)
        request.secrecy_basis = "Code de procédure pénale, art. 11"
        request.action_keep_secret()
        self.run_letters()
        self.assertFalse(self.letters(request))
        with self.on("2027-02-25"):
            self.run_job("ir_cron_privacy_deadlines")
            self.assertFalse(request.activity_ids)
        request.action_tell()
        self.assertEqual(request.state, authority_requests.TOLD, "once the secrecy is over")

    def test_a_manager_does_not_see_a_secret_request(self):
        """GDP-08"""
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.as_manager(self.make_request()).read(["demand"])

    # === QUESTIONS === #

    def test_a_question_keeps_how_long_its_answer_took(self):
        """GDP-71"""
        question = self.env["clicrdv.security.question"].create(
            self.controller(question="Where are the backups?", asked_at="2027-01-11 04:00:00")
        )
        self.assert_refused("reason_missing", question.action_answer)
        question.answer = "In Belgium, encrypted."
        question.action_answer()
        self.run_letters()
        self.assertEqual(question.answer_hours, 3.0)
        self.assertIn("In Belgium", self.letters(question).body)

    def test_a_change_of_law_opens_a_task_with_its_controller(self):
        """GDP-49"""
        task = self.env["clicrdv.security.question"].create(
            self.controller(kind="law_change", question="Digital Omnibus", user_id=self.officer.id)
        )
        with self.on("2027-01-14"):
            self.run_job("ir_cron_privacy_deadlines")
        self.assertEqual(len(task.activity_ids), 1)

    # === MEASURES === #

    def test_a_job_that_keeps_failing_is_a_task_of_somebody_once(self):
        """GDP-70"""
        measure = self.env.ref("clicrdv_gdpr.measure_controls")
        measure.owner_id = self.officer
        job = self.env.ref("clicrdv_gdpr.ir_cron_privacy_letters")
        for failures, calls in ((2, 0), (3, 1), (4, 1)):
            self.cr.execute("UPDATE ir_cron SET failure_count = %s WHERE id = %s", [failures, job.id])
            self.env.invalidate_all()
            self.run_job("ir_cron_supervision")
            self.assertEqual(len(measure.activity_ids), calls)
        self.assertIn(job.cron_name, measure.activity_ids.summary)
        self.assertEqual(measure.activity_ids.user_id, self.officer)

    def test_measures_of_the_agreement_are_told_no_better_than_they_are(self):
        """GDP-26"""
        names = self.env["ir.model.data"].search(
            [("module", "=", "clicrdv_gdpr"), ("model", "=", "clicrdv.security.measure")]
        )
        measures = self.env["clicrdv.security.measure"].browse(names.mapped("res_id"))
        self.assertGreater(len(measures), 20)
        planned = {self.env.ref(f"clicrdv_gdpr.measure_{name}") for name in ("waf", "edr_linux")}
        self.assertEqual(set(measures.filtered(lambda measure: measure.state == "planned")), planned)
        with file_open("clicrdv_gdpr/data/registers_data.xml") as data:
            self.assertNotIn(">tested<", data.read(), "a test is noted by who has made it")
        backup = self.env.ref("clicrdv_gdpr.measure_channels")
        self.assertTrue(backup.is_test_old)
        self.assert_refused("test_missing", backup.action_test)
        backup.write({"tested_on": "2027-01-12", "test_result": "Restored in 40 minutes"})
        self.assert_refused("test_missing", backup.action_test)
        backup.tested_on = "2027-01-10"
        backup.action_test()
        self.assertFalse(backup.is_test_old)
        with self.on("2028-01-11"):
            self.env.invalidate_all()
            self.assertIn(backup, measures.search([("is_test_old", "=", True)]))

    def test_controllers_are_informed_before_a_measure_is_replaced(self):
        """GDP-27"""
        common = {"company_id": self.processor.id, "chapter": "C.5"}
        old, new = self.env["clicrdv.security.measure"].create([{**common, "name": "Old"}, {**common, "name": "New"}])
        old.action_run()
        change = self.env["clicrdv.security.measure.change"].create(
            {"measure_id": old.id, "replacement_id": new.id, "justification": "Better", "planned_on": "2027-01-11"}
        )
        self.assert_refused("change_not_told", change.action_inform)
        self.assert_refused("change_not_told", change.action_apply)
        change.planned_on = "2027-01-20"
        change.action_inform()
        change.action_inform()
        self.run_letters()
        self.assertEqual(len(self.letters(change)), 2)
        with self.on("2027-01-19"):
            self.assert_refused("change_not_told", change.action_apply)
        with self.on("2027-01-20"):
            change.action_apply()
        self.assertEqual((old.state, new.state), (security_measures.RETIRED, security_measures.RUNNING))

    def test_proofs_of_a_request_can_be_added_until_it_is_closed(self):
        """GDP-08: the copy of what was handed over"""
        request = self.make_request()
        request.action_tell()
        request.write({"handed_over": FILE, "handed_over_on": "2027-01-11"})
        self.assert_refused("record_frozen", request.write, {"demand": "Something else"})
