from odoo import api, fields, models

from ..logic import run_states as states

STATES = [
    (states.TODO, "To bill"),
    (states.BLOCKED, "Cannot be billed"),
    (states.FAILED, "Failed"),
    (states.BILLED, "Billed"),
    (states.EMPTY, "Nothing due"),
]


class ClicrdvBillingLine(models.Model):
    """One establishment in a monthly run: what it will be billed, what is missing, what became of it."""

    _name = "clicrdv.billing.line"
    _description = "Establishment in a monthly run"
    _order = "run_id, problem, contract_id, establishment_id"
    _rec_name = "establishment_id"

    # === FIELDS === #

    run_id = fields.Many2one("clicrdv.billing.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    contract_id = fields.Many2one("clicrdv.contract", required=True, index=True, ondelete="restrict")
    establishment_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    state = fields.Selection(STATES, required=True, default=states.TODO, readonly=True)
    subscription_amount = fields.Monetary("Subscription", readonly=True)
    correction_amount = fields.Monetary("Corrections", readonly=True, help="Of months that were billed before.")
    sms_parts = fields.Integer("SMS", readonly=True)
    sms_amount = fields.Monetary("SMS amount", readonly=True)
    other_amount = fields.Monetary("Accepted quotes", readonly=True)
    amount = fields.Monetary("Total, excl. tax", compute="_compute_amount", store=True)
    previous_amount = fields.Monetary("Last month", readonly=True)
    differs = fields.Boolean("Differs by more than 20 %", readonly=True)
    outside_parts = fields.Integer("SMS outside of any contract", readonly=True)
    warning = fields.Char("To look at", readonly=True)
    problem = fields.Char(readonly=True, help="What to put right before it can be billed.")
    move_ids = fields.Many2many("account.move", string="Invoices", compute="_compute_move_ids")

    # === CONSTRAINTS AND INDEXES === #

    _once_a_run = models.Constraint(
        "UNIQUE (run_id, contract_id, establishment_id)", "This establishment is in the run already."
    )
    _open_index = models.Index("(run_id, id) WHERE state = 'todo'")

    # === COMPUTE METHODS === #

    @api.depends("subscription_amount", "correction_amount", "sms_amount", "other_amount")
    def _compute_amount(self):
        for line in self:
            parts = line.subscription_amount + line.correction_amount + line.sms_amount + line.other_amount
            line.amount = parts

    def _compute_move_ids(self):
        found = {}
        rows = self.env["clicrdv.charge"]._read_group(
            [("run_id", "in", self.run_id.ids), ("establishment_id", "in", self.establishment_id.ids)],
            ["run_id", "contract_id", "establishment_id"],
            ["move_line_id:recordset"],
        )
        for run, contract, establishment, move_lines in rows:
            found[run, contract, establishment] = move_lines.move_id
        for line in self:
            line.move_ids = found.get((line.run_id, line.contract_id, line.establishment_id), False)

    # === ACTIONS === #

    def action_retry(self):
        """Bill again what had failed or was blocked, now that it was put right."""
        again = self.filtered(lambda line: line.state in (states.FAILED, states.BLOCKED))
        for run, lines in again.grouped("run_id").items():
            run._prepare(lines)
            run._start()
        return True
