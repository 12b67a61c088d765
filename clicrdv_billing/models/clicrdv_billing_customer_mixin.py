from odoo import api, models
from odoo.fields import Domain


class ClicrdvBillingCustomerMixin(models.AbstractModel):
    """Records of a contract that the customer sees on his own pages."""

    _name = "clicrdv.billing.customer.mixin"
    _description = "Shown to the customer of its contract"

    # === BUSINESS METHODS === #

    @api.model
    def _customer_domain(self, partner):
        """What somebody may see on his pages: what belongs to the contracts of his company.

        :param partner: res.partner of whoever is signed in
        """
        return Domain("contract_id.partner_id", "child_of", partner.commercial_partner_id.id)
