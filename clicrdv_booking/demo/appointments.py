"""Client files, blocks and three months of appointments of one establishment."""

import random
from datetime import datetime, time, timedelta
from itertools import chain, cycle

from pytz import timezone, utc

from odoo import fields
from odoo.fields import Command

from ..const import MINUTES_PER_DAY, PLANNED_LATER, QUIET
from ..logic import hours, minutes
from ..logic.slots import Visit
from .catalogue import company_of
from .planner import Diary

DAYS_BACK, DAYS_AHEAD = 30, 60
CHANNELS = (None, None, None, "site", "google", "instagram", "newsletter", "vitrine")
COMMENTS = ("Je viens avec une poussette.", "Merci de m'appeler si une place se libère plus tôt.", "Première visite.")
STAFF_NOTES = ("Cliente fidèle.", "Préfère être appelé l'après-midi.", "Arrive souvent en avance.")
VISITS_PER_CLIENT = 2.6
GROUP_CLIENTS = (2, 3, 4, 5)


def write_appointments(env, trade, establishment, people, regular):
    """Fill the diary of a company whose catalogue is written.

    :param people: iterator of invented people
    :param regular: (Person, partner) who books here from the portal, or None
    """
    company = company_of(env, establishment.company)
    rng = random.Random(establishment.company)
    now = fields.Datetime.now()
    write_blocks(env, company, now)
    diary = _diary(env, company, trade, now, rng)
    plans = _plans(diary, trade, establishment, company, now, rng)
    clients = _write_clients(
        env, company, people, round(sum(p.clients for p in plans) / VISITS_PER_CLIENT), regular, rng
    )
    _write_events(env, company, plans, clients, regular, now, rng)


def write_blocks(env, company, now):
    """A weekly block for the first agenda, a lunch of the team, a training for the second one."""
    zone = timezone(company.booking_tz)
    agendas = company.agenda_ids.sorted("sequence")
    monday = fields.Date.today() - timedelta(days=fields.Date.today().weekday())

    def block(agenda, name, shift, opens, closes, **values):
        day = monday + timedelta(days=shift)
        bounds = [zone.localize(datetime.combine(day, time(*clock))).astimezone(utc) for clock in (opens, closes)]
        start, stop = (bound.replace(tzinfo=None) for bound in bounds)
        return {"agenda_id": agenda.id, "name": name, "start": start, "stop": stop, **values}

    weekly = {
        "recurrency": True,
        "rrule_type": "weekly",
        "interval": 1,
        "wed": True,
        "end_type": "end_date",
        "until": monday + timedelta(days=DAYS_AHEAD),
        "event_tz": company.booking_tz,
    }
    env["calendar.event"].create(
        [
            block(agendas[0], "Commandes fournisseurs", -26, (11, 0), (11, 45), **weekly),
            block(agendas[1], "Formation", 15, (9, 0), (12, 30)),
            *(block(agenda, "Déjeuner d'équipe", 10, (12, 0), (14, 0)) for agenda in agendas),
            *(block(agenda, "Déjeuner d'équipe", -18, (12, 0), (14, 0)) for agenda in agendas),
        ]
    )


# === PLANNING === #


def _diary(env, company, trade, now, rng):
    """The openings of the company's agendas, and what is taken already.

    :rtype: Diary
    """
    establishment = company._booking_catalogue()
    services = tuple(service for service in establishment.services.values() if not service.is_group)
    visit = Visit(services, tuple(agenda.id for agenda in establishment.agendas), establishment.policy.step_minutes)
    now_minute = minutes.from_utc(now)
    span = (now_minute - DAYS_BACK * MINUTES_PER_DAY, now_minute + DAYS_AHEAD * MINUTES_PER_DAY)
    scene = env["clicrdv.availability"]._scene(establishment, visit, span, now)
    # past blocks leave no occupancy
    taken = {line.agenda_id: [*line.closed, *line.busy] for line in scene.timelines}
    for event in env["calendar.event"].search([("booking_company_id", "=", company.id), ("booking_state", "=", False)]):
        taken[event.agenda_id.id].append((minutes.from_utc(event.start), minutes.from_utc(event.stop)))
    pieces = {
        line.agenda_id: [piece for piece in line.pieces if span[0] <= piece[0] < span[1]] for line in scene.timelines
    }
    return Diary(
        establishment, pieces, taken, {line.code: line.weight for line in trade.services if line.places == 1}, rng
    )


def _plans(diary, trade, establishment, company, now, rng):
    """Everything that is planned, in order of time.

    :return: list of Planned
    """
    now_minute = minutes.from_utc(now)

    def fill_rate(minute):
        """Busy up to the next days, emptier later on: a third to a half of the opening hours, then a tenth."""
        weeks = (minute - now_minute) / (7 * MINUTES_PER_DAY)
        return 0.47 if weeks < 0 else max(0.05, min(0.52, 0.63 - 0.13 * weeks))

    plans = chain(
        _sessions(diary, trade, establishment, company, rng),
        _relays(diary, trade, rng),
        *(diary.fill(agenda_id, fill_rate, trade.pairs) for agenda_id in diary.pieces),
    )
    return sorted(plans, key=lambda planned: planned.start)


