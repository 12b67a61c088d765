from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..exceptions_followup import ClaimDecided, ClaimLate, ClaimTooMany, ClaimUndecided, ClaimUnreadable
from ..logic import claim_states as states
from ..logic import contract_states, entered, liability

STATES = [
    (states.RECEIVED, "Received"),
    (states.ACCEPTED, "Accepted"),
    (states.REFUSED, "Refused"),
    (states.WITHDRAWN, "Withdrawn"),
]
#: Written by the decision only; and what a decision is about, which stays as it was decided.
MOVED = {"state", "decided_on", "decided_by_id"}
DECIDED = {"contract_id", "breach_date", "received_on", "direct_amount", "indirect_amount", "damages", "decision"}
LONGEST = 5000
MOST_A_DAY = 20


class ClicrdvClaim(models.Model):
    """A customer says that the operator has failed: when, what it cost him, in time or not, and what is decided (art. 8.1)."""

    _name = "clicrdv.claim"
    _description = "Claim of a customer"
    _inherit = ["clicrdv.billing.guarded.mixin", "clicrdv.billing.contract.mixin", "mail.thread", "mail.activity.mixin"]
    _may_move = staticmethod(states.may)
    _order = "received_on desc, id desc"

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    contract_id = fields.Many2one(tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer", store=True, index=True)
    state = fields.Selection(STATES, required=True, default=states.RECEIVED, copy=False, tracking=True, index=True)
    breach_date = fields.Date("Day of the breach", required=True, tracking=True)
    received_on = fields.Date("Received on", required=True, default=fields.Date.context_today, tracking=True)
    deadline = fields.Date("Last day for it", compute="_compute_deadline", store=True)
    is_late = fields.Boolean("Late", compute="_compute_deadline", store=True)
    description = fields.Text("What happened", required=True)
    direct_amount = fields.Monetary("Direct loss claimed", help="What the breach itself has cost, at once.")
    indirect_amount = fields.Monetary(
        "Other losses claimed", help="Profits, financial and commercial losses: the contract excludes them (art. 8.1)."
    )
    source = fields.Selection(
        [("portal", "Portal"), ("letter", "Letter or e-mail")], required=True, default="letter", readonly=True
    )
    author_id = fields.Many2one("res.partner", "Told by", ondelete="restrict")
    damages = fields.Monetary("Damages granted", tracking=True)
    decision = fields.Text("Decision and its reason", help="The customer reads this.")
    late_reason = fields.Text("Why it is accepted though late")
    decided_on = fields.Date("Decided on", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, copy=False, ondelete="restrict")
    informed_on = fields.Date("Informed on", copy=False, tracking=True, help="When the customer was told the decision.")
    informed_person = fields.Char("Who was informed", copy=False, tracking=True)
    informed_how = fields.Char("How", copy=False, tracking=True, help="Letter with its number, e-mail, meeting…")

    # === CONSTRAINTS AND INDEXES === #

    _amounts_positive = models.Constraint(
        "CHECK (coalesce(direct_amount, 0) >= 0 AND coalesce(indirect_amount, 0) >= 0 AND coalesce(damages, 0) >= 0)",
        "Amounts are not negative.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (breach_date <= received_on)", "A claim comes after the breach that it is about."
    )
    _decision_is_dated = models.Constraint(
        "CHECK (state NOT IN ('accepted', 'refused') OR decided_on IS NOT NULL)", "A decision has a date."
    )

    # === COMPUTE METHODS === #

    @api.depends("breach_date", "received_on")
    def _compute_deadline(self):
        for claim in self:
            claim.deadline = claim.breach_date and liability.claim_deadline(claim.breach_date)
            claim.is_late = bool(
                claim.breach_date and claim.received_on and liability.is_late(claim.breach_date, claim.received_on)
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        # the number is the system's, whoever writes the claim
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            company = self.env["clicrdv.contract"].browse(vals.get("contract_id")).company_id or self.env.company
            for name in MOVED:
                vals.pop(name, None)
            vals["name"] = sequence.with_company(company).next_by_code("clicrdv.claim")
        return super().create(vals_list)

    def _check_write(self, vals):
        decided = any(claim.state in (states.ACCEPTED, states.REFUSED) for claim in self)
        if vals.keys() & MOVED or decided and vals.keys() & DECIDED:
            raise ClaimDecided(self.env)
        return super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(self.env._("A claim is kept: withdraw it instead."))

    # === ACTIONS === #

    def action_accept(self):
        """Grant the damages, within what the contract allows."""
        for claim in self.filtered(lambda claim: claim.state != states.ACCEPTED):
            claim._check_may(states.ACCEPTED)
            claim._check_reasons()
            claim._check_caps()
            claim._decide(states.ACCEPTED)

    def action_refuse(self):
        for claim in self.filtered(lambda claim: claim.state != states.REFUSED):
            claim._check_may(states.REFUSED)
            if not (claim.decision or "").strip():
                raise ClaimUndecided(self.env)
            claim._decide(states.REFUSED, damages=0)

    def action_withdraw(self):
        self._move_to(states.WITHDRAWN)

    def action_open_again(self):
        self._move_to(states.RECEIVED, decided_on=False, decided_by_id=False)

    # === BUSINESS METHODS === #

    def _decide(self, target, **values):
        today = self.company_id._followup_today()
        self._move_to(target, decided_on=today, decided_by_id=self.env.uid, **values)

    def _check_reasons(self):
        if not (self.decision or "").strip():
            raise ClaimUndecided(self.env)
        if self.is_late and not (self.late_reason or "").strip():
            raise ClaimLate(self.env, deadline=format_date(self.env, self.deadline))

    @api.model
    def _submit(self, contract, author, form):
        """Note a claim that a customer has typed on the portal.

        :param contract: contract of that customer
        :param author: res.partner, who sends it
        :param dict form: texts as typed: breach_date, description, direct_amount, indirect_amount
        :raises ClaimUnreadable: a value is missing or makes no sense; it says which
        :raises ClaimTooMany: more claims in a day than anybody writes by hand
        """
        if contract.state not in contract_states.SIGNED:
            raise ClaimUnreadable(self.env, problem=self.env._("Choose one of your contracts."))
        today = contract.company_id._followup_today()
        values = self._read_form(form, today)
        sent = Domain("contract_id", "=", contract.id) & Domain("source", "=", "portal")
        if self.search_count(sent & Domain("received_on", "=", today)) >= MOST_A_DAY:
            raise ClaimTooMany(self.env)
        claim = self.create(
            {**values, "contract_id": contract.id, "author_id": author.id, "source": "portal", "received_on": today}
        )
        claim.message_subscribe(partner_ids=author.ids)
        return claim

    def _read_form(self, form, today):
        """The values of a form, or the sentence that says what is wrong with it."""
        texts = {name: value if isinstance(value, str) else "" for name, value in form.items()}
        breach = entered.day(texts.get("breach_date", ""))
        description = entered.text(texts.get("description", ""), LONGEST)
        direct = entered.amount(texts.get("direct_amount", ""))
        indirect = entered.amount(texts.get("indirect_amount", ""))
        problem = None
        if breach is None or breach > today or breach.year < 2000:
            problem = self.env._("Choose the day on which it happened; it cannot be in the future.")
        elif not description:
            problem = self.env._("Describe what happened.")
        elif direct is None or indirect is None:
            problem = self.env._("Write amounts in euros, as in 1234.50, or leave them blank.")
        if problem:
            raise ClaimUnreadable(self.env, problem=problem)
        return {
            "breach_date": breach,
            "description": description,
            "direct_amount": float(direct),
            "indirect_amount": float(indirect),
        }
