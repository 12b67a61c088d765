"""What Yousign tells about orders that are being signed: verified, stored, answered at once; the job does the work."""

from odoo import http
from odoo.http import Response, request

from odoo.addons.clicrdv_booking.controllers import params

from ..gateways import BadEvent, read_event

#: A request with one document and one signer takes 3 KB; what is longer is refused before it is read.
MAX_BODY = 64 * 1024
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
STATUSES = {"forged": 401, "malformed": 400}


def answer(status):
    return Response("", status=status, content_type="text/plain; charset=utf-8", headers=HEADERS)


class YousignCalls(http.Controller):
    @http.route(
        "/clicrdv/billing/yousign/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=MAX_BODY,
    )
    def event(self, token, **_params):
        company = params.TOKEN.fullmatch(token) and request.env["res.company"]._yousign_by_token(token)
        if not company:
            return answer(404)
        made = request.httprequest
        try:
            signature = made.headers.get("X-Yousign-Signature-256", "")
            event = read_event(company.yousign_webhook_secret or "", signature, made.get_data())
        except BadEvent as refusal:
            return answer(STATUSES[refusal.code])
        if event.sandbox != company.yousign_sandbox:
            return answer(403)
        # Yousign has no rights of its own; its signature is its proof
        events = request.env["clicrdv.signature.event"].sudo()
        if events._keep(company, event):
            events.env["clicrdv.signature.request"]._trigger_job()
        return answer(200)
