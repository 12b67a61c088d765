from odoo import fields, models

from .clicrdv_backup_record import DAYS_KEPT, RECOVERY


class ResConfigSettings(models.TransientModel):
    """How long backups are kept, and how fast they have to be back."""

    _inherit = "res.config.settings"

    # === FIELDS === #

    privacy_backup_days = fields.Integer("Backups are kept for (days)", config_parameter=DAYS_KEPT, default=30)
    privacy_backup_recovery_minutes = fields.Integer(
        "Agreed recovery time (minutes)", config_parameter=RECOVERY, default=240
    )
