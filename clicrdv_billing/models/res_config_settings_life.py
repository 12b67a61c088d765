from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """When an operator reminds of the latest notice day."""

    _inherit = "res.config.settings"

    # === FIELDS === #

    contract_reminder_days = fields.Char(related="company_id.contract_reminder_days", readonly=False)
