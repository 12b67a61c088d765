from odoo import fields, models


class ClicrdvServiceCategory(models.Model):
    """Groups services. A category without a public name hides all its services online."""

    _name = "clicrdv.service.category"
    _inherit = ["clicrdv.catalogue.mixin"]
    _description = "Category of services"
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True)
    public_name = fields.Char(
        translate=True, help="Name that clients see. Blank: none of its services can be booked online."
    )
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", "Establishment", required=True, index=True, default=lambda self: self.env.company
    )
    service_ids = fields.One2many("clicrdv.service", "category_id", "Services")
