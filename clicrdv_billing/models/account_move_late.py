from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from ..exceptions_dunning import LateNoteEmpty
from ..logic import penalties


def cents(amount):
    """An amount of money as it stands in the books."""
    return Decimal(f"{amount:.6f}")


class AccountMove(models.Model):
    """What an invoice costs its customer when he pays it late (general terms, art. 6).

    Amounts are those of the books, in the operator's currency.
    """

    _inherit = "account.move"

    # === FIELDS === #

    late_note = fields.Boolean(
        "Debit note for lateness",
        readonly=True,
        copy=False,
        help="Bills penalties and recovery indemnities, outside VAT; itself it bears neither.",
    )
    late_charge_ids = fields.One2many("clicrdv.late.charge", "move_id", "Billed for lateness")

    # === ACTIONS === #

    def action_late_note(self):
        """Open the debit note for this late invoice before it is made."""
        self.check_access("read")
        return self.env["clicrdv.late.note"]._open(self)

    def button_cancel(self):
        result = super().button_cancel()
        # nothing was billed after all; nobody may delete these rows by hand
        self.filtered("late_note").line_ids.late_charge_ids.sudo().unlink()
        return result

    # === BUSINESS METHODS === #

    def _post(self, soft=True):
        for note in self.filtered("late_note"):
            if not note.line_ids.late_charge_ids:
                raise LateNoteEmpty(self.env, name=note.display_name)
        return super()._post(soft=soft)

    @api.model
    def _late_domain(self, company, partner=None):
        """Posted invoices of contracts, and the debit notes that followed from them.

        :param company: the operator
        :param partner: commercial partner of the customer; None: all
        :rtype: Domain
        """
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("move_type", "=", "out_invoice")
            & Domain("state", "=", "posted")
            & (Domain("billing_contract_id", "!=", False) | Domain("late_note", "=", True))
        )
        return domain & Domain("commercial_partner_id", "=", partner.id) if partner else domain

    def _late_debts(self):
        """What was owed when: {invoice: Debt}.

        A payment counts on its own day, whenever it was matched. A credit note corrects what was never due: it lowers
        the debt from the beginning.
        """
        lines = self.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        came, credited = defaultdict(list), defaultdict(Decimal)
        for partial in lines.matched_credit_ids:
            invoice, other = partial.debit_move_id.move_id, partial.credit_move_id
            if other.move_id.move_type == "out_refund":
                credited[invoice] += cents(partial.amount)
            else:
                came[invoice].append(penalties.Payment(other.date, cents(partial.amount)))
        return {
            invoice: penalties.Debt(
                max(cents(invoice.amount_total_signed) - credited[invoice], Decimal(0)),
                invoice.invoice_date_due or invoice.invoice_date,
                tuple(came[invoice]),
            )
            for invoice in self
        }

    def _late_penalties(self, until):
        """The whole penalty of each invoice up to a day, billed or not; debit notes bear none (no interest on interest).

        :param date until: last day that counts
        :return: {invoice: Decimal}
        :raises InterestRateMissing: a rate is not known
        """
        found = dict.fromkeys(self, Decimal(0))
        table, suspended = self.env["clicrdv.interest.rate"], self._late_suspended()
        rates = table._rates()
        for invoice, debt in self.filtered(lambda move: not move.late_note)._late_debts().items():
            currency = invoice.company_id.currency_id
            found[invoice] = table._penalty(debt, until, suspended[invoice], currency, rates)
        return found

    def _late_suspended(self):
        """The days of force majeure, on which nobody is late: {invoice: [(first day, last day)]}."""
        groups = self.grouped(lambda move: (move.company_id, move.commercial_partner_id, move.billing_contract_id))
        suspensions = self.env["clicrdv.penalty.suspension"]
        return {
            move: periods for key, own in groups.items() for periods in [suspensions._periods(*key)] for move in own
        }

    def _late_unbilled(self, until):
        """What a debit note would still add for each invoice: {invoice: (penalty, indemnity)}, both Decimal.

        Never negative: after a later credit note more may have been billed than is owed, and nothing is added then.
        """
        charges = self.late_charge_ids
        with_fee = charges.filtered(lambda charge: charge.kind == "fee").move_id
        billed = defaultdict(Decimal)
        for charge in charges.filtered(lambda charge: charge.kind == "penalty"):
            billed[charge.move_id] += cents(charge.amount)
        debts, suspended = self._late_debts(), self._late_suspended()
        result = {}
        for invoice, total in self._late_penalties(until).items():
            days = penalties.late_days(debts[invoice], until, suspended[invoice])
            is_late = not invoice.late_note and days > 0
            fee = invoice.company_id._late_indemnity(invoice.invoice_date) if is_late else Decimal(0)
            result[invoice] = max(total - billed[invoice], Decimal(0)), Decimal(0) if invoice in with_fee else fee
        return result
