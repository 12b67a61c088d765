from odoo import api, fields, models
from odoo.tools import ormcache


class ClicrdvSmsPrice(models.Model):
    """What one part of an SMS costs from a day on (general terms, art. 6: 0.0836 EUR excl. tax)."""

    _name = "clicrdv.sms.price"
    _description = "Price of an SMS"
    _order = "date_from desc, id"
    _rec_name = "date_from"

    # === FIELDS === #

    date_from = fields.Date("From", required=True)
    unit_price = fields.Float("Price of a part, excl. tax (EUR)", digits=(16, 4), required=True)
    network_id = fields.Many2one(
        "clicrdv.network", index="btree_not_null", ondelete="cascade", help="Blank: all networks without their own."
    )

    # === CONSTRAINTS AND INDEXES === #

    _one_price_a_day = models.UniqueIndex(
        "(date_from, COALESCE(network_id, 0))", "There is another price from this day on."
    )
    _price_positive = models.Constraint("CHECK (unit_price >= 0)", "A price is not negative.")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # === BUSINESS METHODS === #

    @api.model
    @ormcache("network_id", "day")
    def _price_on(self, network_id, day):
        """The price of one part that is in force on a day: that of the network, else the general one.

        :param int network_id: id of a clicrdv.network, or False
        :param date day: local day of the establishment
        :return: the price in euros, None when there is none: nothing may be sent then
        :rtype: float
        """
        # each message needs it, whoever writes the price list
        prices = self.sudo().search([("date_from", "<=", day), ("network_id", "in", [network_id, False])])
        own = prices.filtered(lambda price: price.network_id.id == network_id) if network_id else prices.browse()
        found = (own or prices.filtered(lambda price: not price.network_id))[:1]
        return found.unit_price if found else None
