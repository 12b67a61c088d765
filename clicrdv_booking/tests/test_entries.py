"""Appointments and blocks that the staff enters: completed, refused, moved."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..exceptions import SlotTaken
from ..logic import minutes
from .back_office_common import FULL, QUICK, BackOfficeCase
from .common import NOW, TODAY, at, make_agenda, make_room, make_service


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestEntries(BackOfficeCase):
    def appointment(self, user, hour=9, service=None):
        screen = self.quick(user, hour)
        screen.client_id = self.client
        screen.service_ids.add(service or self.cut)
        return screen

    def test_a_new_entry_is_for_the_own_agenda(self):
        make_agenda(self.env, self.salon, "Bea")
        self.assertEqual(self.quick(self.zoe).agenda_id, self.ana)
        self.assertFalse(self.quick(self.paul).agenda_id)

    def test_an_appointment_ends_when_its_services_are_done(self):
        wash = make_service(self.env, self.ana, "Wash", 20)
        screen = self.appointment(self.zoe)
        screen.service_ids.add(wash)
        event = screen.save()
        self.assertEqual(event.stop - event.start, timedelta(minutes=50))
        self.assertEqual((event.booking_state, event.booking_source), ("booked", "staff"))
        self.assertEqual(event.sudo().occupancy_ids.resource_id, self.ana.resource_id)

    def test_a_room_that_is_needed_is_found(self):
        first = make_room(self.env, self.salon)
        second = make_room(self.env, self.salon, first.kind_id, "Room 2")
        self.cut.kind_ids = first.kind_id
        bea = make_agenda(self.env, self.salon, "Bea")
        self.cut.skill_ids = [Command.create({"agenda_id": bea.id})]
        self.assertEqual(self.appointment(self.zoe).save().equipment_ids, first)
        screen = self.quick(self.zoe)
        screen.agenda_id, screen.client_id = bea, self.client
        screen.service_ids.add(self.cut)
        self.assertEqual(screen.save().equipment_ids, second)

    def test_a_client_is_filed_while_the_appointment_is_taken(self):
        clients = self.as_user(self.zoe, "res.partner", default_is_client_file=True, default_company_id=self.salon.id)
        client_id, name = clients.name_create("durand Luc")
        client = self.env["res.partner"].browse(client_id)
        self.assertEqual((name, client.client_lastname, client.company_id), ("DURAND Luc", "durand", self.salon))

    def test_a_client_is_found_by_any_way_of_saying_his_number(self):
        clients = self.as_user(self.zoe, "res.partner")
        for typed in ("01 99 00 12 34", "0199001234", "+33 1 99 00 12", "dupont", "marie@example"):
            with self.subTest(typed=typed):
                self.assertIn(self.client.id, [found[0] for found in clients.name_search(typed)])

    def test_a_block_needs_no_client_and_refuses_nobody(self):
        screen = self.quick(self.zoe)
        screen.entry_kind = "block"
        screen.name = "Lunch"
        block = screen.save()
        self.assertTrue(block.is_block)
        self.assertFalse(block.booking_state)
        self.assertNotIn("09:00", self.search())
        self.assertTrue(self.appointment(self.zoe).save())

    def test_a_block_without_a_title_has_one(self):
        screen = self.quick(self.zoe)
        screen.entry_kind = "block"
        self.assertEqual(screen.save().name, "Not available")

    def test_a_block_is_repeated_every_week(self):
        screen = self.quick(self.zoe)
        screen.entry_kind = "block"
        screen.recurrency = True
        screen.rrule_type_ui, screen.end_type, screen.count = "weekly", "count", 3
        blocks = screen.save().recurrence_id.calendar_event_ids.sorted("start")
        self.assertEqual(
            [block.start.date() for block in blocks], [TODAY + timedelta(days=7 * week) for week in range(3)]
        )
        self.assertEqual(blocks.agenda_id, self.ana)
        self.assertEqual(len(blocks.sudo().occupancy_ids), 3)

    def test_the_form_says_what_is_taken_before_it_is_saved(self):
        self.staff_appointment(9, client=self.client)
        screen = self.appointment(self.zoe)
        self.assertEqual(screen.conflict_text, "Ana is already taken from 9:00\u202fAM to 9:30\u202fAM.")
        with self.assertRaises(SlotTaken):
            screen.save()

    def test_a_free_time_is_no_conflict(self):
        self.staff_appointment(9, client=self.client)
        self.assertFalse(self.appointment(self.zoe, 10).conflict_text)

    def test_a_session_is_a_conflict_when_no_place_is_left(self):
        yoga = make_service(self.env, self.ana, "Yoga", 30, capacity=2)
        self.staff_appointment(9, service_ids=[Command.set(yoga.ids)])
        joining = self.appointment(self.zoe, service=yoga)
        self.assertFalse(joining.conflict_text)
        event = joining.save()
        self.assertFalse(Form(event.with_user(self.zoe), FULL).conflict_text, "his own place is not in his way")
        late = self.appointment(self.zoe, service=yoga)
        self.assertEqual(late.conflict_text, "Ana is already taken from 9:00\u202fAM to 9:30\u202fAM.")
        with self.assertRaises(SlotTaken):
            late.save()

    def test_who_joins_a_session_gets_its_room(self):
        room = make_room(self.env, self.salon)
        make_room(self.env, self.salon, room.kind_id, "Room 2")
        yoga = make_service(self.env, self.ana, "Yoga", 30, capacity=2, kind_ids=[Command.set(room.kind_id.ids)])
        first = self.appointment(self.zoe, service=yoga).save()
        self.assertEqual(first.equipment_ids, room)
        self.assertEqual(self.appointment(self.zoe, service=yoga).save().equipment_ids, room)

    def test_an_appointment_is_no_conflict_with_itself(self):
        event = self.staff_appointment(9, client=self.client)
        self.assertFalse(Form(event.with_user(self.zoe), FULL).conflict_text)

    def test_a_manager_overbooks_with_a_reason(self):
        self.staff_appointment(9, client=self.client)
        screen = self.quick(self.paul)
        screen.agenda_id, screen.client_id = self.ana, self.client
        screen.service_ids.add(self.cut)
        screen.overbooking_reason = "Emergency"
        event = screen.save()
        self.assertFalse(event.sudo().occupancy_ids.exclusive)
        self.assertIn("Emergency", event.trace_ids.summary)

    def test_an_agenda_user_does_not_overbook(self):
        values = {"agenda_id": self.ana.id, "client_id": self.client.id, "start": minutes.to_utc(at(TODAY, 9))}
        services = {"service_ids": [Command.set(self.cut.ids)]}
        with self.assertRaises(AccessError):
            self.as_user(self.zoe).create({**values, **services, "overbooking_reason": "Emergency"})

    def test_a_drop_on_a_taken_time_is_refused_and_changes_nothing(self):
        self.staff_appointment(9, client=self.client)
        dragged = self.staff_appointment(11, client=self.client).with_user(self.zoe)
        before = dragged.start
        nine = minutes.to_utc(at(TODAY, 9))
        with self.assertRaises(SlotTaken) as refused, self.env.cr.savepoint():
            dragged.write({"start": nine, "stop": nine + timedelta(minutes=30), "duration": 0.5, "allday": False})
        self.assertIn("just been taken", refused.exception.args[0])
        self.assertEqual(dragged.start, before)
        self.assertEqual(len(dragged.sudo().occupancy_ids), 1)

    def test_a_drop_on_a_free_time_moves_and_is_traced(self):
        dragged = self.staff_appointment(9, client=self.client).with_user(self.zoe)
        ten = minutes.to_utc(at(TODAY, 10))
        dragged.write({"start": ten, "stop": ten + timedelta(minutes=30), "duration": 0.5, "allday": False})
        self.assertEqual(dragged.trace_ids[0].action, "moved")
        self.assertIn("09:00", self.search())

    def test_an_appointment_is_not_all_day(self):
        event = self.staff_appointment(9, client=self.client)
        with self.assertRaises(ValidationError):
            event.write({"allday": True, "start_date": TODAY, "stop_date": TODAY})

    def test_only_the_ways_of_the_table_are_offered(self):
        event = self.staff_appointment(9, client=self.client)
        self.assertEqual(set(event.booking_ways.split(",")), {"done", "no_show", "cancelled"})
        event.action_cancel()
        self.assertEqual(event.booking_ways, "booked")

    def test_a_duplicate_is_a_week_later_on_the_same_clock(self):
        # the clocks go forward on 28 March 2027
        start = datetime(2027, 3, 25, 8, 0)
        event = self.staff_appointment(client=self.client, start=start)
        defaults = event.with_user(self.zoe).get_duplicate_defaults()
        self.assertEqual(defaults["default_start"], "2027-04-01 07:00:00")
        screen = Form(self.as_user(self.zoe, **defaults), QUICK)
        self.assertEqual(screen.save().service_ids, self.cut)

    def test_an_appointment_is_not_deleted_from_the_screen(self):
        with self.assertRaises(UserError):
            self.staff_appointment(9, client=self.client).with_user(self.zoe).unlink()

    def test_time_there_is_shown_to_those_with_other_clocks(self):
        event = self.staff_appointment(9, client=self.client)
        self.assertFalse(event.with_user(self.zoe).local_time)
        self.nina.tz = "America/Martinique"
        self.assertIn("09:00 (Europe/Paris)", event.with_env(self.env(user=self.nina, su=True)).local_time)