def _sessions(diary, trade, establishment, company, rng):
    """The weekly group session: at the same time with the same person."""
    name, weekday, clock = establishment.session
    agenda = company.agenda_ids.filtered(lambda agenda: agenda.name == name)
    service = next(line for line in trade.services if line.places > 1)
    zone = diary.establishment.zone
    minute_of_day = int(clock[:2]) * 60 + int(clock[3:])
    days = {hours.minute_to_local(start, zone).date() for start, _stop in diary.pieces[agenda.id]}
    for day in sorted(days):
        if day.weekday() == weekday:
            start = hours.local_to_minute(day, minute_of_day, zone)
            planned = diary.book((service.code,), agenda.id, start, rng.choice(GROUP_CLIENTS))
            if planned:
                yield planned


def _relays(diary, trade, rng):
    """Visits in which one person follows another."""
    if not trade.relay:
        return
    services = diary.establishment.services
    first, second = (services[code].skills.keys() for code in trade.relay)
    for agenda_id in sorted(first - second):
        for piece in diary.pieces[agenda_id]:
            if rng.random() < 0.2:
                follower = rng.choice(sorted(second - first or second))
                planned = diary.book_relay(trade.relay, agenda_id, follower, piece[0])
                if planned:
                    yield planned


# === CLIENTS === #


def _write_clients(env, company, people, number, regular, rng):
    """Client files of a company, the regular client first.

    :return: list of res.partner
    """
    chosen = [regular[0]] if regular else []
    chosen += [next(people) for _number in range(number - len(chosen))]
    silent = env["res.partner"].with_context(**QUIET)
    return list(
        silent.create(
            [
                {
                    "is_client_file": True,
                    "client_lastname": person.lastname,
                    "client_firstname": person.firstname,
                    "client_from_web": rng.random() < 0.6,
                    "client_consent_sms": rng.random() < 0.85,
                    "client_comments": rng.choice(STAFF_NOTES) if rng.random() < 0.08 else False,
                    "email": person.email if rng.random() < 0.9 else False,
                    "phone": person.phone,
                    "company_id": company.id,
                    "country_id": company.country_id.id,
                    "zip": company.zip,
                    "city": company.city,
                    "lang": "fr_FR",
                    "tz": company.booking_tz,
                }
                for person in chosen
            ]
        )
    )


# === EVENTS === #


def _write_events(env, company, plans, clients, regular, now, rng):
    """Appointments for what is planned: first all first parts, then the parts that follow."""
    turn = cycle(clients)
    services = {service.code: service.id for service in company.service_ids}
    values, followers = [], []
    for planned in plans:
        for _place in range(planned.clients):
            client = next(turn)
            if rng.random() < 0.2:
                client = next(turn)
            values.append(_event_values(company, planned, client, services, now, rng))
            if regular and client == clients[0]:
                values[-1].update(portal_partner_id=regular[1].id, booking_source="web")
            followers.append(planned.next_part)
    leads = _create(env, values)
    parts = [
        {
            **_event_values(company, planned, lead.client_id, services, now, rng),
            "lead_id": lead.id,
            "booking_state": lead.booking_state,
            "booking_source": lead.booking_source,
        }
        for planned, lead in zip(followers, leads, strict=True)
        if planned
    ]
    _create(env, parts)


def _create(env, values):
    """Events in the order of their values; those that clients took are traced as theirs."""
    by_client = [one["booking_source"] == "web" for one in values]
    made = {}
    for web, source in ((True, "client"), (False, "staff")):
        chosen = [one for one, mine in zip(values, by_client, strict=True) if mine == web]
        # their messages are history, see messages.py
        events = env["calendar.event"].with_context(clicrdv_trace_source=source, clicrdv_messages=PLANNED_LATER)
        made[web] = iter(events.create(chosen))
    return env["calendar.event"].concat(*(next(made[mine]) for mine in by_client))


def _event_values(company, planned, client, services, now, rng):
    """Values of one appointment.

    :param services: {code: id}
    """
    source = "web" if rng.random() < 0.6 else "staff"
    ids = [services[code] for code in planned.services]
    values = {
        "agenda_id": planned.agenda_id,
        "start": minutes.to_utc(planned.start),
        "stop": minutes.to_utc(planned.stop),
        "service_ids": [Command.set(ids)],
        "service_order": ids,
        "equipment_ids": [Command.set(planned.room_ids)],
        "client_id": client.id,
        "booking_state": _state(company, minutes.to_utc(planned.stop), source, now, rng),
        "booking_source": source,
    }
    if source == "web":
        values.update(
            booking_channel=rng.choice(CHANNELS),
            booking_lastname=client.client_lastname,
            booking_firstname=client.client_firstname,
            booking_email=client.email,
            booking_phone=client.phone,
            booking_comment=rng.choice(COMMENTS) if rng.random() < 0.1 else False,
            any_agenda=rng.random() < 0.5,
        )
    return values


def _state(company, stop, source, now, rng):
    """What became, or is, of an appointment that ends then."""
    chance = rng.random()
    if stop < now:
        return "cancelled" if chance < 0.07 else "no_show" if chance < 0.12 else "done"
    if company.booking_needs_approval and source == "web":
        return "requested" if chance < 0.4 else "refused" if chance < 0.45 else "booked"
    return "cancelled" if chance < 0.06 else "booked"
