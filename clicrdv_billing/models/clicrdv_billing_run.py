from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..exceptions import BillingRefused, _lt
from ..logic import months
from ..logic import run_states as states

STATES = [
    (states.DRAFT, "Preview"),
    (states.RUNNING, "Running"),
    (states.DONE, "Done"),
]


class MonthNotOver(BillingRefused):
    code = "month_not_over"
    sentence = _lt("%(month)s is not over: start its run on %(day)s or later, once all its days and SMS are known.")


class ClicrdvBillingRun(models.Model):
    """The bill of one month of an operator: previewed, then made, posted and sent, each thing once.

    There is one run for each operator and month. It may be started again at any time: what is billed stays billed, what
    had failed is tried again, and what came later is billed by the run of the next month.
    """

    _name = "clicrdv.billing.run"
    _description = "Monthly run"
    _inherit = ["clicrdv.billing.guarded.mixin", "mail.thread"]
    _may_move = staticmethod(states.may)
    _order = "month desc, id desc"
    _rec_name = "display_name"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Operator", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True,
        default=lambda self: months.following(fields.Date.context_today(self), -1),
        help="Any day of the month whose subscriptions and SMS are billed.",
    )
    invoice_date = fields.Date("Date of the invoices", help="Blank: the day on which they are made.")
    state = fields.Selection(STATES, required=True, default=states.DRAFT, readonly=True, copy=False, tracking=True)
    line_ids = fields.One2many("clicrdv.billing.line", "run_id", "Establishments", readonly=True)
    line_count = fields.Integer("Number of establishments", compute="_compute_counts")
    open_count = fields.Integer("Still to bill", compute="_compute_counts")
    problem_count = fields.Integer("With a problem", compute="_compute_counts")
    warning_count = fields.Integer("To look at", compute="_compute_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts")
    amount = fields.Monetary("Total, excl. tax", compute="_compute_counts")
    sms_parts = fields.Integer("SMS", compute="_compute_counts")
    outside_parts = fields.Integer("SMS outside of any contract", compute="_compute_counts")
    previewed_at = fields.Datetime("Previewed on", readonly=True, copy=False)

    # === CONSTRAINTS AND INDEXES === #

    _once_a_month = models.Constraint("UNIQUE (company_id, month)", "This month has its run already: open that one.")
    _first_of_month = models.Constraint("CHECK (extract(day FROM month) = 1)", "A run is for a whole month.")

    # === COMPUTE METHODS === #

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = format_date(self.env, run.month, date_format="MMMM y").capitalize() if run.month else ""

    @api.depends("line_ids.state", "line_ids.amount")
    def _compute_counts(self):
        rows = self.env["clicrdv.billing.line"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "state"],
            ["__count", "amount:sum", "sms_parts:sum", "outside_parts:sum", "warning:count"],
        )
        for run in self:
            own = [row[1:] for row in rows if row[0] == run]
            counts = {state: count for state, count, *_sums in own}
            run.line_count = sum(counts.values())
            run.open_count = counts.get(states.TODO, 0)
            run.problem_count = counts.get(states.BLOCKED, 0) + counts.get(states.FAILED, 0)
            run.progress = 100 * (1 - run.open_count / run.line_count) if run.line_count else 0
            run.amount = sum(row[2] for row in own if row[0] not in (states.BLOCKED, states.EMPTY))
            run.sms_parts = sum(row[3] for row in own)
            run.outside_parts = sum(row[4] for row in own)
            run.warning_count = sum(row[5] for row in own)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("month"):
                vals["month"] = months.first_of(fields.Date.to_date(vals["month"]))
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & {"company_id", "month"} and self.line_ids:
            raise UserError(self.env._("The month of a run is not changed: make another run."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        if any(line.state == states.BILLED for line in self.line_ids):
            raise UserError(self.env._("A run that has billed is kept."))

    # === ACTIONS === #

    def action_preview(self):
        """Compute what would be billed; nothing is billed by looking."""
        self.ensure_one()
        self._prepare()
        return True

    def action_start(self):
        """Bill: the work is done in the background, and goes on after an interruption."""
        self.ensure_one()
        if not self.line_ids:
            self._prepare()
        self._start()
        return True

    def action_stop(self):
        """Stop after the invoices that are being made; what is billed stays billed."""
        self._move_to(states.DRAFT)
        return True

    def action_open_lines(self):
        """The establishments of the run, in a list that can be filtered."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clicrdv_billing.clicrdv_billing_line_action")
        return {**action, "domain": [("run_id", "=", self.id)], "display_name": self.display_name}

    def action_open_moves(self):
        """The invoices and credit notes of the run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_invoice_type")
        return {**action, "domain": [("billing_run_id", "=", self.id)], "display_name": self.display_name}

    # === BUSINESS METHODS === #

    def _start(self):
        """:raises MonthNotOver: what is still to come would be billed, or missed"""
        for run in self:
            first = months.following(run.month)
            if run.company_id._local_day() < first:
                raise MonthNotOver(self.env, month=run.display_name, day=format_date(self.env, first))
        self._move_to(states.RUNNING)
        # whoever may start a run need not have rights on the jobs of the server
        self.env.ref("clicrdv_billing.cron_billing_run").sudo()._trigger()
