"""What is written many at a time: imports, recurring blocks, demo data."""

from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..exceptions import SlotTaken
from ..logic import minutes
from .common import NOW, TODAY, BookingCase, at, make_establishment, make_service


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestBatch(BookingCase):
    def _values(self, service, hour=9, **values):
        return {
            "agenda_id": self.ana.id,
            "service_ids": [Command.set(service.ids)],
            "start": minutes.to_utc(at(TODAY, hour)),
            "client_id": self._client().id,
            **values,
        }

    def _client(self):
        return self.env["res.partner"].create({"name": "MARTIN", "is_client_file": True, "company_id": self.salon.id})

    def test_clients_of_one_session_written_at_once_get_a_place_each(self):
        course = make_service(self.env, self.ana, "Course", capacity=3)
        events = self.env["calendar.event"].create([self._values(course) for _client in range(3)])
        self.assertEqual(sorted(events.occupancy_ids.mapped("seat")), [0, 1, 2])
        self.assertEqual(len(set(events.occupancy_ids.mapped("sitting"))), 1)

    def test_clients_of_one_session_moved_at_once_keep_a_place_each(self):
        course = make_service(self.env, self.ana, "Course", capacity=3)
        events = self.env["calendar.event"].create([self._values(course) for _client in range(3)])
        events.write({"start": minutes.to_utc(at(TODAY, 10)), "stop": minutes.to_utc(at(TODAY, 10, 30))})
        self.assertEqual(sorted(events.occupancy_ids.mapped("seat")), [0, 1, 2])

    def test_more_clients_than_places_are_refused_together(self):
        course = make_service(self.env, self.ana, "Course", capacity=2)
        with self.assertRaises(SlotTaken):
            self.env["calendar.event"].create([self._values(course) for _client in range(3)])

    def test_two_appointments_at_one_time_are_refused_together(self):
        with self.assertRaises(SlotTaken):
            self.env["calendar.event"].create([self._values(self.cut), self._values(self.cut)])

    def test_a_block_may_be_repeated_every_week(self):
        start = minutes.to_utc(at(TODAY, 9))
        block = self.env["calendar.event"].create(
            {
                "name": "Orders",
                "agenda_id": self.ana.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "recurrency": True,
                "rrule_type": "weekly",
                "interval": 1,
                "mon": True,
                "end_type": "count",
                "count": 4,
                "event_tz": "Europe/Paris",
            }
        )
        blocks = block.recurrence_id.calendar_event_ids
        self.assertEqual(len(blocks), 4)
        self.assertTrue(all(event.is_block and event.agenda_id == self.ana for event in blocks))
        self.assertEqual(
            self.search(first_day=TODAY + timedelta(days=21)),
            ["10:00", "10:15", "10:30", "10:45", "11:00", "11:15", "11:30"],
        )

    def test_appointments_written_together_cost_a_few_queries_each(self):
        values = [self._values(self.cut, hour) for hour in range(8, 20)]
        self.env.flush_all()
        with self.assertQueryCount(60):
            self.env["calendar.event"].create(values)
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestPublishedAtOnce(BookingCase):
    def test_an_establishment_may_be_online_from_its_creation(self):
        company = self.env["res.company"].create(
            {
                "name": "Salon Neuf",
                "street": "1 rue des Essais",
                "zip": "75003",
                "city": "Paris",
                "phone": "+33 1 99 00 12 34",
                "activity_id": self.env.ref("clicrdv_booking.activity_hairdresser").id,
                "booking_published": True,
            }
        )
        self.assertTrue(company.booking_published)
        self.assertEqual(company.booking_slug, "salon-neuf")

    def test_an_establishment_without_postcode_is_told_so(self):
        company = make_establishment(self.env, "Salon Sans Code", booking_offer="simple")
        company.zip = False
        with self.assertRaisesRegex(ValidationError, "postcode"):
            company.booking_published = True
