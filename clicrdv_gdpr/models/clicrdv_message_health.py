from types import SimpleNamespace

from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic import message_rules


class ClicrdvMessage(models.Model):
    """What leaves a health establishment names neither the service nor the person: both tell about health (GDP-28)."""

    _inherit = "clicrdv.message"

    # === BUSINESS METHODS === #

    def _values(self, visits, lang, is_short):
        values = super()._values(visits, lang, is_short)
        if self.target == message_rules.CLIENT and self.company_id.handles_health_data:
            neutral = self.with_context(lang=lang).env._("appointment")
            values |= {"service": neutral, "professional": values["establishment"]}
        return values


class CalendarEvent(models.Model):
    """The calendar file is a message as well; and without a certified host nothing new is taken."""

    _inherit = "calendar.event"

    # === CONSTRAINS METHODS === #

    @api.constrains("agenda_id", "client_id")
    def _check_health_host(self):
        refused = self.env["res.company"]._health_refused(fields.Date.today())
        if not refused:
            return
        for company in self.filtered("client_id").agenda_id.company_id:
            if company.id in refused:
                company._require_health_host()

    # === BUSINESS METHODS === #

    def _booking_ics(self, url, method="PUBLISH", attendee_email=None):
        event = self
        if self.booking_company_id.sudo().handles_health_data:  # of whoever makes the file
            event = self.with_context(clicrdv_neutral_services=True)
        return super(CalendarEvent, event)._booking_ics(url, method, attendee_email)

    def _booking_page(self, *args, **kwargs):
        page = super()._booking_page(*args, **kwargs)
        if self.env.context.get("clicrdv_neutral_services"):
            page = {**page, "services": [SimpleNamespace(public_name=self.env._("Appointment"), name="")]}
        return page
