from odoo import models


class AccountMove(models.Model):
    """An invoice of a contract as its customer sees it on his pages."""

    _inherit = "account.move"

    # === BUSINESS METHODS === #

    def _has_to_be_paid(self):
        """Invoices of contracts are paid by transfer only (general terms, art. 6; BIL-16): no button to pay them here.

        The method is that of `account_payment`, which comes with `account` by itself and alone calls it.
        """
        return not self.billing_contract_id and super()._has_to_be_paid()
