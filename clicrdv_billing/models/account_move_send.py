from odoo import api, models
from odoo.exceptions import UserError

from ..facturx_library import facturx, with_colour_profile


class AccountMoveSend(models.AbstractModel):
    """An invoice of a contract is produced as Factur-X, looked at once more as it is, and only then sent."""

    _inherit = "account.move.send"

    # === BUSINESS METHODS === #

    @api.model
    def _get_default_invoice_edi_format(self, move, **kwargs):
        if move.billing_contract_id:
            return "facturx" if move._has_einvoice() else False
        return super()._get_default_invoice_edi_format(move, **kwargs)

    def _hook_invoice_document_before_pdf_report_render(self, invoice, invoice_data):
        if invoice.billing_contract_id:
            # whatever was chosen in the wizard: the customer's contract says what he gets
            invoice_data["invoice_edi_format"] = self._get_default_invoice_edi_format(invoice)
        result = super()._hook_invoice_document_before_pdf_report_render(invoice, invoice_data)
        if invoice._has_einvoice() and invoice.invoice_pdf_report_id and not invoice_data.get("error"):
            # produced before: it is looked at again, as it is what leaves
            self._refuse_if_broken(
                invoice, invoice_data, invoice.invoice_pdf_report_id.raw, invoice.ubl_cii_xml_id.raw or b""
            )
        return result

    @api.model
    def _prepare_invoice_pdf_report(self, invoices_data):
        """One at a time: wkhtmltopdf without the patched Qt prints no two invoices at once, and core prints a whole
        batch for the company of the first."""
        ours = {move: data for move, data in invoices_data.items() if move.billing_contract_id}
        for move, data in ours.items():
            super()._prepare_invoice_pdf_report({move: data})
        others = {move: data for move, data in invoices_data.items() if move not in ours}
        return super()._prepare_invoice_pdf_report(others) if others else None

    def _hook_invoice_document_after_pdf_report_render(self, invoice, invoice_data):
        if not invoice.billing_contract_id:
            return super()._hook_invoice_document_after_pdf_report_render(invoice, invoice_data)
        # core would embed its own file in any PDF, without PDF/A, and not at all in tests: ours takes its place
        xml = (invoice_data.get("ubl_cii_xml_attachment_values") or {}).get("raw")
        document = invoice_data.get("pdf_attachment_values")
        if not xml or not document:
            return None
        document["raw"] = invoice._embed_einvoice(document["raw"], xml)
        return self._refuse_if_broken(invoice, invoice_data, document["raw"], xml)

    def _refuse_if_broken(self, invoice, invoice_data, pdf, xml):
        """Keep a file that does not hold from being linked and sent; the invoice stays posted."""
        problems = invoice._check_einvoice(pdf, xml)
        if problems:
            invoice_data["error"] = {
                "error_title": self.env._("The electronic invoice is not sent, because it does not hold:"),
                "errors": problems,
            }


class AccountMove(models.Model):
    """The produced PDF of an invoice of a contract: with the file in it, and what is found when it is opened again."""

    _inherit = "account.move"

    # === BUSINESS METHODS === #

    def _embed_einvoice(self, pdf, xml):
        """Put the file into a PDF: PDF/A-3 with its attachment and the metadata of Factur-X, level EN 16931.

        :param bytes pdf: the printed invoice
        :param bytes xml: the file
        :rtype: bytes
        """
        self.ensure_one()
        if not pdf.startswith(b"%PDF"):
            raise UserError(
                self.env._("The invoice could not be printed: ask whoever runs the server for wkhtmltopdf.")
            )
        title = f"{self.company_id.name}: {self.name}"
        return facturx.generate_from_binary(
            with_colour_profile(pdf),
            xml,
            flavor="factur-x",
            level="en16931",
            check_xsd=False,
            check_schematron=False,
            pdf_metadata={
                "author": self.company_id.name,
                "title": title,
                "subject": title,
                "keywords": "Factur-X, Invoice",
            },
            lang="fr-FR",
            afrelationship="alternative",
        )
