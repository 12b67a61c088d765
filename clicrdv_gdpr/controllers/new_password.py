"""Between the password and the account: a password that is too weak, or that a breach has shown, is changed first."""

from odoo import http
from odoo.http import request


class NewPassword(http.Controller):
    @http.route(
        "/web/login/new-password",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
        website=True,
        multilang=False,
    )
    def new_password(self, **_params):
        person = request.env["res.users"].browse(request.session.get("pre_uid") or [])
        # the session says who has shown his password
        reason = person.sudo().password_change_needed
        if request.session.uid or not reason:
            return request.redirect("/web/login")
        sent = False
        if request.httprequest.method == "POST":
            url = person._start_password_change()
            for key in ("pre_uid", "pre_login"):
                request.session.pop(key, None)
            if url:
                return request.redirect(url)
            sent = True
        response = request.render("clicrdv_gdpr.new_password_page", {"reason": reason, "sent": sent})
        response.headers["Cache-Control"] = "no-store"
        return response
