from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import format_date

from ..exceptions_dunning import NothingToBill, SomebodyElseWorks
from ..logic import penalties

PRODUCTS = {"fee": "product_late_indemnity", "penalty": "product_late_penalty", "court": "product_court_costs"}


class ClicrdvLateCharge(models.Model):
    """What was billed for the lateness of one invoice, on which line of which debit note.

    A debit note here is a customer invoice of its own, not core's `account.debit.note`: that one copies a single
    invoice, taxes included, and refuses a second note for it, while these gather several late invoices of a customer,
    lie outside VAT and come again as the days go by. This row is the link to the late invoice. PostgreSQL guards that
    the indemnity is billed once for an invoice, for ever (Code de commerce, art. D441-5).
    """

    _name = "clicrdv.late.charge"
    _description = "Charge for a late payment"
    _order = "id"

    # === FIELDS === #

    kind = fields.Selection(
        [("fee", "Recovery indemnity"), ("penalty", "Late-payment penalty"), ("court", "Court costs")],
        required=True,
        readonly=True,
    )
    move_id = fields.Many2one(
        "account.move", "Late invoice", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    until = fields.Date("Up to", required=True, readonly=True, help="The last day that the penalty counts.")
    amount = fields.Monetary(
        required=True, readonly=True, help="As computed; what a person then waives on the note stays waived."
    )
    note_line_id = fields.Many2one(
        "account.move.line", "Line of the debit note", required=True, readonly=True, index=True, ondelete="cascade"
    )
    note_id = fields.Many2one(related="note_line_id.move_id", string="Debit note", store=True, index=True)

    # === CONSTRAINTS AND INDEXES === #

    _one_fee_for_ever = models.UniqueIndex(
        "(move_id) WHERE kind = 'fee'", "The recovery indemnity of this invoice was billed already."
    )
    _days_billed_once = models.UniqueIndex(
        "(move_id, until) WHERE kind = 'penalty'", "The penalty of this invoice was billed up to this day already."
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "Nothing is billed for nothing.")

    # === CRUD METHODS === #

    def write(self, vals):  # pylint: disable=method-required-super  # what was billed is not rewritten
        raise AccessError(self.env._("What was billed for lateness cannot be changed: credit the debit note instead."))

    # === BUSINESS METHODS === #

    @api.model
    def _bill(self, moves, until, court=None):
        """Make the draft debit notes of late invoices, one for each customer.

        :param moves: posted invoices; those paid in time, in dispute or billed already add nothing
        :param date until: last day that the penalties count
        :param dict court: {"amount": number, "text": words}: court costs, written on the first note
        :return: draft account.move records
        :raises InterestRateMissing: a rate is not known
        :raises NothingToBill: nothing is owed
        :raises SomebodyElseWorks: another request bills the same invoices now
        """
        if moves.try_lock_for_update(allow_referencing=True) != moves:
            raise SomebodyElseWorks(self.env)
        moves.invalidate_recordset(["late_charge_ids"])
        moves = moves.filtered(lambda move: move.state == "posted" and not move.late_note)
        moves -= self.env["clicrdv.dispute"]._disputed(moves)
        notes = self.env["account.move"]
        for (company, _partner), own in moves.grouped(lambda m: (m.company_id, m.commercial_partner_id)).items():
            rows = self._rows(own.sorted("invoice_date_due"), until)
            if court and own:
                rows.append(("court", own[0], court["amount"], court["text"]))
                court = None
            if rows:
                notes |= self._note(company, own, rows, until)
        if not notes:
            raise NothingToBill(self.env)
        return notes

    @api.model
    def _rows(self, moves, until):
        """What is owed for the lateness of invoices: [(kind, invoice, amount, text)]."""
        rows, debts, suspended = [], moves._late_debts(), moves._late_suspended()
        words = self.with_context(lang=moves.partner_id[:1].lang or self.env.lang).env
        for move, (penalty, fee) in moves._late_unbilled(until).items():
            if penalty:
                debt = debts[move]
                text = words._(
                    "Late-payment penalty, invoice %(invoice)s due on %(due)s: 3 × the legal interest rate, %(days)s days"
                    " unpaid up to %(until)s",
                    invoice=move.name,
                    due=format_date(words, debt.due),
                    days=penalties.late_days(debt, until, suspended[move]),
                    until=format_date(words, until),
                )
                rows.append(("penalty", move, penalty, text))
            if fee:
                text = words._("Fixed indemnity for recovery costs, invoice %(invoice)s", invoice=move.name)
                rows.append(("fee", move, fee, text))
        return rows

    @api.model
    def _note(self, company, moves, rows, until):
        """One draft debit note with these rows."""
        note = self.env["account.move"].with_company(company).create(self._note_values(company, moves, rows))
        lines = note.invoice_line_ids.sorted("sequence")
        # written by this method alone, with what it has computed
        self.sudo().create(
            [
                {"kind": kind, "move_id": move.id, "until": until, "amount": float(amount), "note_line_id": line.id}
                for (kind, move, amount, _text), line in zip(rows, lines, strict=True)
            ]
        )
        for move in moves:
            move.message_post(body=self.env._("Debit note for lateness: %s", note._get_html_link()))
        return note

    @api.model
    def _note_values(self, company, moves, rows):
        """A debit note of today, due at once, whose lines have no tax."""
        partner = moves[0].partner_id
        words = self.with_context(lang=partner.lang or self.env.lang).env
        products = {kind: self.env.ref(f"clicrdv_billing.{name}") for kind, name in PRODUCTS.items()}
        lines = [
            {
                "product_id": products[kind].id,
                "name": text,
                "quantity": 1,
                "price_unit": float(amount),
                "tax_ids": [Command.clear()],
                "sequence": place,
            }
            for place, (kind, _move, amount, text) in enumerate(rows, 1)
        ]
        return {
            "move_type": "out_invoice",
            "late_note": True,
            "company_id": company.id,
            "partner_id": partner.id,
            "currency_id": company.currency_id.id,
            # several contracts: none of them is the note's
            "billing_contract_id": moves.billing_contract_id.id if len(moves.billing_contract_id) == 1 else False,
            "invoice_date": company._late_today(),
            "invoice_date_due": company._late_today(),
            "invoice_payment_term_id": False,
            "ref": ", ".join(moves.mapped("name"))[:200],
            "narration": words._(
                "Penalties and recovery indemnities for late payment are outside the scope of VAT"
                " (Code de commerce, art. L441-10 and D441-5)."
            ),
            "invoice_line_ids": [Command.create(line) for line in lines],
        }
