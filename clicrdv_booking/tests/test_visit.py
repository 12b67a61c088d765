"""Visits of several people, group sessions with a room, and what follows when people change."""

from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user

from .. import exceptions
from ..logic import minutes, states
from .common import NOW, TODAY, BookingCase, at, form, make_agenda, make_establishment, make_room, make_service

DAY = TODAY + timedelta(days=3)


@freeze_time(NOW)
class TestVisit(BookingCase):
    def setUp(self):
        super().setUp()
        self.bob = make_agenda(self.env, self.salon, "Bob")
        self.color = make_service(self.env, [self.bob], "Color", minutes=60, price=40)
        self.lead = self.book(9, codes=("cut", "color"), day=DAY)
        self.part = self.lead.part_ids

    def start(self, hour, minute=0, day=DAY):
        return minutes.to_utc(at(day, hour, minute))

    def test_one_person_who_does_it_all_leaves_no_ghost_of_the_other(self):
        self.cut.skill_ids = [Command.create({"agenda_id": self.bob.id})]
        self.lead._booking_move(at(DAY + timedelta(days=1), 9), NOW)
        page = self.lead._booking_page(NOW)
        self.assertEqual([service.code for service in page["services"]], ["cut", "color"])
        self.assertEqual(page["stop"].replace(tzinfo=None).strftime("%d %H:%M"), "15 10:30")
        self.assertFalse(self.lead.with_context(active_test=False).part_ids)
        self.assertEqual(self.part.booking_state, states.CANCELLED)
        self.lead._booking_move(at(DAY + timedelta(days=1), 10), NOW)
        self.lead.action_done()

    def test_the_staff_moves_the_whole_visit_by_its_first_part(self):
        self.lead.write({"start": self.start(10), "stop": self.start(10, 30)})
        self.assertEqual((self.part.start, self.part.stop), (self.start(10, 30), self.start(11, 30)))
        self.assertEqual(self.part.occupancy_ids.start, self.start(10, 30))

    def test_a_visit_that_does_not_fit_stays_where_it_was(self):
        self.staff_appointment(agenda_id=self.bob.id, service_ids=[Command.set(self.color.ids)], start=self.start(11))
        with self.assertRaises(exceptions.SlotTaken), self.cr.savepoint():
            self.lead.write({"start": self.start(10), "stop": self.start(10, 30)})
        self.env.invalidate_all()
        self.assertEqual((self.lead.start, self.part.start), (self.start(9), self.start(9, 30)))

    def test_moving_keeps_the_price_that_was_agreed(self):
        event = self.book(11, day=DAY, form=form(email="other@example.com"))
        event.booking_price = 7
        event._booking_move(at(DAY, 10, 30), NOW)
        self.assertEqual(event.booking_price, 7)

    def test_nobody_joins_the_visit_of_another_client(self):
        other = self.staff_appointment(start=self.start(11))
        with self.assertRaises(ValidationError):
            other.lead_id = self.lead
        staff = new_test_user(
            self.env, "staff.visit", "clicrdv_booking.group_agenda_user", company_id=self.salon.id,
            company_ids=[Command.set(self.salon.ids)],
        )  # fmt: skip
        other.with_user(staff).write({"lead_id": self.lead.id})
        self.assertFalse(other.lead_id, "what ties a visit together is not written from outside")

    def test_a_plain_employee_gets_no_page_and_no_client_by_an_event_of_his_own(self):
        employee = new_test_user(self.env, "plain.visit", "base.group_user")
        events = self.env["calendar.event"].with_user(employee)
        with self.assertRaises(ValidationError):
            events.create({"name": "Mine", "client_id": self.lead.client_id.id})
        mine = events.create({"name": "Mine", "lead_id": self.lead.id})
        self.assertFalse(mine.lead_id)
        with self.assertRaises(AccessError):
            mine.read(["booking_token"])

    def test_a_block_does_not_become_a_clients_appointment_without_a_state(self):
        block = self.env["calendar.event"].create(
            {"agenda_id": self.ana.id, "name": "Lunch", "start": self.start(11), "stop": self.start(12)}
        )
        with self.assertRaises(ValidationError):
            block.write({"client_id": self.lead.client_id.id, "service_ids": [Command.set(self.cut.ids)]})


