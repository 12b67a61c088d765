from odoo import fields, models

from ..logic import integrity


class ClicrdvIntegrityQuestion(models.Model):
    """A question on the integrity of a customer, and the answer that raises no doubt (art. 18)."""

    _name = "clicrdv.integrity.question"
    _description = "Question on integrity"
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char("Question", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    expected = fields.Selection([("yes", "Yes"), ("no", "No")], "Answer without a doubt", required=True, default="no")
    weight = fields.Selection(
        [(integrity.RESERVE, "Reserve"), (integrity.BLOCKED, "Blocked")],
        "The other answer means",
        required=True,
        default=integrity.RESERVE,
    )
