"""Shown means bookable: in establishments drawn at random, each start offered can be had, and no other one."""

import random
from datetime import date, datetime, timedelta
from typing import NamedTuple

from odoo.fields import Command
from odoo.tests import freeze_time

from .. import exceptions
from ..logic import hours, minutes
from .common import NOW, BookingCase, form, make_agenda, make_establishment, make_hours, make_room, make_service

DAYS = 2
NOT_OFFERED_TRIED = 15
REFUSALS = (exceptions.SlotTaken, exceptions.Closed, exceptions.TooSoon, exceptions.TooFar)
#: (time zone, first day): both clock changes in Paris, an island without any, a leap day, an ordinary week.
SCENES = [
    ("Europe/Paris", date(2027, 3, 27)),
    ("Europe/Paris", date(2027, 10, 30)),
    ("America/Martinique", date(2027, 3, 27)),
    ("America/Martinique", date(2027, 10, 30)),
    ("Europe/Paris", date(2028, 2, 28)),
    ("Europe/Paris", date(2027, 6, 14)),
]


class Undo(Exception):
    """Raised inside a savepoint to give a time back."""


class Place(NamedTuple):
    """An establishment drawn at random, and what clients may ask for there."""

    company: object
    agendas: list
    visits: list
    first_day: date
    now: datetime


