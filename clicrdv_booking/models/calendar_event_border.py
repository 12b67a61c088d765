from odoo import api, models
from odoo.exceptions import UserError


class CalendarEvent(models.Model):
    """What nobody can do with an event of an agenda by writing it from outside."""

    _inherit = "calendar.event"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_secret(vals) for vals in vals_list])

    def write(self, vals):
        if "agenda_id" in vals and not vals["agenda_id"] and self.agenda_id:
            raise UserError(
                self.env._("An entry of an agenda stays in one: choose another agenda, or delete the block.")
            )
        result = super().write(self._without_secret(vals))
        if "agenda_id" in vals:
            # core checks the rights before a write only: this is the agenda that the event has come to
            self.check_access("write")
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _without_secret(self, vals):
        """The secret of an appointment's page is drawn by us: nobody chooses a known one.

        :param dict vals: values for `create` or `write`
        """
        return vals if self.env.su else {name: value for name, value in vals.items() if name != "booking_token"}
