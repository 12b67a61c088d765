"""Finding an establishment (BKG-02)."""

from odoo import fields, http
from odoo.http import request

from . import common, params

PAGE_SIZE = 20
MAX_PAGE = 500


def _sitemap(env, _rule, query):
    """The search page and every establishment that can be found."""
    if not query or query.lower() in "/rdv":
        yield {"loc": "/rdv"}
    companies = env["res.company"].sudo()  # visitors find establishments of all companies
    for company in companies.search(companies._booking_domain(), order="id"):
        location = f"/rdv/{company.booking_slug}"
        if not query or query.lower() in location:
            yield {"loc": location, "lastmod": fields.Date.to_date(company.write_date)}


class Search(http.Controller):
    @http.route(
        "/rdv",
        sitemap=_sitemap,
        list_as_website_content="Book an appointment",
        **common.PAGE,
    )
    @common.page_refusals
    def search(self, **_params):
        common.limit(search=None)
        query = request.httprequest.args
        name, place = params.text(query.get("name"), 100), params.text(query.get("place"), 100)
        activity = params.number(query.get("activity"), default=None, lowest=1, highest=999_999)
        page = params.number(query.get("page"), default=1, lowest=1, highest=MAX_PAGE)
        companies, total = request.env["res.company"]._booking_search(
            name, activity, place, PAGE_SIZE, (page - 1) * PAGE_SIZE
        )
        # the names of trades are no secret, but visitors have no right on the model
        activities = request.env["clicrdv.activity"].sudo().search([])
        asked = {"name": name, "place": place, "activity": activity}
        return common.page(
            "clicrdv_booking.public_search",
            {
                "companies": companies,
                "total": total,
                "activities": activities,
                "asked": asked,
                "is_search": any(asked.values()),
                "channel": params.channel(query.get("c")),
                "page_number": page,
                "last_page": -(-total // PAGE_SIZE),
                "page_url": lambda number: common.url("/rdv", **asked, page=number if number > 1 else None),
            },
        )
