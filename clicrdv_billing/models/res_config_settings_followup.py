from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Integrity of customers: whether all are asked, and where they report."""

    _inherit = "res.config.settings"

    # === FIELDS === #

    billing_integrity_required = fields.Boolean(related="company_id.billing_integrity_required", readonly=False)
    billing_integrity_email = fields.Char(related="company_id.billing_integrity_email", readonly=False)
