"""How a person comes to his data: from an appointment, by a form, by a link that was sent to the address on file."""

import re

from odoo import http
from odoo.http import request

from odoo.addons.clicrdv_booking.controllers import choices, common, params
from odoo.addons.clicrdv_booking.exceptions import InvalidParameter, NotFound

from ..exceptions_rights import AddressNeeded, LinkExpired
from ..logic import privacy_requests as states
from . import calm

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST = 2000
LONGEST_ADDRESS = 320


class MyDataForm(http.Controller):
    @http.route("/rdv/a/<string:token>/donnees", sitemap=False, **common.PAGE)
    @calm.page_refusals
    def from_appointment(self, token, **_params):
        try:
            event = common.limited_appointment(token)
        except NotFound:
            return calm.gone()
        files, address = _proven(event)
        if files:
            access = request.env["clicrdv.person.access"]._grant(files, address)
            return _redirect(f"/rdv/my/{access}")
        return _prove_page(event)

    @http.route("/rdv/a/<string:token>/donnees", sitemap=False, **common.FORM)
    @calm.page_refusals
    def send_to_file(self, token, **_params):
        """The link goes to the address on file, whoever has the page of the appointment."""
        try:
            event = common.limited_appointment(token)
        except NotFound:
            return calm.gone()
        common.check_form(_proving(token), request.httprequest.form)
        file = event._client_file()
        address = file.email_normalized or file.client_phone_key
        # counted by the file, not by its address: who counts along must not learn which address it is
        common.limit(privacy_form=None, privacy_contact=f"{event.booking_company_id.id} file {file.id}")
        if address:
            _confirmations()._ask(event.booking_company_id, "access", address, right=states.ACCESS)
        return _prove_page(event, is_sent=True)

    @http.route("/rdv/<string:slug>/mes-donnees", sitemap=False, **common.PAGE)
    @calm.page_refusals
    def form(self, slug, **_params):
        common.limit(search=None)
        company = common.establishment(slug)
        return _form_page(company, is_sent=bool(request.httprequest.args.get("sent")))

    @http.route("/rdv/<string:slug>/mes-donnees", sitemap=False, **common.FORM)
    @calm.page_refusals
    def send(self, slug, **_params):
        company = common.establishment(slug)
        sent = request.httprequest.form
        common.check_form(_asking(slug), sent)
        right, details = sent.get("right"), params.text(sent.get("details"), LONGEST)
        if right not in states.RIGHTS:
            raise InvalidParameter(request.env)
        try:
            typed = params.text(sent.get("address"), LONGEST_ADDRESS)
            address = _confirmations()._normalised(company, typed)
        except AddressNeeded as refusal:
            return _form_page(company, refusal=refusal)
        common.limit(privacy_form=None, privacy_contact=f"{company.id} {address}")
        _confirmations()._ask(company, "access", address, right=right, details=details or False)
        return request.redirect(common.url(f"/rdv/{slug}/mes-donnees", sent=1))

    @http.route("/rdv/my/lien/<string:secret>", sitemap=False, **common.PAGE)
    @calm.page_refusals
    def link(self, secret, **_params):
        """Looking at a link uses nothing: mail programs do it before their reader."""
        row = _confirmation(secret)
        values = {"company": row.company_id, "row": row, "secret": secret, "form_token": common.sign_form(secret)}
        values["right"] = row._asked_right()
        return common.page("clicrdv_gdpr.my_data_link", values, row.company_id, private=True)

    @http.route("/rdv/my/lien/<string:secret>", sitemap=False, **common.FORM)
    @calm.page_refusals
    def use_link(self, secret, **_params):
        row = _confirmation(secret)
        common.check_form(secret, request.httprequest.form)
        kind, right = row.kind, row.right
        files, address = row._use()
        access = request.env["clicrdv.person.access"]._grant(files, address)
        if kind != "access":
            return _redirect(common.url(f"/rdv/my/{access}", confirmed=1))
        return _redirect(f"/rdv/my/{access}" + ("/effacer" if right == states.ERASURE else ""))


def _confirmations():
    return request.env["clicrdv.privacy.confirmation"].sudo()  # visitors have no right on it: each knows his secret


def _confirmation(secret):
    common.limit(privacy_page=None)
    if not SECRET.fullmatch(secret):
        raise LinkExpired(request.env)
    return _confirmations()._by_secret(secret)


def _proven(event):
    key = request.httprequest.args.get("k", "")
    key = key if choices.KEY.fullmatch(key) else ""
    return request.env["clicrdv.person.access"]._by_appointment(event, key)


def _redirect(url):
    response = request.redirect(url)
    request.future_response.headers.remove("Set-Cookie")
    response.headers.update({"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"})
    return response


def _proving(token):
    return f"my data {token}"


def _asking(slug):
    return f"my data of {slug}"


def _prove_page(event, is_sent=False):
    company = event.booking_company_id
    values = {
        "company": company,
        "token": event.booking_token,
        "is_sent": is_sent,
        "form_token": common.sign_form(_proving(event.booking_token)),
    }
    return common.page("clicrdv_gdpr.my_data_prove", values, company, private=True)


def _form_page(company, is_sent=False, refusal=None):
    slug = company.booking_slug
    values = {"company": company, "is_sent": is_sent, "refusal": refusal, "form_token": common.sign_form(_asking(slug))}
    status = refusal.http_status if refusal else 200
    return common.page("clicrdv_gdpr.my_data_form", values, company, status=status, private=True)