@freeze_time(NOW)
class TestShownIsBookable(BookingCase):
    def test_each_start_offered_can_be_had_and_no_other_one(self):
        offered = refused = 0
        for seed, (zone, first_day) in enumerate(SCENES):
            draw = random.Random(seed)
            place = self.draw_place(draw, f"Seed {seed}", zone, first_day)
            for codes in place.visits:
                with self.subTest(seed=seed, zone=zone, first_day=first_day, codes=codes):
                    starts = self.check_offered(draw, place, codes)
                    refused += self.check_not_offered(draw, place, codes, starts)
                    offered += len(starts)
        self.assertGreater(offered, 300, "the establishments drawn are not closed")
        self.assertGreater(refused, 200)

    # === WHAT MUST HOLD === #

    def check_offered(self, draw, place, codes):
        """Take each start that is shown: without preference, and with one of the people shown.

        :return: the starts shown, as minutes since the epoch
        """
        page = self.page_of(place, codes)
        relay = self.visit_of(place, codes).needs_relay
        for slot in page.slots:
            when = hours.minute_to_local(slot.start, page.zone)
            self.assertTrue(slot.agendas, when)
            choices = [None] if relay else [None, draw.choice(slot.agendas)]
            for agenda_id in choices:
                refusal = self.attempt(place, codes, agenda_id, slot.start, confirm=draw.random() < 0.1)
                self.assertIsNone(refusal, f"{when} is shown, and with agenda {agenda_id} it is refused")
        return {slot.start for slot in page.slots}

    def check_not_offered(self, draw, place, codes, starts):
        """Ask for some starts that are not shown, most of them just beside those that are.

        :return: how many were tried
        """
        zone = place.company._booking_catalogue().zone
        first = hours.day_span(place.first_day, zone)[0]
        last = hours.day_span(place.first_day + timedelta(days=DAYS - 1), zone)[1]
        anywhere = [draw.randrange(first, last, 5) for _ in range(NOT_OFFERED_TRIED)]
        beside = [
            start + draw.choice((-30, -15, -1, 1, 15, 30)) for start in sorted(starts)[:: max(1, len(starts) // 10)]
        ]
        tried = [start for start in anywhere + beside if start not in starts and first <= start < last]
        for start in tried:
            refusal = self.attempt(place, codes, None, start)
            self.assertIsInstance(refusal, REFUSALS, f"{minutes.to_utc(start)} is not shown, and can be had")
        return len(tried)

    def attempt(self, place, codes, agenda_id, start, confirm=False):
        """Hold a time and give it back.

        :return: the refusal, or None
        """
        try:
            with self.cr.savepoint():
                hold = self.env["clicrdv.hold"]._take(place.company, codes, agenda_id, start, place.now)
                if confirm:
                    event = hold._confirm(form(), place.now)
                    self.assertEqual(minutes.from_utc(event.start), start)
                raise Undo
        except Undo:
            refusal = None
        except exceptions.BookingRefused as error:
            refusal = error
        self.env.invalidate_all()
        return refusal

    def page_of(self, place, codes):
        availability = self.env["clicrdv.availability"]
        return availability._search(place.company, codes, None, place.first_day, DAYS, place.now)

    def visit_of(self, place, codes):
        return self.env["clicrdv.availability"]._visit(place.company._booking_catalogue(), codes, None)

    # === DRAWING === #

    def draw_place(self, draw, name, zone, first_day):
        company = make_establishment(
            self.env,
            name,
            booking_tz=zone,
            booking_step_minutes=draw.choice((15, 20, 30)),
            booking_notice_minutes=draw.choice((0, 90)),
        )
        agendas = [self.draw_agenda(draw, company, name) for name in ("Ana", "Bob", "Cleo")[: draw.choice((2, 3))]]
        now = datetime.combine(first_day, datetime.min.time()) + timedelta(hours=draw.choice((-30, 9)))
        place = Place(company.sudo(), agendas, self.draw_services(draw, company, agendas), first_day, now)
        for agenda in agendas:
            self.draw_changes(draw, agenda, first_day)
        self.draw_bookings(draw, place)
        self.env.flush_all()
        return place

    def draw_agenda(self, draw, company, name):
        spans = draw.choice(([(9, 12.5)], [(8, 10), (10, 13)], [(9.25, 11), (14, 17)], [(0, 4), (22, 24)]))
        return make_agenda(self.env, company, name, make_hours(self.env, company, *spans))

    def draw_services(self, draw, company, agendas):
        """Services of all sorts.

        :return: list of visits, each a list of codes
        """

        def buffers():
            before, after = draw.choice((0, 0, 5, 10)), draw.choice((0, 0, 10, 15))
            return {"buffer_before_minutes": before, "buffer_after_minutes": after}

        rooms = [make_room(self.env, company)]
        if draw.random() < 0.5:
            rooms.append(make_room(self.env, company, rooms[0].kind_id, "Room 2"))
        needs_room = {"kind_ids": [Command.set(rooms[0].kind_id.ids)]}
        own = {agenda: draw.choice((0, 0, 25, 50)) for agenda in agendas}
        cut = make_service(self.env, own, "Cut", draw.choice((20, 30, 45)), **buffers())
        exam = make_service(self.env, agendas, "Exam", 40, **needs_room, **buffers())
        color = make_service(self.env, agendas[-1:], "Color", 30, **buffers())
        shave = make_service(self.env, agendas[:1], "Shave", 20, **buffers())
        course = make_service(
            self.env, agendas[:2], "Course", 60, capacity=2, **(needs_room if draw.random() < 0.5 else {})
        )
        visits = [[cut], [exam], [course], [cut, exam], [shave, color], [shave, exam, color]]
        return [[service.code for service in visit] for visit in visits]

    def draw_changes(self, draw, agenda, first_day):
        """Time off and extra openings, some of which cross midnight or fall into the changed hour."""
        day = first_day + timedelta(days=draw.randrange(DAYS))
        zone = agenda.company_id._booking_catalogue().zone
        start = hours.day_span(day, zone)[0] + 60 * draw.randrange(20)
        if draw.random() < 0.6:
            self.env["resource.calendar.leaves"].create(
                {
                    "resource_id": agenda.resource_id.id,
                    "date_from": minutes.to_utc(start),
                    "date_to": minutes.to_utc(start + draw.choice((45, 90, 180))),
                }
            )
        if draw.random() < 0.6:
            opens = draw.choice((1, 1.5, 13, 19.5, 22))
            self.env["clicrdv.opening"].create(
                {"agenda_id": agenda.id, "day": day, "hour_from": opens, "hour_to": opens + draw.choice((2, 3.5, 4))}
            )

    def draw_bookings(self, draw, place):
        """Visits and blocks that are there already."""
        for number in range(10):
            codes = draw.choice(place.visits)
            slots = self.page_of(place, codes).slots
            if slots:
                hold = self.env["clicrdv.hold"]._take(place.company, codes, None, draw.choice(slots).start, place.now)
                if draw.random() < 0.7:
                    hold._confirm(form(email=f"client{number}@example.com"), place.now)
        zone = place.company._booking_catalogue().zone
        start = hours.day_span(place.first_day, zone)[0] + 15 * draw.randrange(90)
        self.env["calendar.event"].create(
            {
                "agenda_id": draw.choice(place.agendas).id,
                "name": "Lunch",
                "start": minutes.to_utc(start),
                "stop": minutes.to_utc(start + 60),
            }
        )
