from odoo import fields, models


class ResourceResource(models.Model):
    """A person, room or piece of equipment; one that two establishments share belongs to neither."""

    _name = "resource.resource"
    _inherit = ["resource.resource", "clicrdv.establishment.mixin"]

    # === FIELDS === #

    agenda_ids = fields.One2many("clicrdv.agenda", "resource_id", "Agendas")
    equipment_ids = fields.One2many("clicrdv.equipment", "resource_id", "Rooms and equipment")
