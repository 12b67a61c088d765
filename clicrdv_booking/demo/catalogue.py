"""Writes the tables of a trade into the companies of the demo files."""

from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import fields
from odoo.fields import Command

from .trade import attendances

DAY_NAMES = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
AGENDA_COLORS = (1, 4, 10, 8, 2)
# nobody opens by hand on these: Christmas, New Year, Labour Day
SACRED = {(12, 25), (1, 1), (5, 1)}


def company_of(env, name):
    return env.ref(f"clicrdv_booking.company_{name}")


def write_establishment(env, trade, establishment):
    """Give a company its services, people, rooms and rules.

    :param Trade trade: tables of its network
    :param Establishment establishment: its own lines
    """
    company = company_of(env, establishment.company)
    company.write(
        {
            "booking_description": establishment.presentation,
            "booking_information_notice": trade.notice,
            **establishment.policy,
        }
    )
    kind = _write_rooms(env, company, trade.room, establishment.rooms)
    services = _write_services(env, company, trade, kind)
    agendas = _write_agendas(env, company, establishment)
    _write_skills(env, trade, establishment, services, agendas)
    _write_questions(env, company, trade)
    _write_openings(env, agendas)
    _write_absences(env, company, establishment, agendas)


def _write_rooms(env, company, name, number):
    kind = env["clicrdv.equipment.kind"].create({"name": name, "company_id": company.id})
    env["clicrdv.equipment"].create(
        [
            {"name": f"{name} {rank}", "kind_id": kind.id, "company_id": company.id, "sequence": rank}
            for rank in range(1, number + 1)
        ]
    )
    return kind


def _write_services(env, company, trade, kind):
    """:return: {code: clicrdv.service}"""
    categories = env["clicrdv.service.category"].create(
        [
            {"name": name, "public_name": name, "company_id": company.id, "sequence": rank}
            for rank, name in enumerate(trade.categories)
        ]
    )
    by_name = {category.name: category for category in categories}
    services = env["clicrdv.service"].create(
        [
            {
                "name": line.name,
                "public_name": line.online or False,
                "code": line.code,
                "abbreviation": line.short,
                "description": line.description or False,
                "category_id": by_name[line.category].id,
                "company_id": company.id,
                "sequence": rank,
                "duration_minutes": line.minutes,
                "buffer_before_minutes": line.before,
                "buffer_after_minutes": line.after,
                "price": line.price,
                "color": line.color,
                "capacity": line.places,
                "kind_ids": [Command.set(kind.ids if line.room else [])],
            }
            for rank, line in enumerate(trade.services)
        ]
    )
    return {service.code: service for service in services}


def _write_agendas(env, company, establishment):
    """:return: {name: clicrdv.agenda}"""
    agendas = env["clicrdv.agenda"]
    for rank, line in enumerate(establishment.agendas):
        same = env["clicrdv.agenda"]
        if line.same_as:
            same = same.search([("name", "=", line.name), ("company_id", "=", company_of(env, line.same_as).id)])
        agenda = same.create(
            {
                "name": line.name,
                "public_name": line.name.partition(" ")[0] if line.online else False,
                "description": line.role.capitalize(),
                "company_id": company.id,
                "sequence": rank,
                "color": AGENDA_COLORS[rank],
                "resource_calendar_id": _write_hours(env, company, line).id,
                "tz": company.booking_tz,
                **({"resource_id": same.resource_id.id} if same else {}),
            }
        )
        if line.user:
            agenda.resource_id.user_id = env.ref(f"clicrdv_booking.{line.user}")
        agendas |= agenda
    return {agenda.name: agenda for agenda in agendas}


def _write_hours(env, company, line):
    weeks = line.hours.split(" / ")
    rotates = len(weeks) > 1
    return env["resource.calendar"].create(
        {
            "name": f"Horaires de {line.name}",
            "company_id": company.id,
            "tz": company.booking_tz,
            "two_weeks_calendar": rotates,
            "attendance_ids": [
                Command.create(values)
                for parity, week in enumerate(weeks)
                for values in _attendance_values(week, parity, rotates)
            ],
        }
    )


def _attendance_values(week, parity, rotates):
    """Lines of weekly hours; a rotation shows each of its weeks under a title, as core does."""
    if rotates:
        title = ("Première semaine", "Deuxième semaine")[parity]
        yield {"name": title, "display_type": "line_section", "week_type": str(parity), "sequence": 25 * parity}
    for rank, (weekday, opens, closes, period) in enumerate(attendances(week), 1):
        yield {
            "name": f"{DAY_NAMES[int(weekday)]} {'matin' if period == 'morning' else 'après-midi'}",
            "dayofweek": weekday,
            "hour_from": opens,
            "hour_to": closes,
            "day_period": period,
            "week_type": str(parity) if rotates else False,
            "sequence": 25 * parity + rank if rotates else 10,
        }


def _write_skills(env, trade, establishment, services, agendas):
    env["clicrdv.skill"].create(
        [
            {"service_id": services[code].id, "agenda_id": agendas[line.name].id, "duration_minutes": own_minutes}
            for line in establishment.agendas
            for code, own_minutes in trade.roles[line.role].items()
        ]
    )


def _write_questions(env, company, trade):
    env["clicrdv.question"].create(
        [
            {
                "name": name,
                "kind": kind,
                "options": options or False,
                "purpose": purpose,
                "sequence": rank,
                "company_id": company.id,
            }
            for rank, (name, kind, options, purpose) in enumerate(trade.questions)
        ]
    )


def _write_openings(env, agendas):
    """A Sunday for everything, and an early hour each week for one service."""
    first, last = list(agendas.values())[0], list(agendas.values())[-1]
    today = fields.Date.today()
    sunday = today + timedelta(days=13 - today.weekday())
    env["clicrdv.opening"].create(
        [
            {
                "name": "Dimanche d'ouverture",
                "agenda_id": first.id,
                "kind": "dated",
                "day": sunday,
                "hour_from": 10,
                "hour_to": 17,
            },
            {
                "name": "Tôt le mercredi",
                "agenda_id": last.id,
                "kind": "weekly",
                "weekday": "2",
                "hour_from": 7.5,
                "hour_to": 9,
                "service_ids": [Command.set(last.skill_ids[:1].service_id.ids)],
            },
        ]
    )


def _write_absences(env, company, establishment, agendas):
    """Leaves, and one public holiday on which the establishment opens."""
    zone = timezone(company.booking_tz)
    today = fields.Date.today()
    for line in establishment.agendas:
        if not line.away:
            continue
        first, days = line.away
        bounds = [
            zone.localize(datetime.combine(today + timedelta(days=day), time.min)) for day in (first, first + days)
        ]
        date_from, date_to = (bound.astimezone(utc).replace(tzinfo=None) for bound in bounds)
        agenda = agendas[line.name]
        env["resource.calendar.leaves"].create(
            {
                "name": "Congés",
                "resource_id": agenda.resource_id.id,
                "calendar_id": agenda.resource_calendar_id.id,
                "company_id": company.id,
                "date_from": date_from,
                "date_to": date_to,
            }
        )
    holidays = company.public_holiday_ids.filtered(lambda holiday: holiday.day > today).sorted("day")
    holidays.filtered(lambda holiday: (holiday.day.month, holiday.day.day) not in SACRED)[:1].is_open = True
