import io
import random
from datetime import date

from lxml import etree
from pypdf import PdfReader

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions_einvoice import AddressRefused, InvoiceIncomplete
from ..logic import einvoice, vat
from .einvoice_common import EinvoiceCase, a_page, make_line

NAMES = {"ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"}


@tagged("post_install", "-at_install")
class TestEinvoiceMove(EinvoiceCase):
    def find(self, xml, path):
        return etree.fromstring(xml).xpath(path, namespaces=NAMES)

    def xml_of(self, move):
        xml, broken = move._einvoice_xml()
        self.assertEqual(broken, ())
        return xml

    def test_bil_14_the_price_of_an_sms_is_intact_in_the_file(self):
        xml = self.xml_of(self.make_invoice())
        self.assertEqual(self.find(xml, "//ram:NetPriceProductTradePrice/ram:ChargeAmount/text()"), ["49.9", "0.0836"])
        self.assertEqual(self.find(xml, "//ram:LineTotalAmount/text()"), ["49.90", "11.45", "61.35"])
        self.assertEqual(self.find(xml, "//ram:DuePayableAmount/text()"), ["73.62"])

    def test_core_takes_our_file_for_the_invoice_of_a_contract(self):
        move = self.make_invoice()
        xml, errors = self.env["account.edi.xml.cii"]._export_invoice(move)
        self.assertFalse(errors)
        self.assertEqual(xml, self.xml_of(move))

    def test_an_invoice_without_a_contract_keeps_the_file_of_core(self):
        move = self.make_invoice(billing_contract_id=False)
        xml, _errors = self.env["account.edi.xml.cii"]._export_invoice(move)
        self.assertIn(b"extended", xml)

    def test_the_file_has_the_period_the_contract_and_both_identities(self):
        xml = self.xml_of(self.make_invoice())
        period = "//ram:ApplicableHeaderTradeSettlement/ram:BillingSpecifiedPeriod//text()"
        self.assertEqual([text for text in self.find(xml, period) if text.strip()], ["20270101", "20270131"])
        contract = "//ram:ContractReferencedDocument/ram:IssuerAssignedID/text()"
        self.assertEqual(self.find(xml, contract), [self.contract.name])
        self.assertEqual(
            self.find(xml, "//ram:SpecifiedLegalOrganization/ram:ID[@schemeID='0002']/text()"),
            ["999340276", "999084122"],
        )
        self.assertEqual(self.find(xml, "//ram:BuyerTradeParty/ram:GlobalID/text()"), [self.shop.company_registry])
        self.assertIn("RCS Paris", self.find(xml, "//ram:SellerTradeParty/ram:Description/text()")[0])

    def test_bil_16_it_is_due_thirty_days_after_its_date_by_transfer_with_an_iban(self):
        move = self.make_invoice()
        self.assertEqual(move.invoice_date_due, date(2027, 3, 2))
        xml = self.xml_of(move)
        self.assertEqual(self.find(xml, "//ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode/text()"), ["30"])
        self.assertEqual(self.find(xml, "//ram:IBANID/text()"), ["FR7630006000011234567890189"])

    def test_bil_17_each_of_the_three_notes_is_there_once(self):
        codes = self.find(self.xml_of(self.make_invoice()), "//ram:IncludedNote/ram:SubjectCode/text()")
        self.assertEqual(sorted(codes), ["AAB", "BAR", "PMD", "PMT"])

    def test_vat_follows_the_department_of_each_establishment(self):
        """VAT by department: 20 %, 8.5 % and none on one invoice of a head office."""
        fort, cayenne = self.make_overseas("Fort-de-France", "97200", 8), self.make_overseas("Cayenne", "97300", 9)
        move = self.make_invoice(
            *(
                make_line(place, self.operator._billing_tax(place._billing_vat_zone()))
                for place in (self.shop, fort, cayenne)
            ),
            partner=self.contract.partner_id,
        )
        xml = self.xml_of(move)
        header = "//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax"
        self.assertEqual(self.find(xml, f"{header}/ram:RateApplicablePercent/text()"), ["20", "8.5", "0"])
        self.assertEqual(self.find(xml, f"{header}/ram:CalculatedAmount/text()"), ["9.98", "4.24", "0.00"])
        self.assertIn("294", self.find(xml, f"{header}/ram:ExemptionReason/text()")[0])
        self.assertEqual(move.amount_total, 163.92)

    def test_a_tax_on_payment_says_so(self):
        self.assertEqual(self.find(self.xml_of(self.make_invoice()), "//ram:DueDateTypeCode/text()"), ["5"])
        self.tax.tax_exigibility = "on_payment"
        move = self.make_invoice(post=False)
        self.assertEqual(move._einvoice().vat_point, "payment")

    def test_a_credit_note_names_the_invoice_that_it_corrects(self):
        move = self.make_invoice()
        credit = move._reverse_moves([{"invoice_date": date(2027, 1, 31), "billing_contract_id": self.contract.id}])
        credit._post(soft=False)
        xml = self.xml_of(credit)
        self.assertEqual(self.find(xml, "//ram:InvoiceReferencedDocument/ram:IssuerAssignedID/text()"), [move.name])
        self.assertEqual(self.find(xml, "//ram:DuePayableAmount/text()"), ["73.62"])

    def test_what_is_given_back_on_an_invoice_is_a_negative_quantity(self):
        move = self.make_invoice(make_line(self.shop, self.tax), make_line(self.shop, self.tax, -16.63))
        self.assertEqual(self.find(self.xml_of(move), "//ram:BilledQuantity/text()"), ["1", "-1"])

    def test_the_invoice_is_written_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.shop.partner_id.lang = False
        self.assertEqual(self.make_invoice()._in_customer_language().env.lang, "fr_FR")

    def test_an_indemnity_without_vat_makes_no_electronic_invoice(self):
        line = make_line(self.shop, self.tax, 40, tax_ids=[Command.clear()])
        move = self.make_invoice(line, post=False)
        self.assertFalse(move._has_einvoice())
        self.assertFalse(self.env["account.move.send"]._get_default_invoice_edi_format(move))

    # === AMOUNTS === #

    def test_each_line_is_rounded_and_then_added(self):
        """The vector 137 × 0.0836 = 11.45, for two establishments: 22.90 and not 22.91."""
        sms = [make_line(shop, self.tax, 0.0836, 137) for shop in self.network.company_ids[:2]]
        move = self.make_invoice(*sms, partner=self.contract.partner_id)
        self.assertEqual((move.amount_untaxed, move.amount_tax, move.amount_total), (22.90, 4.58, 27.48))
        self.assertEqual(move.invoice_line_ids.mapped("price_subtotal"), [11.45, 11.45])
        self.assertEqual(move._einvoice_xml()[1], ())

    def test_whatever_the_prices_the_books_and_the_file_agree(self):
        chance = random.Random(20270131)
        taxes = [self.operator._billing_tax(zone) for zone in vat.RATES]
        for _case in range(10):
            lines = [
                make_line(
                    self.shop, chance.choice(taxes), chance.randrange(-99999, 999999) / 10000, chance.randrange(999)
                )
                for _line in range(chance.randrange(1, 40))
            ]
            move = self.make_invoice(*lines)
            self.assertEqual(move._einvoice_xml()[1], ())
            self.assertAlmostEqual(sum(move._billing_lines().mapped("price_subtotal")), move.amount_untaxed)
            self.assertEqual(f"{move.amount_total:.2f}", einvoice.to_values(move._einvoice())["BT-115"])

    # === WHAT STOPS AN INVOICE === #

    def test_nothing_stops_a_complete_invoice(self):
        self.assertEqual(self.make_invoice(post=False)._billing_problems(), [])

    def test_each_missing_piece_of_the_customer_is_named(self):
        # under contract the legal person cannot change
        self.contract.subscription_ids.date_end = date(2026, 12, 31)
        move = self.make_invoice(post=False)
        for values, word in (
            ({"company_registry": "123"}, "SIRET"),
            ({"vat": False}, "VAT number"),
            ({"vat": "FR33999340276"}, "SIREN"),
            ({"street": False}, "street"),
            ({"country_id": False}, "country"),
        ):
            with self.subTest(values), self.cr.savepoint() as savepoint:
                self.shop.partner_id.with_context(no_vat_validation=True).write(values)
                problems = move._billing_problems()
                self.assertEqual(len(problems), 1, problems)
                self.assertIn(word, problems[0])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_customer_in_a_department_without_vat_needs_no_vat_number(self):
        cayenne = self.make_overseas("Cayenne", "97300", 9)
        cayenne.partner_id.vat = False
        line = make_line(cayenne, self.operator.billing_tax_outside_id)
        self.assertEqual(self.make_invoice(line, partner=cayenne.partner_id, post=False)._billing_problems(), [])

    def test_an_incomplete_invoice_is_not_posted(self):
        move = self.make_invoice(post=False)
        self.shop.partner_id.street = False
        with self.assertRaises(InvoiceIncomplete) as refused:
            move._post(soft=False)
        self.assertEqual(refused.exception.code, "invoice_incomplete")
        self.assertEqual(move.state, "draft")

    def test_a_line_has_exactly_one_tax(self):
        move = self.make_invoice(
            make_line(self.shop, self.tax), make_line(self.shop, self.tax, tax_ids=[Command.clear()]), post=False
        )
        self.assertEqual(len(move._billing_problems()), 1)

    def test_a_missing_e_mail_is_a_warning_and_stops_nothing(self):
        move = self.make_invoice(post=False)
        self.shop.partner_id.email = False
        self.assertEqual(move._billing_problems(), [])
        self.assertEqual(len(self.shop.partner_id._billing_warnings()), 1)

    def test_an_electronic_address_begins_with_the_siren(self):
        self.shop.partner_id.billing_electronic_address = "999084122_OPTIQUE"
        xml = self.xml_of(self.make_invoice())
        self.assertEqual(
            self.find(xml, "//ram:BuyerTradeParty//ram:URIID[@schemeID='0225']/text()"), ["999084122_OPTIQUE"]
        )
        with self.assertRaises(AddressRefused) as refused:
            self.shop.partner_id.billing_electronic_address = "111111111"
        self.assertEqual(refused.exception.code, "electronic_address")

    # === THE PRODUCED FILE === #

    def test_what_is_extracted_from_the_pdf_is_what_was_made(self):
        move = self.make_invoice()
        pdf, xml = self.produce(move)
        self.assertEqual(move._extract_einvoice(pdf), xml)
        self.assertEqual(move._check_einvoice(), [])

    def test_a_pdf_without_the_file_is_refused(self):
        move = self.make_invoice()
        with self.assertLogs("factur-x", "WARNING"):
            self.assertIn("no electronic invoice", move._check_einvoice(a_page(), b"")[0])

    def test_what_is_no_pdf_at_all_is_refused(self):
        self.assertIn("no electronic invoice", self.make_invoice()._check_einvoice(b"<html/>", b"")[0])

    def test_the_file_of_another_invoice_is_refused(self):
        one, two = self.make_invoice(), self.make_invoice()
        pdf, _xml = self.produce(one)
        self.assertIn("another number", two._check_einvoice(pdf, b"")[0])
        self.assertIn("not the one", two._check_einvoice(pdf, b"<x/>")[0])

    def test_a_file_that_breaks_its_schema_or_a_rule_is_refused_and_says_why(self):
        move = self.make_invoice()
        xml = self.xml_of(move)
        for change, word in (
            ((b"<ram:TypeCode>380</ram:TypeCode>", b""), "schema"),
            ((b">49.9<", b">0.08<"), "quantity times its price"),
            ((b"<ram:SubjectCode>PMT</ram:SubjectCode>", b""), "BR-FR-05"),
            ((b"S1", b"X1"), "BR-FR-08"),
        ):
            with self.subTest(word):
                broken = xml.replace(*change)
                self.assertNotEqual(broken, xml)
                with mute_logger("factur-x"):
                    problems = move._check_einvoice(move._embed_einvoice(a_page(), broken), broken)
                self.assertIn(word, " ".join(problems))

    def test_the_pdf_says_that_it_is_factur_x_en16931_and_which_colours_it_has(self):
        pdf, _xml = self.produce(self.make_invoice())
        root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
        metadata = root["/Metadata"].get_object().get_data()
        for text in (b"EN 16931", b"factur-x.xml", b"<pdfaid:part>3"):
            self.assertIn(text, metadata)
        self.assertTrue(root["/OutputIntents"])
        self.assertEqual(root["/AF"][0].get_object()["/AFRelationship"], "/Alternative")
