"""The floor: what Odoo takes for a request before any work of ours begins."""

from odoo import http
from odoo.http import request


class Floor(http.Controller):
    @http.route("/bench/empty", type="http", auth="public", methods=["GET"], readonly=True)
    def empty(self):
        return ""

    @http.route("/bench/posted", type="http", auth="public", methods=["POST"], csrf=False, save_session=False)
    def posted(self, **_sent):
        return ""

    @http.route("/bench/page", type="http", auth="public", website=True, methods=["GET"], readonly=True, sitemap=False)
    def page(self):
        return request.render("bench_floor.page")  # made by scenery.py
