"""Papers asked from a customer, and reminders of them (BIL-45)."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .followup_common import FollowupCase

PDF = b"%PDF-1.4 statutes"


class TestDocumentRequest(FollowupCase):
    def ask(self, **values):
        return self.as_manager("clicrdv.document.request").create(
            {"name": "Mandate", "contract_id": self.contract.id, "due_on": "2027-01-25", **values}
        )

    def letters(self, request):
        domain = [("model", "=", "clicrdv.document.request"), ("res_id", "=", request.id)]
        return self.env["mail.mail"].search(domain)

    def remind(self, day):
        with freeze_time(f"{day} 06:00:00"):
            self.run_job("remind_documents")

    def test_bil_45_the_customer_is_asked_by_e_mail(self):
        request = self.ask()
        self.assertEqual((request.state, request.partner_id), ("asked", self.contract.partner_id))
        self.assertEqual(self.letters(request).recipient_ids, self.contract.partner_id)

    def test_bil_45_each_reminder_day_is_written_for_once(self):
        request = self.ask()
        counts = []
        for day in ("2027-01-17", "2027-01-18", "2027-01-19", "2027-01-25", "2027-02-01", "2027-02-08", "2027-03-01"):
            self.remind(day)
            counts.append(len(self.letters(request)) - 1)
        self.assertEqual(counts, [0, 1, 1, 2, 3, 4, 4])
        days = [str(day) for day in request.reminder_ids.sorted("day").mapped("day")]
        self.assertEqual(days, ["2027-01-18", "2027-01-25", "2027-02-01", "2027-02-08"])

    def test_bil_45_the_database_refuses_a_second_reminder_for_a_day(self):
        request = self.ask()
        self.remind("2027-01-18")
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            request.reminder_ids.sudo().copy()
            self.env.flush_all()

    def test_bil_45_nobody_is_reminded_of_what_he_has_sent_or_without_an_address(self):
        sent, silent = self.ask(), self.ask()
        sent.sudo()._receive("mandate.pdf", PDF)
        silent.partner_id = self.env["res.partner"].create({"name": "No address"})
        self.remind("2027-01-25")
        self.assertFalse((sent + silent).reminder_ids)

    def test_bil_45_what_does_not_do_is_sent_again(self):
        request = self.ask()
        request.sudo()._receive("../mandate.pdf", PDF)
        self.assertEqual((request.state, request.attachment_ids.name), ("received", "mandate.pdf"))
        with self.assertRaises(UserError):
            request.action_refuse()
        request.refusal_reason = "It is not signed."
        request.action_refuse()
        self.assertIn("It is not signed.", self.letters(request)[:1].body_html)
        request.sudo()._receive("signed.pdf", PDF)
        request.action_accept()
        self.assertEqual((request.state, len(request.attachment_ids)), ("accepted", 2))
        self.assert_refused("document_not_waited", request._receive, "more.pdf", PDF)
        with self.assertRaises(UserError):
            request.unlink()

    def test_bil_45_only_papers_are_taken(self):
        request = self.ask()
        for code, name, content in (
            ("upload_empty", "a.pdf", b""),
            ("upload_wrong_kind", "a.pdf", b"<script>"),
            ("upload_wrong_kind", "a.html", PDF),
            ("upload_too_large", "a.pdf", b"%PDF-" + bytes(10 * 1024 * 1024)),
        ):
            with self.subTest(code, name=name):
                self.assert_refused(code, request.sudo()._receive, name, content)
        self.assertEqual((request.state, len(request.attachment_ids)), ("asked", 0))
        for number in range(10):
            request.sudo()._receive(f"{number}.pdf", PDF)
        self.assert_refused("upload_too_many", request.sudo()._receive, "11.pdf", PDF)

    def test_bil_45_the_files_of_one_form_are_kept_all_or_none(self):
        request = self.ask()
        files = [("a.pdf", PDF), ("b.exe", b"MZ")]
        self.assert_refused("upload_wrong_kind", request.sudo()._receive_all, files)
        self.assertFalse(request.attachment_ids)

    def test_a_state_is_not_written_by_hand(self):
        request = self.ask()
        with self.assertRaises(UserError):
            request.state = "accepted"
        self.assert_refused("state_refused", request.action_accept)

    def test_what_is_overdue_is_found(self):
        request = self.ask(due_on="2027-01-11")
        self.assertFalse(request.is_overdue)
        with freeze_time("2027-01-12 09:00:00"):
            request.invalidate_recordset()
            self.assertTrue(request.is_overdue)
            self.assertIn(request, self.env["clicrdv.document.request"].search([("is_overdue", "=", True)]))
