from odoo import models

from ..exceptions import BillingRefused, _lt


class BilledMoveKept(BillingRefused):
    code = "billed_move_kept"
    sentence = _lt(
        "“%(name)s” was made by a monthly run, and what it bills is never billed again: make a credit note instead of"
        " taking it back."
    )


class AccountMove(models.Model):
    """What a monthly run has billed stays billed; what a person gives back is a credit note of the same contract."""

    _inherit = "account.move"

    # === ACTIONS === #

    def button_draft(self):
        for move in self.filtered(lambda move: move.billing_run_id and move.state == "posted"):
            raise BilledMoveKept(self.env, name=move.name)
        return super().button_draft()

    # === BUSINESS METHODS === #

    def _reverse_moves(self, default_values_list=None, cancel=False):
        values = default_values_list or [{} for _move in self]
        values = [{**move._billing_reversal(), **own} for move, own in zip(self, values, strict=True)]
        return super()._reverse_moves(values, cancel)

    def _billing_reversal(self):
        """What a credit note has of the invoice that it corrects: with the contract it is rounded, named and sent alike."""
        if not self.billing_contract_id:
            return {}
        return {
            "billing_contract_id": self.billing_contract_id.id,
            "billing_period_start": self.billing_period_start,
            "billing_period_end": self.billing_period_end,
        }
