"""What a customer sees of his invoices: the SMS one by one, masked; and nobody else's."""

from datetime import datetime

from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import NOW, make_contract, make_customer, make_network, make_operator, make_sms
from .run_common import DECEMBER, MID_DECEMBER


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPortalMessages(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = make_operator(cls.env)
        cls.env = cls.env(context={"tracking_disable": True, "allowed_company_ids": cls.operator.ids})
        cls.network = make_network(cls.env, count=2)
        cls.contract = make_contract(cls.env, cls.operator, cls.network, start=DECEMBER)
        cls.shop, cls.sister = cls.network.company_ids
        for shop, number in ((cls.shop, "+33639981234"), (cls.sister, "+33639985678")):
            make_sms(cls.env, shop, MID_DECEMBER, parts=2, recipient=number)
        make_sms(cls.env, cls.shop, datetime(2026, 12, 31, 23, 30), recipient="+33639980000")
        run = cls.env["clicrdv.billing.run"].create({"company_id": cls.operator.id, "month": DECEMBER})
        run._prepare()
        run._bill(run.line_ids)
        cls.invoice, cls.other = (
            cls.env["account.move"].search([("partner_id", "=", shop.partner_id.id)]) for shop in (cls.shop, cls.sister)
        )
        cls.user("shop", cls.shop.partner_id)
        cls.user("head", cls.contract.partner_id)
        cls.user("stranger", make_customer(cls.env, cls.network, name="Stranger", vat=False))

    @classmethod
    def user(cls, login, company):
        user = new_test_user(
            cls.env, login, "base.group_portal", password=login, company_id=cls.operator.id,
            company_ids=[(6, 0, cls.operator.ids)], lang="en_US",
        )  # fmt: skip
        user.partner_id.parent_id = company

    def page_of(self, login, invoice, end=""):
        self.authenticate(login, login)
        return self.url_open(f"/my/invoices/{invoice.id}/sms{end}")

    def test_an_establishment_sees_its_messages_with_masked_numbers(self):
        page = self.page_of("shop", self.invoice).text
        self.assertIn("+336••••••34", page)
        self.assertIn("15/12/2026 10:00", page, "on the clock of the establishment")
        self.assertNotIn("+33639981234", page)
        self.assertNotIn("00:30", page, "January is not billed yet")

    def test_an_establishment_does_not_see_those_of_its_sister_by_guessing_a_number(self):
        answer = self.page_of("shop", self.other)
        self.assertTrue(answer.url.endswith("/my"), answer.url)
        self.assertNotIn("••", answer.text)

    def test_the_head_office_sees_those_of_all(self):
        for invoice, number in ((self.invoice, "••34"), (self.other, "••78")):
            self.assertIn(number, self.page_of("head", invoice).text)

    def test_a_stranger_and_a_visitor_see_nothing(self):
        self.assertNotIn("••", self.page_of("stranger", self.invoice).text)
        self.logout()
        self.assertNotIn("••", self.url_open(f"/my/invoices/{self.invoice.id}/sms").text)
        self.assertNotIn("••", self.url_open(f"/my/invoices/{self.invoice.id}/sms?access_token=guessed").text)

    def test_whoever_has_the_link_of_the_invoice_sees_its_messages(self):
        token = self.invoice._portal_ensure_token()
        self.env.flush_all()
        self.assertIn("••34", self.url_open(f"/my/invoices/{self.invoice.id}/sms?access_token={token}").text)

    def test_the_file_holds_all_messages_for_a_spreadsheet(self):
        self.shop.name = "=HYPERLINK()"
        self.env.flush_all()
        rows = self.page_of("shop", self.invoice, ".csv").content.decode("utf-8-sig").splitlines()
        self.assertEqual(len(rows), 2)
        self.assertIn("15/12/2026 10:00;'=HYPERLINK();", rows[1])
        self.assertIn(";2;0,0836; +336••••••34;", rows[1])

    def test_a_message_whose_number_was_purged_is_still_there(self):
        self.env.cr.execute("UPDATE clicrdv_message SET recipient = NULL WHERE company_id = %s", [self.shop.id])
        self.assertIn("plus conservé", self.page_of("shop", self.invoice).text)

    def test_the_invoice_leads_to_its_messages(self):
        self.authenticate("shop", "shop")
        self.assertIn(f"/my/invoices/{self.invoice.id}/sms", self.url_open(f"/my/invoices/{self.invoice.id}").text)
