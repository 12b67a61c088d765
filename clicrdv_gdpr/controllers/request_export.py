"""The export of a case, for the staff that hands it over."""

import tempfile

from odoo import http
from odoo.http import request

from .my_data import IN_MEMORY, zip_response


class RequestExport(http.Controller):
    @http.route("/clicrdv_gdpr/request/<int:request_id>/export", type="http", auth="user", methods=["GET"])
    def export(self, request_id, **_params):
        case = request.env["clicrdv.privacy.request"].browse(request_id).exists()
        if not case:
            raise request.not_found()
        out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by the server, once it is sent
        case._export_for_staff(out)
        return zip_response(out)
