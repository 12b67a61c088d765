from odoo import fields, models

from ..exceptions_life import ReasonMissing


class ClicrdvOrderDecision(models.TransientModel):
    """A person approves what is in doubt about an order, or refuses it: never without a reason (BIL-07)."""

    _name = "clicrdv.order.decision"
    _description = "Decision on an order"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", "Order", required=True, ondelete="cascade")
    report = fields.Text(related="contract_id.eligibility_report")
    reason = fields.Text()

    # === ACTIONS === #

    def action_approve(self):
        self.contract_id._approve(self._given_reason())
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        self.contract_id._refuse(self._given_reason())
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _given_reason(self):
        self.ensure_one()
        if not (self.reason or "").strip():
            raise ReasonMissing(self.env)
        return self.reason
