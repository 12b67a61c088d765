from odoo import api, fields, models
from odoo.exceptions import UserError

from ..logic import months


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
    run_id = fields.Many2one("clicrdv.billing.run", index="btree_not_null", ondelete="restrict")
    month = fields.Date(
        compute="_compute_month",
        store=True,
        precompute=True,
        required=True,
        help="First day of the month that it is for.",
    )
    edition = fields.Integer(help="0: first bill of the month; more: a correction.")
    corrected_id = fields.Many2one(
        "clicrdv.charge",
        "Gives back",
        index="btree_not_null",
        ondelete="restrict",
        help="The charge that is given back: its invoice is the one that is credited.",
    )
    is_late = fields.Boolean("Late", help="For a month that was billed before.")
    message_kind = fields.Char("Kind of message")
    message_count = fields.Integer("Messages")
    period_start = fields.Date("From", required=True)
    period_end = fields.Date("To", required=True)
    quantity = fields.Float(digits=(16, 4), required=True)
    unit_price = fields.Float("Unit price, excl. tax", digits=(16, 4), required=True)
    amount = fields.Monetary("Amount, excl. tax", required=True)
    move_line_id = fields.Many2one("account.move.line", "Invoice line", index="btree_not_null", ondelete="restrict")
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")

    # === CONSTRAINTS AND INDEXES === #

    _once_a_month = models.UniqueIndex(
        "(subscription_id, month, edition) WHERE kind = 'subscription'", "This month is billed already."
    )
    _sms_once_a_run = models.UniqueIndex(
        "(run_id, establishment_id, contract_id, message_kind, unit_price, period_start) WHERE kind = 'sms'",
        "These messages are billed already.",
    )
    _to_invoice_index = models.Index("(company_id, contract_id, establishment_id) WHERE move_line_id IS NULL")
    _period_in_order = models.Constraint("CHECK (period_start <= period_end)", "The period ends before it starts.")

    # === COMPUTE METHODS === #

    @api.depends("period_start")
    def _compute_month(self):
        for charge in self:
            charge.month = charge.period_start and months.first_of(charge.period_start)

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        if any(charge.kind == "sms" or charge.move_line_id for charge in self):
            raise UserError(self.env._("A charge that is billed is kept: make a credit note instead."))
