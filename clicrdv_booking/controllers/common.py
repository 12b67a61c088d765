"""What all public routes share: the establishment, limits, signed forms, headers, refusals."""

import functools
import logging
import re
from urllib.parse import urlencode

from odoo import fields
from odoo.http import request
from odoo.tools.misc import hash_sign, verify_hash_signed

from ..exceptions import BookingRefused, HoldExpired, InvalidParameter, NotFound, RateLimited
from ..models.clicrdv_rate_limit import network_of
from . import params

_logger = logging.getLogger(__name__)

# Options of the routes: a page reads (from a replica where there is one) and keeps no session, only a POST acts.
# Each form carries a token of ours, since a page in another site's frame has no session (see check_form).
PAGE = {"type": "http", "auth": "public", "website": True, "save_session": False, "methods": ["GET"], "readonly": True}
FORM = {"type": "http", "auth": "public", "website": True, "save_session": False, "methods": ["POST"], "csrf": False}

FORM_SCOPE = "clicrdv_booking.form"
FORM_HOURS = 12
HONEYPOT = "fax_number"
CONTACT_FIELDS = ("lastname", "firstname", "email", "phone", "comment")
LONGEST = 5000
MAX_ANSWERS = 50


def establishment(slug):
    """The establishment behind a public address.

    :return: record in sudo: visitors have no right on companies, the pages show chosen fields only
    :raises NotFound: unknown, not online, or not offering online booking
    """
    company = request.env["res.company"]._booking_find(params.slug(slug))
    if not company:
        raise NotFound(request.env)
    return company


def limit(**subjects):
    """Count this request against limits; without a subject the visitor's address is counted.

    :raises RateLimited: with the seconds to wait
    """
    address = network_of(request.httprequest.remote_addr)
    counted = {name: subject or address for name, subject in subjects.items()}
    wait = request.env["clicrdv.rate.limit"]._hit(counted)
    if wait:
        # the only trace of an address, needed against robots (BKG-27)
        _logger.info("Too many requests (%s) from %s on %s", "/".join(counted), address, request.httprequest.path)
        raise RateLimited(request.env, retry_after=wait)


def limit_slots():
    """Count a look at free times: all of them, and the same one again (BKG-27)."""
    asked = f"{request.httprequest.path}?{request.httprequest.query_string.decode('latin-1')}"
    limit(slots=None, same_slots=f"{network_of(request.httprequest.remote_addr)} {asked}")


def limit_contact(company, form):
    """Count an attempt to book, by address and by the contact given."""
    contact = form["email"].lower() or re.sub(r"[^0-9]", "", form["phone"])
    limit(confirm=None, **({"contact": f"{company.id} {contact}"} if contact else {}))


def slots(company, codes, agenda_id, first_day, days=7, **options):
    """Free times of some days; see `clicrdv.availability._search`."""
    # visitors see when an establishment is free, never why it is not
    availability = request.env["clicrdv.availability"].sudo()
    return availability._search(company, codes, agenda_id, first_day, days, fields.Datetime.now(), **options)


def take(company, codes, agenda_id, start, channel, earlier):
    """Keep a time for this visitor; the one he kept before is given back.

    :param earlier: token of the hold that this one replaces, if any
    :raises RateLimited: too many times kept; this one is given back with the rest of the transaction
    """
    holds = request.env["clicrdv.hold"].sudo()  # visitors have no right on holds, each knows the token of his own
    replaced = holds._by_token(earlier if isinstance(earlier, str) and params.TOKEN.fullmatch(earlier) else None)
    replaced = replaced.filtered(lambda hold: hold.company_id == company and not hold.event_id)
    taken = holds._take(
        company, codes, agenda_id, start, fields.Datetime.now(), channel=channel, replaces=replaced or None
    )
    limit(held=None)
    return taken


def form_url(company, hold, codes):
    """The address of the form for a held time; it also says what to look for again, should the time run out."""
    return url(
        f"/rdv/{company.booking_slug}/coordonnees",
        hold=hold.token,
        service=codes,
        agenda=hold.agenda_id.id,
        c=hold.channel,
    )


def hold(company, token):
    """The held time behind a token; one of another establishment is none.

    :raises HoldExpired: unknown token, or held for too long
    """
    try:
        found = request.env["clicrdv.hold"]._by_token(params.token(token))
    except NotFound as error:
        raise HoldExpired(request.env) from error
    if found.company_id != company:
        raise HoldExpired(request.env)
    return found


def appointment(token):
    """The appointment behind a token.

    :return: calendar.event in sudo: the token is the right to see and change this one
    :raises NotFound: no such appointment
    """
    event = request.env["calendar.event"]._booking_by_token(params.token(token))
    if not event:
        raise NotFound(request.env)
    return event


