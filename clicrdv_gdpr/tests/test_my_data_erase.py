"""The page “My data”: a person erases himself (GDP-20, GDP-32)."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.logic import states as visit_states
from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY

from .my_data_common import MyDataCase
from .privacy_common import EMAIL, LAST, MOBILE


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMyDataErase(MyDataCase):
    def test_the_page_says_what_happens_then_it_happens_and_the_link_is_calm(self):
        """GDP-20: a client erases himself; the scan finds nothing."""
        self.fill(self.zelie)
        coming = self.visit(11, day=TODAY + timedelta(days=5))
        strings = [EMAIL, LAST, "quevrin", self.event.booking_token]
        path = self.path()
        page = self.open_page(f"{path}/effacer")
        self.assertIn("cancelled first", self.text(page))
        self.assertEqual(len(page.xpath("//div[contains(@class, 'alert')]//li")), 3)
        old_link = f"/rdv/a/{self.event.booking_token}/donnees?k={self.event._mail_key(EMAIL)}"
        answer = self.submit(f"{path}/effacer", "/effacer")
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(coming.booking_state, visit_states.CANCELLED)
        self.assertFalse(coming.occupancy_ids, "the time is free")
        self.assertIn("Nothing is held about you", self.text(self.open_page(path)))
        self.assertIn("Nothing is behind this link", self.text(self.open_page(old_link, 404)))
        self.assertEqual(len(self.mails("salon@example.com")), 1)
        self.assertIn("erased", self.mails()[-1].body_html)
        self.rest()
        self.assertTrue(self.mails(), "the letter that tells of it came after it")
        self.mails().unlink()  # the last letter has left
        self.assert_gone(strings)

    def test_the_file_of_another_controller_stays(self):
        """GDP-47: each controller keeps its own."""
        other = self.make_client(EMAIL, MOBILE, company_id=self.other.id)
        self.submit(f"{self.path()}/effacer", "/effacer")
        self.assertEqual((self.zelie.client_privacy_state, other.email), ("destroyed", EMAIL))

    def test_a_second_click_is_harmless(self):
        path = self.path()
        sent = self.fields_of(self.open_page(f"{path}/effacer"), "//form[contains(@action, '/effacer')]")
        for _time in range(2):
            self.assertEqual(self.post(f"{path}/effacer", sent).status_code, 303)
        self.assertEqual(
            self.env["clicrdv.purge"].search_count([("reason", "=", "request"), ("company_id", "=", self.salon.id)]), 1
        )
        for action in ("export", "messages", "corriger", "demande"):
            self.assertEqual(self.post(f"{path}/{action}", sent).status_code, 400)

    def test_what_a_claim_protects_is_answered_by_the_staff(self):
        self.zelie.write({"client_legal_hold": True, "client_hold_reason": "Claim"})
        answer = self.submit(f"{self.path()}/effacer", "/effacer")
        self.assertIn("hold=1", answer.headers["Location"])
        self.assertEqual(self.event.booking_state, "booked")
        self.assertEqual((self.case("erasure").state, self.zelie.email), ("in_progress", EMAIL))

    def test_an_invoice_stands_and_the_page_says_until_when(self):
        """GDP-20: erasure refuses only what law keeps, and says so."""
        if "account.move" not in self.env:
            self.skipTest("needs the module account (invoices): run the suite with clicrdv_billing installed")
        self.env["account.chart.template"].try_loading("generic_coa", company=self.salon, install_demo=False)
        invoice = (
            self.env["account.move"]
            .with_company(self.salon)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.zelie.id,
                    "invoice_date": TODAY,
                    "invoice_line_ids": [Command.create({"name": "Cut", "price_unit": 30})],
                }
            )
        )
        invoice.action_post()
        path = self.path()
        text = self.text(self.open_page(f"{path}/effacer"))
        self.assertIn("Invoices, until December 31, 2037", text)
        self.submit(f"{path}/effacer", "/effacer")
        self.assertEqual((invoice.state, invoice.partner_id), ("posted", self.zelie))
        self.assertIn("Invoices", self.mails()[-1].body_html)
        self.assertIn("2037", self.mails()[-1].body_html)
        self.assertIn("Nothing is held about you", self.text(self.open_page(path)))

    @mute_logger("odoo.http")  # each refusal of a signed-in user is a warning of core
    def test_the_staff_downloads_the_same_for_its_own_establishment_only(self):
        request = self.make_request("access")
        path = f"/clicrdv_gdpr/request/{request.id}/export"
        self.authenticate("rights.manager", "rights.manager")
        self.assertIn(self.get(path).status_code, (400, 403, 422), "who asks is not proven")
        request.action_start()
        self.env.flush_all()
        self.assertIn("data.json", self.zip(self.get(path)).namelist())
        self.authenticate("rights.stranger", "rights.stranger")
        self.assertEqual(self.get(path).status_code, 403)
        self.authenticate(None, None)
        self.assertEqual(self.get(path).status_code, 303, "to the login")
