"""Invoices of contracts as the monthly run makes them, and a printed page where nothing prints."""

import base64
import io
import shutil
import unittest
from datetime import date

from reportlab.pdfgen import canvas

from odoo.fields import Command

from odoo.addons.clicrdv_booking.tests.common import make_establishment

from .common import SIREN, BillingCase, siret

JANUARY = {"billing_period_start": date(2027, 1, 1), "billing_period_end": date(2027, 1, 31)}
needs_printer = unittest.skipUnless(
    shutil.which("wkhtmltopdf"), "wkhtmltopdf is not installed (apt-get install wkhtmltopdf)"
)


def a_page(text="Invoice"):
    """A PDF of one page."""
    stream = io.BytesIO()
    page = canvas.Canvas(stream)
    page.drawString(100, 700, text)
    page.save()
    return stream.getvalue()


def make_line(establishment, tax, price=49.90, quantity=1, **values):
    return Command.create(
        {
            "name": "Abonnement agenda interactif",
            "quantity": quantity,
            "price_unit": price,
            "tax_ids": [Command.set(tax.ids)],
            "billing_establishment_id": establishment.id,
            **JANUARY,
            **values,
        }
    )


class EinvoiceCase(BillingCase):
    """The operator of `BillingCase`, who invoices the establishment `shop` for January 2027."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sms_product = cls.env.ref("clicrdv_billing.product_sms")
        cls.tax = cls.operator.billing_tax_metropole_id

    def make_invoice(self, *lines, partner=None, post=True, **values):
        """An invoice of the contract; one subscription and 137 SMS unless lines are given."""
        lines = lines or (
            make_line(self.shop, self.tax),
            make_line(self.shop, self.tax, 0.0836, 137, name="SMS", product_id=self.sms_product.id),
        )
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": self.operator.id,
                "partner_id": (partner or self.shop.partner_id).id,
                "invoice_date": date(2027, 1, 31),
                "invoice_payment_term_id": self.operator.billing_payment_term_id.id,
                "partner_bank_id": self.operator.billing_bank_id.id,
                "billing_contract_id": self.contract.id,
                **JANUARY,
                "invoice_line_ids": list(lines),
                **values,
            }
        )
        if post:
            move._post(soft=False)
        return move

    def make_overseas(self, name, postcode, number):
        return make_establishment(
            self.env, name, network_id=self.network.id, zip=postcode, city=name, email=f"{number}@example.com",
            company_registry=siret(SIREN, number), vat=f"FR05{SIREN}",
        )  # fmt: skip

    def produce(self, move):
        """Store the PDF and the file of an invoice as core does; printing is left out."""
        xml, broken = move._einvoice_xml()
        self.assertFalse(broken)
        pdf = move._embed_einvoice(a_page(), xml)
        move.write({"invoice_pdf_report_file": base64.b64encode(pdf), "ubl_cii_xml_file": base64.b64encode(xml)})
        move.invoice_pdf_report_id.name = "facture.pdf"
        return pdf, xml
