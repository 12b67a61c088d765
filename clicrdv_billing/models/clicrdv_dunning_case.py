from odoo import api, fields, models
from odoo.fields import Domain

from ..exceptions_dunning import InterestRateMissing, PauseReasonMissing
from ..logic import contract_states as states
from .clicrdv_dunning_level import KINDS


class ClicrdvDunningCase(models.Model):
    """What one customer owes one operator and has not paid in time: opened by the first late invoice, closed when
    nothing is late.

    Amounts are computed from the books whenever they are looked at; what was written to the customer is frozen in the
    letters. Due dates of invoices are never rewritten: after an acceleration (general terms, art. 6) this record says
    from when everything that was open then is due.
    """

    _name = "clicrdv.dunning.case"
    _description = "Late payment of a customer"
    _inherit = ["clicrdv.billing.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state desc, opened_on desc, id desc"
    _rec_name = "partner_id"

    # === FIELDS === #

    company_id = fields.Many2one("res.company", "Operator", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], required=True, default="open", readonly=True, tracking=True
    )
    opened_on = fields.Date("Opened on", required=True, readonly=True)
    closed_on = fields.Date("Closed on", readonly=True)
    letter_ids = fields.One2many("clicrdv.dunning.letter", "case_id", "Letters")
    reached = fields.Selection(KINDS, "Last letter", compute="_compute_reached", store=True)
    accelerated_on = fields.Date(
        "Everything due since", readonly=True, tracking=True, help="Whatever was invoiced up to this day is due."
    )
    pause_until = fields.Date("Paused until", tracking=True, help="The last day without letters.")
    pause_reason = fields.Char("Because", tracking=True)
    paused_by_id = fields.Many2one("res.users", "Paused by", readonly=True, tracking=True)
    problem = fields.Char("To do", readonly=True, help="What kept the daily job from writing the next letter.")
    allocation_warning = fields.Text(readonly=True)
    suspension_ids = fields.One2many("clicrdv.page.suspension", "case_id", "Booking pages closed")

    move_ids = fields.Many2many("account.move", string="Invoices due", compute="_compute_amounts")
    amount_open = fields.Monetary("Unpaid", compute="_compute_amounts")
    amount_credit = fields.Monetary(
        "Credits", compute="_compute_amounts", help="Payments and credit notes not matched with an invoice yet."
    )
    amount_due = fields.Monetary("Due", compute="_compute_amounts")
    amount_penalty = fields.Monetary("Penalties not billed", compute="_compute_penalties")
    amount_fee = fields.Monetary("Indemnities not billed", compute="_compute_penalties")
    penalty_problem = fields.Char(compute="_compute_penalties")
    contract_ids = fields.Many2many("clicrdv.contract", string="Contracts", compute="_compute_contract_ids")
    may_terminate_on = fields.Date("Termination possible from", compute="_compute_may_terminate_on")

    # === CONSTRAINTS AND INDEXES === #

    _one_open = models.UniqueIndex(
        "(company_id, partner_id) WHERE state = 'open'", "This customer has an open case already."
    )

    @api.constrains("pause_until", "pause_reason")
    def _check_pause(self):
        for case in self:
            if case.pause_until and not (case.pause_reason or "").strip():
                raise PauseReasonMissing(self.env)

    # === COMPUTE METHODS === #

    @api.depends("letter_ids.state", "letter_ids.kind")
    def _compute_reached(self):
        order = [kind for kind, _label in KINDS]
        for case in self:
            kinds = case.letter_ids.filtered(lambda letter: letter.state == "sent").mapped("kind")
            case.reached = max(kinds, key=order.index) if kinds else False

    @api.depends("state", "accelerated_on")
    def _compute_amounts(self):
        for case in self:
            moves = case._due_moves()
            case.move_ids = moves
            case.amount_open = sum(moves.mapped("amount_residual_signed"))
            case.amount_credit = case._credit() if moves else 0
            case.amount_due = max(case.amount_open - case.amount_credit, 0)

    @api.depends("state")
    def _compute_penalties(self):
        for case in self:
            case.penalty_problem = False
            case.amount_penalty = case.amount_fee = 0
            today = case.company_id._late_today()
            try:
                rows = case._chargeable_moves()._late_unbilled(today).values()
            except InterestRateMissing as refusal:
                # shown instead of the amounts, which are hidden then: a zero would be a lie
                case.penalty_problem = str(refusal)
                continue
            case.amount_penalty = float(sum(penalty for penalty, _fee in rows))
            case.amount_fee = float(sum(fee for _penalty, fee in rows))

    @api.depends("partner_id")
    def _compute_contract_ids(self):
        for case in self:
            case.contract_ids = case._contracts()

    @api.depends("letter_ids.state", "letter_ids.posted_on", "letter_ids.received_on")
    def _compute_may_terminate_on(self):
        for case in self:
            case.may_terminate_on = case._may_terminate_on()

    # === CRUD METHODS === #

    def write(self, vals):
        if "pause_until" in vals and not vals["pause_until"]:
            vals = {**vals, "pause_reason": False}
        result = super().write(vals)
        if "pause_until" in vals:
            self._write_moved({"paused_by_id": self.env.uid if vals["pause_until"] else False})
        return result

    # === ACTIONS === #

    def action_late_note(self):
        """Open the debit note for all late invoices of this customer before it is made."""
        self.ensure_one()
        return self.env["clicrdv.late.note"]._open(self._chargeable_moves())

    def action_accelerate(self):
        """All that is open falls due today (BIL-19); a second click changes nothing."""
        for case in self.filtered(lambda case: case.state == "open" and not case.accelerated_on):
            case._write_moved({"accelerated_on": case.company_id._late_today()})

    def action_look(self):
        """Do for this customer now what the daily job does."""
        for case in self:
            case._look_at(case.company_id, case.partner_id)

    def action_oldest_debts(self):
        """Propose all payments of this customer that are matched with nothing for his oldest debts (BIL-23)."""
        self.ensure_one()
        lines = self.env["account.move.line"].search(
            self._credit_domain() & Domain("move_id.move_type", "=", "entry"), order="date, id"
        )
        return self.env["clicrdv.payment.allocation"]._open(self.company_id, self.partner_id, lines)

    def action_resume(self):
        self.write({"pause_until": False})

    # === BUSINESS METHODS === #

    def _due_domain(self, today):
        """What of this customer is due: what is past its date, and after an acceleration all that was open then."""
        self.ensure_one()
        due = Domain("invoice_date_due", "<", today)
        if self.accelerated_on:
            due |= Domain("invoice_date", "<=", self.accelerated_on)
        moves = self.env["account.move"]
        return moves._late_domain(self.company_id, self.partner_id) & Domain("amount_residual", ">", 0) & due

    def _due_moves(self):
        """Invoices that are due and not settled, the oldest first; what is merely in the bank's hands counts as paid."""
        self.ensure_one()
        moves = self.env["account.move"].search(
            self._due_domain(self.company_id._late_today()), order="invoice_date_due, id"
        )
        return moves.filtered(lambda move: move.payment_state not in ("paid", "in_payment", "reversed"))

    def _chargeable_moves(self):
        """All invoices of this customer that lateness may have cost something in the last five years (C. com. L110-4)."""
        self.ensure_one()
        today = self.company_id._late_today()
        since = fields.Date.subtract(today, years=5)
        domain = self.env["account.move"]._late_domain(self.company_id, self.partner_id)
        return self.env["account.move"].search(
            domain
            & Domain("late_note", "=", False)
            & Domain("invoice_date_due", "<", today)
            & Domain("invoice_date_due", ">=", since),
            order="invoice_date_due, id",
        )

    def _credit(self):
        """What the customer has paid or was credited that is matched with no invoice yet."""
        self.ensure_one()
        [(residual,)] = self.env["account.move.line"]._read_group(
            self._credit_domain(), aggregates=["amount_residual:sum"]
        )
        return -(residual or 0)

    def _credit_domain(self):
        """Receivable lines of this customer with something left to match."""
        self.ensure_one()
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("partner_id.commercial_partner_id", "=", self.partner_id.id)
            & Domain("account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
            & Domain("amount_residual", "<", 0)
        )

    def _contracts(self):
        """The contracts concluded with this customer, past ones included: art. 6 ends them all."""
        self.ensure_one()
        return self.env["clicrdv.contract"].search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("partner_id.commercial_partner_id", "=", self.partner_id.id)
            & Domain("state", "in", sorted(states.SIGNED))
        )

    def _may_terminate_on(self):
        """First day on which this customer's contracts may be terminated for non-payment (BIL-22).

        Day 8 after a formal notice whose posting is proved and which stayed without effect: an invoice that it names is
        unpaid and not in dispute.

        :return: a date, or False while there is no such notice
        """
        self.ensure_one()
        days = [
            letter._may_terminate_on()
            for letter in self.letter_ids
            if letter.kind == "formal_notice" and letter.state == "sent" and letter._unanswered()
        ]
        return min(filter(None, days), default=False)

    @api.model
    def _of_contract(self, contract):
        """The open cases about a contract: of whoever signed it, and of those whom it bills."""
        return self.search(self._contract_domain(contract) & Domain("state", "=", "open"))

    @api.model
    def _contract_domain(self, contract):
        moves = self.env["account.move"]
        billed = moves._late_domain(contract.company_id) & Domain("billing_contract_id", "=", contract.id)
        [(customers,)] = moves._read_group(billed, aggregates=["commercial_partner_id:recordset"])
        customers |= contract.partner_id.commercial_partner_id
        return Domain("company_id", "=", contract.company_id.id) & Domain("partner_id", "in", customers.ids)

    @api.model
    def _notices_of_contract(self, contract, since):
        """Since when a contract may be ended for non-payment, as its cases say: the formal notices that stayed unanswered.

        :param date since: cases that were closed before count no more
        :return: (whether there is a case, first day on which the contract may be ended or False)
        """
        known = Domain("state", "=", "open") | Domain("closed_on", ">=", since)
        cases = self.search(self._contract_domain(contract) & known)
        return bool(cases), min(filter(None, (case._may_terminate_on() for case in cases)), default=False)

    def _claim(self):
        """What a letter of today asks for: nothing that is in dispute (art. 23), his credits taken off.

        :return: (invoices, their sum, sum once credits are taken off)
        """
        self.ensure_one()
        # the books may have changed since somebody looked
        self.invalidate_recordset(["move_ids", "amount_open", "amount_credit", "amount_due"])
        moves = self.move_ids - self.env["clicrdv.dispute"]._disputed(self.move_ids)
        unpaid = sum(moves.mapped("amount_residual_signed"))
        return moves, unpaid, max(unpaid - self.amount_credit, 0)

    def _worth_dunning(self):
        """Whether the customer owes something, not in dispute, once his credits are taken off."""
        _moves, _unpaid, due = self._claim()
        return self.currency_id.compare_amounts(due, 0) > 0
