from odoo import fields, models


class AccountMoveLine(models.Model):
    """A line of a debit note for lateness: which invoice was late."""

    _inherit = "account.move.line"

    # === FIELDS === #

    late_charge_ids = fields.One2many("clicrdv.late.charge", "note_line_id", "Billed for lateness")
