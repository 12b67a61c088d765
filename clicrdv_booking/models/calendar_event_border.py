from odoo import api, models
from odoo.exceptions import UserError

# What only we write: the secret of a client's page, and what ties the parts of his visit together.
OURS = frozenset(
    {"booking_token", "booking_uid", "booking_reference", "booking_sequence", "lead_id", "portal_partner_id"}
)


class CalendarEvent(models.Model):
    """What nobody can do with an event of an agenda by writing it from outside."""

    _inherit = "calendar.event"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._without_secret(vals) for vals in vals_list]
            names = {f"default_{name}" for name in OURS} & self.env.context.keys()
            self = self.with_context(**dict.fromkeys(names, False)) if names else self
        return super().create(vals_list)

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
        """The secret of an appointment's page is drawn by us: nobody chooses a known one, or joins another's visit.

        :param dict vals: values for `create` or `write`
        """
        return vals if self.env.su else {name: value for name, value in vals.items() if name not in OURS}
