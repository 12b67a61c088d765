from odoo import fields, models


class ClicrdvCharge(models.Model):
    """One line that an establishment owes for a period, computed once and for ever; an invoice line carries it."""

    _name = "clicrdv.charge"
    _description = "Charge of an establishment"
    _order = "establishment_id, period_start, kind, id"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    subscription_id = fields.Many2one("clicrdv.subscription", index="btree_not_null", ondelete="restrict")
    establishment_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [("subscription", "Subscription"), ("sms", "SMS"), ("quote", "Accepted quote")], required=True
    )
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    name = fields.Char("Text", required=True)
    period_start = fields.Date("From", required=True)
    period_end = fields.Date("To", required=True)
    quantity = fields.Float(digits=(16, 4), required=True)
    unit_price = fields.Float("Unit price, excl. tax", digits=(16, 4), required=True)
    amount = fields.Monetary("Amount, excl. tax", required=True)
    move_line_id = fields.Many2one("account.move.line", "Invoice line", index="btree_not_null", ondelete="restrict")
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")

    # === CONSTRAINTS AND INDEXES === #

    _period_in_order = models.Constraint("CHECK (period_start <= period_end)", "The period ends before it starts.")
