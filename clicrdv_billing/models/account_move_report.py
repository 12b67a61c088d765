from odoo import models
from odoo.tools import formatLang
from odoo.tools.float_utils import float_repr

from ..logic import identifiers

#: Where an invoice of a contract is printed differently from core's.
TEMPLATE = "clicrdv_billing.report_invoice_document"


class AccountMove(models.Model):
    """The printed invoice of a contract: what stands on it."""

    _inherit = "account.move"

    # === BUSINESS METHODS === #

    def _get_name_invoice_report(self):
        self.ensure_one()
        if self.billing_contract_id and self.is_sale_document():
            return TEMPLATE
        return super()._get_name_invoice_report()

    def _billing_report_values(self):
        """What the template shows, in the language of this record."""
        self.ensure_one()
        sections = self._billing_sections()
        issuer, buyer = self.company_id.partner_id, self.partner_id.commercial_partner_id
        return {
            "sections": sections,
            "paged": len(sections) > 1,
            "identity": self.company_id._billing_identity(),
            "issuer": {"siren": issuer._billing_siren(), "siret": identifiers.siret_of(issuer.company_registry)},
            "buyer": {"siren": buyer._billing_siren(), "siret": identifiers.siret_of(buyer.company_registry)},
            "taxes": self._billing_report_taxes(),
            "mentions": [*self._billing_tax_mentions(), *self._billing_mentions().values()],
            "iban": self._billing_report_iban(),
            "bank": self._billing_bank(),
            "delivery": self._einvoice_delivery(),
            "is_credit_note": self.move_type == "out_refund",
        }

    def _billing_sections(self):
        """The lines by establishment, in the order of the invoice, each with its subtotal."""
        sections = {}
        for line in self._billing_lines().sorted(lambda line: (line.sequence, line.id)):
            sections.setdefault(line.billing_establishment_id.id, self.env["account.move.line"])
            sections[line.billing_establishment_id.id] |= line
        return [
            {
                # as of _einvoice_description: whoever gets the invoice may know for whom it is
                "establishment": lines[:1].billing_establishment_id.sudo(),
                "title": lines[:1]._einvoice_description(),
                "lines": lines,
                "subtotal": sum(lines.mapped("price_subtotal")),
            }
            for lines in sections.values()
        ]

    def _billing_report_taxes(self):
        """{rate, base, amount} of each rate, in the order of the electronic invoice."""
        lines = tuple(line._einvoice_line(place) for place, line in enumerate(self._billing_lines(), 1) if line.tax_ids)
        return [
            {"rate": self._billing_rate(float(tax.rate)), "base": float(tax.base), "amount": float(tax.amount)}
            for tax in self._einvoice_taxes(lines)
        ]

    def _billing_rate(self, rate):
        return formatLang(self.env, rate, digits=1 if rate % 1 else 0)

    def _billing_report_iban(self):
        number = identifiers.iban_of(self._billing_bank().acc_number)
        return " ".join(number[place : place + 4] for place in range(0, len(number), 4))


class AccountMoveLine(models.Model):
    """A line of a printed invoice."""

    _inherit = "account.move.line"

    # === BUSINESS METHODS === #

    def _billing_price_text(self):
        """The unit price with all its decimals, two at least: 49.90 and 0.0836."""
        digits = 4 if float_repr(self.price_unit, 4)[-2:] != "00" else 2
        return formatLang(self.env, self.price_unit, digits=digits)

    def _billing_rate_text(self):
        return ", ".join(f"{self.move_id._billing_rate(tax.amount)} %" for tax in self.tax_ids)

    def _billing_quantity_text(self):
        digits = len(float_repr(self.quantity, 4).split(".")[1].rstrip("0"))
        return formatLang(self.env, self.quantity, digits=digits)
