from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..exceptions_followup import (
    QuoteContractNotInForce,
    QuoteEmpty,
    QuoteExpired,
    QuoteFrozen,
    QuoteNeedsProof,
    QuoteNeedsSignature,
)
from ..logic import contract_states, entered
from ..logic import quote_states as states

STATES = [
    (states.DRAFT, "Draft"),
    (states.SENT, "Sent"),
    (states.ACCEPTED, "Accepted"),
    (states.REFUSED, "Refused"),
    (states.EXPIRED, "Expired"),
]
VALID_DAYS = 30
#: Written by the moves of a quote only.
MOVED = {"name", "state", "sent_on", "accepted_on", "accepted_by", "accepted_how"}
#: What the customer has read, once it was sent; and what proves the acceptance, once it is accepted.
TERMS = {"contract_id", "valid_until", "line_ids", "reason"}
PROOF = {"scan", "scan_name", "scan_signed_by", "scan_signed_on", "refusal_reason"}
BATCH = 500


class ClicrdvQuote(models.Model):
    """What a customer would pay beyond his subscriptions; once he accepts it, and only then, it is charged (art. 10.2)."""

    _name = "clicrdv.quote"
    _description = "Quote of a surcharge"
    _inherit = ["clicrdv.billing.guarded.mixin", "clicrdv.billing.contract.mixin", "mail.thread", "mail.activity.mixin"]
    _may_move = staticmethod(states.may)
    _order = "id desc"

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    currency_id = fields.Many2one(related="company_id.currency_id")
    network_id = fields.Many2one(related="contract_id.network_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    customer_email = fields.Char(related="partner_id.email", string="Customer's e-mail")
    reason = fields.Text("Why", help="What the customer asked for, or the limit that he has reached.")
    state = fields.Selection(STATES, required=True, default=states.DRAFT, copy=False, tracking=True, index=True)
    valid_until = fields.Date("Valid until", required=True, default=lambda self: self._default_valid_until())
    line_ids = fields.One2many("clicrdv.quote.line", "quote_id", "Lines", copy=True)
    amount_once = fields.Monetary("Once, excl. tax", compute="_compute_amounts")
    amount_monthly = fields.Monetary("A month, excl. tax", compute="_compute_amounts")
    sent_on = fields.Date("Sent on", copy=False, readonly=True)
    scan = fields.Binary("Signed scan", attachment=True, copy=False)
    scan_name = fields.Char(copy=False)
    scan_signed_by = fields.Char("Signed by", copy=False)
    scan_signed_on = fields.Date("Signed on", copy=False)
    accepted_on = fields.Date("Accepted on", copy=False, readonly=True, tracking=True)
    accepted_by = fields.Char("Accepted by", copy=False, readonly=True, tracking=True)
    accepted_how = fields.Selection(
        [("portal", "On the portal"), ("scan", "Signed scan")], "Accepted how", copy=False, readonly=True, tracking=True
    )
    refusal_reason = fields.Text("Refusal reason", copy=False)

    # === CONSTRAINTS AND INDEXES === #

    _accepted_by_somebody = models.Constraint(
        "CHECK (state != 'accepted'"
        " OR accepted_on IS NOT NULL AND accepted_by IS NOT NULL AND accepted_how IS NOT NULL)",
        "An accepted quote says who accepted it, when and how.",
    )

    # === COMPUTE METHODS === #

    @api.model
    def _default_valid_until(self):
        return self.env.company._followup_today() + timedelta(days=VALID_DAYS)

    @api.depends("line_ids.amount", "line_ids.recurrence")
    def _compute_amounts(self):
        for quote in self:
            monthly = quote.line_ids.filtered(lambda line: line.recurrence == "monthly")
            quote.amount_monthly = sum(monthly.mapped("amount"))
            quote.amount_once = sum((quote.line_ids - monthly).mapped("amount"))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        # the number is the system's, whoever writes the quote
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            company = self.env["clicrdv.contract"].browse(vals.get("contract_id")).company_id or self.env.company
            # a new quote is a draft: the other states have their own ways
            for name in MOVED:
                vals.pop(name, None)
            vals["name"] = sequence.with_company(company).next_by_code("clicrdv.quote")
        return super().create(vals_list)

    def _check_write(self, vals):
        """States have their own ways, and what was sent stays what the customer has read."""
        for quote in self:
            frozen = TERMS if quote.state != states.DRAFT else set()
            frozen = frozen | PROOF if quote.state == states.ACCEPTED else frozen
            if vals.keys() & (MOVED | frozen):
                raise QuoteFrozen(self.env, name=quote.name)
        return super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(quote.sent_on for quote in self):
            raise UserError(self.env._("A quote that was sent is kept."))

    # === ACTIONS === #

    def action_send(self):
        """Send drafts to the customer: from now on only he changes something."""
        for quote in self.filtered(lambda quote: quote.state != states.SENT):
            quote._check_may(states.SENT)
            quote._check_in_force()
            if not quote.line_ids:
                raise QuoteEmpty(self.env, name=quote.name)
            if quote.valid_until < quote.company_id._followup_today():
                raise QuoteExpired(self.env, name=quote.name, day=format_date(self.env, quote.valid_until))
            quote._move_to(states.SENT, sent_on=quote.company_id._followup_today())
            template = self.env.ref("clicrdv_billing.mail_template_quote")
            if quote.customer_email:
                template.send_mail(quote.id)

    def action_back_to_draft(self):
        self._move_to(states.DRAFT)

    def action_accept_scan(self):
        """Accept with the signed paper: who signed, when, and its scan."""
        for quote in self:
            if not (quote.scan and (quote.scan_signed_by or "").strip() and quote.scan_signed_on):
                raise QuoteNeedsProof(self.env, name=quote.name)
            quote._accept("scan", quote.scan_signed_by, quote.scan_signed_on)

    def action_refuse(self):
        self._move_to(states.REFUSED)

    # === BUSINESS METHODS === #

    def _check_lines_open(self):
        """Lines change as long as the customer has not got the quote."""
        for quote in self.filtered(lambda quote: quote.state != states.DRAFT)[:1]:
            raise QuoteFrozen(self.env, name=quote.name)

    def _check_in_force(self):
        if self.contract_id.state not in contract_states.IN_FORCE:
            raise QuoteContractNotInForce(self.env, contract=self.contract_id.name)

    def _accept(self, how, name, day):
        """Accept a quote once and charge what is due once; accepting again changes nothing.

        :param str how: portal or scan
        :param str name: who accepted it
        :param datetime.date day: when
        :raises QuoteExpired: it was accepted after its last day
        :raises StateRefused: it was not sent, or was refused
        """
        self.ensure_one()
        if self.state == states.ACCEPTED:
            return
        self._check_may(states.ACCEPTED)
        self._check_in_force()
        if day > self.valid_until:
            raise QuoteExpired(self.env, name=self.name, day=format_date(self.env, self.valid_until))
        name = entered.text(name or "", 100)
        if not name or day > self.company_id._followup_today() or day < self.sent_on:
            raise QuoteNeedsProof(self.env, name=self.name)
        self._move_to(states.ACCEPTED, accepted_how=how, accepted_by=name, accepted_on=day)
        # charges are nobody's to write: an accepted quote makes them
        self.sudo().line_ids._charge_once()

    def _answer(self, form, user):
        """Accept or refuse a quote as its customer asks on his pages.

        :param dict form: texts as typed: answer (accept or refuse), name, agreed, reason
        :param user: res.users record, who answers
        """
        self.ensure_one()
        texts = {name: value if isinstance(value, str) else "" for name, value in form.items()}
        if texts.get("answer") == "accept":
            if texts.get("agreed") != "1" or not texts.get("name", "").strip():
                raise QuoteNeedsSignature(self.env)
            today = self.company_id._followup_today()
            self._accept("portal", texts["name"], today)
            body = self.env._("Accepted on the portal by %(name)s (%(user)s).", name=self.accepted_by, user=user.login)
            self.message_post(body=body)
        elif texts.get("answer") == "refuse":
            self._move_to(states.REFUSED, refusal_reason=entered.text(texts.get("reason", ""), 2000))

    @api.model
    def _customer_domain(self, partner):
        # drafts are the operator's
        return super()._customer_domain(partner) & Domain("sent_on", "!=", False) & Domain("state", "!=", states.DRAFT)

    @api.model
    def _cron_expire(self):
        """Every day: a quote whose last day is over can no more be accepted."""
        over = Domain("state", "=", states.SENT) & Domain("valid_until", "<", fields.Date.today())
        quotes = self.search(over, limit=BATCH, order="id")
        # a day begins later in the west: each operator's own day counts
        done = quotes.filtered(lambda quote: quote.valid_until < quote.company_id._followup_today())
        done._move_to(states.EXPIRED)
        self.env["ir.cron"]._commit_progress(len(done), remaining=self.search_count(over) if done else 0)
