from odoo import api, fields, models

from ..exceptions_registers import ReasonMissing, StateByHand
from ..logic.recipient_flows import PROPOSED


class ClicrdvReversibilityTask(models.Model):
    """A sub-processor returns or destroys its copies too, and says so (agreement 3.3.11; GDP-32)."""

    _name = "clicrdv.reversibility.task"
    _description = "Task of a sub-processor at the end of a contract"
    _inherit = ["clicrdv.stays.mixin"]
    _order = "done_on desc, id"
    _rec_name = "subprocessor_id"

    # === FIELDS === #

    reversibility_id = fields.Many2one(
        "clicrdv.reversibility", required=True, index=True, ondelete="restrict", readonly=True
    )
    provider_id = fields.Many2one(related="reversibility_id.provider_id", store=True, index=True)
    company_id = fields.Many2one(related="reversibility_id.company_id", store=True, index=True)
    network_id = fields.Many2one(related="reversibility_id.network_id", store=True, index=True)
    subprocessor_id = fields.Many2one(
        "clicrdv.subprocessor", "Sub-processor", required=True, ondelete="restrict", readonly=True
    )
    kind = fields.Selection([("destroy", "Destroy"), ("return", "Return")], required=True, readonly=True)
    asked_on = fields.Date("Asked on", required=True, readonly=True)
    done_on = fields.Date("Done on")
    answer = fields.Text(help="What it answered: reference, date, method.")
    document = fields.Binary("Its certificate", attachment=True)
    document_name = fields.Char()

    # === CONSTRAINTS AND INDEXES === #

    _once = models.Constraint(
        "UNIQUE (reversibility_id, subprocessor_id, kind)", "This sub-processor was asked already."
    )

    # === CONSTRAINS METHODS === #

    @api.constrains("done_on", "answer")
    def _check_answer(self):
        for task in self:
            if task.done_on and not (task.answer or "").strip():
                raise ReasonMissing(self.env, name=task.subprocessor_id.name)

    # === CRUD METHODS === #

    def write(self, vals):
        # what a certificate tells was proved by these lines
        if any(task.reversibility_id.certificate_id for task in self) and not self.env.su:
            raise StateByHand(self.env)
        return super().write(vals)


class ClicrdvReversibility(models.Model):
    _inherit = "clicrdv.reversibility"

    # === BUSINESS METHODS === #

    def _ask_subprocessors(self, kind):
        """Open a task for each sub-processor that may hold data of the controller; asking twice changes nothing."""
        self.ensure_one()
        recipients = self.env["clicrdv.subprocessor"].search(
            [("company_id", "=", self.provider_id.id), ("state", "!=", PROPOSED)]
        )
        there = self.task_ids.filtered(lambda task: task.kind == kind).subprocessor_id
        today = self._provider()._privacy_today()
        self.env["clicrdv.reversibility.task"].create(
            [
                {"reversibility_id": self.id, "subprocessor_id": recipient.id, "kind": kind, "asked_on": today}
                for recipient in recipients - there
            ]
        )
