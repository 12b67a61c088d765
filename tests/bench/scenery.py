"""What the bench's databases hold, made inside ``odoo shell``: establishments by the models, appointments by SQL.

``bench``, the establishment that is measured, has 50 agendas of three weekly schedules, with leaves, a closed day and
extra openings. Its appointments of half an hour are spread over 60 days from tomorrow on; some lie outside the hours.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

AGENDAS = 50
DAYS = 60
MINUTES = 30
# Hours of each schedule, Monday to Saturday; the last one has no Monday.
SCHEDULES = (((9, 12), (14, 18)), ((9, 12.5), (13.5, 17)), ((10, 12), (13, 19)))
LIMITS = ("search", "slots", "same_slots", "hold", "confirm", "contact", "token")
EMPTY_PAGE = '<t t-name="bench_floor.page"><t t-call="website.layout"><div id="wrap"/></t></t>'

APPOINTMENTS = """
    WITH place AS (
        SELECT agenda.id AS agenda_id, agenda.resource_id, agenda.company_id,
               (day + make_interval(mins => half * 30)) AT TIME ZONE 'Europe/Paris' AT TIME ZONE 'UTC' AS start,
               row_number() OVER (PARTITION BY agenda.company_id
                                  ORDER BY hashint8(agenda.id * 7919 + extract(epoch FROM day)::bigint + half)) AS rank
          FROM clicrdv_agenda agenda
         CROSS JOIN generate_series(current_date + 1, current_date + %(days)s, interval '1 day') AS day
         CROSS JOIN generate_series(18, 35) AS half
         WHERE agenda.company_id = ANY(%(companies)s) AND half NOT BETWEEN 24 AND 27 AND extract(isodow FROM day) < 7
    ), event AS (
        INSERT INTO calendar_event (name, show_as, start, stop, duration, active, allday, privacy, agenda_id,
                                    booking_company_id, booking_state, booking_source, create_date, write_date)
        SELECT 'BENCH', 'busy', start, start + interval '30 minutes', 0.5, true, false, 'public', agenda_id,
               company_id, 'booked', 'web', now(), now()
          FROM place WHERE rank <= %(each)s
        RETURNING id, agenda_id, start, stop
    ), service AS (
        INSERT INTO calendar_event_clicrdv_service_rel (calendar_event_id, clicrdv_service_id)
        SELECT event.id, skill.service_id FROM event JOIN clicrdv_skill skill ON skill.agenda_id = event.agenda_id
    )
    INSERT INTO clicrdv_occupancy (resource_id, start, stop, sitting, seat, capacity, exclusive, event_id)
    SELECT agenda.resource_id, event.start, event.stop, 'e' || event.id, 0, 1, true, event.id
      FROM event JOIN clicrdv_agenda agenda ON agenda.id = event.agenda_id
"""


def first(env, appointments):
    """The establishment ``bench``, and what the measurements need of the rest of the database."""
    env["ir.ui.view"].create(
        {"name": "Empty page", "type": "qweb", "key": "bench_floor.page", "arch": EMPTY_PAGE, "website_id": False}
    )
    for name in LIMITS:  # counted as in production, never reached
        env["ir.config_parameter"].set_param(f"clicrdv_booking.limit_{name}", "1000000000")
    env["ir.config_parameter"].set_param("clicrdv_gdpr.require_agreement", False)
    bench = _establishment(env, "Bench")
    _users(env, bench)
    _exceptions(env, bench)
    _appointments(env, bench, appointments)


def others(env, establishments, appointments):
    """More establishments of the same kind, with as many appointments each."""
    companies = env["res.company"].browse()
    for number in range(establishments):
        companies |= _establishment(env, f"Other {number + 1}")
    _appointments(env, companies, appointments)


def _establishment(env, name):
    company = env["res.company"].create(
        {
            "name": name,
            "booking_slug": name.lower().replace(" ", "-"),
            "street": "1 rue des Essais",
            "zip": "75003",
            "city": "Paris",
            "country_id": env.ref("base.fr").id,
            "phone": "+33 1 99 00 12 34",
            "email": "bench@example.com",
            "activity_id": env.ref("clicrdv_booking.activity_hairdresser").id,
            "booking_notice_minutes": 0,
            "booking_horizon_days": DAYS,
            "booking_max_upcoming": 0,
        }
    )
    env.user.company_ids = [Command.link(company.id)]
    agendas = _agendas(env, company)
    env["clicrdv.service"].create(
        {
            "name": "Cut",
            "public_name": "Cut",
            "code": "cut",
            "duration_minutes": MINUTES,
            "price": 30,
            "company_id": company.id,
            "skill_ids": [Command.create({"agenda_id": agenda.id}) for agenda in agendas],
        }
    )
    company.booking_published = True
    return company


def _agendas(env, company):
    calendars = [_calendar(env, company, rank) for rank in range(len(SCHEDULES))]
    return env["clicrdv.agenda"].create(
        [
            {
                "name": f"{company.name} {number}",
                "public_name": f"Person {number}",
                "company_id": company.id,
                "resource_calendar_id": calendars[number % len(calendars)].id,
            }
            for number in range(AGENDAS)
        ]
    )


def _calendar(env, company, rank):
    weekdays = range(6) if rank < len(SCHEDULES) - 1 else range(1, 6)
    return env["resource.calendar"].create(
        {
            "name": f"Schedule {rank}",
            "company_id": company.id,
            "tz": "Europe/Paris",
            "attendance_ids": [
                Command.create(
                    {
                        "name": "Open",
                        "dayofweek": str(weekday),
                        "hour_from": hour_from,
                        "hour_to": hour_to,
                        "day_period": "morning",
                    }
                )
                for weekday in weekdays
                for hour_from, hour_to in SCHEDULES[rank]
            ],
        }
    )


def _users(env, company):
    """Each person sees her appointments in her own calendar."""
    agendas = env["clicrdv.agenda"].search([("company_id", "=", company.id)])
    users = env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
    for agenda in agendas:
        login = f"person{agenda.id}@example.com"
        values = {"name": agenda.name, "login": login, "company_id": company.id, "company_ids": company.ids}
        agenda.user_id = users.create(values | {"group_ids": env.ref("base.group_user").ids})


def _exceptions(env, company):
    """A week of leave for every tenth person, a closed day, a late opening for every seventh."""
    agendas = env["clicrdv.agenda"].search([("company_id", "=", company.id)])
    midnight = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
    leaves = [
        {
            "name": "Leave",
            "resource_id": agenda.resource_id.id,
            "calendar_id": agenda.resource_calendar_id.id,
            "company_id": company.id,
            "date_from": midnight + timedelta(days=rank),
            "date_to": midnight + timedelta(days=rank + 7),
        }
        for rank, agenda in enumerate(agendas[::10], 3)
    ]
    closed = {"date_from": midnight + timedelta(days=20), "date_to": midnight + timedelta(days=21)}
    env["resource.calendar.leaves"].create([*leaves, {"name": "Closed", "company_id": company.id, **closed}])
    env["clicrdv.opening"].create(
        [
            {"agenda_id": agenda.id, "kind": "weekly", "weekday": "3", "hour_from": 19, "hour_to": 21}
            for agenda in agendas[::7]
        ]
    )


def _appointments(env, companies, each):
    env.flush_all()
    env.cr.execute(APPOINTMENTS, {"companies": companies.ids, "days": DAYS, "each": each})
    env.cr.execute("ANALYZE calendar_event, clicrdv_occupancy, clicrdv_agenda, resource_resource")
