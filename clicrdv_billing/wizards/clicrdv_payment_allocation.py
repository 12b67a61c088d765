from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..exceptions_dunning import NothingToAllocate, NotTerminated
from ..logic import allocation
from ..logic import contract_states as states


class ClicrdvPaymentAllocation(models.TransientModel):
    """Payments of a customer whose contract was terminated, shared out to his oldest debts (general terms, art. 6)."""

    _name = "clicrdv.payment.allocation"
    _description = "Allocation of a payment to the oldest debts"

    # === FIELDS === #

    company_id = fields.Many2one("res.company", "Operator", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    credit_line_ids = fields.Many2many("account.move.line", string="Payments")
    amount = fields.Monetary("To share out", readonly=True)
    line_ids = fields.One2many("clicrdv.payment.allocation.line", "allocation_id", "Proposal", readonly=True)
    left = fields.Monetary("Stays a credit", readonly=True)

    # === ACTIONS === #

    def action_apply(self):
        """Match the payments with the oldest invoices, one after the other, as core matches."""
        self.ensure_one()
        if not self._terminated_since(self.company_id, self.partner_id):
            raise NotTerminated(self.env)
        credits = self.credit_line_ids.filtered(lambda line: not line.reconciled).sorted(
            lambda line: (line.date, line.id)
        )
        debts = allocation.oldest_first(self._open_debts(self.company_id, self.partner_id))
        if not credits or not debts:
            raise NothingToAllocate(self.env)
        moves = self.env["account.move"].browse([debt.key for debt in debts])
        for credit in credits:
            for move in moves:
                invoice_lines = move.line_ids.filtered(
                    lambda line, account=credit.account_id: line.account_id == account and not line.reconciled
                )
                if credit.reconciled:
                    break
                if invoice_lines:
                    (credit | invoice_lines).reconcile()
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    @api.model
    def _open(self, company, partner, lines):
        """The action that shows the proposal.

        :param lines: receivable lines of payments with something left
        :raises NotTerminated: before a termination the payer's reference rules
        :raises NothingToAllocate: nothing is left, or nothing is owed
        """
        partner = partner.commercial_partner_id
        if not self._terminated_since(company, partner):
            raise NotTerminated(self.env)
        lines = lines.filtered(lambda line: not line.reconciled and line.amount_residual < 0)
        amount = -sum(lines.mapped("amount_residual"))
        shares, left = allocation.allocate(_exact(amount), self._open_debts(company, partner))
        if not shares:
            raise NothingToAllocate(self.env)
        wizard = self.create(
            {
                "company_id": company.id,
                "partner_id": partner.id,
                "credit_line_ids": [Command.set(lines.ids)],
                "amount": amount,
                "left": float(left),
                "line_ids": [Command.create({"move_id": share.key, "amount": float(share.amount)}) for share in shares],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": wizard.id,
            "name": self.env._("Oldest debts first"),
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _open_debts(self, company, partner):
        """All open invoices of a customer, over all contracts: [OpenDebt]."""
        moves = self.env["account.move"]
        found = moves.search(moves._late_domain(company, partner) & Domain("amount_residual", ">", 0))
        return [_debt(move) for move in found]

    @api.model
    def _terminated_since(self, company, partner):
        """The day of the first termination of a contract of this customer, False without any.

        A contract is his when he signed it or when its invoices go to him.
        """
        moves = self.env["account.move"]
        [(billed,)] = moves._read_group(
            moves._late_domain(company, partner), aggregates=["billing_contract_id:recordset"]
        )
        signed = self.env["clicrdv.contract"].search(
            [("company_id", "=", company.id), ("partner_id.commercial_partner_id", "=", partner.id)]
        )
        ended = (billed | signed).filtered(lambda contract: contract.state == states.TERMINATED and contract.end_date)
        return min(ended.mapped("end_date"), default=False)

    @api.model
    def _wrongly_matched(self, company, partner):
        """What to say about payments made after a termination that passed older debts over; False when all is well."""
        since = self._terminated_since(company, partner)
        if not since:
            return False
        moves = self.env["account.move"]
        open_debts = self._open_debts(company, partner)
        invoices = moves.search(moves._late_domain(company, partner)) if open_debts else moves
        found = []
        for partial in invoices.line_ids.matched_credit_ids:
            payment, invoice = partial.credit_move_id.move_id, partial.debit_move_id.move_id
            if payment.move_type == "out_refund" or partial.credit_move_id.date <= since:
                continue
            older = allocation.passed_over(_debt(invoice), open_debts)
            if older:
                names = ", ".join(moves.browse([debt.key for debt in older]).mapped("name"))
                found.append(
                    self.env._(
                        "Payment %(payment)s went to %(invoice)s while older invoices stayed open: %(older)s.",
                        payment=payment.name,
                        invoice=invoice.name,
                        older=names,
                    )
                )
        return "\n".join(dict.fromkeys(found)) or False


class ClicrdvPaymentAllocationLine(models.TransientModel):
    _name = "clicrdv.payment.allocation.line"
    _description = "Share of a payment"

    # === FIELDS === #

    allocation_id = fields.Many2one("clicrdv.payment.allocation", required=True, index=True, ondelete="cascade")
    move_id = fields.Many2one("account.move", "Invoice", required=True)
    due_on = fields.Date(related="move_id.invoice_date_due")
    open_amount = fields.Monetary(related="move_id.amount_residual", string="Open")
    currency_id = fields.Many2one(related="allocation_id.currency_id")
    amount = fields.Monetary("Gets")


def _exact(amount):
    return Decimal(f"{amount:.6f}")


def _debt(move):
    """An invoice as `logic.allocation` takes it."""
    return allocation.OpenDebt(move.id, move.invoice_date_due, _exact(move.amount_residual_signed))
