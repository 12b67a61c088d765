from odoo import fields, models
from odoo.exceptions import AccessError

from ..exceptions_ending import NameNotTyped


class ClicrdvDestructionConfirm(models.TransientModel):
    """The last question before everything of a controller is destroyed: type its name."""

    _name = "clicrdv.destruction.confirm"
    _description = "Confirm a destruction"

    # === FIELDS === #

    reversibility_id = fields.Many2one("clicrdv.reversibility", required=True, ondelete="cascade")
    controller_name = fields.Char(related="reversibility_id.controller_name")
    counts = fields.Text("Would be destroyed", readonly=True)
    typed_name = fields.Char("Name of the controller", help="Type it exactly as it is shown.")

    # === ACTIONS === #

    def action_destroy(self):
        """Begin the destruction."""
        self.ensure_one()
        if not self.env.user.has_group("clicrdv_gdpr.group_privacy_officer"):
            raise AccessError(self.env._("Only a privacy officer destroys the data of a controller."))
        if (self.typed_name or "").strip() != self.controller_name:
            raise NameNotTyped(self.env, name=self.controller_name)
        self.reversibility_id._begin_destruction()
        return {"type": "ir.actions.act_window_close"}
