"""Which messages a client gets: the page that each message links to, and the short link of an SMS."""

import re

from odoo import http
from odoo.http import request

from ..exceptions import InvalidParameter, NotFound
from ..models.calendar_event_choices import CHANNELS
from . import common

# Mail programs post this, and nothing else, when somebody presses their "unsubscribe" (RFC 8058).
ONE_CLICK = ("List-Unsubscribe", "One-Click")

#: As `calendar.event._mail_key` writes it.
KEY = re.compile(r"[0-9a-f]{64}")


class Choices(http.Controller):
    @http.route("/r/<string:code>", multilang=False, sitemap=False, **common.PAGE)
    @common.page_refusals
    def short_link(self, code, **_params):
        event = request.env["calendar.event"]._booking_by_short_code(code)
        common.limit(token=event.booking_token)  # an unknown code counts for the address of who asks
        if not event:
            raise NotFound(request.env)
        response = request.redirect(f"/rdv/a/{event.booking_token}", code=302)
        request.future_response.headers.remove("Set-Cookie")
        response.headers.update(
            {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        )
        return response

    @http.route("/rdv/a/<string:token>/messages", sitemap=False, **common.PAGE)
    @common.page_refusals
    def choices(self, token, **_params):
        return _page(_event(token), notice="saved" if request.httprequest.args.get("saved") else "")

    @http.route("/rdv/a/<string:token>/messages", sitemap=False, **common.FORM)
    @common.page_refusals
    def choose(self, token, **_params):
        event, sent, key = _event(token), request.httprequest.form, _key()
        if sent.get(ONE_CLICK[0]) == ONE_CLICK[1]:
            if "email" not in event._own_channels(key):
                raise InvalidParameter(request.env)
            event._choose_messages({"email": False}, key)
            # no redirect: mail programs do not follow one
            return _page(event, notice="unsubscribed")
        common.check_form(token, sent)
        event._choose_messages({channel: sent.get(channel) == "1" for channel in CHANNELS}, key)
        return request.redirect(common.url(f"/rdv/a/{token}/messages", k=key, saved=1))


def _key():
    """What proves that this address came by an e-mail, blank when nothing does."""
    key = request.httprequest.args.get("k", "")
    return key if KEY.fullmatch(key) else ""


def _event(token):
    """The appointment behind a token.

    :raises NotFound: no such appointment, or nobody to write to
    :raises RateLimited: asked for too often
    """
    event = common.limited_appointment(token)
    if not event._client_file():
        raise NotFound(request.env)
    return event


def _page(event, notice=""):
    company, key = event.booking_company_id, _key()
    choices = event._message_choices(key)
    values = {
        "company": company,
        "token": event.booking_token,
        "key": key,
        "choices": choices,
        "has_addresses": any(choice.address for choice in choices.values()),
        "notice": notice,
        "form_token": common.sign_form(event.booking_token),
    }
    return common.page("clicrdv_booking.public_choices", values, company, private=True)
