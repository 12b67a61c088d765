from odoo import api, models


class AccountMoveLine(models.Model):
    """A line of an invoice is never for the return of a customer's data."""

    _inherit = "account.move.line"

    # === CONSTRAINT METHODS === #

    @api.constrains("product_id", "move_id")
    def _check_reversibility_is_free(self):
        sold = self.filtered(lambda line: line.move_id.move_type in ("out_invoice", "out_refund", "out_receipt"))
        sold.product_id._check_billable()
