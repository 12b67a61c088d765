"""Registers against somebody who may write them and means no good: typed proofs, other companies, e-mails that fail."""

from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW
from odoo.addons.clicrdv_booking.tests.message_common import MailCase

from ..logic import recipient_flows as flows
from ..logic import subprocessor_answers as answers
from .registers_common import FILE, OFFICER, RegistersCase


@freeze_time(NOW)
class TestTypedProofs(RegistersCase):
    def setUp(self):
        super().setUp()
        self.router = self.make_subprocessor()

    def test_no_proof_of_a_register_is_typed(self):
        """GDP-14, 15, 17, 22, 36, 37, 38, 51"""
        notice = self.make_notice(self.router)
        transfer = self.env["clicrdv.transfer"].create(
            {"subprocessor_id": self.router.id, "country_id": self.env.ref("base.us").id, "document": FILE}
        )
        breach = self.env["clicrdv.breach"].create({"subject": "x", "company_id": self.processor.id})
        breach.action_add_all()
        typed = (
            (self.router, ("is_contract_complete", "third_country_codes", "started_on", "is_stopped")),
            (notice, ("sent_on", "is_current", "company_id")),
            (notice.answer_ids, ("told_on", "answer_by", "answered_on", "provider_id", "subprocessor_id")),
            (transfer, ("informed_on", "void_from", "company_id")),
            (breach, ("confirmed_at", "notified_at", "due_at", "alarmed_at", "complement_count")),
            (breach.notice_ids, ("notified_at", "completed_at", "decided_on", "provider_id")),
        )
        for records, names in typed:
            for name in names:
                with self.subTest(record=records._name, field=name):
                    self.assert_refused("written_by_hand", self.as_officer(records).write, {name: False})

    def test_nothing_is_born_as_a_proof(self):
        """GDP-14, 37: neither by its values nor by the context of a call."""
        officers = self.as_officer(self.env["clicrdv.subprocessor.notice"])
        values = {"subprocessor_id": self.router.id, "information": "x", "effective_on": "2027-01-12"}
        self.assert_refused("written_by_hand", officers.create, {**values, "sent_on": "2026-01-01"})
        self.assert_refused("state_by_hand", officers.create, {**values, "state": "sent"})
        notice = officers.with_context(default_state="sent", default_sent_on="2026-01-01").create(values)
        self.assertEqual((notice.state, notice.sent_on), ("draft", False))
        self.env["ir.default"].sudo().set("clicrdv.subprocessor", "state", flows.IN_USE, user_id=self.officer.id)
        born = self.as_officer(self.env["clicrdv.subprocessor"]).create(
            {"name": "Born", "purpose": "x", "company_id": self.processor.id, "country_id": self.env.ref("base.fr").id}
        )
        self.assertEqual(born.state, flows.PROPOSED)

    def test_what_controllers_were_told_stays_what_it_was(self):
        """GDP-13, 14, 27"""
        self.router.write({"contract_date": "2026-12-01"})
        notice = self.make_notice(self.router)
        for values in ({"information": "Other"}, {"effective_on": "2027-06-01"}, {"replaced_id": self.router.id}):
            self.assert_refused("record_frozen", self.as_officer(notice).write, values)
        with self.on("2027-03-01"):
            self.router.action_start()
        for values in ({"country_id": self.env.ref("base.us").id}, {"name": "Other"}, {"purpose": "Other"}):
            self.assert_refused("record_frozen", self.as_officer(self.router).write, values)
        self.assert_refused("record_frozen", self.as_officer(self.router).unlink)

    def test_nothing_happens_before_it_happens(self):
        """GDP-08, 22, 40, 71: a later day would move a deadline."""
        for model, values in (
            ("clicrdv.breach", {"subject": "x", "company_id": self.processor.id, "known_at": "2027-01-11 07:00:01"}),
            ("clicrdv.authority.request", self.controller(authority="x", demand="x", received_on="2027-01-12")),
            ("clicrdv.privacy.document.request", self.controller(name="x", asked_at="2027-01-12 08:00:00")),
            ("clicrdv.security.question", self.controller(question="x", asked_at="2027-01-12 08:00:00")),
        ):
            with self.subTest(model):
                self.assert_refused("in_future", self.as_officer(self.env[model]).create, values)

    def test_a_question_that_was_answered_keeps_when_it_was_asked(self):
        """GDP-71"""
        question = self.env["clicrdv.security.question"].create(self.controller(question="x", answer="y"))
        question.action_answer()
        self.assert_refused("record_frozen", self.as_officer(question).write, {"asked_at": "2027-01-11 06:59:00"})

    def test_a_known_sub_processor_goes_on_while_a_change_is_announced(self):
        """GDP-15, 16: an announcement stops nothing; an objection does, and so does the day if he can still object."""
        self.salon.booking_sms_on = True
        known = self.make_subprocessor("Known", state=flows.IN_USE)
        answer = self.of_salon(self.make_notice(known, "2027-02-10").answer_ids)
        self.assertEqual((answer.state, known._obstacle_for(self.salon)), (answers.PENDING, ""))
        answer.reason = "Their new owner"
        answer.action_object()
        self.assertEqual(known._obstacle_for(self.salon), flows.OBJECTED)

    def test_what_is_replaced_is_another_one_of_the_same_processor(self):
        """GDP-14"""
        foreign = self.make_subprocessor("Foreign", company_id=self.salon.id)
        for other in (self.router, foreign):
            values = {"subprocessor_id": self.router.id, "information": "x", "replaced_id": other.id}
            self.assert_refused("replaced_elsewhere", self.env["clicrdv.subprocessor.notice"].create, values)

    def test_a_shop_of_one_legal_person_is_no_controller_of_its_own(self):
        """GDP-39: or it would have an audit of its own besides."""
        shop = {"provider_id": self.processor.id, "company_id": self.shops[0].id, "planned_on": "2027-03-01"}
        self.assert_refused("controller_refused", self.env["clicrdv.privacy.audit"].create, shop)

    def test_a_cancelled_audit_is_announced_anew(self):
        """GDP-39: twenty working days run again."""
        audits = self.env["clicrdv.privacy.audit"]
        audit = audits.create(self.controller(noticed_on="2026-11-02", planned_on="2027-01-12"))
        audit.action_cancel()
        self.assert_refused("audit_too_early", audit.action_ask_again)
        audit.planned_on = "2027-02-08"
        audit.action_ask_again()
        self.assertEqual(str(audit.noticed_on), "2027-01-11")

    def test_a_third_auditor_is_independent_and_qualified(self):
        """GDP-42"""
        audit = self.env["clicrdv.privacy.audit"].create(
            self.controller(
                planned_on="2027-02-08", protocol=FILE, protocol_agreed_on="2027-01-11", auditor="Cabinet Exemple"
            )
        )
        self.assert_refused("auditor_unproved", audit.action_agree)
        audit.write({"auditor_is_independent": True, "auditor_qualification": "ISO 27001 lead auditor"})
        audit.action_agree()

    def test_an_officer_of_a_controller_reads_his_registers_and_writes_none(self):
        """GDP-08, 15, 24: the processor keeps them; a secret request is not read at all."""
        own = self.make_user("own", OFFICER, self.salon)
        answer = self.of_salon(self.make_notice(self.router).answer_ids)
        instruction = self.env["clicrdv.instruction"].create(self.controller(author="x", text="x"))
        request = self.env["clicrdv.authority.request"].create(self.controller(authority="x", demand="x"))
        for record in (answer, instruction):
            mine = record.with_user(own).with_context(allowed_company_ids=self.salon.ids)
            self.assertTrue(mine.read(["state"]))
            with self.assertRaises(AccessError), self.cr.savepoint():
                mine.write({"provider_id": self.salon.id})
        with self.assertRaises(AccessError), self.cr.savepoint():
            request.with_user(own).with_context(allowed_company_ids=self.salon.ids).read(["demand"])

    def test_nobody_pushes_a_record_to_a_company_he_does_not_work_for(self):
        other = self.env["res.company"].create({"name": "Other"})
        instruction = self.env["clicrdv.instruction"].create(self.controller(author="x", text="x"))
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.as_officer(instruction).write({"provider_id": other.id})

    def test_numbered_registers_lose_no_number(self):
        """GDP-06, 08, 22, 28"""
        for record in (
            self.env["clicrdv.instruction"].create(self.controller(author="x", text="x")),
            self.env["clicrdv.authority.request"].create(self.controller(authority="x", demand="x")),
            self.env["clicrdv.breach"].create({"subject": "x", "company_id": self.processor.id}),
        ):
            with self.subTest(record._name), self.assertRaises(AccessError), self.cr.savepoint():
                self.as_officer(record).unlink()


