"""The logo of an establishment is shown while its contract lives, and not a day longer (art. 7.2, 9; BKG-25)."""

from odoo import http
from odoo.tools import file_path

from odoo.addons.web.controllers.binary import Binary


class Logo(Binary):
    @http.route()
    def company_logo(self, dbname=None, **kw):
        if http.request.db and http.request.env["res.company"]._logo_is_off(kw.get("company")):
            return http.Stream.from_path(file_path("web/static/img/nologo.png")).get_response()
        return super().company_logo(dbname=dbname, **kw)
