from odoo import models


class AccountMove(models.Model):
    """Amounts of the invoices of contracts, rounded as electronic invoices are.

    Core rounds either each tax of each line, or nothing before the total: 137 SMS at 0.0836 EUR for two establishments
    would be two lines of 11.45 and a total of 22.91. EN 16931 rounds each line, adds, and rounds the tax of each rate
    once (BR-CO-10, BR-CO-17).
    """

    _inherit = "account.move"

    # === BUSINESS METHODS === #

    def _prepare_product_base_line_for_taxes_computation(self, product_line):
        values = super()._prepare_product_base_line_for_taxes_computation(product_line)
        if self.billing_contract_id and self.is_sale_document():
            amount = values["price_unit"] * values["quantity"] * (1 - values["discount"] / 100)
            values.update(price_unit=self.currency_id.round(amount), quantity=1.0, discount=0.0)
        return values
