from odoo import api, fields, models
from odoo.fields import Domain


class ClicrdvBillingContractMixin(models.AbstractModel):
    """What goes with a contract: its operator's to write, and shown to its customer on his own pages where there are any."""

    _name = "clicrdv.billing.contract.mixin"
    _description = "Goes with a contract"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)

    # === BUSINESS METHODS === #

    @api.model
    def _customer_domain(self, partner):
        """What somebody may see on his pages: what belongs to the contracts of his company.

        :param partner: res.partner of whoever is signed in
        """
        return Domain("contract_id.partner_id", "child_of", partner.commercial_partner_id.id)
