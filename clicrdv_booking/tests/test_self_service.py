"""What a client does himself of his appointment, by the secret link of its page."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from .. import exceptions
from ..logic import minutes, states
from .common import NOW, TODAY, BookingCase, at, form, make_agenda


@freeze_time(NOW)
class TestSelfService(BookingCase):
    def test_the_client_moves_to_another_time_and_the_calendar_file_follows(self):
        event = self.book(9, day=TODAY + timedelta(days=3))
        first = event._booking_ics("https://example.com/a")
        event._booking_move(at(TODAY + timedelta(days=4), 10), NOW)
        self.assertEqual(event.start, minutes.to_utc(at(TODAY + timedelta(days=4), 10)))
        second = event._booking_ics("https://example.com/a")
        uid = [line for line in first.splitlines() if line.startswith(b"UID")]
        self.assertEqual(uid, [line for line in second.splitlines() if line.startswith(b"UID")])
        self.assertIn(b"SEQUENCE:0", first)
        self.assertIn(b"SEQUENCE:1", second)

    def test_moving_by_a_few_minutes_may_overlap_its_own_old_time(self):
        event = self.book(9, day=TODAY + timedelta(days=3))
        event._booking_move(at(TODAY + timedelta(days=3), 9, 15), NOW)
        self.assertEqual(len(event.occupancy_ids), 1)

    def test_moving_to_a_taken_time_changes_nothing(self):
        day = TODAY + timedelta(days=3)
        event = self.book(9, day=day)
        self.book(10, day=day, form=form(email="other@example.com"))
        with self.assertRaises(exceptions.SlotTaken):
            event._booking_move(at(day, 10), NOW)
        self.assertEqual(event.start, minutes.to_utc(at(day, 9)))

    def test_after_the_deadline_nothing_can_be_changed(self):
        event = self.book(9, day=TODAY + timedelta(days=1))
        later = event.start - timedelta(minutes=30)
        with self.assertRaises(exceptions.PastDeadline):
            event._booking_cancel(later)
        with self.assertRaises(exceptions.PastDeadline):
            event._booking_move(at(TODAY + timedelta(days=2), 9), later)
        page = event._booking_page(later)
        self.assertFalse(page["can_move"] or page["can_cancel"])

    def test_a_mistake_can_be_put_right_at_once_whatever_the_deadline(self):
        event = self.book(9)
        self.env.cr.execute("UPDATE calendar_event SET create_date = %s WHERE id = %s", [NOW, event.id])
        event.invalidate_recordset()
        event._booking_cancel(NOW + timedelta(minutes=5))
        self.assertEqual(event.booking_state, states.CANCELLED)

    def test_cancelling_twice_is_cancelling_once(self):
        event = self.book(9, day=TODAY + timedelta(days=3))
        event._booking_cancel(NOW)
        event._booking_cancel(NOW)
        self.assertEqual(event.trace_ids.mapped("action").count("state"), 1)
        self.assertIn(b"STATUS:CANCELLED", event._booking_ics("https://example.com"))

    def test_a_move_keeps_the_person_unless_there_was_no_preference(self):
        bob = make_agenda(self.env, self.salon, "Bob")
        self.cut.skill_ids = [Command.create({"agenda_id": bob.id})]
        day = TODAY + timedelta(days=3)
        chosen = self.book(9, day=day, agenda=self.ana)
        self.staff_appointment(10, start=minutes.to_utc(at(day, 10)))
        with self.assertRaises(exceptions.SlotTaken):
            chosen._booking_move(at(day, 10), NOW)
        free = self.book(11, day=day, form=form(email="other@example.com"))
        self.assertTrue(free.any_agenda)
        free._booking_move(at(day, 10), NOW)
        self.assertEqual(free.agenda_id, bob)

    def test_the_page_shows_nothing_of_the_clients_file(self):
        event = self.book(9)
        event.client_id.write({"client_comments": "secret", "name": "SECRET"})
        texts = [value for value in event._booking_page(NOW).values() if isinstance(value, str)]
        self.assertFalse([text for text in texts if "secret" in text.lower()])

    def test_an_unknown_token_finds_nothing(self):
        for token in ("", None, "x" * 500, "' OR 1=1 --"):
            self.assertFalse(self.env["calendar.event"]._booking_by_token(token))
