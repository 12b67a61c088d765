"""The versions of the general terms at addresses that never change (art. 14): anybody reads them, nothing is kept."""

import base64

from odoo import http
from odoo.http import request

PAGE = {"type": "http", "auth": "public", "website": True, "save_session": False, "methods": ["GET"], "readonly": True}


class Terms(http.Controller):
    @http.route("/conditions", sitemap=True, **PAGE)
    def versions(self, **_params):
        return _versions()

    @http.route("/conditions/<string:kind>/<string:version>", sitemap=False, **PAGE)
    def version(self, kind, version, **_params):
        found = request.env["clicrdv.terms"]._published(kind, version)
        return request.render("clicrdv_billing.public_terms", {"version": found}) if found else _versions(404)

    @http.route("/conditions/<string:kind>/<string:version>/pdf", sitemap=False, **PAGE)
    def file(self, kind, version, **_params):
        found = request.env["clicrdv.terms"]._published(kind, version)
        if not found:
            return _versions(404)
        content = base64.b64decode(found.with_context(bin_size=False).file)
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", f'inline; filename="{found.kind}-{found.version}.pdf"'),
            ("X-Content-Type-Options", "nosniff"),
            # it never changes: its bytes are those of its fingerprint
            ("Cache-Control", "public, max-age=86400"),
            ("ETag", f'"{found.sha256}"'),
        ]
        return request.make_response(content, headers)


def _versions(status=200):
    """The list of all versions; behind an address that is none it says so (core's own page fails on a NUL character)."""
    found = request.env["clicrdv.terms"]._published()
    response = request.render("clicrdv_billing.public_terms_list", {"versions": found, "missing": status == 404})
    response.status_code = status
    return response
