"""The JSON interface of the public journey; its contract is fixed (issue 2 § 4)."""

import json

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import fields, http
from odoo.http import Response, request

from ..exceptions import InvalidParameter
from ..logic import minutes
from ..logic.iso import LocalClock, slots_json
from . import common, params

MAX_BODY = 64 * 1024
MAX_DAYS = 62
CAPTCHA = "clicrdv_booking"
CAPTCHA_FIELDS = ("recaptcha_token_response", "turnstile_captcha")

READ = {"type": "http", "auth": "public", "methods": ["GET"], "readonly": True, "save_session": False}
ACT = {
    "type": "http",
    "auth": "public",
    "methods": ["POST"],
    # a body in JSON makes browsers ask before another site may post it; the body is checked to be JSON
    "csrf": False,
    "save_session": False,
    "max_content_length": MAX_BODY,
}


def answer(body, status=200):
    """A JSON response that nobody keeps.

    :param body: what to say, or its JSON text
    """
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}
    return Response(text, status=status, content_type="application/json; charset=utf-8", headers=headers)


def refusal(error):
    details = {name: value for name, value in error.payload().items() if name != "retry_after"}
    return answer({"error": details}, error.http_status)


json_refusals = common.answers_refusals(refusal)


def _no_constant(name):
    raise ValueError(name)


def body():
    """The members of the JSON object that was posted.

    :raises InvalidParameter: not JSON, not an object, too long
    """
    too_long = (request.httprequest.content_length or 0) > MAX_BODY
    if too_long or request.httprequest.mimetype != "application/json":
        raise InvalidParameter(request.env)
    try:
        found = json.loads(request.httprequest.get_data(), parse_constant=_no_constant)
    except (ValueError, RecursionError, RequestEntityTooLarge) as error:
        raise InvalidParameter(request.env) from error
    if not isinstance(found, dict):
        raise InvalidParameter(request.env)
    return found


class BookingApi(http.Controller):
    @http.route("/rdv/api/<string:slug>/slots", sitemap=False, **READ)
    @json_refusals
    def slots(self, slug, **_params):
        query = request.httprequest.args
        common.limit_slots()
        company = common.establishment(slug)
        page = common.slots(
            company,
            params.codes(query.getlist("service")),
            params.agenda(query.get("agenda")),
            params.day(query.get("from")),
            params.number(query.get("days"), default=7, lowest=1, highest=MAX_DAYS),
        )
        clock = LocalClock(page.zone)
        head = {
            "establishment": slug,
            "timezone": page.zone.key,
            "first_slot": None if page.first_slot is None else clock.iso(page.first_slot),
        }
        return answer(f'{json.dumps(head)[:-1]}, "slots": {slots_json(page.slots, clock)}}}')

    @http.route("/rdv/api/<string:slug>/hold", sitemap=False, **ACT)
    @json_refusals
    def hold(self, slug, **_params):
        common.limit(hold=None)
        company, sent = common.establishment(slug), body()
        hold = common.take(
            company,
            params.codes(sent.get("services")),
            params.agenda(sent.get("agenda")),
            params.start(sent.get("start")),
            params.channel(sent.get("channel")),
            sent.get("replaces"),
        )
        return answer(_hold_values(hold), 201)

    @http.route("/rdv/api/<string:slug>/hold/extend", sitemap=False, **ACT)
    @json_refusals
    def extend(self, slug, **_params):
        common.limit(hold=None)
        company, sent = common.establishment(slug), body()
        hold = common.hold(company, sent.get("hold"))
        hold._extend(fields.Datetime.now())
        return answer(_hold_values(hold))

    @http.route("/rdv/api/<string:slug>/appointments", sitemap=False, **ACT)
    @json_refusals
    def confirm(self, slug, **_params):
        company, sent = common.establishment(slug), body()
        form = common.contact_form(sent)
        common.limit_contact(company, form)
        # the captcha of core reads its answer among the request's parameters
        request.params.update({name: str(sent[name]) for name in CAPTCHA_FIELDS if name in sent})
        request.env["ir.http"]._verify_request_recaptcha_token(CAPTCHA)
        if sent.get(common.HONEYPOT):
            raise InvalidParameter(request.env)
        source = "web" if sent.get("source") != "widget" else "widget"
        event = common.hold(company, sent.get("hold"))._confirm(
            form, fields.Datetime.now(), source=source, user=common.booker()
        )
        return answer(_appointment_values(event), 201)

    @http.route("/rdv/api/appointments/<string:token>", sitemap=False, **READ)
    @json_refusals
    def appointment(self, token, **_params):
        common.limit(token=None)
        return answer(_appointment_values(common.appointment(token)))

    @http.route("/rdv/api/appointments/<string:token>/move", sitemap=False, **ACT)
    @json_refusals
    def move(self, token, **_params):
        common.limit(token=None)
        event, sent = common.appointment(token), body()
        event._booking_move(params.start(sent.get("start")), fields.Datetime.now())
        return answer(_appointment_values(event))

    @http.route("/rdv/api/appointments/<string:token>/cancel", sitemap=False, **ACT)
    @json_refusals
    def cancel(self, token, **_params):
        common.limit(token=None)
        event = common.appointment(token)
        body()
        event._booking_cancel(fields.Datetime.now())
        return answer(_appointment_values(event))


def _hold_values(hold):
    """The JSON of a held time."""
    zone = hold.company_id._booking_catalogue().zone
    return {
        "hold": hold.token,
        "expires_at": f"{hold.expires_at.isoformat()}Z",
        "start": LocalClock(zone).iso(minutes.from_utc(hold.start)),
        "agenda": hold.segments[0][0],
    }


def _appointment_values(event):
    """The JSON of an appointment, without anything that its client did not know."""
    shown = event._booking_page(fields.Datetime.now())
    base = common.site_url(event.booking_company_id)
    return {
        "reference": shown["reference"],
        "state": shown["state"],
        "start": shown["start"].isoformat(),
        "end": shown["stop"].isoformat(),
        "can_move": shown["can_move"],
        "can_cancel": shown["can_cancel"],
        "manage_url": f"{base}/rdv/a/{event.booking_token}",
        "ics_url": f"{base}/rdv/a/{event.booking_token}/rdv.ics",
    }
