from odoo import api, models
from odoo.exceptions import ValidationError

from ..logic.hours import is_opening


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "clicrdv.catalogue.mixin"]

    # === CONSTRAINS METHODS === #

    @api.constrains("hour_from", "hour_to", "calendar_id", "day_period", "display_type")
    def _check_opening(self):
        """What an agenda offers begins before it ends, to the minute; calendars of employees only are core's matter."""
        wrong = self.filtered(
            lambda line: (
                not line.display_type
                and line.day_period != "lunch"
                and not is_opening(round(line.hour_from * 60), round(line.hour_to * 60))
            )
        )
        # an agenda of another establishment may share these hours
        agendas = self.env["clicrdv.agenda"].sudo()
        agenda = wrong and agendas.search([("resource_calendar_id", "in", wrong.calendar_id.ids)], limit=1)
        if agenda:
            raise ValidationError(
                self.env._(
                    "The agenda “%s” uses these weekly hours: each opening must end at least one minute after it begins, "
                    "and begin before midnight. Change its times, or remove the line.",
                    agenda.name,
                )
            )

    # === CRUD METHODS === #

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        # a form replaces lines by deleting all before it adds the new ones: look when everything is written
        self.env.cr.precommit.add(lambda: calendars.exists()._check_agendas_keep_hours())
        return result
