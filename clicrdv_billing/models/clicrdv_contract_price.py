from odoo import api, fields, models


class ClicrdvContractPrice(models.Model):
    """What a product costs a month under a contract, from a day on: copied from the price list at the signature.

    A later change of the price list changes nothing here; only an accepted change of the contract adds a row
    (general terms, art. 14).
    """

    _name = "clicrdv.contract.price"
    _description = "Price of a contract"
    _order = "contract_id, product_id, date_from desc"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    date_from = fields.Date("From", required=True)
    unit_price = fields.Float("Price a month, excl. tax", digits=(16, 4), required=True)

    # === CONSTRAINTS AND INDEXES === #

    _one_price_a_day = models.Constraint(
        "UNIQUE (contract_id, product_id, date_from)", "There is another price from this day on."
    )
    _price_positive = models.Constraint("CHECK (unit_price >= 0)", "A price is not negative.")

    # === BUSINESS METHODS === #

    @api.model
    def _prices_by_product(self, contracts):
        """Prices of contracts, oldest first.

        :return: {(id of the contract, id of the product): [(date, price)]}
        """
        found = {}
        for price in self.search([("contract_id", "in", contracts.ids)], order="date_from"):
            key = price.contract_id.id, price.product_id.id
            found.setdefault(key, []).append((price.date_from, price.unit_price))
        return found
