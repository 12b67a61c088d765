import logging

from odoo import models

from ..facturx_library import facturx
from ..logic import einvoice_rules

_logger = logging.getLogger(__name__)

FILE_NAME = "factur-x.xml"


class AccountMove(models.Model):
    """What was produced is opened again before it leaves: the file must be in it, whole, valid and that of this invoice."""

    _inherit = "account.move"

    # === BUSINESS METHODS === #

    def _check_einvoice(self, pdf=None, xml=None):
        """Look at a produced invoice.

        :param bytes pdf: the PDF; default: the one that is stored
        :param bytes xml: the file that was put into it; default: the one that is stored
        :return: list of sentences, empty when it may be sent
        """
        self.ensure_one()
        pdf = self.invoice_pdf_report_id.raw if pdf is None else pdf
        xml = self.ubl_cii_xml_id.raw if xml is None else xml
        found = self._extract_einvoice(pdf)
        if not found:
            return [self.env._("The PDF has no electronic invoice in it. Produce it again.")]
        if xml and found != xml:
            return [self.env._("The electronic invoice in the PDF is not the one that was made. Produce it again.")]
        return self._check_einvoice_xml(found)

    def _extract_einvoice(self, pdf):
        """The file that a PDF carries as an electronic invoice; empty when there is none or it is no PDF."""
        try:
            name, xml = facturx.get_xml_from_pdf(pdf or b"", check_xsd=False, check_schematron=False)
        except Exception as error:  # the library has no exception of its own, and its reader has many
            _logger.info("No electronic invoice can be read from the PDF of %s: %s", self.name, error)
            return b""
        return xml if name == FILE_NAME else b""

    def _check_einvoice_xml(self, xml):
        """Hold a file against its schema, our own rules, and this invoice."""
        try:
            facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
            read = facturx.parse_ubl_cii_xml(xml, flavor="factur-x", level="en16931", check_xsd=False)
        except Exception as error:  # the library has no exception of its own
            return [self.env._("The electronic invoice does not follow its schema: %s", error)]
        problems = self._explain_rules(einvoice_rules.broken(read))
        if (read.get("BT-1"), read.get("BT-115")) != (self.name, f"{self.amount_total:.2f}"):
            problems.append(self.env._("The electronic invoice has another number or amount than this invoice."))
        return problems
