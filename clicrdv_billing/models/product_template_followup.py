from odoo import api, fields, models

from ..exceptions_followup import ReversibilityIsFree


class ProductTemplate(models.Model):
    """A delivery of a customer's data at the end of the contract: it exists in the catalogue and is never sold."""

    _inherit = "product.template"

    # === FIELDS === #

    billing_is_reversibility = fields.Boolean(
        "Return of data",
        help="The customer gets his data back at the end of the contract, at no cost (data-protection agreement, 3.3.11).",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("billing_is_reversibility")
    def _check_nothing_of_it_is_billed(self):
        """What has been quoted or charged is no free return of data."""
        products = self.filtered("billing_is_reversibility").product_variant_ids
        # whatever the operator: the product is everybody's
        used = self.env["clicrdv.quote.line"].sudo().search([("product_id", "in", products.ids)], limit=1)
        # see above
        used = used or self.env["clicrdv.charge"].sudo().search([("product_id", "in", products.ids)], limit=1)
        if used:
            raise ReversibilityIsFree(self.env, product=used.product_id.display_name)


class ProductProduct(models.Model):
    """A product that is sold, or not."""

    _inherit = "product.product"

    # === BUSINESS METHODS === #

    def _check_billable(self):
        """Refuse to ask money for the return of a customer's data (data-protection agreement, 3.3.11).

        :raises ReversibilityIsFree: one of these products is such a return
        """
        for product in self.filtered("billing_is_reversibility")[:1]:
            raise ReversibilityIsFree(self.env, product=product.display_name)
