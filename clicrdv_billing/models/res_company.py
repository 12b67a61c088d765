from odoo import fields, models

from odoo.addons.clicrdv_booking.logic import places

from ..logic import vat


class ResCompany(models.Model):
    """As an operator: the taxes of its services. As an establishment: its subscriptions, and the zone of its VAT."""

    _inherit = "res.company"

    # === FIELDS === #

    billing_tax_metropole_id = fields.Many2one("account.tax", "VAT of services, mainland and Corsica")
    billing_tax_antilles_reunion_id = fields.Many2one(
        "account.tax", "VAT of services, Guadeloupe, Martinique and Réunion"
    )
    billing_tax_outside_id = fields.Many2one("account.tax", "Services without VAT, Guyane, Mayotte and collectivities")
    billing_auto_run = fields.Boolean(
        "Bill by itself",
        help="The run of a month starts on the first day of the next one, without waiting for anybody.",
    )
    subscription_ids = fields.One2many("clicrdv.subscription", "establishment_id", "Subscriptions")

    # === BUSINESS METHODS === #

    def _billing_vat_zone(self):
        """The VAT zone of this establishment, by its post code.

        :rtype: str
        """
        self.ensure_one()
        return vat.zone_of(places.department_of(self.zip or self.partner_id.zip or ""))

    def _billing_tax(self, zone):
        """The sale tax that this operator puts on a service for a zone.

        :param str zone: one of `logic.vat.RATES`
        :return: account.tax record, empty while it is not set
        """
        self.ensure_one()
        return self[f"billing_tax_{zone}_id"]
