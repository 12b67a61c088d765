import json

from werkzeug.exceptions import HTTPException, MethodNotAllowed, abort

from odoo import models
from odoo.exceptions import UserError
from odoo.http import Response, request

API = "/rdv/api/"
CODES = {403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 429: "rate_limited"}


class IrHttp(models.AbstractModel):
    """Our JSON interface answers in JSON whatever goes wrong, before or after our own code."""

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path):
        if "/rdv/" in path and ".." in path.split("/"):
            # core's layout cannot write the canonical address of such a path: its own 404 page would be a 500
            abort(Response("", status=404))
        try:
            return super()._match(path)
        except MethodNotAllowed as error:
            if path.startswith(API):
                error.response = cls._api_error(405, request.env._("This address does not answer to this method."))
            raise

    @classmethod
    def _dispatch(cls, endpoint):
        if endpoint.func.__module__.startswith("odoo.addons.clicrdv"):
            # a parameter of this name collides with the controller itself, which would be an error 500
            request.params.pop("self", None)
        return super()._dispatch(endpoint)

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        # our scripts on public pages speak the visitor's language too
        return [*super()._get_translation_frontend_modules_name(), "clicrdv_booking"]

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        if not request.httprequest.path.startswith(API):
            return response
        if isinstance(exception, UserError):
            return cls._api_error(exception.http_status, exception.args[0])
        if isinstance(exception, HTTPException) and exception.code:
            return cls._api_error(exception.code, exception.description)
        return cls._api_error(500, request.env._("Something went wrong on our side. Please try again."))

    @classmethod
    def _api_error(cls, status, message):
        """A refusal as our JSON interface writes them.

        :param int status: HTTP status
        :param str message: a sentence for people
        :rtype: Response
        """
        error = {
            "code": CODES.get(status, "server_error" if status >= 500 else "invalid_parameter"),
            "message": message,
        }
        return Response(json.dumps({"error": error}), status=status, content_type="application/json; charset=utf-8")
