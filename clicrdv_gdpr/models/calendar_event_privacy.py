from odoo import models


class CalendarEvent(models.Model):
    """The page of an appointment shows a refusal that is older than the client file."""

    _inherit = "calendar.event"

    # === BUSINESS METHODS === #

    def _message_refusals(self):
        addresses = self._message_addresses().values()
        erased = self.env["clicrdv.optout"]._refusals_of_erased(self.booking_company_id.ids, addresses)
        older = {(channel, address): refusal for (_company, channel, address), refusal in erased.items()}
        return {**older, **super()._message_refusals()}
