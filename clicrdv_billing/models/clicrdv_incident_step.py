from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: What the emergency plan asks for first; each operator completes it on the incident.
EMERGENCY_PLAN = (
    _lt("Name one person who leads, and tell the team"),
    _lt("Tell the customers what is known, and when they hear more"),
    _lt("Check that last night's backup is there and can be restored"),
    _lt("Decide: repair, restore the backup, or start on another server"),
    _lt("Start a reduced service if that is faster, and note what is missing"),
    _lt("Check bookings, messages and the agenda before users are back"),
    _lt("Tell the customers that the service is back, and what was lost"),
    _lt("Write down the cause, and what will keep it from coming back"),
)


class ClicrdvIncidentStep(models.Model):
    """One step of the emergency plan of an outage (annex 1, § 2)."""

    _name = "clicrdv.incident.step"
    _description = "Step of an emergency plan"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _order = "sequence, id"

    # === FIELDS === #

    incident_id = fields.Many2one("clicrdv.incident", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=100)
    name = fields.Char("Step", required=True)
    done = fields.Boolean()
    done_at = fields.Datetime("Done on", readonly=True)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, ondelete="set null")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.filtered("done")._stamp()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if "done" in vals:
            self._stamp()
        return result

    # === BUSINESS METHODS === #

    def _stamp(self):
        """Who ticks a step, and when, goes with the tick."""
        for step in self:
            step._write_moved(
                {"done_at": step.done and fields.Datetime.now(), "done_by_id": step.done and self.env.uid}
            )
