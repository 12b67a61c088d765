"""Reminders: what a client says about them, and what his file keeps."""

from odoo.tests import tagged

from .common import form
from .public_common import PublicCase


@tagged("post_install", "-at_install")
class TestConsents(PublicCase):
    def setUp(self):
        super().setUp()
        self.client = self.env["res.partner"].create(
            {"name": "DUPONT Zoé", "email": form()["email"], "is_client_file": True, "company_id": self.salon.id}
        )

    def kept(self):
        return {"email": self.client.client_consent_email, "sms": self.client.client_consent_sms}

    def send_form(self, **values):
        """Book with the page's form, where browsers leave out unticked boxes."""
        path = f"/rdv/{self.slug}/coordonnees"
        hold = self.hold_json().json()["hold"]
        page = self.open_page(f"{path}?hold={hold}&service=cut")
        sent = self.fields_of(page, "//form[@id='rdv_form']") | form() | values
        answer = self.post(path, {name: value for name, value in sent.items() if value is not None})
        self.assertEqual(answer.status_code, 303, answer.text[:200])

    def test_a_known_client_s_no_is_kept(self):
        self.book_json(consents={"email": True, "sms": False})
        self.assertEqual(self.kept(), {"email": True, "sms": False})

    def test_a_yes_on_the_web_does_not_undo_an_earlier_no(self):
        self.client.write({"client_consent_email": False, "client_consent_sms": False})
        self.book_json(consents={"email": True, "sms": True})
        self.assertEqual(self.kept(), {"email": False, "sms": False})

    def test_who_says_nothing_about_reminders_does_not_object(self):
        for consents in ({}, None, {"email": None}):
            with self.subTest(consents=consents):
                start = self.start_at(9 + len(self.env["calendar.event"].search([("agenda_id", "=", self.ana.id)])))
                email = f"{start[11:13]}@example.com"
                self.book_json(start, email=email, consents=consents)
                client = self.env["res.partner"].search([("email", "=", email)])
                self.assertTrue(client.client_consent_email and client.client_consent_sms)

    def test_an_unticked_box_is_a_no(self):
        self.send_form(consent_sms=None)
        self.assertEqual(self.kept(), {"email": True, "sms": False})

    def test_a_box_that_is_not_shown_is_no_objection(self):
        self.salon.booking_ask_phone = "no"
        self.send_form(consent_sms=None)
        self.assertEqual(self.kept(), {"email": True, "sms": True})
