import re

from odoo import api, models
from odoo.fields import Domain

PHONE = re.compile(r"\+?[\d\s().-]{4,}")


class ResPartner(models.Model):
    """Client files on the screen: found by name, e-mail or phone, with their appointments one click away."""

    _inherit = "res.partner"

    # === CRUD METHODS === #

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator == "ilike" and isinstance(value, str) and PHONE.fullmatch(value.strip()):
            # a number is stored as +33 1…, and said as 01…
            digits = re.sub(r"\D", "", value).removeprefix("00").removeprefix("33").lstrip("0")
            if len(digits) >= 3:
                domain = Domain(domain) | Domain("phone_mobile_search", "ilike", digits)
        return domain

    # === ACTIONS === #

    def action_appointments(self):
        """All appointments of this client, past and cancelled ones included."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clicrdv_booking.calendar_event_action_appointments")
        return {
            **action,
            "display_name": self.env._("Appointments of %s", self.display_name),
            "domain": [("client_id", "=", self.id), ("booking_state", "!=", False)],
            "context": {"active_test": False, "default_client_id": self.id},
        }

    def action_new_appointment(self):
        """Open the form of a new appointment for this client."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New appointment"),
            "res_model": "calendar.event",
            "views": [(self.env.ref("clicrdv_booking.calendar_event_view_form_agenda").id, "form")],
            "context": {"clicrdv_entry": True, "default_client_id": self.id, "default_entry_kind": "appointment"},
        }
