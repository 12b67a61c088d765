from odoo import api, models
from odoo.exceptions import ValidationError


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = ["resource.calendar", "clicrdv.catalogue.mixin"]

    # === CONSTRAINS METHODS === #

    @api.constrains("attendance_ids", "flexible_hours")
    def _check_agendas_keep_hours(self):
        """An agenda without explicit hours is an error, never "24 hours a day"."""
        # an agenda of another establishment may share these hours
        agendas = self.env["clicrdv.agenda"].sudo().search([("resource_calendar_id", "in", self.ids)])
        bare = agendas.filtered(
            lambda agenda: not agenda.resource_calendar_id.attendance_ids or agenda.resource_calendar_id.flexible_hours
        )
        if bare:
            raise ValidationError(
                self.env._("The agenda “%s” uses these weekly hours: leave at least one opening.", bare[0].name)
            )
