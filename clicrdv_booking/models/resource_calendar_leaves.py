from odoo import models


class ResourceCalendarLeaves(models.Model):
    """Time off closes agendas: only who may close one attaches it there."""

    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "clicrdv.establishment.mixin"]
