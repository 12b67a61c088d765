from datetime import date

from lxml import html

from odoo.tests import tagged

from .einvoice_common import EinvoiceCase, make_line


@tagged("post_install", "-at_install")
class TestEinvoiceReport(EinvoiceCase):
    def print(self, move):
        # the customer's language is French
        content, _kind = self.env["ir.actions.report"]._render_qweb_html("account.report_invoice", move.ids)
        tree = html.fromstring(content)
        [article] = tree.find_class("article")
        return article, " ".join(article.text_content().replace("\xa0", " ").replace("\u202f", " ").split())

    def test_every_mandatory_mention_is_printed(self):
        """BIL-02, BIL-15, BIL-16, BIL-17 and articles L441-9 of the commercial code, 242 nonies A of annex II of the CGI."""
        move = self.make_invoice()
        _article, text = self.print(move)
        for mention in (
            move.name,
            "Operator",
            "SAS, au capital de",
            "RCS Paris",
            "SIREN 999340276, SIRET 99934027600016",
            "FR33999340276",
            "SIREN 999084122",
            self.shop.company_registry,
            "FR05999084122",
            self.contract.name,
            "Prestations de services",
            "trois fois le taux d'intérêt légal",
            "40 EUR",
            "Aucun escompte",
            "par virement bancaire uniquement",
            "FR76 3000 6000 0112 3456 7890 189",
            "tenant lieu de facture d'origine",
            "Option pour le paiement de la taxe d'après les débits",
        ):
            self.assertIn(mention, text)
        self.assertNotIn("transmis", text)

    def test_bil_14_an_sms_is_printed_at_0_0836(self):
        _article, text = self.print(self.make_invoice())
        self.assertIn("137 0,0836 20 % 11,45", text)
        self.assertIn("49,90", text)
        self.assertNotIn("49,9000", text)

    def test_the_period_stands_on_each_line(self):
        article, _text = self.print(self.make_invoice())
        rows = article.xpath("//table[@name='invoice_lines']/tbody/tr")
        self.assertEqual(len(rows), 2)
        for row in rows:
            self.assertIn("31/01/2027", row.text_content())

    def test_a_head_office_gets_a_page_for_each_establishment_and_a_summary(self):
        shops = self.network.company_ids[:3]
        move = self.make_invoice(*(make_line(shop, self.tax) for shop in shops), partner=self.contract.partner_id)
        article, text = self.print(move)
        pages = article.xpath("//div[@name='establishment']")
        self.assertEqual(
            [page.xpath("h4")[0].text for page in pages],
            [move._billing_lines()[i]._einvoice_description() for i in range(3)],
        )
        self.assertEqual([bool(page.get("style")) for page in pages], [False, True, True])
        self.assertEqual(len(article.xpath("//tr[@name='subtotal']")), 3)
        [summary] = article.xpath("//table[@name='summary']")
        self.assertEqual(len(summary.xpath("tbody/tr")), 3)
        self.assertIn("179,64", text)

    def test_each_zone_of_vat_has_its_mention(self):
        fort, cayenne = self.make_overseas("Fort-de-France", "97200", 8), self.make_overseas("Cayenne", "97300", 9)
        move = self.make_invoice(
            make_line(fort, self.operator.billing_tax_antilles_reunion_id),
            make_line(cayenne, self.operator.billing_tax_outside_id),
            partner=self.contract.partner_id,
        )
        _article, text = self.print(move)
        self.assertIn("article 294", text)
        self.assertIn("article 296", text)
        self.assertIn("TVA 8,5 %", text)
        self.assertIn("TVA 0 %", text)

    def test_where_the_service_is_received_is_printed_when_it_is_elsewhere(self):
        move = self.make_invoice(partner=self.contract.partner_id, partner_shipping_id=self.shop.partner_id.id)
        article, _text = self.print(move)
        self.assertTrue(article.getroottree().xpath("//div[@name='delivery']"))

    def test_a_credit_note_says_what_it_corrects_and_asks_for_no_transfer(self):
        move = self.make_invoice()
        credit = move._reverse_moves([{"invoice_date": date(2027, 1, 31), "billing_contract_id": self.contract.id}])
        credit._post(soft=False)
        _article, text = self.print(credit)
        self.assertIn("Avoir", text)
        self.assertIn(move.name, text)
        self.assertNotIn("IBAN", text)

    def test_a_draft_says_that_it_is_no_invoice(self):
        self.assertIn("sans valeur de facture", self.print(self.make_invoice(post=False))[1])

    def test_an_invoice_without_a_contract_is_printed_as_core_does(self):
        article, _text = self.print(self.make_invoice(billing_contract_id=False))
        self.assertFalse(article.xpath("//div[@name='mentions']"))
