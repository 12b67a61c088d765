from odoo import http
from odoo.http import request


class Reversibility(http.Controller):
    @http.route("/clicrdv_gdpr/export/<string:token>", type="http", auth="user", methods=["GET"], readonly=True)
    def export(self, token):
        """The archive of an export: the button has noted the download and made the link."""
        archive = request.env["clicrdv.reversibility.download"]._archive_of(token, request.env.user)
        if not archive:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(archive, filename=archive.name)
        return stream.get_response(as_attachment=True, max_age=0)
