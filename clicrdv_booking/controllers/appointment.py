"""The appointment of who holds its token: see it, add it to a calendar, move it, cancel it."""

from odoo import fields, http
from odoo.http import request

from ..const import CALENDAR_FILE
from ..exceptions import BookingRefused, PastDeadline
from . import common, form, params, slots

COMING = ("requested", "booked")


class Appointment(http.Controller):
    @http.route("/rdv/a/<string:token>", sitemap=False, **common.PAGE)
    @common.page_refusals
    def appointment(self, token, **_params):
        event = common.limited_appointment(token)
        return _appointment_page(event, notice=_notice(request.httprequest.args))

    @http.route("/rdv/a/<string:token>/rdv.ics", multilang=False, sitemap=False, **common.PAGE)
    @common.page_refusals
    def ics(self, token, **_params):
        common.limit(token=None)
        event = common.appointment(token)
        return request.make_response(
            event._booking_ics(f"{common.site_url(event.booking_company_id)}/rdv/a/{token}"),
            headers=[
                ("Content-Type", "text/calendar; charset=utf-8"),
                ("Content-Disposition", f'attachment; filename="{CALENDAR_FILE}"'),
                ("Cache-Control", "no-store"),
                ("X-Robots-Tag", "noindex"),
                ("Referrer-Policy", "no-referrer"),
            ],
        )

    @http.route("/rdv/a/<string:token>/annuler", sitemap=False, **common.FORM)
    @common.page_refusals
    def cancel(self, token, **_params):
        common.limit(token=None)
        event = common.appointment(token)
        try:
            common.check_form(token, request.httprequest.form)
            event._booking_cancel(fields.Datetime.now())
        except BookingRefused as refusal:
            request.env.cr.rollback()
            return _appointment_page(event, refusal=refusal)
        return request.redirect(common.url(f"/rdv/a/{token}", cancelled=1))

    @http.route("/rdv/a/<string:token>/deplacer", sitemap=False, **common.PAGE)
    @common.page_refusals
    def other_times(self, token, **_params):
        common.limit_slots()
        event = common.appointment(token)
        return _move_page(event, params.day(request.httprequest.args.get("from")))

    @http.route("/rdv/a/<string:token>/deplacer", sitemap=False, **common.FORM)
    @common.page_refusals
    def move(self, token, **_params):
        common.limit(hold=None)
        event, sent = common.appointment(token), request.httprequest.form
        first_day = params.day(sent.get("from"))
        try:
            common.check_form(token, sent)
            event._booking_move(params.start(sent.get("start")), fields.Datetime.now())
        except BookingRefused as refusal:
            request.env.cr.rollback()
            return _move_page(event, first_day, refusal)
        return request.redirect(common.url(f"/rdv/a/{token}", moved=1))


def _notice(query):
    """Which good news the page begins with: the address says what was just done."""
    return next((name for name in ("new", "moved", "cancelled") if query.get(name)), "")


def _appointment_page(event, notice="", refusal=None):
    shown = event._booking_page(fields.Datetime.now())
    company = shown["company"]
    codes, _agenda_id = event._booking_visit()
    values = {
        "company": company,
        "shown": shown,
        "summary": form.visit(shown),
        "is_coming": shown["state"] in COMING and not shown["is_past"],
        "token": event.booking_token,
        "notice": notice,
        "refusal": refusal,
        "form_token": common.sign_form(event.booking_token),
        "has_choices": bool(event._own_channels()),
        "again_url": common.url(f"/rdv/{company.booking_slug}", service=codes),
        "can_book": bool(request.env["res.company"]._booking_find(company.booking_slug or "")),
    }
    status = refusal.http_status if refusal else 200
    return common.page("clicrdv_booking.public_appointment", values, company, status=status, private=True)


def _move_page(event, first_day, refusal=None):
    """Other free times for the same visit; the appointment's own page once it can no longer be moved."""
    shown = event._booking_page(fields.Datetime.now())
    if not shown["can_move"]:
        return _appointment_page(event, refusal=refusal or PastDeadline(request.env))
    company, (codes, agenda_id) = shown["company"], event._booking_visit()
    page = slots.first_week(company, codes, agenda_id, first_day, ignore_event=event._visit_events())
    # the token says it all: the address needs no more
    asked = {"codes": [], "agenda_id": None, "channel": "", "path": f"/rdv/a/{event.booking_token}/deplacer"}
    values = slots.week_values(company, page, asked) | {
        "summary": form.visit(shown),
        "token": event.booking_token,
        "refusal": refusal,
        "form_token": common.sign_form(event.booking_token),
    }
    status = refusal.http_status if refusal else 200
    return common.page("clicrdv_booking.public_move", values, company, status=status, private=True)
