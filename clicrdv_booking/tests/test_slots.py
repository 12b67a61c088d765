"""Slots through the models: hours, leaves, holidays, openings, zones, several services, rooms, groups."""

from datetime import date, datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, mute_logger

from .. import exceptions
from ..logic import minutes
from .common import NOW, TODAY, BookingCase, at, make_agenda, make_establishment, make_hours, make_room, make_service


@freeze_time(NOW)
class TestSlots(BookingCase):
    def test_the_worked_example_of_the_specification(self):
        self.salon.booking_step_minutes = 10
        agenda = make_agenda(self.env, self.salon, "Bea", make_hours(self.env, self.salon, (8, 12)))
        short = make_service(self.env, [agenda], "Short")
        late = make_service(self.env, [agenda], "Late", minutes=40)
        self.staff_appointment(9, 0, agenda_id=agenda.id, service_ids=[Command.set(short.ids)])
        self.staff_appointment(10, 0, agenda_id=agenda.id, service_ids=[Command.set(late.ids)])
        self.assertEqual(
            self.search(["short"], now=datetime(2027, 1, 11, 6, 0)),
            ["08:00", "08:10", "08:20", "08:30", "09:30", "10:40", "10:50", "11:00", "11:10", "11:20", "11:30"],
        )

    def test_the_number_of_queries_does_not_grow_with_agendas_and_days(self):
        def queries(days):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.page(days=days)
            return self.cr.sql_log_count - before

        self.page()
        few = queries(1)
        for index in range(10):
            make_service(self.env, [make_agenda(self.env, self.salon, f"Agenda {index}")], f"Service {index}")
        self.page()
        self.assertEqual(queries(28), few)
        self.assertLessEqual(few, 4)

    def test_a_leave_closes_the_agenda(self):
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": self.ana.resource_id.id,
                "date_from": minutes.to_utc(at(TODAY, 10)),
                "date_to": minutes.to_utc(at(TODAY, 11)),
            }
        )
        self.assertEqual(self.search(), ["09:00", "09:15", "09:30", "11:00", "11:15", "11:30"])

    def test_a_leave_of_a_colleague_closes_nothing(self):
        other = make_agenda(self.env, self.salon, "Bob")
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": other.resource_id.id,
                "date_from": minutes.to_utc(at(TODAY, 9)),
                "date_to": minutes.to_utc(at(TODAY, 12)),
            }
        )
        self.assertIn("10:00", self.search())

    def test_a_public_holiday_closes_the_day_unless_opened_by_hand(self):
        holiday = self.env["clicrdv.public.holiday"].create(
            {"company_id": self.salon.id, "day": TODAY, "name": "Holiday"}
        )
        self.assertEqual(self.search(), [])
        holiday.is_open = True
        self.assertIn("09:00", self.search())

    def test_each_zone_has_its_own_public_holidays(self):
        strasbourg = make_establishment(self.env, "Strasbourg", booking_holiday_zone="FR-6AE")
        paris = make_establishment(self.env, "Paris", booking_holiday_zone="FR")
        days = {
            company: set(company.public_holiday_ids.filtered(lambda day: day.day.year == 2027).mapped("day"))
            for company in strasbourg | paris
        }
        self.assertEqual(days[strasbourg] - days[paris], {date(2027, 3, 26), date(2027, 12, 26)})

    def test_an_extra_opening_adds_times(self):
        self.env["clicrdv.opening"].create(
            {"agenda_id": self.ana.id, "kind": "dated", "day": TODAY, "hour_from": 14, "hour_to": 15}
        )
        self.assertEqual(self.search()[-3:], ["14:00", "14:15", "14:30"])

    def test_an_opening_shorter_than_a_minute_is_refused(self):
        values = {"agenda_id": self.ana.id, "kind": "dated", "day": TODAY, "hour_from": 14, "hour_to": 14.001}
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.env["clicrdv.opening"].create(values)

    def test_a_weekly_opening_counts_on_its_days_and_in_its_period_only(self):
        self.env["clicrdv.opening"].create(
            {
                "agenda_id": self.ana.id,
                "kind": "weekly",
                "weekday": "0",
                "date_to": TODAY + timedelta(days=7),
                "hour_from": 14,
                "hour_to": 15,
            }
        )
        for shift, expected in ((0, True), (1, False), (7, True), (14, False)):
            self.assertEqual("14:00" in self.search(first_day=TODAY + timedelta(days=shift)), expected, shift)

    def test_an_opening_for_some_services_does_not_open_for_others(self):
        color = make_service(self.env, [self.ana], "Color")
        self.env["clicrdv.opening"].create(
            {
                "agenda_id": self.ana.id,
                "kind": "dated",
                "day": TODAY,
                "hour_from": 14,
                "hour_to": 16,
                "service_ids": [Command.set(color.ids)],
            }
        )
        self.assertIn("14:00", self.search(["color"]))
        self.assertNotIn("14:00", self.search(["cut"]))
        self.assertNotIn("14:00", self.search(["color", "cut"]))

    def test_buffers_keep_their_distance_from_the_neighbours(self):
        self.cut.write({"buffer_before_minutes": 10, "buffer_after_minutes": 20})
        self.staff_appointment(10, 0)
        self.assertEqual(self.search(), ["09:00", "11:00", "11:15", "11:30"])

    def test_own_duration_of_a_person_counts(self):
        junior = make_agenda(self.env, self.salon, "Jo")
        make_service(self.env, {junior: 90}, "Slow", minutes=30)
        self.assertEqual(self.search(["slow"])[-1], "10:30")

    def test_two_services_of_one_person_are_one_span(self):
        make_service(self.env, [self.ana], "Color", minutes=90)
        self.assertEqual(self.search(["cut", "color"])[-1], "10:00")

    def test_two_services_of_two_people_follow_each_other_without_a_gap(self):
        bob = make_agenda(self.env, self.salon, "Bob")
        make_service(self.env, [bob], "Color", minutes=60)
        hold = self.hold(9, codes=("cut", "color"))
        self.assertEqual([segment[0] for segment in hold.segments], [self.ana.id, bob.id])
        self.assertEqual(hold.segments[0][2], hold.segments[1][1])
        self.assertEqual(hold.stop, minutes.to_utc(at(TODAY, 10, 30)))

    def test_a_room_must_be_free_for_the_whole_visit(self):
        one = make_room(self.env, self.salon)
        two = make_room(self.env, self.salon, one.kind_id, "Room 2")
        bob = make_agenda(self.env, self.salon, "Bob")
        block = make_service(self.env, [bob], "Hour", minutes=60)
        exam = make_service(self.env, [self.ana], "Exam", minutes=120, kind_ids=[Command.set(one.kind_id.ids)])
        for room, hour in ((one, 9), (two, 10)):
            self.staff_appointment(
                hour, agenda_id=bob.id, service_ids=[Command.set(block.ids)], equipment_ids=[Command.set(room.ids)]
            )
        self.assertEqual(self.search([exam.code]), ["10:00"])

    def test_a_group_session_is_shared_until_it_is_full(self):
        yoga = make_service(self.env, [self.ana], "Yoga", minutes=60, capacity=2)
        first = self.hold(9, codes=[yoga.code])
        self.assertEqual(self.page([yoga.code]).slots[0].capacity, 1)
        second = self.hold(9, codes=[yoga.code])
        self.assertEqual({first.occupancy_ids.seat, second.occupancy_ids.seat}, {0, 1})
        self.assertNotIn("09:00", self.search([yoga.code]))
        with self.assertRaises(exceptions.SlotTaken):
            self.hold(9, codes=[yoga.code])

    def test_two_sessions_of_one_service_do_not_share_a_room(self):
        bob = make_agenda(self.env, self.salon, "Bob")
        room = make_room(self.env, self.salon)
        yoga = make_service(
            self.env, [self.ana, bob], "Yoga", minutes=60, capacity=2, kind_ids=[Command.set(room.kind_id.ids)]
        )
        self.hold(9, codes=[yoga.code], agenda=self.ana)
        self.assertEqual(self.search([yoga.code], agenda=bob)[0], "10:00", "the room is taken until then")
        self.assertEqual(self.search([yoga.code], agenda=self.ana)[0], "09:00", "the session may be joined")

    def test_a_place_whose_hold_ran_out_is_free_again(self):
        yoga = make_service(self.env, [self.ana], "Yoga", minutes=60, capacity=2)
        later = NOW + timedelta(minutes=11)
        for moment in (NOW, later):
            self.assertEqual(self.page([yoga.code], now=moment).slots[0].capacity, 2)
            last = [self.hold(9, codes=[yoga.code], now=moment) for _ in range(2)][-1]
        self.assertTrue(self.hold(9, codes=[yoga.code], now=later, replaces=last), "his own place counts as free")

    def test_martinique_is_shown_in_its_own_time(self):
        island = make_establishment(self.env, "Fort-de-France", booking_tz="America/Martinique", zip="97200")
        agenda = make_agenda(self.env, island, "Max")
        make_service(self.env, [agenda], "Cut")
        page = self.page(company=island)
        self.assertEqual(page.slots[0].start, at(TODAY, 9, offset_hours=-4))

    def test_clock_changes_keep_local_opening_times(self):
        for day, offset in ((date(2027, 3, 27), 1), (date(2027, 3, 28), 2), (date(2027, 10, 31), 1)):
            now = datetime(day.year, day.month, day.day) - timedelta(days=1)
            page = self.page(first_day=day, now=now)
            self.assertEqual(page.slots[0].start, at(day, 9, offset_hours=offset), day)

    def test_an_agenda_shared_by_two_establishments_is_never_booked_twice(self):
        twin = make_establishment(self.env, "Second salon")
        other = make_agenda(self.env, twin, "Ana (second)", resource_id=self.ana.resource_id.id)
        make_service(self.env, [other], "Cut")
        self.assertIn("10:00", self.search(company=twin))
        self.book(10)
        self.assertNotIn("10:00", self.search(company=twin))
        self.assertFalse(self.ana.resource_id.company_id)

    def test_a_private_busy_event_hides_slots_and_refuses_nobody(self):
        user = self.env["res.users"].create({"name": "Ana", "login": "ana.test", "email": "ana@example.com"})
        self.ana.user_id = user
        self.env["calendar.event"].create(
            {
                "name": "Dentist",
                "start": minutes.to_utc(at(TODAY, 10)),
                "stop": minutes.to_utc(at(TODAY, 11)),
                "partner_ids": [Command.set(user.partner_id.ids)],
                "user_id": user.id,
            }
        )
        self.assertNotIn("10:00", self.search())
        self.assertTrue(self.staff_appointment(10))

    def test_first_slot_looks_beyond_the_days_asked_for(self):
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": self.ana.resource_id.id,
                "date_from": NOW,
                "date_to": NOW + timedelta(days=30),
            }
        )
        page = self.page(days=7)
        self.assertEqual(page.slots, [])
        self.assertEqual(page.first_slot, at(TODAY + timedelta(days=30), 9))

    def test_notice_and_horizon_cut_the_slots(self):
        self.salon.write({"booking_notice_minutes": 180, "booking_horizon_days": 1})
        self.assertEqual(self.search()[0], "11:00")
        self.assertEqual(self.search(first_day=TODAY + timedelta(days=1))[0], "09:00")
        self.assertEqual(self.search(first_day=TODAY + timedelta(days=2)), [])

    def test_a_service_without_public_name_cannot_be_booked(self):
        self.cut.public_name = " "
        with self.assertRaises(exceptions.UnknownService):
            self.search()

    def test_a_category_without_public_name_hides_its_services(self):
        self.cut.category_id = self.env["clicrdv.service.category"].create({"name": "x", "company_id": self.salon.id})
        with self.assertRaises(exceptions.UnknownService):
            self.search()

    def test_an_agenda_without_hours_is_an_error(self):
        bare = self.env["resource.calendar"].create(
            {"name": "Bare", "company_id": self.salon.id, "attendance_ids": [Command.clear()]}
        )
        with self.assertRaises(ValidationError):
            make_agenda(self.env, self.salon, "Nobody", bare)
        with self.assertRaises(ValidationError):
            self.ana.resource_calendar_id.attendance_ids.unlink()
            self.cr.flush()

    def test_a_line_of_weekly_hours_without_a_minute_is_refused(self):
        line = self.ana.resource_calendar_id.attendance_ids[0]
        for start, stop in ((9, 9), (9, 9.001), (12, 9), (24, 25)):
            with (
                self.subTest(start=start, stop=stop),
                self.assertRaisesRegex(ValidationError, "“Ana” uses these weekly hours"),
                self.cr.savepoint(),
            ):
                line.write({"hour_from": start, "hour_to": stop})

    def test_lines_without_a_minute_open_nothing(self):
        weekly = make_hours(self.env, self.salon, (9, 10), (10, 10.001), (11, 12))
        weekly.attendance_ids.filtered(lambda line: line.hour_from == 9).hour_to = 9
        self.ana.resource_calendar_id = weekly
        self.assertEqual(self.search(), ["11:00", "11:15", "11:30"])
