from odoo import fields, models


class ProductTemplate(models.Model):
    """A tariff: what a month costs an establishment of one activity at one level of the offer (art. 6)."""

    _inherit = "product.template"

    # === FIELDS === #

    billing_offer = fields.Selection(
        [("simple", "Simple agenda"), ("interactive", "Interactive agenda")],
        "Subscription to",
        help="Makes this product the tariff of the subscriptions to this offer.",
    )
    billing_activity_id = fields.Many2one(
        "clicrdv.activity",
        "Activity",
        ondelete="restrict",
        help="Blank: for all activities without their own tariff.",
    )
