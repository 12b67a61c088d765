"""The appointments that a signed-in client booked."""

from odoo import fields, http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from . import common, form
from .appointment import COMING

PAST_SHOWN = 50


class AppointmentPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "appointment_count" in counters:
            values["appointment_count"] = _appointments().search_count(_domain())
        return values

    @http.route("/my/appointments", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def appointments(self, **_params):
        now = fields.Datetime.now()
        events = _appointments().search(_domain(), order="start")
        upcoming = events.filtered(lambda event: event.stop > now and event.booking_state in COMING)
        past = (events - upcoming).sorted("start", reverse=True)[:PAST_SHOWN]
        values = self._prepare_portal_layout_values() | {
            "page_name": "appointments",
            "upcoming": [_line(event, now) for event in upcoming],
            "past": [_line(event, now) for event in past],
        }
        return common.page("clicrdv_booking.portal_appointments", values, private=True)


def _appointments():
    # portal users have no right on calendar events: the domain keeps to what they booked themselves
    return request.env["calendar.event"].sudo().with_context(active_test=False)


def _domain():
    partner = request.env.user.partner_id
    return [("portal_partner_id", "=", partner.id), ("lead_id", "=", False), ("booking_state", "!=", False)]


def _line(event, now):
    shown = event._booking_page(now)
    return {"token": event.booking_token, "shown": shown, **form.visit(shown)}
