from odoo import fields, models


class AccountMoveLine(models.Model):
    """A line of an invoice of a contract: for which establishment, and for which days."""

    _inherit = "account.move.line"

    # === FIELDS === #

    billing_establishment_id = fields.Many2one(
        "res.company", "Establishment", index="btree_not_null", ondelete="restrict"
    )
    billing_period_start = fields.Date("Billed from")
    billing_period_end = fields.Date("Billed to")
    billing_charge_ids = fields.One2many("clicrdv.charge", "move_line_id", "Charges")
