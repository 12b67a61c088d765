from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # === ACTIONS === #

    def action_oldest_debts(self):
        """Propose this payment for the customer's oldest debts (BIL-23)."""
        self.ensure_one()
        lines = self.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        return self.env["clicrdv.payment.allocation"]._open(self.company_id, self.partner_id, lines)
