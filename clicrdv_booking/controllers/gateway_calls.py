"""What SMS gateways tell us: delivery reports, and what clients answer.

They call from one address by the thousand: no limit by address, no page, no session, as few queries as can be.
"""

import functools

from odoo import fields, http
from odoo.http import Response, request

from ..gateways import BadReport, Incoming
from ..logic.opt_out_words import is_opt_out
from ..models.clicrdv_message_receive import Told
from . import params

MAX_BODY = 8 * 1024
#: Gateways know GET and POST, and are no browsers. What is longer is refused before it is read.
CALL = {
    "type": "http",
    "auth": "public",
    "methods": ["GET", "POST"],
    "csrf": False,
    "save_session": False,
    "sitemap": False,
    "max_content_length": MAX_BODY,
}
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
STATUSES = {"malformed": 400, "forged": 403}


def answer(status, text="", **headers):
    """What a machine gets: a status, and the word that it waits for."""
    return Response(text, status=status, content_type="text/plain; charset=utf-8", headers={**HEADERS, **headers})


def refuses_bad_reports(route):
    """Answer what is malformed or forged with 4xx; it is found out before anything is written."""

    @functools.wraps(route)
    def wrapper(*args, **kwargs):
        if request.httprequest.method == "HEAD":  # comes with GET, and must not act
            return answer(405, Allow="GET, POST")
        try:
            return route(*args, **kwargs)
        except BadReport as refusal:
            return answer(STATUSES[refusal.code])

    return wrapper


def incoming(base):
    """This request as a gateway made it.

    :param str base: the address of this site as it was told to the gateway, which signs it: a proxy may hide it here
    :rtype: gateways.Incoming
    """
    made = request.httprequest
    query = made.query_string.decode("latin-1")
    return Incoming(
        method=made.method,
        url=f"{base}{made.path}{'?' if query else ''}{query}",
        query=made.args.to_dict(),
        form=made.form.to_dict(),
        headers=dict(made.headers),
        body=made.get_data(),
    )


def checked(report):
    """A report whose texts can be kept.

    :raises BadReport: it holds what PostgreSQL does not keep
    """
    text = f"{report.reference}{report.code}{report.key}"
    if params.CONTROL.search(text) or params.SURROGATE.search(text):
        raise BadReport("malformed")
    return report


class GatewayCalls(http.Controller):
    @http.route("/clicrdv/sms/report/<string:token>", **CALL)
    @refuses_bad_reports
    def report(self, token, **_params):
        """One message: the address is its own."""
        messages = request.env["clicrdv.message"]
        messages._look_anew()
        found = params.TOKEN.fullmatch(token) and messages._reported_by_token(token)
        if not found:
            return answer(404)
        message_id, gateway_id, company_id = found
        gateways = request.env["clicrdv.sms.gateway"]
        gateway = gateways._opened(gateway_id)
        report = checked(gateway.read_report(incoming(gateways._reported_base(company_id))))
        messages._apply_reports([Told(message_id, report, fields.Datetime.now())])
        return answer(200, gateway.acknowledgement)

    @http.route("/clicrdv/sms/reports/<string:token>", **CALL)
    @refuses_bad_reports
    def reports(self, token, **_params):
        """Any message of a gateway: its reference tells which."""
        messages = request.env["clicrdv.message"]
        messages._look_anew()
        gateway_id, gateway, called = _called(token)
        if not gateway:
            return answer(404)
        report = checked(gateway.read_report(called))
        message_id = report.reference and messages._reported_by_reference(gateway_id, report.reference)
        if not message_id:
            # not ours, or faster than our note of the reference: who tries again then succeeds
            return answer(404)
        messages._apply_reports([Told(message_id, report, fields.Datetime.now())])
        return answer(200, gateway.acknowledgement)

    @http.route("/clicrdv/sms/inbound/<string:token>", **CALL)
    @refuses_bad_reports
    def inbound(self, token, **_params):
        """What a client has answered: only a refusal is kept, anything else is not for us to read."""
        request.env["clicrdv.message"]._look_anew()
        gateway_id, gateway, called = _called(token)
        if not gateway:
            return answer(404)
        inbound = gateway.read_inbound(called)
        if is_opt_out(inbound.text):
            # a gateway has no rights of its own; its secret address, or its signature, is its proof
            request.env["clicrdv.sms.gateway"].sudo().browse(gateway_id)._note_stop(inbound.number)
        return answer(200, gateway.acknowledgement)


def _called(token):
    """Who calls an address of a whole account.

    :return: (id of the gateway, gateways.Gateway, gateways.Incoming), three times None when there is none
    """
    gateways = request.env["clicrdv.sms.gateway"]
    gateway_id = params.TOKEN.fullmatch(token) and gateways._by_inbound_token(token)
    if not gateway_id:
        return None, None, None
    return gateway_id, gateways._opened(gateway_id), incoming(gateways._called_base(gateway_id))