@freeze_time(NOW)
class TestSession(BookingCase):
    def setUp(self):
        super().setUp()
        self.bob = make_agenda(self.env, self.salon, "Bob")
        self.room = make_room(self.env, self.salon)
        make_room(self.env, self.salon, self.room.kind_id, "Room 2")
        self.yoga = make_service(
            self.env,
            [self.ana, self.bob],
            "Yoga",
            minutes=60,
            capacity=2,
            kind_ids=[Command.set(self.room.kind_id.ids)],
        )

    def test_the_sessions_of_two_people_at_one_time_are_two_sessions(self):
        holds = [self.hold(9, codes=["yoga"], agenda=agenda) for agenda in (self.ana, self.ana, self.bob, self.bob)]
        people = [hold.occupancy_ids.resource_id & (self.ana | self.bob).resource_id for hold in holds]
        self.assertEqual(people, [agenda.resource_id for agenda in (self.ana, self.ana, self.bob, self.bob)])
        with self.assertRaises(exceptions.SlotTaken):
            self.hold(9, codes=["yoga"])

    def test_who_joins_a_session_keeps_its_room_as_well(self):
        clients = [form(email=f"c{number}@example.com") for number in range(2)]
        first, second = [self.book(9, codes=["yoga"], agenda=self.ana, form=client) for client in clients]
        self.assertEqual(second.equipment_ids, first.equipment_ids)
        second.action_done()
        first.action_cancel()
        room = first.equipment_ids.resource_id
        rows = self.env["clicrdv.occupancy"].search([("resource_id", "=", room.id)])
        self.assertEqual(rows.event_id, second, "the session still stands")

    def test_moving_into_a_session_takes_its_room(self):
        day = TODAY + timedelta(days=3)
        first = self.book(9, codes=["yoga"], agenda=self.ana, day=day)
        second = self.book(11, codes=["yoga"], agenda=self.ana, day=day, form=form(email="o@example.com"))
        second._booking_move(at(day, 9), NOW)
        self.assertEqual(second.equipment_ids, first.equipment_ids)


@freeze_time(NOW)
class TestPeople(BookingCase):
    def test_another_person_behind_an_agenda_takes_its_appointments_along(self):
        event = self.staff_appointment(9)
        person = self.env["resource.resource"].create({"name": "Zoé", "company_id": self.salon.id})
        self.ana.resource_id = person
        self.assertEqual(event.occupancy_ids.resource_id, person)
        with self.assertRaises(exceptions.SlotTaken):
            self.staff_appointment(9)

    def test_the_private_meetings_of_a_new_professional_hide_slots_at_once(self):
        user = new_test_user(self.env, "pro.visit", "clicrdv_booking.group_agenda_user")
        self.env["calendar.event"].create(
            {
                "name": "Dentist",
                "start": minutes.to_utc(at(TODAY, 10)),
                "stop": minutes.to_utc(at(TODAY, 11)),
                "partner_ids": [Command.set(user.partner_id.ids)],
                "user_id": user.id,
            }
        )
        event = self.staff_appointment(9)
        self.ana.user_id = user
        self.assertNotIn("10:00", self.search())
        self.assertEqual(event.partner_ids, user.partner_id, "his appointments are in his calendar")

    def test_overbooking_is_for_the_time_it_was_meant_for(self):
        self.staff_appointment(9)
        extra = self.staff_appointment(9, overbooking_reason="Emergency")
        extra.write({"start": minutes.to_utc(at(TODAY, 11)), "stop": minutes.to_utc(at(TODAY, 11, 30))})
        self.assertFalse(extra.overbooking_reason)
        with self.assertRaises(exceptions.SlotTaken):
            self.staff_appointment(11)

    def test_the_staff_takes_a_time_whose_hold_has_run_out(self):
        self.hold(9)
        with freeze_time(NOW + timedelta(minutes=11)):
            self.assertTrue(self.staff_appointment(9))

    def test_an_agenda_of_another_establishment_cannot_lead(self):
        twin = make_establishment(self.env, "Twin")
        make_service(self.env, [make_agenda(self.env, twin, "Eve")], "Cut")
        there = self.book(9, company=twin)
        here = self.book(10)
        with self.assertRaises(ValidationError):
            here.lead_id = there
