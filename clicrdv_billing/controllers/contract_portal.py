"""Contracts as their customer sees them: read, download, sign; and the bundle for the back office."""

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request
from odoo.tools import consteq, email_normalize

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..exceptions import BillingRefused
from ..logic import contract_states as states

#: An order that is still being written, or was refused, is not shown to its customer.
SHOWN = (states.TO_SIGN, *sorted(states.SIGNED))
NO_STORE = ("Cache-Control", "no-store")
READ = {"type": "http", "auth": "public", "methods": ["GET"], "sitemap": False}


class ContractPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "contract_count" in counters:
            values["contract_count"] = _contracts().search_count(_domain())
        return values

    @http.route(
        ["/my/contracts", "/my/contracts/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"]
    )
    def contracts(self, page=1, **_params):
        total = _contracts().search_count(_domain())
        pages = pager("/my/contracts", total, page=page, step=self._items_per_page)
        values = self._prepare_portal_layout_values() | {
            "page_name": "contracts",
            "contracts": _contracts().search(_domain(), limit=self._items_per_page, offset=pages["offset"]),
            "pager": pages,
            "default_url": "/my/contracts",
        }
        return request.render("clicrdv_billing.portal_contracts", values)

    @http.route("/my/contracts/<int:contract_id>", website=True, **READ)
    def contract(self, contract_id, access_token=None, **_params):
        contract = _contract(contract_id, access_token)
        if not contract:
            return request.redirect("/my")
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "contract",
            "contract": contract,
            "token": contract.access_token if _has_token(contract, access_token) else False,
            "may_sign": _may_sign(contract, access_token),
            "documents": contract.document_ids._in_order(),
        }
        response = request.render("clicrdv_billing.portal_contract", values)
        response.headers["Referrer-Policy"] = "no-referrer"  # the address holds the token
        response.headers.set(*NO_STORE)
        return response

    @http.route("/my/contracts/<int:contract_id>/documents/<int:document_id>", **READ)
    def document(self, contract_id, document_id, access_token=None, **_params):
        contract = _contract(contract_id, access_token)
        document = contract and contract.document_ids.filtered(lambda document: document.id == document_id)
        if not document:
            raise request.not_found()
        # nothing that was uploaded runs as a page of ours: it is always a download
        return _download(document.name, document._content(), "application/octet-stream")

    @http.route("/my/contracts/<int:contract_id>/bundle", **READ)
    def bundle(self, contract_id, access_token=None, **_params):
        contract = _contract(contract_id, access_token)
        if not contract or not contract.document_ids:
            raise request.not_found()
        return _download(*contract._bundle(), "application/zip")

    @http.route("/my/contracts/<int:contract_id>/sign", type="jsonrpc", auth="public", website=True)
    def sign(self, contract_id, access_token=None, name=None, signature=None, **_params):
        access_token = access_token or request.httprequest.args.get("access_token")
        contract = _contract(contract_id, access_token)
        if not contract or not _may_sign(contract, access_token):
            return {"error": request.env._("This order cannot be signed with this address.")}
        try:
            contract._sign_in_portal(name if isinstance(name, str) else "", signature, request.httprequest.remote_addr)
        except BillingRefused as refusal:
            return {"error": refusal.args[0]}
        return {"force_refresh": True, "redirect_url": contract.get_portal_url()}

    @http.route("/clicrdv/billing/bundle/<int:contract_id>", type="http", auth="user", methods=["GET"])
    def back_office_bundle(self, contract_id, **_params):
        contract = request.env["clicrdv.contract"].browse(contract_id).exists()
        try:
            contract.check_access("read")
        except AccessError:
            contract = contract.browse()
        if not contract:
            raise request.not_found()
        return _download(*contract._bundle(), "application/zip")


def _contracts():
    # portal users have no right on contracts: the domain keeps to those of their company
    return request.env["clicrdv.contract"].sudo()


def _domain():
    customer = request.env.user.partner_id.commercial_partner_id
    return [("partner_id.commercial_partner_id", "=", customer.id), ("state", "in", SHOWN)]


def _contract(contract_id, token):
    """The contract of an address, in superuser mode: for who has its token, or a user of its customer.

    :return: clicrdv.contract record, empty for anybody else
    """
    contract = _contracts().search([("id", "=", contract_id), ("state", "in", SHOWN)])
    if contract and _has_token(contract, token):
        return contract
    if request.env.user._is_public():
        return contract.browse()
    return contract.filtered_domain(_domain())


def _has_token(contract, token):
    if not isinstance(token, str) or not contract.access_token:
        return False
    # bytes: text that is not ASCII cannot be compared in constant time
    return consteq(contract.access_token.encode(), token.encode(errors="replace"))


def _may_sign(contract, token):
    """Whether this is the signer: who has the link that was sent to him, or who signs in with his address.

    The login counts, not the address of the user, which a colleague could change by himself.
    """
    if contract.state == states.TO_SIGN and contract.signature_method != "portal":
        return False
    login = email_normalize(request.env.user.login or "")
    mine = not request.env.user._is_public() and login and login == email_normalize(contract.signer_email or "")
    return bool(_has_token(contract, token) or mine)


def _download(name, content, mimetype):
    headers = [
        ("Content-Type", mimetype),
        ("Content-Length", len(content)),
        ("Content-Disposition", content_disposition(name)),
        ("X-Content-Type-Options", "nosniff"),
        NO_STORE,
    ]
    return request.make_response(content, headers)
