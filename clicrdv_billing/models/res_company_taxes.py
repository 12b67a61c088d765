from odoo import models
from odoo.fields import Command

from ..logic import vat


class ResCompany(models.Model):
    """As an operator: the service taxes of the three zones of French VAT, found in his chart of accounts or made from it.

    The French chart has 20 % for services (due on payment), but 8.5 % for goods only and no zero rate for the
    departments without VAT: those two are made from the first.
    """

    _inherit = "res.company"

    # === BUSINESS METHODS === #

    def _prepare_billing_taxes(self):
        """Fill the taxes that are not chosen yet."""
        for zone, rate in vat.RATES.items():
            field = f"billing_tax_{zone}_id"
            if not self[field]:
                self[field] = self._find_billing_tax(float(rate)) or self._create_billing_tax(zone, float(rate))
        if "on_payment" in self._billing_taxes().mapped("tax_exigibility") and not self.tax_exigibility:
            self.tax_exigibility = True

    def _billing_taxes(self):
        return self.env["account.tax"].union(*(self._billing_tax(zone) for zone in vat.RATES))

    def _find_billing_tax(self, rate):
        """The tax of services of one rate: that of the chart, due on payment, rather than any other."""
        if not rate:  # a zero rate may be an export: ours names its article
            return self.env["account.tax"].search(
                [*self._billing_tax_domain(rate), ("description", "ilike", "294")], limit=1
            )
        taxes = self.env["account.tax"].search(self._billing_tax_domain(rate))
        taxes = taxes.filtered(lambda tax: not tax.price_include)
        return taxes.sorted(lambda tax: (tax.tax_exigibility != "on_payment", not tax.active, tax.sequence, tax.id))[:1]

    def _billing_tax_domain(self, rate):
        return [
            ("company_id", "=", self.id),
            ("type_tax_use", "=", "sale"),
            ("tax_scope", "=", "service"),
            ("amount_type", "=", "percent"),
            ("amount", "=", rate),
        ]

    def _create_billing_tax(self, zone, rate):
        """A tax like that of the mainland, of another rate; none where there is nothing to make it from."""
        model = self.billing_tax_metropole_id
        if not model or zone == vat.METROPOLE:
            return self.env["account.tax"]
        article = self.env._("VAT not applicable, article 294 of the CGI")
        tax = model.copy(
            {
                "name": self.env._("%s %% S", f"{rate:g}") if rate else self.env._("0 %% S art. 294"),
                "description": article if not rate else self.env._("%s %% services, overseas", f"{rate:g}"),
                "invoice_label": self.env._("VAT %s %%", f"{rate:g}"),
                "amount": rate,
                "active": True,
                "tax_exigibility": model.tax_exigibility if rate else "on_invoice",
                "cash_basis_transition_account_id": model.cash_basis_transition_account_id.id if rate else False,
                "tax_group_id": (self._chart_group(rate) or model.tax_group_id).id,
            }
        )
        self._copy_tags(tax, self._goods_tax(rate))
        return tax

    def _chart_group(self, rate):
        name = {8.5: "tax_group_tva_85", 0.0: "tax_group_tva_0"}[rate]
        chart = self.env["account.chart.template"].with_company(self)
        return chart.ref(name, raise_if_not_found=False) or self.env["account.tax.group"]

    def _goods_tax(self, rate):
        """The tax of the chart that is declared in the same boxes."""
        name = {8.5: "tva_specifique", 0.0: "tva_sale_service_0"}[rate]
        chart = self.env["account.chart.template"].with_company(self)
        return chart.ref(name, raise_if_not_found=False) or self.env["account.tax"]

    @staticmethod
    def _copy_tags(tax, declared_like):
        """Declare a tax in the boxes of another; in none when there is no other: never in those of another rate."""
        for kind in ("invoice_repartition_line_ids", "refund_repartition_line_ids"):
            for line in tax[kind]:
                like = declared_like[kind].filtered(
                    lambda other, line=line: other.repartition_type == line.repartition_type
                )
                line.tag_ids = [Command.set(like[:1].tag_ids.ids)]
