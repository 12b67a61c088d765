"""The life of an appointment: states, traces, conflicts, what the staff does."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user

from .. import exceptions
from ..logic import minutes, states
from .common import NOW, TODAY, BookingCase, at, make_agenda, make_establishment


@freeze_time(NOW)
class TestLife(BookingCase):
    def test_only_the_ways_of_the_table_are_open(self):
        event = self.staff_appointment(9)
        event.action_cancel()
        with self.assertRaises(exceptions.TransitionRefused):
            event.action_done()
        with self.assertRaises(exceptions.TransitionRefused):
            event.write({"booking_state": states.REQUESTED})

    def test_staying_in_a_state_changes_and_traces_nothing(self):
        event = self.staff_appointment(9)
        event.action_cancel()
        count = len(event.trace_ids)
        event.action_cancel()
        self.assertEqual(len(event.trace_ids), count)

    def test_a_cancelled_appointment_is_restored_while_its_time_is_free(self):
        event = self.staff_appointment(9)
        event.action_cancel()
        self.assertFalse(event.active)
        event.action_restore()
        self.assertTrue(event.active and event.occupancy_ids)
        event.action_cancel()
        self.book(9)
        with self.assertRaises(exceptions.SlotTaken):
            event.action_restore()
        self.assertEqual(event.booking_state, states.CANCELLED)

    def test_every_change_is_traced_and_the_trace_stays(self):
        event = self.book(9)
        event.write({"start": event.start + timedelta(hours=1), "stop": event.stop + timedelta(hours=1)})
        event.action_no_show()
        lines = event.trace_ids.sorted("id")
        self.assertEqual(lines.mapped("action"), ["created", "moved", "state"])
        self.assertEqual(lines.mapped("source"), ["client", "staff", "staff"])
        self.assertEqual((lines[0].state_from, lines[0].state_to), (states.HELD, states.BOOKED))
        with self.assertRaises(AccessError):
            lines.unlink()
        with self.assertRaises(AccessError):
            lines.write({"action": "deleted"})

    def test_an_appointment_is_never_deleted_or_archived_by_hand(self):
        event = self.staff_appointment(9)
        with self.assertRaises(UserError):
            event.unlink()
        with self.assertRaises(UserError):
            event.active = False

    def test_a_deleted_block_leaves_its_trace(self):
        block = self.env["calendar.event"].create(
            {"agenda_id": self.ana.id, "name": "Lunch", "start": NOW, "stop": NOW + timedelta(hours=1)}
        )
        block.unlink()
        trace = self.env["clicrdv.trace"].search([("company_id", "=", self.salon.id)], limit=1)
        self.assertEqual((trace.action, trace.event_id.id), ("deleted", False))

    def test_two_appointments_never_share_a_time_but_a_block_may_lie_on_one(self):
        self.staff_appointment(9)
        with self.assertRaises(exceptions.SlotTaken):
            self.staff_appointment(9, 15)
        block = self.env["calendar.event"].create(
            {
                "agenda_id": self.ana.id,
                "name": "Meeting",
                "start": minutes.to_utc(at(TODAY, 9)),
                "stop": minutes.to_utc(at(TODAY, 11)),
            }
        )
        self.assertTrue(block.is_block)
        self.assertEqual(self.search()[0], "11:00")

    def test_dragging_onto_a_taken_time_is_refused_and_changes_nothing(self):
        first, second = self.staff_appointment(9), self.staff_appointment(10)
        with self.assertRaises(exceptions.SlotTaken), self.cr.savepoint():
            second.write({"start": first.start, "stop": first.stop})
        second.invalidate_recordset()
        self.assertEqual(second.start, minutes.to_utc(at(TODAY, 10)))

    def test_overbooking_needs_the_right_and_a_reason(self):
        self.staff_appointment(9)
        staff = new_test_user(
            self.env,
            "paul.staff",
            "clicrdv_booking.group_agenda_user",
            company_id=self.salon.id,
            company_ids=[Command.set(self.salon.ids)],
        )
        values = {
            "agenda_id": self.ana.id,
            "service_ids": [Command.set(self.cut.ids)],
            "client_id": self.env["res.partner"]
            .create({"name": "X", "is_client_file": True, "company_id": self.salon.id})
            .id,
            "start": minutes.to_utc(at(TODAY, 9)),
            "overbooking_reason": "Emergency",
        }
        with self.assertRaises(AccessError):
            self.env["calendar.event"].with_user(staff).create(values)
        staff.group_ids = [Command.link(self.env.ref("clicrdv_booking.group_overbooking").id)]
        event = self.env["calendar.event"].with_user(staff).create(values)
        self.assertFalse(event.sudo().occupancy_ids.exclusive)

    def test_events_of_an_agenda_are_quiet(self):
        user = new_test_user(self.env, "pro.test", "clicrdv_booking.group_agenda_user", email="pro@example.com")
        self.ana.user_id = user
        mails, messages = self.env["mail.mail"].search_count([]), self.env["mail.message"].search_count([])
        event = self.staff_appointment(9)
        event.write({"start": event.start + timedelta(hours=1), "stop": event.stop + timedelta(hours=1)})
        self.env.flush_all()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(
            self.env["mail.message"].search_count([("model", "=", "calendar.event"), ("res_id", "=", event.id)]), 0
        )
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertFalse(event.description)
        self.assertEqual(event.partner_ids, user.partner_id, "the professional sees it in his calendar")

    def test_another_agenda_brings_another_professional(self):
        users = [new_test_user(self.env, f"pro{n}.test", "clicrdv_booking.group_agenda_user") for n in (1, 2)]
        bob = make_agenda(self.env, self.salon, "Bob")
        self.ana.user_id, bob.user_id = users
        event = self.staff_appointment(9)
        event.agenda_id = bob
        self.assertEqual(event.partner_ids, users[1].partner_id)
        self.assertEqual(event.occupancy_ids.resource_id, bob.resource_id)

    def test_everything_belongs_to_one_establishment(self):
        other = make_establishment(self.env, "Other")
        stranger = self.env["res.partner"].create({"name": "X", "is_client_file": True, "company_id": other.id})
        with self.assertRaises(ValidationError):
            self.staff_appointment(9, client=stranger)

    def test_an_appointment_is_not_repeated(self):
        with self.assertRaises(ValidationError):
            self.staff_appointment(9, recurrency=True, rrule_type="daily", count=3, end_type="count")
