"""Two walks through data protection: a client who leaves, and a network that leaves."""

import re
from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.clicrdv_booking.logic import states as visit_states
from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY, form

from .ending_common import EndingCase
from .my_data_common import MyDataCase

NAME, ADDRESS = "Wojciechowski", "wanda.wojciechowski@example.com"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestClientWalk(MyDataCase):
    def book(self):
        """Book on the public page, as a visitor without an account."""
        hold = self.hold_json(self.start_at(10, day=TODAY + timedelta(days=3))).json()["hold"]
        path = f"/rdv/{self.slug}/coordonnees"
        page = self.open_page(f"{path}?hold={hold}&service=cut")
        typed = form(NAME, ADDRESS, firstname="Wanda")
        answer = self.post(path, {**self.fields_of(page, "//form[@id='rdv_form']"), "service": "cut", **typed})
        self.assertEqual(answer.status_code, 303, answer.text[:300])
        token = answer.headers["Location"].rpartition("/")[2].partition("?")[0]
        self.env.invalidate_all()
        return self.env["calendar.event"].search([("booking_token", "=", token)])

    def confirmation(self):
        """The e-mail that confirms the appointment, once it is in the mail queue."""
        self.send()
        [mail] = self.env["mail.mail"].search([("email_to", "ilike", ADDRESS)])
        return mail

    def invoice(self, client):
        self.env["account.chart.template"].try_loading("generic_coa", company=self.salon, install_demo=False)
        line = Command.create({"name": "Cut", "price_unit": 30})
        values = {"move_type": "out_invoice", "partner_id": client.id, "invoice_date": TODAY}
        invoice = self.env["account.move"].with_company(self.salon).create({**values, "invoice_line_ids": [line]})
        invoice.action_post()
        return invoice

    def test_a_client_books_asks_for_his_data_and_erases_himself(self):
        event = self.book()
        client = event.client_id
        has_books = "account.move" in self.env
        invoice = self.invoice(client) if has_books else None
        mail = self.confirmation()
        # the e-mail on file opens the page, and nothing else does
        link = re.search(r"/rdv/a/[\w-]+/donnees\?k=[\w-]+", mail.body_html)[0]
        answer = self.get(link)
        self.assertEqual(answer.status_code, 303)
        path = answer.headers["Location"].partition("?")[0]
        page = self.open_page(path)
        self.assertIn(NAME.upper(), self.text(page).upper())
        archive = self.zip(self.submit(path, "/export"))
        self.assertTrue({"data.json"} < {*archive.namelist()})
        self.assertIn(ADDRESS, archive.read("data.json").decode())
        # he goes: his coming appointment is cancelled first, and its time is free again
        self.assertEqual(self.submit(f"{path}/effacer", "/effacer").status_code, 303)
        self.assertEqual((event.booking_state, event.occupancy_ids.ids), (visit_states.CANCELLED, []))
        self.assertEqual(self.case("erasure").state, "answered")
        self.env["mail.mail"].search([("email_to", "ilike", ADDRESS)]).unlink()  # the last letter has left
        self.env.ref("clicrdv_gdpr.ir_cron_erasure_rest").method_direct_trigger()
        words = [ADDRESS]
        if has_books:
            self.assertEqual(
                (invoice.state, invoice.partner_id, client.name), ("posted", client, f"{NAME.upper()} Wanda")
            )
        else:
            words.append(NAME)
        self.assert_gone(words)


@freeze_time(NOW)
class TestNetworkWalk(EndingCase):
    def test_a_network_ends_its_contract_gets_its_export_is_destroyed_and_gets_its_certificate(self):
        request = self.delivered(keeps_reading=False)
        self.assertEqual(request.state, "delivered")
        client = self.env["res.partner"].search(
            [("company_id", "=", self.shop.id), ("is_client_file", "=", True), ("email", "!=", False)], limit=1
        )
        words = [client.email]
        self.assertTrue(self.env["clicrdv.personal.data"]._residual_scan(words))
        held = self.env["res.partner"].search([("company_id", "=", self.shop.id), ("client_legal_hold", "=", True)])
        held.write({"client_legal_hold": False, "client_hold_reason": False})  # the claim is over
        confirm = self.as_officer(self.env["clicrdv.destruction.confirm"]).create({"reversibility_id": request.id})
        confirm.typed_name = self.shop.name
        confirm.action_destroy()
        self.job("reversibility_destruction")
        self.assertEqual(self.env["clicrdv.personal.data"]._residual_scan(words), [])
        self.as_officer(request.task_ids).write({"done_on": "2027-01-12", "answer": "Deleted, ref. 42"})
        self.as_officer(request).action_finish()
        certificate = request.certificate_id
        self.assertEqual((request.state, certificate.content["establishments"]), ("done", [self.shop.name]))
        self.assertTrue(certificate.document_sha256)
