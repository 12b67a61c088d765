from odoo import fields, models


class AccountMove(models.Model):
    """An invoice or a credit note of a contract: which one, and for which days."""

    _inherit = "account.move"

    # === FIELDS === #

    billing_contract_id = fields.Many2one(
        "clicrdv.contract",
        "Contract",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        check_company=True,
    )
    billing_run_id = fields.Many2one(
        "clicrdv.billing.run",
        "Monthly run",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        check_company=True,
    )
    billing_period_start = fields.Date("Billed from", copy=False)
    billing_period_end = fields.Date("Billed to", copy=False)
