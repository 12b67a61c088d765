from odoo import fields, models


class ClicrdvSetup(models.TransientModel):
    """The set-up of an establishment asks for the agreement before it goes online (GDP-03)."""

    _inherit = "clicrdv.setup"

    # === FIELDS === #

    is_agreement_missing = fields.Boolean(related="company_id.is_agreement_missing")

    # === ACTIONS === #

    def action_privacy_agreement(self):
        """Read the agreement and accept it, then go on here."""
        self.ensure_one()
        action = self.company_id.action_privacy_agreement()
        return {**action, "context": {**action["context"], "back_to_setup": True}}
