"""What a customer sends and answers on his pages: claims, quotes, documents."""

from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..exceptions import BillingRefused
from ..logic import uploads

PAGE = {"type": "http", "auth": "user", "website": True, "methods": ["GET"], "readonly": True}
FORM = {"type": "http", "auth": "user", "website": True, "methods": ["POST"]}
SHOWN = 100
COUNTED = {
    "billing_claim_count": "clicrdv.claim",
    "billing_quote_count": "clicrdv.quote",
    "billing_document_count": "clicrdv.document.request",
}


class FollowupPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        for name in COUNTED.keys() & set(counters):
            values[name] = _own(COUNTED[name], count=True)
        return values

    # === CLAIMS === #

    @http.route("/my/claims", **PAGE)
    def billing_claims(self, **params):
        contracts = request.env["clicrdv.contract"]._of_customer(request.env.user.partner_id)
        values = {"claims": _own("clicrdv.claim"), "contracts": contracts, "is_sent": params.get("sent") == "1"}
        return self._billing_page("portal_claims", "billing_claims", values)

    @http.route("/my/claims/new", **PAGE)
    def billing_claim_new(self, **_params):
        return self._billing_claim_form({})

    @http.route("/my/claims/new", **FORM)
    def billing_claim_send(self, **form):
        partner = request.env.user.partner_id
        contract = request.env["clicrdv.contract"]._of_customer(partner)
        contract = contract.filtered(lambda own: str(own.id) == form.get("contract_id"))
        # customers have no right on claims: they send them for their own contracts only
        claims = request.env["clicrdv.claim"].sudo()
        try:
            with request.env.cr.savepoint():
                claims._submit(contract[:1], partner, form)
        except BillingRefused as refusal:
            return self._billing_claim_form(form, refusal)
        return request.redirect("/my/claims?sent=1")

    def _billing_claim_form(self, form, refusal=None):
        contracts = request.env["clicrdv.contract"]._of_customer(request.env.user.partner_id)
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        values = {"contracts": contracts, "form": typed, "problem": refusal and str(refusal)}
        return self._billing_page("portal_claim_form", "billing_claim_new", values, refusal)

    # === QUOTES === #

    @http.route("/my/quotes", **PAGE)
    def billing_quotes(self, **_params):
        return self._billing_page("portal_quotes", "billing_quotes", {"quotes": _own("clicrdv.quote")})

    @http.route("/my/quotes/<int:quote_id>", **PAGE)
    def billing_quote(self, quote_id, **_params):
        return self._billing_quote_page(_one("clicrdv.quote", quote_id))

    @http.route("/my/quotes/<int:quote_id>/answer", **FORM)
    def billing_quote_answer(self, quote_id, **form):
        quote = _one("clicrdv.quote", quote_id)
        try:
            with request.env.cr.savepoint():
                quote._answer(form, request.env.user)
        except BillingRefused as refusal:
            return self._billing_quote_page(quote, refusal)
        return request.redirect(f"/my/quotes/{quote.id}")

    def _billing_quote_page(self, quote, refusal=None):
        values = {"quote": quote, "user_name": request.env.user.name, "problem": refusal and str(refusal)}
        return self._billing_page("portal_quote", "billing_quote", values, refusal)

    # === DOCUMENTS === #

    @http.route("/my/documents", **PAGE)
    def billing_documents(self, **_params):
        return self._billing_documents_page()

    @http.route("/my/documents/<int:request_id>/upload", **FORM)
    def billing_document_upload(self, request_id, **_form):
        asked = _one("clicrdv.document.request", request_id)
        try:
            with request.env.cr.savepoint():
                asked._receive_all(
                    # one byte more than the largest is enough to know that a file is too large
                    [(file.filename or "", file.stream.read(uploads.LARGEST + 1)) for file in _files("file")]
                )
        except BillingRefused as refusal:
            return self._billing_documents_page(refusal)
        return request.redirect("/my/documents")

    def _billing_documents_page(self, refusal=None):
        values = {"requests": _own("clicrdv.document.request"), "problem": refusal and str(refusal)}
        return self._billing_page("portal_documents", "billing_documents", values, refusal)

    # === PAGES === #

    def _billing_page(self, template, page_name, values, refusal=None):
        values = self._prepare_portal_layout_values() | {"page_name": page_name, **values}
        answer = request.render(f"clicrdv_billing.{template}", values)
        answer.status_code = 400 if refusal else 200
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _files(name):
    return request.httprequest.files.getlist(name)[: uploads.MOST + 1]


def _own(model, count=False):
    """What somebody at a customer follows; customers have no right on these, the domain keeps to theirs."""
    records = request.env[model].sudo()  # see the docstring
    domain = records._customer_domain(request.env.user.partner_id)
    return records.search_count(domain) if count else records.search(domain, limit=SHOWN)


def _one(model, record_id):
    """One of those records.

    :raises NotFound: there is none, or it is somebody else's: both get the same answer
    """
    records = request.env[model].sudo()  # as in _own
    domain = records._customer_domain(request.env.user.partner_id)
    found = records.search(domain & Domain("id", "=", record_id), limit=1)
    if not found:
        raise request.not_found()
    return found
