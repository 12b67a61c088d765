"""The page “My data”: a person sees, takes along, corrects, stops and erases what one controller holds about him."""

import tempfile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import Response, request

from odoo.addons.clicrdv_booking.controllers import common, params
from odoo.addons.clicrdv_booking.exceptions import BookingRefused, InvalidParameter, RateLimited
from odoo.addons.clicrdv_booking.logic.contacts import ContactError

from ..exceptions_rights import NameNeeded, NothingChosen
from ..logic import privacy_requests as states
from ..models.clicrdv_privacy_request_do import PURPOSES
from . import calm

#: What the staff is asked for by the page; the rest is done at once.
ASKED = (states.RECTIFICATION, states.OBJECTION, states.RESTRICTION, states.ACCESS)
NOTICES = ("name", "email", "sms", "staff", "stopped", "consent", "asked", "hold", "confirmed", "erased")
ZIP = "my-data.zip"
LONGEST = 2000
IN_MEMORY = 1 << 20


class MyData(http.Controller):
    @http.route("/rdv/my/<string:access>", sitemap=False, **common.PAGE)
    @calm.page_refusals
    def my_data(self, access, **_params):
        return my_data_page(opened(access), notice=_notices(request.httprequest.args))

    @http.route("/rdv/my/<string:access>/export", sitemap=False, **common.FORM)
    @calm.page_refusals
    def export(self, access, **_params):
        found = acting(access)
        common.limit(privacy_export=_who(found))
        out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by the server, once it is sent
        _requests()._person_exports(found.files, out)
        return zip_response(out)

    @http.route("/rdv/my/<string:access>/corriger", sitemap=False, **common.FORM)
    @calm.page_refusals
    def correct(self, access, **_params):
        found = acting(access)
        sent = request.httprequest.form
        file = _chosen(found, sent)[:1]
        if not file:
            raise InvalidParameter(request.env)
        typed = {name: params.text(sent.get(name), LONGEST) for name in ("lastname", "firstname", "email", "phone")}
        try:
            for _kind, address in _requests()._new_addresses(file, typed):
                # whoever it is: nobody is flooded by the page of somebody else
                common.limit(privacy_contact=f"{file.company_id.id} {address}")
            done = _requests()._person_corrects(file, typed)
        except ContactError:
            return _refused(access, NameNeeded(request.env))
        except RateLimited:
            raise
        except BookingRefused as refusal:
            return _refused(access, refusal)
        return _back(access, *done)

    @http.route("/rdv/my/<string:access>/messages", sitemap=False, **common.FORM)
    @calm.page_refusals
    def stop(self, access, **_params):
        _requests()._person_stops(acting(access).files)
        return _back(access, "stopped")

    @http.route("/rdv/my/<string:access>/consentement", sitemap=False, **common.FORM)
    @calm.page_refusals
    def withdraw(self, access, **_params):
        found, purpose = acting(access), request.httprequest.form.get("purpose")
        if purpose not in PURPOSES:
            raise InvalidParameter(request.env)
        _requests()._person_withdraws(found.files, purpose)
        return _back(access, "consent")

    @http.route("/rdv/my/<string:access>/demande", sitemap=False, **common.FORM)
    @calm.page_refusals
    def ask(self, access, **_params):
        found, sent = acting(access), request.httprequest.form
        right, details = sent.get("right"), params.text(sent.get("details"), LONGEST)
        if right not in ASKED or not details:
            raise InvalidParameter(request.env)
        _requests()._person_asks(found.files, right, details)
        return _back(access, "asked")

    @http.route("/rdv/my/<string:access>/effacer", sitemap=False, **common.PAGE)
    @calm.page_refusals
    def erasure(self, access, **_params):
        found = opened(access)
        return my_data_page(found) if found.is_erased else erasure_page(found)

    @http.route("/rdv/my/<string:access>/effacer", sitemap=False, **common.FORM)
    @calm.page_refusals
    def erase(self, access, **_params):
        common.limit(privacy_act=None)
        found = opened(access)
        if not found.is_erased:  # a second click finds it done
            sent = request.httprequest.form
            common.check_form(_erasing(access), sent)
            if not sent.getlist("file"):
                return erasure_page(found, NothingChosen(request.env))
            chosen = _chosen(found, sent)
            is_done, _until = _requests()._person_erases(chosen) if chosen else (True, False)
            if not is_done:
                return _back(access, "hold")
            if found.files - chosen:
                return _back(access, "erased")
        return _back(access)


def opened(access):
    """What a link opens.

    :rtype: clicrdv.person.access Access
    :raises LinkExpired, RateLimited:
    """
    common.limit(privacy_page=None)
    return request.env["clicrdv.person.access"]._open(access)


def acting(access):
    """What a link opens, for a form of its page.

    :raises LinkExpired, RateLimited, InvalidParameter:
    """
    common.limit(privacy_act=None)
    found = opened(access)
    if found.is_erased:
        raise InvalidParameter(request.env)
    common.check_form(access, request.httprequest.form)
    return found


def my_data_page(found, notice=(), refusal=None):
    """What is held, or that nothing is held any more."""
    values = {"access": found.token, "company": found.company, "notice": notice, "refusal": refusal}
    if found.is_erased:
        return common.page("clicrdv_gdpr.my_data_gone", values, found.company, private=True)
    values |= {
        "held": _person_data()._held(found.files),
        "consents": _requests()._consents_of(found.files),
        "form_token": common.sign_form(found.token),
    }
    status = refusal.http_status if refusal else 200
    return common.page("clicrdv_gdpr.my_data", values, found.company, status=status, private=True)


def erasure_page(found, refusal=None):
    """What an erasure does; where several people share an address, none of them is chosen beforehand."""
    values = {
        "access": found.token,
        "company": found.company,
        "refusal": refusal,
        "files": found.files,
        "coming": _requests()._coming(found.files),
        "kept": _person_data()._kept(found.files),
        "form_token": common.sign_form(_erasing(found.token)),
    }
    status = refusal.http_status if refusal else 200
    return common.page("clicrdv_gdpr.my_data_erase", values, found.company, status=status, private=True)


def zip_response(out):
    """Send a file as it is read; it is never whole in memory."""
    return Response(
        wrap_file(request.httprequest.environ, out, 1 << 16),
        direct_passthrough=True,
        headers=[
            ("Content-Type", "application/zip"),
            ("Content-Disposition", f'attachment; filename="{ZIP}"'),
            ("Cache-Control", "no-store"),
            ("X-Robots-Tag", "noindex"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ],
    )


def _requests():
    # the person is not signed in: his link says which files are his, and only those are given
    return request.env["clicrdv.privacy.request"].sudo()


def _person_data():
    return request.env["clicrdv.person.data"].sudo()  # see _requests


def _chosen(found, sent):
    """Files of this link that a form names: by number, as their order changes when one of them goes."""
    named = set(sent.getlist("file"))
    return found.files.filtered(lambda file: str(file.id) in named)


def _who(found):
    return f"files {found.files.ids}"


def _erasing(access):
    """What the form of the confirmation is about: the one of the page does not erase."""
    return f"erase {access}"


def _notices(query):
    return [name for name in NOTICES if query.get(name)]


def _back(access, *notices):
    return request.redirect(common.url(f"/rdv/my/{access}", **dict.fromkeys(notices, 1)))


def _refused(access, refusal):
    """The page again, with what was wrong, and nothing changed."""
    request.env.cr.rollback()
    return my_data_page(request.env["clicrdv.person.access"]._open(access), refusal=refusal)