def limited_appointment(token):
    """The appointment behind a token, which is counted by its token: mobile networks and mail programs share addresses.

    :return: as `appointment`
    :raises NotFound: no such appointment, counted by the visitor's address
    :raises RateLimited: asked for too often
    """
    try:
        event = appointment(token)
    except NotFound:
        limit(token=None)
        raise
    limit(token=event.booking_token)
    return event


def contact_form(sent):
    """The form of the contact details, from a JSON body.

    :param dict sent: what came in
    :raises InvalidParameter: a member of a wrong type or of an absurd length
    """
    form = {name: params.text(sent.get(name), LONGEST) for name in CONTACT_FIELDS}
    answers, consents = sent.get("answers") or {}, sent.get("consents") or {}
    if not isinstance(answers, dict) or not isinstance(consents, dict) or len(answers) > MAX_ANSWERS:
        raise InvalidParameter(request.env)
    form["answers"] = {
        params.text(code, params.CODE_LENGTH): value if isinstance(value, bool) else params.text(value, LONGEST)
        for code, value in answers.items()
    }
    extras = sent.get("extras") or {}
    if not isinstance(extras, dict) or len(extras) > MAX_ANSWERS:
        raise InvalidParameter(request.env)
    form["extras"] = {
        params.text(name, params.CODE_LENGTH): params.text(value, LONGEST) for name, value in extras.items()
    }
    # as in _check_form: only a clear no is one
    form["consents"] = {channel: consents.get(channel) is not False for channel in ("email", "sms")}
    return form


def site_url(company):
    """The address of an establishment's site as it is configured, without the final slash.

    Not as the visitor says that he reached it: what leaves for calendars, search engines and caches is read by others.
    """
    return company.get_base_url().rstrip("/")


def url(path, **query):
    """An address on this site; members without a value are left out.

    :param query: text, number, date, or a list of them
    """
    pairs = []
    for name, value in query.items():
        for item in value if isinstance(value, list) else [value]:
            if item not in (None, "", False):
                pairs.append((name, str(item)))
    return f"{path}?{urlencode(pairs)}" if pairs else path


def answers_refusals(respond):
    """Turn each refusal of a route into an answer, with nothing changed in the database.

    :param respond: function(refusal) that makes the response
    """

    def decorator(route):
        @functools.wraps(route)
        def wrapper(*args, **kwargs):
            try:
                return route(*args, **kwargs)
            except BookingRefused as refusal:
                request.env.cr.rollback()
                response = respond(refusal)
                if "retry_after" in refusal.details:
                    response.headers["Retry-After"] = str(refusal.details["retry_after"])
                return response

        return wrapper

    return decorator


def refusal_page(refusal):
    """A whole page that says what is refused and what to do next."""
    return page(
        "clicrdv_booking.public_refusal",
        {"message": refusal.args[0], "status": refusal.http_status, "back_url": _back_url(refusal)},
        status=refusal.http_status,
        private=True,
    )


def _back_url(refusal):
    """Where to go after a refusal: the establishment, if there is one, or the search."""
    slug = request.params.get("slug")
    return "/rdv" if refusal.http_status == NotFound.http_status or not slug else f"/rdv/{slug}"


page_refusals = answers_refusals(refusal_page)


def page(template, values, company=None, status=200, private=False):
    """Render one of our pages with the headers that all of them have.

    :param company: establishment whose allowed frames apply, or what pages show of it, if any
    :param bool private: the page is one visitor's: not indexed, not kept, not named to other sites
    """
    values = {"honeypot": HONEYPOT, **values}
    response = request.render(template, values, status=status)
    # the language is in the address: nothing is stored in the visitor's browser
    request.future_response.headers.remove("Set-Cookie")
    origins = (company.booking_frame_ancestors or "") if company else ""
    response.headers["Content-Security-Policy"] = " ".join(["frame-ancestors 'self'", *origins.split()])
    response.headers["Referrer-Policy"] = "no-referrer" if private else "strict-origin-when-cross-origin"
    if private:
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "no-store"
    return response


def sign_form(subject):
    """A token for the form of one page, so that a script needs the page to post it.

    :param str subject: what the form is about (address of the establishment, or token)
    """
    # the key is a parameter that visitors may not read
    return hash_sign(request.env(su=True), FORM_SCOPE, [subject], expiration_hours=FORM_HOURS)


def check_form(subject, form):
    """Refuse a form that was not made by our page, or by another person's session.

    :raises InvalidParameter: wrong or expired token, honeypot filled in
    """
    try:
        # see sign_form
        signed = verify_hash_signed(request.env(su=True), FORM_SCOPE, form.get("token") or "")
    except ValueError:
        signed = None
    genuine = signed == [subject] and not form.get(HONEYPOT)
    if request.session.uid and not request.validate_csrf(form.get("csrf_token")):
        genuine = False
    if not genuine:
        raise InvalidParameter(request.env)


def booker():
    """The signed-in user whose portal will show the appointment, if any."""
    return request.env.user if request.session.uid and request.env.user._is_portal() else None
