"""What a monitor outside tells of the service."""

import json
import re

from odoo import fields, http
from odoo.http import Response, request

from ..logic.probe_report import BadProbeReport, read

MAX_BODY = 256 * 1024
TOKEN = re.compile(r"[A-Za-z0-9_-]{32,128}")


def answer(status, **said):
    """What a machine gets."""
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return Response(json.dumps(said), status=status, content_type="application/json", headers=headers)


class ProbeReports(http.Controller):
    @http.route(
        "/clicrdv/probe/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=MAX_BODY,
    )
    def report(self, token, **_params):
        """Keep results; a report that comes twice is kept once."""
        # the secret address is the monitor's only right
        companies = request.env["res.company"].sudo()
        company = bool(TOKEN.fullmatch(token)) and companies.search([("service_probe_token", "=", token)], limit=1)
        if not company:
            return answer(404, error="unknown address")
        try:
            sent = json.loads(request.httprequest.get_data())
            lines = read(sent, fields.Datetime.now())
        except BadProbeReport as refusal:
            return answer(400, error=str(refusal))
        except (ValueError, RecursionError):
            return answer(400, error="the body is no JSON")
        # see above
        probes = request.env["clicrdv.probe"].sudo()
        added = probes._note(company, "outside", [(line.at, line.ok, line.ms, False) for line in lines])
        return answer(200, added=added)
