"""Information notices at their public addresses, the one in force and those of before."""

from odoo import http
from odoo.http import request

from odoo.addons.clicrdv_booking.controllers import common, params
from odoo.addons.clicrdv_booking.exceptions import NotFound


class Notice(http.Controller):
    @http.route(
        ["/rdv/<string:slug>/notice", "/rdv/<string:slug>/notice/<string:version>"], sitemap=False, **common.PAGE
    )
    @common.page_refusals
    def client(self, slug, version=None, **_params):
        common.limit(search=None)
        return _page("client", f"/rdv/{params.slug(slug)}/notice", version, slug=slug)

    @http.route(["/notice-professionnels", "/notice-professionnels/<string:version>"], sitemap=False, **common.PAGE)
    @common.page_refusals
    def staff(self, version=None, **_params):
        common.limit(search=None)
        return _page("staff", "/notice-professionnels", version)


def _page(kind, address, version, slug=None):
    """The page of a notice.

    :raises NotFound: no such notice, or no such version of it
    """
    if version is not None and not (version.isdecimal() and version.isascii() and len(version) <= 6):
        raise NotFound(request.env)
    number = None if version is None else int(version)
    notice = request.env["clicrdv.privacy.notice"]._public(kind, slug=slug, version=number)
    if not notice:
        raise NotFound(request.env)
    values = {
        "notice": notice,
        "company": notice.company_id,
        "sections": notice._shown(request.env.lang or ""),
        "address": address,
        "versions": notice._public_versions(),
    }
    return common.page("clicrdv_gdpr.public_notice", values)
