"""Choosing a free time: a week of them, for new visits and for moved ones."""

from datetime import timedelta

from odoo import http
from odoo.http import request

from ..exceptions import BookingRefused, RateLimited
from . import common, params, presentation

WEEK = timedelta(days=7)


class Slots(http.Controller):
    @http.route("/rdv/<string:slug>/creneaux", sitemap=False, **common.PAGE)
    @common.page_refusals
    def slots(self, slug, **_params):
        common.limit_slots()
        company = common.establishment(slug)
        return _slots_page(company, _asked(slug, request.httprequest.args))

    @http.route("/rdv/<string:slug>/creneaux", sitemap=False, **common.FORM)
    @common.page_refusals
    def hold(self, slug, **_params):
        form = request.httprequest.form
        common.limit(hold=None)
        company = common.establishment(slug)
        asked = _asked(slug, form)
        common.check_form(slug, form)
        try:
            hold = common.take(
                company,
                asked["codes"],
                asked["agenda_id"],
                params.start(form.get("start")),
                asked["channel"],
                asked["hold"],
            )
        except RateLimited:
            raise
        except BookingRefused as refusal:
            request.env.cr.rollback()
            return _slots_page(company, asked, refusal)
        return request.redirect(common.form_url(company, hold, asked["codes"]))


def _asked(slug, query):
    """What the visitor asks for, from the address or the form.

    :return: dict of plain values
    """
    return {
        "codes": params.codes(query.getlist("service")),
        "agenda_id": params.agenda(query.get("agenda")),
        "first_day": params.day(query.get("from")),
        "channel": params.channel(query.get("c")),
        "hold": params.text(query.get("hold"), 128),
        "path": f"/rdv/{slug}/creneaux",
    }


def _slots_page(company, asked, refusal=None):
    """The week of free times, with what was just refused on top, if anything.

    :raises UnknownService, UnknownAgenda, TooManyServices: nothing can be shown
    """
    shown, codes = company._booking_front(), asked["codes"]
    home, chosen = f"/rdv/{shown.booking_slug}", {"agenda": asked["agenda_id"], "c": asked["channel"]}
    if not codes:
        return request.redirect(common.url(home, **chosen, choose=1))
    page = first_week(company, codes, asked["agenda_id"], asked["first_day"])
    services = [page.establishment.services[code] for code in codes]
    cents = sum(service.price_cents or 0 for service in services)
    values = week_values(shown, page, asked) | {
        "service_names": ", ".join(shown.service_names[code] for code in codes),
        "minutes": sum(service.duration_minutes for service in services),
        "price": company._booking_price(cents) if cents else "",
        "people": _people(page, services),
        "change_url": common.url(home, service=codes, **chosen),
        "refusal": refusal,
        "form_token": common.sign_form(shown.booking_slug),
    }
    status = refusal.http_status if refusal else 200
    return common.page("clicrdv_booking.public_slots", values, shown, status=status, private=True)


def first_week(company, codes, agenda_id, first_day, **options):
    """The week from a day; without a day, the first week with free times.

    :rtype: SlotPage
    """
    page = common.slots(company, codes, agenda_id, first_day, **options)
    if page.slots or page.first_slot is None or first_day:
        return page
    return common.slots(company, codes, agenda_id, presentation.local_day(page), **options)


def week_values(company, page, asked):
    """What the grid of a week shows.

    :param company: establishment, or what pages show of it
    :param SlotPage page: free times
    :param dict asked: path of the page, and the members of its address
    """
    today = presentation.today(page.zone)
    members = {
        "service": asked["codes"],
        "agenda": asked["agenda_id"],
        "c": asked["channel"],
        "hold": asked.get("hold"),
    }

    def week_url(first_day):
        return common.url(asked["path"], **members, **{"from": first_day})

    days = presentation.days(page, today)
    earlier, later = max(today, page.first_day - WEEK), page.first_day + WEEK
    first_day = presentation.local_day(page) if page.first_slot is not None else None
    return {
        "company": company,
        "asked": asked,
        "days": days,
        "opened": next((shown["date"] for shown in days if shown["count"]), None),
        "first_day": page.first_day,
        "week_name": (presentation.day(days[0]["date"]), presentation.day(days[-1]["date"])),
        "zone_key": page.zone.key,
        "zone_name": presentation.zone(page.zone.key),
        "earlier_url": week_url(earlier) if page.first_day > today else None,
        "later_url": week_url(later) if later <= page.last_day else None,
        "first_free": presentation.first_free(page),
        "first_free_url": week_url(first_day) if first_day else None,
        "duration": presentation.duration,
    }


def _people(page, services):
    """The agendas that can do the whole visit, for the choice of a person; none when there is no choice.

    :param services: list of logic.catalogue.Service
    :return: list of logic.catalogue.Agenda
    """
    able = [
        agenda
        for agenda in page.establishment.agendas
        if agenda.online and all(agenda.id in service.skills for service in services)
    ]
    return able if len(able) > 1 else []
