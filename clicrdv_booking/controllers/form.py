"""The contact details, while the time is held; then the appointment itself."""

from odoo import fields, http
from odoo.http import request

from ..exceptions import AlreadyExtended, BookingRefused, FieldErrors, HoldExpired, InvalidParameter
from . import common, form_fields, params, presentation
from .api import CAPTCHA


class ContactForm(http.Controller):
    @http.route("/rdv/<string:slug>/coordonnees", sitemap=False, **common.PAGE)
    @common.page_refusals
    def form(self, slug, **_params):
        common.limit(token=None)
        company = common.establishment(slug)
        try:
            hold = common.hold(company, request.httprequest.args.get("hold"))
            return _form_page(company, hold, form_fields.known(common.booker()))
        except HoldExpired as refusal:
            return _expired_page(company, refusal)

    @http.route("/rdv/<string:slug>/coordonnees", captcha=CAPTCHA, sitemap=False, **common.FORM)
    @common.page_refusals
    def confirm(self, slug, **_params):
        company = common.establishment(slug)
        typed = form_fields.typed(company, request.httprequest.form)
        common.limit_contact(company, typed)
        hold = None
        try:
            hold = common.hold(company, request.httprequest.form.get("hold"))
            common.check_form(company.booking_slug, request.httprequest.form)
            event = hold._confirm(typed, fields.Datetime.now(), user=common.booker())
        except HoldExpired as refusal:
            request.env.cr.rollback()
            return _expired_page(company, refusal)
        except BookingRefused as refusal:
            request.env.cr.rollback()
            return _form_page(company, hold, typed, refusal)
        return request.redirect(common.url(f"/rdv/a/{event.booking_token}", new=1))

    @http.route("/rdv/<string:slug>/coordonnees/prolonger", sitemap=False, **common.FORM)
    @common.page_refusals
    def extend(self, slug, **_params):
        common.limit(hold=None)
        company = common.establishment(slug)
        typed = form_fields.typed(company, request.httprequest.form)
        try:
            hold = common.hold(company, request.httprequest.form.get("hold"))
            common.check_form(company.booking_slug, request.httprequest.form)
            hold._extend(fields.Datetime.now())
        except HoldExpired as refusal:
            request.env.cr.rollback()
            return _expired_page(company, refusal)
        except AlreadyExtended:
            request.env.cr.rollback()
        # no redirection: what was typed so far is on this page only
        return _form_page(company, hold, typed)


def _form_page(company, hold, typed, refusal=None):
    """The form, with what was typed, and what was refused on top and at each field.

    :raises HoldExpired: the time is no longer kept
    """
    now = fields.Datetime.now()
    if hold.event_id:
        return request.redirect(f"/rdv/a/{hold.event_id.booking_token}")
    if not hold._is_live(now):
        raise HoldExpired(request.env)
    errors = refusal.fields if isinstance(refusal, FieldErrors) else {}
    message = request.env._("Please send the form again.") if isinstance(refusal, InvalidParameter) else refusal
    values = {
        "company": company,
        "hold": hold,
        "summary": visit(hold._summary()),
        "fields": form_fields.fields(company, typed, errors),
        "questions": form_fields.questions(company, typed, errors),
        "consents": typed["consents"],
        "extras": typed["extras"],
        "message": str(message) if message else "",
        "seconds_left": max(0, int((hold.expires_at - now).total_seconds())),
        "until": presentation.moment(
            fields.Datetime.context_timestamp(company.with_context(tz=company.booking_tz), hold.expires_at)
        ),
        "again_url": _again_url(company, hold.token),
        "form_token": common.sign_form(company.booking_slug),
        "captcha": CAPTCHA,
        "country_code": company.country_id.code or "FR",
    }
    status = refusal.http_status if refusal else 200
    return common.page("clicrdv_booking.public_form", values, company, status=status, private=True)


def visit(summary):
    """What is booked, ready for a page.

    :param dict summary: services, names of the agendas, start and stop, price
    """
    start, stop = presentation.moment(summary["start"]), presentation.moment(summary["stop"])
    minutes = int((summary["stop"] - summary["start"]).total_seconds()) // 60
    return {**summary, "from": start, "to": stop, "duration": presentation.duration(minutes)}


def _expired_page(company, refusal):
    values = {"company": company, "message": refusal.args[0], "again_url": _again_url(company)}
    return common.page("clicrdv_booking.public_expired", values, company, status=refusal.http_status, private=True)


def _again_url(company, token=None):
    """Where to choose another time for the same visit; the address of the form says which one."""
    query = request.httprequest.values
    try:
        codes = params.codes(query.getlist("service"))
        agenda_id = params.agenda(query.get("agenda"))
    except BookingRefused:
        codes, agenda_id = [], None
    return common.url(
        f"/rdv/{company.booking_slug}/creneaux",
        service=codes,
        agenda=agenda_id,
        c=params.channel(query.get("c")),
        hold=token,
    )
