from odoo import models


class AccountEdiXmlCii(models.AbstractModel):
    """The Factur-X file of an invoice of a contract is ours.

    Core's rounds 0.0836 to 0.08, writes the SIRET as a SIREN, takes the due date for the billed period and has none of
    the French notes and addresses.
    """

    _inherit = "account.edi.xml.cii"

    # === BUSINESS METHODS === #

    def _export_invoice(self, invoice):
        if not invoice._has_einvoice():
            return super()._export_invoice(invoice)
        xml, broken = invoice._einvoice_xml()
        return xml, set(invoice._explain_rules(broken))
