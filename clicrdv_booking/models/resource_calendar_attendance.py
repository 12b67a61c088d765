from odoo import models


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "clicrdv.catalogue.mixin"]

    # === CRUD METHODS === #

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars._check_agendas_keep_hours()
        return result
