from odoo import api, fields, models
from odoo.exceptions import UserError


class ClicrdvSubscription(models.Model):
    """One establishment under a contract, at one tariff, from a day to a day.

    An establishment that joins is a row, one that leaves gets a last day, and a change of activity or offer ends one
    row and begins another. PostgreSQL guards that no establishment is subscribed twice on one day.
    """

    _name = "clicrdv.subscription"
    _description = "Subscription of an establishment"
    _inherit = ["clicrdv.billing.guarded.mixin", "clicrdv.billing.contract.mixin"]
    _order = "contract_id, establishment_id, date_start"
    _rec_name = "establishment_id"

    # === FIELDS === #

    network_id = fields.Many2one(related="contract_id.network_id", store=True)
    contract_state = fields.Selection(related="contract_id.state")
    establishment_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    activity_id = fields.Many2one("clicrdv.activity", required=True, ondelete="restrict")
    offer = fields.Selection(
        [("simple", "Simple agenda"), ("interactive", "Interactive agenda")], required=True, default="interactive"
    )
    product_id = fields.Many2one(
        "product.product", "Tariff", compute="_compute_product_id", store=True, readonly=False, ondelete="restrict"
    )
    date_start = fields.Date("First day", readonly=True)
    date_end = fields.Date("Last day", readonly=True, help="Blank: as long as the contract.")

    # === CONSTRAINTS AND INDEXES === #

    # an order that is not signed has no first day yet and guards nothing
    _never_twice = models.Constraint(
        "EXCLUDE USING gist (establishment_id WITH =, daterange(date_start, date_end, '[]') WITH &&)"
        " WHERE (date_start IS NOT NULL)",
        "This establishment is subscribed already on some of these days.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_start <= date_end)", "The last day is before the first."
    )

    # === COMPUTE METHODS === #

    @api.depends("activity_id", "offer")
    def _compute_product_id(self):
        """The tariff follows the activity and the offer."""
        products = self.env["product.product"].search([("billing_offer", "!=", False)], order="id")
        by_key = {(product.billing_activity_id, product.billing_offer): product for product in reversed(products)}
        none = self.env["clicrdv.activity"]
        for subscription in self:
            subscription.product_id = by_key.get((subscription.activity_id, subscription.offer)) or by_key.get(
                (none, subscription.offer)
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        # the day that ends one row is written before the row that follows it
        self.flush_model(["date_start", "date_end"])
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        if any(subscription.date_start for subscription in self):
            raise UserError(self.env._("A subscription that has begun is kept: give it a last day instead."))
