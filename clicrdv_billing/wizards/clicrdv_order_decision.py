from odoo import fields, models

from ..exceptions_life import ReasonMissing


class ClicrdvOrderDecision(models.TransientModel):
    """A person approves or refuses an order, suspends a contract or resumes it: never without a reason (BIL-07; art. 9)."""

    _name = "clicrdv.order.decision"
    _description = "Decision on an order or a contract"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", "Order", required=True, ondelete="cascade")
    contract_state = fields.Selection(related="contract_id.state")
    report = fields.Text(related="contract_id.eligibility_report")
    reason = fields.Text()

    # === ACTIONS === #

    def action_approve(self):
        self.contract_id._approve(self._given_reason())
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        self.contract_id._refuse(self._given_reason())
        return {"type": "ir.actions.act_window_close"}

    def action_suspend(self):
        self.contract_id._suspend(self._given_reason())
        return {"type": "ir.actions.act_window_close"}

    def action_resume(self):
        self.contract_id._resume(self._given_reason())
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _given_reason(self):
        self.ensure_one()
        if not (self.reason or "").strip():
            raise ReasonMissing(self.env)
        return self.reason
