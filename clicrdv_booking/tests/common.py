"""A small establishment built by small functions, at a fixed moment."""

from datetime import date, datetime, timedelta

from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, tagged

from ..logic import hours, minutes

# A Monday morning in winter: Paris is UTC+1.
NOW = datetime(2027, 1, 11, 7, 0)
TODAY = NOW.date()


def at(day: date, hour: int, minute: int = 0, offset_hours: int = 1) -> int:
    """Minute since the epoch of a local time.

    :param offset_hours: local time minus UTC
    """
    return minutes.from_utc(datetime(day.year, day.month, day.day, hour, minute) - timedelta(hours=offset_hours))


def make_establishment(env, name="Salon", **values):
    """An establishment that is online in Paris, without rules that get in the way of a test."""
    company = env["res.company"].create(
        {
            "name": name,
            "street": "1 rue des Essais",
            "zip": "75003",
            "city": "Paris",
            "country_id": env.ref("base.fr").id,
            "phone": "+33 1 99 00 12 34",
            "email": "salon@example.com",
            "activity_id": env.ref("clicrdv_booking.activity_hairdresser").id,
            "booking_holiday_zone": False,
            "booking_notice_minutes": 0,
            "booking_horizon_days": 60,
            "booking_max_upcoming": 0,
            "booking_ask_phone": "optional",
            "booking_ask_comment": "optional",
            **values,
        }
    )
    env.user.company_ids = [Command.link(company.id)]
    company.booking_published = values.get("booking_offer", "interactive") == "interactive"
    return company


def make_hours(env, company, *spans, weekdays=range(7)):
    """Weekly hours: (from, to) in hours, on each of these days (Monday = 0)."""
    return env["resource.calendar"].create(
        {
            "name": "Hours",
            "company_id": company.id,
            "tz": company.booking_tz,
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
                for hour_from, hour_to in spans or [(9, 12)]
            ],
        }
    )


def make_agenda(env, company, name="Ana", weekly=None, **values):
    return env["clicrdv.agenda"].create(
        {
            "name": name,
            "public_name": name,
            "company_id": company.id,
            "resource_calendar_id": (weekly or make_hours(env, company)).id,
            **values,
        }
    )


def make_service(env, agendas, name="Cut", minutes=30, **values):
    """A service that these agendas can do; `{agenda: own minutes}` for own durations."""
    own = agendas if isinstance(agendas, dict) else dict.fromkeys(agendas, 0)
    company = next(iter(own)).company_id
    return env["clicrdv.service"].create(
        {
            "name": name,
            "public_name": name,
            "duration_minutes": minutes,
            "company_id": company.id,
            "skill_ids": [
                Command.create({"agenda_id": agenda.id, "duration_minutes": duration})
                for agenda, duration in own.items()
            ],
            **values,
        }
    )


def make_room(env, company, kind=None, name="Room 1"):
    kind = kind or env["clicrdv.equipment.kind"].create({"name": "Room", "company_id": company.id})
    return env["clicrdv.equipment"].create({"name": name, "kind_id": kind.id, "company_id": company.id})


def form(lastname="Dupont", email="zoe@example.com", **values):
    """What a visitor types."""
    return {"lastname": lastname, "firstname": "Zoé", "email": email, **values}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class BookingCase(TransactionCase):
    """One establishment, open 9:00–12:00 every day, with one agenda and a service of 30 minutes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "tz": "Europe/Paris"})
        cls.salon = make_establishment(cls.env)
        cls.ana = make_agenda(cls.env, cls.salon)
        cls.cut = make_service(cls.env, cls.ana)

    def setUp(self):
        super().setUp()
        # a second connection must see what this test has written; tests over HTTP are in this mode already
        if not self._registry_patched:
            self.registry_enter_test_mode()

    def search(self, codes=("cut",), agenda=None, first_day=TODAY, days=1, company=None, **options):
        """Bookable starts as local "HH:MM" texts."""
        page = self.page(codes, agenda, first_day, days, company, **options)
        return [self.clock(slot.start, page.zone) for slot in page.slots]

    def page(self, codes=("cut",), agenda=None, first_day=TODAY, days=1, company=None, now=NOW, **options):
        company = (company or self.salon).sudo()
        return self.env["clicrdv.availability"]._search(
            company, list(codes), agenda and agenda.id, first_day, days, now, **options
        )

    def hold(self, hour=9, minute=0, codes=("cut",), agenda=None, day=TODAY, company=None, now=NOW, **options):
        start = at(day, hour, minute)
        return self.env["clicrdv.hold"]._take(
            (company or self.salon).sudo(), list(codes), agenda and agenda.id, start, now, **options
        )

    def book(self, hour=9, minute=0, now=NOW, **options):
        typed = options.pop("form", None) or form()
        return self.hold(hour, minute, now=now, **options)._confirm(typed, now)

    def staff_appointment(self, hour=9, minute=0, **values):
        client = values.pop("client", None) or self.env["res.partner"].create(
            {"name": "MARTIN Léa", "is_client_file": True, "company_id": self.salon.id}
        )
        return self.env["calendar.event"].create(
            {
                "agenda_id": self.ana.id,
                "client_id": client.id,
                "service_ids": [Command.set(self.cut.ids)],
                "start": minutes.to_utc(at(TODAY, hour, minute)),
                **values,
            }
        )

    @staticmethod
    def clock(minute, zone):
        return f"{hours.minute_to_local(minute, zone):%H:%M}"
