from odoo import api, models

from ..exceptions_personal_data import ClientGone
from ..logic.retention import State

GONE = (State.ARCHIVED.value, State.DESTROYED.value)


class CalendarEvent(models.Model):
    """The page of an appointment shows a refusal that is older than the client file; nobody books for an erased one."""

    _inherit = "calendar.event"

    # === CONSTRAINS METHODS === #

    @api.constrains("client_id")
    def _check_client_is_kept(self):
        # whoever books may not see in which state a file is
        if any(client.client_privacy_state in GONE for client in self.sudo().client_id):
            raise ClientGone(self.env)

    # === BUSINESS METHODS === #

    def _message_refusals(self):
        addresses = self._message_addresses().values()
        erased = self.env["clicrdv.optout"]._refusals_of_erased(self.booking_company_id.ids, addresses)
        older = {(channel, address): refusal for (_company, channel, address), refusal in erased.items()}
        return {**older, **super()._message_refusals()}
