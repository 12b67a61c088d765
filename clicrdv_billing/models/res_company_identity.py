from odoo import fields, models
from odoo.tools import formatLang


class ResCompany(models.Model):
    """Who issues orders and invoices, as the law wants it printed (BIL-02; Code de commerce R. 123-237)."""

    _inherit = "res.company"

    # === FIELDS === #

    billing_legal_form = fields.Char("Legal form", help="SA, SAS, SARL…")
    billing_capital = fields.Monetary("Share capital", currency_field="currency_id")
    billing_rcs = fields.Char("Register of commerce (RCS)", help="The town of the register: Nanterre, Paris…")

    # === BUSINESS METHODS === #

    def _billing_identity_lines(self):
        """Form and capital, registration, VAT number and seat of this company, as lines; what is not set is left out.

        :return: list of str
        """
        self.ensure_one()
        capital = self.billing_capital and self.currency_id.format(self.billing_capital)
        siren = "".join(filter(str.isdigit, self.company_registry or ""))[:9]
        seat = " ".join(filter(None, [self.street, self.street2, self.zip, self.city]))
        form = [self.billing_legal_form, capital and self.env._("with a capital of %s", capital)]
        lines = [
            " ".join(filter(None, [self.name, *form])),
            siren and self.env._("SIREN %(siren)s, RCS %(town)s", siren=siren, town=self.billing_rcs or "-"),
            self.vat and self.env._("VAT number %s", self.vat),
            seat and self.env._("Registered office: %s", seat),
        ]
        return [line for line in lines if line]

    def _billing_identity(self):
        """How an operator names himself: “SAS, share capital of 1 000 EUR, RCS Nanterre”."""
        # the identity of an operator stands on each of his papers
        company = self.sudo()
        capital = formatLang(self.env, company.billing_capital, currency_obj=company.currency_id)
        parts = (
            company.billing_legal_form,
            company.billing_capital and self.env._("share capital of %s", capital.replace("\u202f", " ")),
            company.billing_rcs and self.env._("RCS %s", company.billing_rcs),
        )
        return ", ".join(part for part in parts if part)
