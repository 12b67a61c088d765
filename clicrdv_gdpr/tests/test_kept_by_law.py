from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW

from .privacy_common import EMAIL, FIRST, LAST, RetentionCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestKeptByLaw(RetentionCase):
    """What the law keeps stays, is said, is restricted, and goes when the law is over."""

    def setUp(self):
        super().setUp()
        if "account.move" not in self.env:
            self.skipTest("Invoicing is not installed: install account to test what the law keeps")
        self.journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        self.shop = self.journal.company_id
        self.client = self.make_zelie(company_id=self.shop.id)

    def invoice(self):
        moves = self.env["account.move"].with_company(self.shop)
        values = {"move_type": "out_invoice", "partner_id": self.client.id, "journal_id": self.journal.id}
        line = Command.create({"name": "Cut", "quantity": 1, "price_unit": 30.0, "tax_ids": [Command.clear()]})
        return moves.create({**values, "invoice_date": date(2027, 1, 4), "invoice_line_ids": [line]})

    def test_a_posted_invoice_keeps_name_and_address_and_nothing_else(self):
        move = self.invoice()
        move.action_post()
        total, name = move.amount_total, self.client.name
        self.client.message_post(body=f"{FIRST} is late")
        purge = self.data._erase(self.client, "request")
        self.env.invalidate_all()
        self.assertEqual((self.client.name, self.client.street), (name, "9 impasse Zélie"))
        self.assertFalse(self.client.email or self.client.phone or self.client.client_comments)
        self.assertEqual((move.state, move.amount_total, move.partner_id), ("posted", total, self.client))
        self.assertEqual(self.client.client_privacy_state, "archived")
        self.assertEqual(self.client.client_archive_until, date(2037, 12, 31))
        self.assertEqual(purge.kept, {"client_file": 1, "invoice": 1})
        self.assertIn("Invoices: 1", purge.with_context(lang="en_US").kept_words)
        self.assertFalse({r.table for r in self.data._residual_scan([EMAIL])} - {"res_partner"})
        self.job(date(2037, 12, 31))
        self.assertEqual(self.client.name, name)
        self.job(date(2038, 1, 1))
        self.assertEqual((self.client.name, self.state(self.client)), ("—", "destroyed"))

    def test_a_draft_keeps_nothing(self):
        move = self.invoice()
        self.data._erase(self.client, "request")
        self.env.invalidate_all()
        self.assertEqual((self.client.name, self.client.client_privacy_state), ("—", "destroyed"))
        self.assertNotIn(LAST.upper(), move.invoice_partner_display_name or "")
