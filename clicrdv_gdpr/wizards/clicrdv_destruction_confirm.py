from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..exceptions_ending import NameNotTyped


class ClicrdvDestructionConfirm(models.TransientModel):
    """The last question before everything of a controller is destroyed: type its name."""

    _name = "clicrdv.destruction.confirm"
    _description = "Confirm a destruction"

    # === FIELDS === #

    reversibility_id = fields.Many2one("clicrdv.reversibility", required=True, ondelete="cascade")
    controller_name = fields.Char(related="reversibility_id.controller_name")
    counts = fields.Text("Would be destroyed", compute="_compute_counts")
    typed_name = fields.Char("Name of the controller", help="Type it exactly as it is shown.")

    # === COMPUTE METHODS === #

    @api.depends("reversibility_id")
    def _compute_counts(self):
        for confirm in self:
            request = confirm.reversibility_id
            counts = request._count() if request else {}
            labels = request._count_labels()
            confirm.counts = "\n".join(f"{labels.get(key, key)}: {number}" for key, number in counts.items() if number)

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
