from odoo import models


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "clicrdv.catalogue.mixin"]

    # === CRUD METHODS === #

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        # a form replaces lines by deleting all before it adds the new ones: look when everything is written
        self.env.cr.precommit.add(lambda: calendars.exists()._check_agendas_keep_hours())
        return result
