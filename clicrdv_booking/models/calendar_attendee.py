from odoo import models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            # whoever declines a private event is free at that time
            self.event_id.filtered(lambda event: not event.agenda_id)._occupy()
        return result
