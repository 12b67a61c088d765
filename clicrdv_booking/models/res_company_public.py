from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, ormcache

from ..logic import intervals, places


class Front(NamedTuple):
    """What the busiest pages show of an establishment, in one language; templates take it for the record."""

    booking_slug: str
    booking_title: str
    name: str
    street: str
    street2: str
    zip: str
    city: str
    phone: str
    booking_show_price: bool
    booking_show_duration: bool
    booking_any_agenda: bool
    booking_frame_ancestors: str
    service_names: dict[str, str]


class ResCompany(models.Model):
    """What clients see of an establishment."""

    _inherit = "res.company"

    # === FIELDS === #

    booking_url = fields.Char("Booking page", compute="_compute_booking_url")
    booking_button_html = fields.Text(
        "“Prendre RDV” button", compute="_compute_booking_url", help="Paste it into any page of any site."
    )

    # === COMPUTE METHODS === #

    @api.depends("booking_slug")
    def _compute_booking_url(self):
        for company in self:
            if not company.booking_slug:
                company.booking_url = company.booking_button_html = False
                continue
            company.booking_url = f"{company.get_base_url()}/rdv/{company.booking_slug}"
            company.booking_button_html = Markup(
                '<a href="{url}?c=site" rel="noopener" title="Prendre RDV – {name}">Prendre RDV</a>'
            ).format(url=company.booking_url, name=company.booking_title or company.name)

    # === BUSINESS METHODS === #

    @api.model
    def _booking_domain(self):
        """Establishments that clients can find and book (BKG-09: a simple agenda has no public page).

        :rtype: Domain
        """
        return (
            Domain("booking_published", "=", True)
            & Domain("booking_offer", "=", "interactive")
            & Domain("booking_slug", "!=", False)
            & (Domain("service_end_date", "=", False) | Domain("service_end_date", ">", fields.Date.today()))
        )

    @api.model
    def _booking_find(self, slug):
        """The establishment behind a web address.

        :param str slug: what follows /rdv/
        :return: company in superuser mode, empty when there is none, it is not online, or its service ended
        """
        company_id, end_date = self._booking_id_of_slug(slug)
        # the public user sees one company only; this route shows published ones
        return self.sudo().browse() if end_date and end_date <= fields.Date.today() else self.sudo().browse(company_id)

    @api.model
    @ormcache("slug")
    def _booking_id_of_slug(self, slug):
        # see _booking_find
        company = self.sudo().search(self._booking_domain() & Domain("booking_slug", "=", slug), limit=1)
        return company.ids, company.service_end_date

    @ormcache("self.id", "self.env.lang")
    def _booking_front(self):
        """What the busiest pages show: without it each of them reads all columns of the company and its partner.

        :rtype: Front
        """
        self.ensure_one()
        names = {service.code: service.public_name for service in self._booking_online_services()}
        return Front(service_names=names, **{name: self[name] for name in Front._fields[:-1]})

    @ormcache("self.id", "self.env.lang", "cents")
    def _booking_price(self, cents):
        """A price as people read it: 30.00 €.

        :param int cents: hundredths of the establishment's currency
        :rtype: str
        """
        self.ensure_one()
        return format_amount(self.env, cents / 100, self.currency_id)

    @api.model
    def _booking_search(self, name="", activity_id=None, place="", limit=20, offset=0):
        """Establishments by name or brand, activity, and place (BKG-02).

        :param str name: words of the name or the brand
        :param int activity_id: id of a clicrdv.activity, or None
        :param str place: town, postcode, department or arrondissement, as typed
        :return: (companies in superuser mode, total number)
        """
        domain = self._booking_domain()
        for word in places.fold(name).split()[:6]:
            domain &= Domain("booking_search_text", "like", word)
        if activity_id:
            domain &= Domain("activity_id", "=", activity_id)
        domain &= self._booking_place_domain(places.parse_place(place)) if place.strip() else Domain.TRUE
        companies = self.sudo()  # see _booking_find
        return companies.search(domain, limit=limit, offset=offset, order="name"), companies.search_count(domain)

    @api.model
    def _booking_place_domain(self, place):
        """:param logic.places.Place place: what the client typed"""
        domain = Domain.TRUE
        if place.arrondissement:
            domain &= Domain("booking_arrondissement", "=", place.arrondissement)
        if place.postcode:
            domain &= Domain("partner_id.zip", "=", place.postcode)
        if place.department:
            domain &= Domain("booking_department", "=", place.department)
        if place.city:
            domain &= Domain("booking_search_text", "like", places.fold(place.city))
        return domain

    def _booking_opening_hours(self):
        """Weekly hours in which somebody who can be booked online works, the same every week.

        :return: list of (weekday, [(start minute, stop minute), …]), Monday = 0, local time
        """
        self.ensure_one()
        spans = {weekday: [] for weekday in range(7)}
        for agenda in self._booking_catalogue().agendas:
            for line in agenda.hours if agenda.online else ():
                spans[line.weekday].append((line.start_minute, line.stop_minute))
        return [(weekday, intervals.normalise(found)) for weekday, found in spans.items()]

    def _booking_online_services(self):
        """Services that clients can book, in their order.

        :return: clicrdv.service records
        """
        self.ensure_one()
        return self.env["clicrdv.service"].search([("company_id", "=", self.id)]).filtered("is_online")

    def _booking_online_agendas(self, services=None):
        """Agendas that clients can choose, in their order.

        :param services: clicrdv.service records that each agenda must all be able to do, or None
        :return: clicrdv.agenda records
        """
        self.ensure_one()
        agendas = self.env["clicrdv.agenda"].search([("company_id", "=", self.id)]).filtered("is_online")
        for service in services or ():
            agendas &= service.skill_ids.agenda_id
        return agendas.sorted()