@freeze_time(NOW)
class TestLettersThatFail(MailCase, RegistersCase):
    """GDP-14, 22: a controller is told once the mail server has taken his letter, and not before."""

    def notified(self):
        breach = self.env["clicrdv.breach"].create(
            {
                "subject": "x", "company_id": self.processor.id, "user_id": self.officer.id, "happened_at": NOW,
                "circumstances": "x", "person_categories": "x", "record_categories": "x", "consequences": "x",
                "measures": "x",
            }
        )  # fmt: skip
        breach.notice_ids = [(0, 0, self.controller())]
        breach.action_confirm()
        breach.action_notify()
        self.run_job("ir_cron_privacy_letters")
        return breach.notice_ids

    def send_queue(self):
        self.env["mail.mail"].search([("clicrdv_letter_id", "!=", False), ("state", "=", "outgoing")]).send()
        self.env.invalidate_all()

    def test_a_letter_in_the_queue_has_told_nobody(self):
        notice = self.notified()
        self.assertEqual((self.letters(notice).state, notice.notified_at), ("queued", False))
        with self.on("2027-01-11", 9):
            self.send_queue()
        self.assertEqual((self.letters(notice).state, notice.notified_at), ("sent", datetime(2027, 1, 11, 9)))
        self.assertFalse(self.env["mail.mail"].search([("clicrdv_letter_id", "!=", False)]), "the letter is the proof")

    @mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")
    def test_a_letter_that_the_mail_server_refuses_calls_somebody_once_and_can_be_tried_again(self):
        notice = self.notified()
        letter = self.letters(notice)
        for _time in range(2):
            letter._fail("failed", "550 no such mailbox")
        self.env["mail.mail"].search([("clicrdv_letter_id", "=", letter.id)]).state = "cancel"
        self.assertEqual((letter.state, notice.notified_at, len(letter.activity_ids)), ("failed", False, 1))
        self.assertTrue(letter.activity_ids.user_id)
        self.as_officer(letter).action_try_again()
        self.run_letters()
        self.assertEqual((letter.state, notice.notified_at), ("sent", NOW))
        self.assertFalse(letter.activity_ids, "nothing is left to do")

    def test_a_letter_whose_e_mail_went_astray_is_found(self):
        notice = self.notified()
        self.env["mail.mail"].search([("clicrdv_letter_id", "!=", False)]).state = "cancel"
        self.run_job("ir_cron_privacy_letters")
        self.assertEqual((self.letters(notice).state, notice.notified_at), ("failed", False))

    def test_a_letter_that_a_stopped_mail_service_keeps_back_says_so(self):
        """GDP-38"""
        stopped = self.make_subprocessor("Mailer", service="email", state=flows.IN_USE, is_stopped=True)
        self.env["ir.mail_server"].search([]).subprocessor_id = stopped
        notice = self.notified()
        self.send_queue()
        letter = self.letters(notice)
        self.assertEqual((letter.state, notice.notified_at), ("failed", False))
        self.assertIn("stopped", letter.error)
        self.assertFalse(self.mail_server.taken)
