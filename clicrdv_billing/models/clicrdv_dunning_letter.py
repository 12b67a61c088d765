from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..exceptions_dunning import LetterFrozen, LetterStateRefused, PostedTooEarly
from ..logic import dunning
from .clicrdv_dunning_level import KINDS

STATES = [
    (dunning.TO_SEND, "To send"),
    (dunning.READY, "Written, to post"),
    (dunning.SENT, "Sent"),
    (dunning.CANCELLED, "Not sent"),
]
#: What was written to the customer, kept as it was.
FROZEN = {
    "case_id", "level_id", "kind", "channel", "date", "body", "line_ids", "attachment_id", "pdf_sha256", "sent_on",
    "amount_open", "amount_credit", "amount_penalty", "amount_fee", "amount_total",
}  # fmt: skip


class ClicrdvDunningLetter(models.Model):
    """One letter to a customer who pays late: proposed by the daily job, frozen when it is written, kept for ever.

    However often the job runs and wherever it is killed, PostgreSQL guards one letter a day for a customer, one that
    waits at a time, and one of each kind for an invoice (see the lines).
    """

    _name = "clicrdv.dunning.letter"
    _description = "Dunning letter"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _order = "date desc, id desc"

    # === FIELDS === #

    case_id = fields.Many2one("clicrdv.dunning.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    level_id = fields.Many2one("clicrdv.dunning.level", required=True, readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    channel = fields.Selection([("email", "E-mail"), ("registered", "Registered letter")], required=True)
    date = fields.Date(required=True, readonly=True, help="When it was proposed; once it is written, its date.")
    state = fields.Selection(STATES, required=True, default=dunning.TO_SEND, readonly=True, index=True)
    line_ids = fields.One2many("clicrdv.dunning.letter.line", "letter_id", "Invoices")
    amount_open = fields.Monetary("Unpaid", readonly=True)
    amount_credit = fields.Monetary("Credits deducted", readonly=True)
    amount_penalty = fields.Monetary("Penalties", readonly=True)
    amount_fee = fields.Monetary("Recovery indemnities", readonly=True)
    amount_total = fields.Monetary("To pay", readonly=True)
    body = fields.Html("Text", readonly=True, sanitize=False)  # filled by the level from a sanitized text
    attachment_id = fields.Many2one("ir.attachment", "PDF", readonly=True, ondelete="restrict")
    pdf_sha256 = fields.Char("SHA-256 of the PDF", readonly=True)
    sent_on = fields.Date("E-mailed on", readonly=True)
    sent_by_id = fields.Many2one("res.users", "Sent by", readonly=True)
    mail_id = fields.Many2one("mail.mail", "E-mail", readonly=True, index="btree_not_null", ondelete="set null")
    posted_on = fields.Date("Posted on")
    tracking_number = fields.Char("Tracking number")
    received_on = fields.Date("Received on", help="Receipt, or first presentation when nobody fetched it.")
    scan_ids = fields.Many2many("ir.attachment", string="Proofs", help="Proof of posting, signed receipt.")
    note = fields.Char("Why it was not sent", readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _one_a_day = models.UniqueIndex(
        "(case_id, date) WHERE state != 'cancelled'", "This customer has a letter of this day already."
    )
    _one_waits = models.UniqueIndex(
        "(case_id) WHERE state IN ('to_send', 'ready')", "Another letter to this customer waits to be sent."
    )

    @api.constrains("posted_on", "received_on", "date")
    def _check_dates(self):
        for letter in self.filtered(lambda letter: letter.posted_on or letter.received_on):
            days = [letter.date, letter.posted_on or letter.date, letter.received_on or letter.company_id._late_today()]
            if days != sorted(days) or days[-1] > letter.company_id._late_today():
                raise PostedTooEarly(self.env, written=format_date(self.env, letter.date))

    # === COMPUTE METHODS === #

    @api.depends("level_id", "date", "partner_id")
    def _compute_display_name(self):
        for letter in self:
            day = format_date(self.env, letter.date) if letter.date else ""
            letter.display_name = f"{letter.level_id.name} · {letter.partner_id.name} · {day}"

    # === CRUD METHODS === #

    def write(self, vals):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for letter in self:
            if letter.state in (dunning.READY, dunning.SENT) and FROZEN & vals.keys():
                raise LetterFrozen(self.env, name=letter.display_name)
            if letter.state == dunning.SENT and "posted_on" in vals:
                raise LetterFrozen(self.env, name=letter.display_name)
            target = vals.get("state", letter.state)
            if target != letter.state and not dunning.may(letter.state, target):
                raise LetterStateRefused(
                    self.env, name=letter.display_name, current=labels[letter.state], target=labels[target]
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A letter is kept, also one that was not sent."))

    # === BUSINESS METHODS === #

    def _move_to(self, target, **values):
        """Move letters to another state; being there already changes nothing.

        :raises LetterStateRefused: there is no such way
        """
        for letter in self.filtered(lambda letter: letter.state != target):
            letter._write_moved({**values, "state": target})
            label = dict(self._fields["state"]._description_selection(self.env))[target]
            said = self.env._("%(letter)s: %(state)s.", letter=letter.display_name, state=label)
            letter.case_id.message_post(body=f"{said} {values.get('note') or ''}".strip())
        if target == dunning.SENT:
            self.filtered(lambda letter: letter.kind == dunning.TERMINATION)._prepare_terminations()

    @api.model
    def _draft(self, case, level, moves, today):
        """Propose a letter about some invoices, with the amounts of today.

        :raises InterestRateMissing: a letter with penalties needs a rate that is not known
        """
        # letters are written by the job and the buttons, by nobody's hand
        letter = self.sudo().create(
            {
                "case_id": case.id,
                "level_id": level.id,
                "kind": level.kind,
                "channel": level.channel,
                "date": today,
            }
        )
        letter = letter.with_env(self.env)
        letter._fill(moves)
        return letter

    def _refresh(self):
        """Bring letters that wait up to date: invoices paid or disputed meanwhile drop out, with the last one the letter."""
        for letter in self:
            concerned = letter.line_ids.filtered("concerned").move_id
            still = concerned & letter.case_id._due_moves()
            still -= self.env["clicrdv.dispute"]._disputed(still)
            if still and letter.case_id._worth_dunning():
                letter._fill(still)
            else:
                letter._move_to(dunning.CANCELLED, note=self.env._("Paid or in dispute in the meantime."))

    def _fill(self, moves):
        """Write the lines and amounts of a letter that waits: what it is about first, then what else is due."""
        self.ensure_one()
        today, case = self.company_id._late_today(), self.case_id
        claimed, amount_open, amount_due = case._claim()
        unbilled = {}
        if self.kind != dunning.REMINDER:
            unbilled = claimed._late_unbilled(today)
        # as in _draft
        self.line_ids.sudo().unlink()
        rows = []
        for move in claimed:
            penalty, fee = unbilled.get(move, (0, 0))
            rows.append(
                {
                    "letter_id": self.id,
                    "move_id": move.id,
                    "concerned": move in moves,
                    "due_on": move.invoice_date_due,
                    "days_late": max((today - move.invoice_date_due).days, 0),
                    "amount_total": move.amount_total_signed,
                    "amount_open": move.amount_residual_signed,
                    "amount_penalty": float(penalty),
                    "amount_fee": float(fee),
                }
            )
        # as in _draft
        lines = self.env["clicrdv.dunning.letter.line"].sudo().create(rows)
        penalty, fee = sum(lines.mapped("amount_penalty")), sum(lines.mapped("amount_fee"))
        self._write_moved(
            {
                "amount_open": amount_open,
                "amount_credit": case.amount_credit,
                "amount_penalty": penalty,
                "amount_fee": fee,
                "amount_total": amount_due + penalty + fee,
            }
        )

    def _texts(self):
        """What the placeholders of the text stand for: {name: words in the customer's language}."""
        self.ensure_one()
        env = self.with_context(lang=self.partner_id.lang or self.env.lang).env
        deadline = fields.Date.add(self.date, days=dunning.NOTICE_DAYS)
        concerned = self.line_ids.filtered("concerned")
        return {
            "customer": self.partner_id.name,
            "operator": self.company_id.name,
            "date": format_date(env, self.date),
            "count": str(len(concerned)),
            "total": format_amount(env, self.amount_total, self.currency_id),
            "penalties": format_amount(env, self.amount_penalty, self.currency_id),
            "indemnities": format_amount(env, self.amount_fee, self.currency_id),
            "deadline": format_date(env, deadline),
            "contracts": ", ".join((self.case_id.contract_ids | concerned.move_id.billing_contract_id).mapped("name")),
        }

    def _went_on(self):
        """The day on which this letter went; today while it waits, so that nothing follows before it."""
        self.ensure_one()
        if self.state == dunning.SENT:
            return self.posted_on or self.sent_on
        return self.company_id._late_today()

    def _unanswered(self):
        """Whether an invoice that this letter is about is still unpaid, and not in dispute."""
        self.ensure_one()
        moves = self.line_ids.filtered("concerned").move_id.filtered(
            lambda move: move.state == "posted" and move.amount_residual > 0 and move.payment_state != "in_payment"
        )
        return bool(moves - self.env["clicrdv.dispute"]._disputed(moves))

    def _notice_from(self):
        """The day from which the seven days of a formal notice run, empty while it is not proved to have gone."""
        self.ensure_one()
        proved = self.posted_on and (self.tracking_number or self.scan_ids)
        return self.posted_on if proved else self.sent_on

    def _may_terminate_on(self):
        """First day on which this formal notice allows a termination (BIL-22).

        :return: a date, or False while its posting is not proved
        """
        self.ensure_one()
        proved = self.channel == "registered" and self.posted_on and (self.tracking_number or self.scan_ids)
        if self.level_id.policy_id.registered_only and not proved:
            return False
        gone = self._notice_from()
        return dunning.may_terminate_from(gone, self.received_on or None) if gone else False
