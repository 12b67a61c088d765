from odoo import fields, models

from .clicrdv_privacy_agreement import PARAMETER as AGREEMENT
from .res_users_undertaking import PARAMETER


class ResConfigSettings(models.TransientModel):
    """Contacts, business hours and the gate of data protection."""

    _inherit = "res.config.settings"

    # === FIELDS === #

    dpo_name = fields.Char(related="company_id.dpo_name", readonly=False)
    dpo_email = fields.Char(related="company_id.dpo_email", readonly=False)
    dpo_phone = fields.Char(related="company_id.dpo_phone", readonly=False)
    privacy_hours_from = fields.Float(related="company_id.privacy_hours_from", readonly=False)
    privacy_hours_to = fields.Float(related="company_id.privacy_hours_to", readonly=False)
    privacy_require_undertaking = fields.Boolean(
        "Undertaking and training needed for client files", config_parameter=PARAMETER
    )
    privacy_require_agreement = fields.Boolean("Signed agreement needed to be online", config_parameter=AGREEMENT)
