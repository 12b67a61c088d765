"""The service reports of a customer, on his pages."""

from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

PER_PAGE = 24


class ServiceReportPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "service_report_count" in counters:
            values["service_report_count"] = _reports().search_count(_domain())
        return values

    @http.route(
        ["/my/service-reports", "/my/service-reports/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def service_reports(self, page=1, **_params):
        count = _reports().search_count(_domain())
        pager = portal_pager(url="/my/service-reports", total=count, page=page, step=PER_PAGE)
        values = self._prepare_portal_layout_values() | {
            "page_name": "service_reports",
            "reports": _reports().search(_domain(), limit=PER_PAGE, offset=pager["offset"]),
            "pager": pager,
        }
        return request.render("clicrdv_billing.portal_service_reports", values)

    @http.route(
        "/my/service-reports/<int:report_id>", type="http", auth="user", website=True, methods=["GET"], readonly=True
    )
    def service_report(self, report_id, download=None, **_params):
        report = _reports().search([("id", "=", report_id), *_domain()])
        if not report:
            raise request.not_found()
        if download:
            return self._show_report(report, "pdf", "clicrdv_billing.action_report_service", download=True)
        values = self._prepare_portal_layout_values() | {
            "page_name": "service_report",
            "report": report,
            "shown": report._shown(),
        }
        return request.render("clicrdv_billing.portal_service_report", values)


def _reports():
    # customers have no right on reports: the domain keeps to the published ones of their own contracts
    return request.env["clicrdv.service.report"].sudo()


def _domain():
    return _reports()._portal_domain(request.env.user)
