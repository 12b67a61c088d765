from odoo import api, fields, models


class ClicrdvEquipmentKind(models.Model):
    """A kind of room or equipment that services ask for; any free one of the kind serves."""

    _name = "clicrdv.equipment.kind"
    _inherit = ["clicrdv.catalogue.mixin"]
    _description = "Kind of room or equipment"
    _order = "name"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", "Establishment", required=True, index=True, default=lambda self: self.env.company
    )
    equipment_ids = fields.One2many("clicrdv.equipment", "kind_id", "Rooms and equipment")


class ClicrdvEquipment(models.Model):
    """One room or piece of equipment, which serves one visit at a time."""

    _name = "clicrdv.equipment"
    _inherit = ["resource.mixin", "clicrdv.catalogue.mixin"]
    _description = "Room or equipment"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(required=True)
    kind_id = fields.Many2one(
        "clicrdv.equipment.kind", required=True, index=True, check_company=True, ondelete="restrict"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Establishment",
        related=False,
        precompute=False,
        required=True,
        readonly=False,
        index=True,
        default=lambda self: self.env.company,
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        "Hours",
        related=False,
        store=True,
        readonly=False,
        default=None,
        help="When it can be used. Blank: whenever the establishment is open.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if "resource_id" in vals:
            coming = [("equipment_ids", "in", self.ids), ("stop", ">=", fields.Datetime.now())]
            # what is kept in it from now on stands in the diary of appointments, which not everybody sees
            self.env["calendar.event"].sudo().search(coming)._occupy()
        return result

    @api.model
    def _prepare_resource_values(self, vals, tz):
        values = super()._prepare_resource_values(vals, tz)
        values.setdefault("calendar_id", False)
        values["resource_type"] = "material"
        return values
