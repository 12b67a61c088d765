"""The public page of one establishment: the landing page of every link and button."""

from odoo import http
from odoo.http import request
from odoo.tools.json import scriptsafe

from ..exceptions import BookingRefused
from . import common, params, presentation

SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Establishment(http.Controller):
    @http.route(
        "/rdv/<string:slug>",
        sitemap=False,  # listed with the search page
        **common.PAGE,
    )
    @common.page_refusals
    def establishment(self, slug, **_params):
        common.limit(search=None)
        query = request.httprequest.args
        company = common.establishment(slug)
        services = company._booking_online_services()
        hours = company._booking_opening_hours()
        values = {
            "company": company,
            "title": company.booking_title or company.name,
            "groups": _by_category(services),
            "agendas": company._booking_online_agendas(),
            "hours": [
                (name, _readable(spans)) for name, (_day, spans) in zip(presentation.weekdays(), hours, strict=True)
            ],
            "chosen": params.codes(query.getlist("service")),
            "agenda_id": params.agenda(query.get("agenda")),
            "channel": params.channel(query.get("c")),
            "ask_service": bool(query.get("choose")),
            "duration": presentation.duration,
            "next_free": _next_free(company, services),
            "structured_data": scriptsafe.dumps(_structured_data(company, services, hours)),
        }
        return common.page("clicrdv_booking.public_establishment", values, company)


def _by_category(services):
    """Services under the public name of their category, in the order of the services.

    :return: list of (category or empty, services)
    """
    return list(services.grouped("category_id").items())


def _readable(spans):
    return [(presentation.clock(start), presentation.clock(stop)) for start, stop in spans]


def _next_free(company, services):
    """The soonest free time of the first service, None when there is none.

    :return: what `presentation.moment` makes of it
    """
    try:
        page = common.slots(company, services[:1].mapped("code"), None, None, days=1)
    except BookingRefused:
        return None
    return presentation.first_free(page)


def _structured_data(company, services, hours):
    """The establishment for search engines, as schema.org describes local businesses."""
    address = f"{common.site_url(company)}/rdv/{company.booking_slug}"
    data = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "@id": address,
        "url": address,
        "name": company.booking_title or company.name,
        "description": company.booking_description or None,
        "telephone": company.phone or None,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(filter(None, (company.street, company.street2))),
            "postalCode": company.zip or None,
            "addressLocality": company.city or None,
            "addressCountry": company.country_id.code or None,
        },
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{SCHEMA_DAYS[weekday]}",
                "opens": _schema_time(start),
                "closes": _schema_time(stop),
            }
            for weekday, spans in hours
            for start, stop in spans
        ],
        "makesOffer": [_offer(company, service) for service in services],
        "potentialAction": {
            "@type": "ReserveAction",
            "target": {"@type": "EntryPoint", "urlTemplate": address, "inLanguage": request.env.lang},
            "result": {"@type": "Reservation", "name": "Rendez-vous"},
        },
    }
    return {name: value for name, value in data.items() if value}


def _offer(company, service):
    offer = {"@type": "Offer", "itemOffered": {"@type": "Service", "name": service.public_name}}
    if company.booking_show_price and service.price:
        offer |= {"price": f"{service.price:.2f}", "priceCurrency": service.currency_id.name}
    return offer


def _schema_time(minute):
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
