from odoo import fields, models


class ClicrdvAgendaCategory(models.Model):
    """Groups the agendas of an establishment in lists and on the public page."""

    _name = "clicrdv.agenda.category"
    _inherit = ["clicrdv.catalogue.mixin"]
    _description = "Category of agendas"
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True)
    public_name = fields.Char(translate=True, help="Name that clients see.")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", "Establishment", required=True, index=True, default=lambda self: self.env.company
    )
