"""Appointments: booking, states, traces, moving, cancelling, what the staff does."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user

from .. import exceptions
from ..logic import minutes, states
from .common import NOW, TODAY, BookingCase, at, form, make_agenda, make_establishment, make_room, make_service


@freeze_time(NOW)
class TestBooking(BookingCase):
    def test_a_hold_hides_its_time_and_becomes_the_appointment(self):
        hold = self.hold(9)
        rows = hold.occupancy_ids
        self.assertNotIn("09:00", self.search())
        event = hold._confirm(form(), NOW)
        self.assertEqual(event.occupancy_ids, rows)
        self.assertFalse(rows.hold_expires_at)
        self.assertEqual(event.booking_state, states.BOOKED)
        self.assertEqual(event.name, "DUPONT Zoé · Cut")

    def test_the_same_hold_gives_the_same_appointment(self):
        hold = self.hold(9)
        self.assertEqual(hold._confirm(form(), NOW), hold._confirm(form("Other"), NOW))

    def test_an_expired_hold_is_refused_and_its_time_is_free_again(self):
        hold = self.hold(9)
        later = NOW + timedelta(minutes=11)
        with self.assertRaises(exceptions.HoldExpired):
            hold._confirm(form(), later)
        self.assertIn("09:00", self.search(now=later))
        self.assertTrue(self.hold(9, now=later))

    def test_a_hold_is_extended_once(self):
        hold = self.hold(9)
        hold._extend(NOW + timedelta(minutes=9))
        self.assertTrue(hold._is_live(NOW + timedelta(minutes=15)))
        with self.assertRaises(exceptions.AlreadyExtended):
            hold._extend(NOW + timedelta(minutes=15))

    def test_choosing_another_time_gives_the_first_one_back(self):
        first = self.hold(9)
        self.hold(9, 15, replaces=first)
        self.assertFalse(first.exists())
        self.assertEqual(self.search()[0], "09:45")

    def test_the_job_drops_what_has_run_out(self):
        hold = self.hold(9)
        with freeze_time(NOW + timedelta(minutes=11)):
            self.env.ref("clicrdv_booking.ir_cron_release_holds").method_direct_trigger()
        self.assertFalse(hold.exists())
        self.assertFalse(self.env["clicrdv.occupancy"].search([("resource_id", "=", self.ana.resource_id.id)]))

    def test_a_taken_time_is_refused_with_the_nearest_free_ones(self):
        self.book(10)
        with self.assertRaises(exceptions.SlotTaken) as caught:
            self.hold(10)
        texts = [moment.strftime("%H:%M") for moment in caught.exception.alternatives]
        self.assertEqual(texts, ["09:00", "09:15", "09:30", "10:30", "10:45"])
        self.assertEqual(caught.exception.payload()["alternatives"][0], "2027-01-11T09:00:00+01:00")

    def test_a_time_outside_the_offer_is_closed_not_taken(self):
        for hour, minute in ((8, 0), (13, 0), (9, 7), (11, 45)):
            with self.assertRaises(exceptions.Closed):
                self.hold(hour, minute)

    def test_notice_and_horizon_refuse_by_name(self):
        with self.assertRaises(exceptions.TooSoon):
            self.hold(9, day=TODAY - timedelta(days=1))
        with self.assertRaises(exceptions.TooFar):
            self.hold(9, day=TODAY + timedelta(days=61))

    def test_what_cannot_be_booked_together_is_refused(self):
        yoga = make_service(self.env, [self.ana], "Yoga", capacity=3)
        self.salon.booking_max_services = 2
        with self.assertRaises(exceptions.TooManyServices):
            self.hold(9, codes=["cut"] * 3)
        with self.assertRaises(exceptions.GroupAlone):
            self.hold(9, codes=["cut", yoga.code])

    def test_a_person_must_be_chosen_when_no_preference_is_not_offered(self):
        self.salon.booking_any_agenda = False
        with self.assertRaises(exceptions.UnknownAgenda):
            self.hold(9)
        self.assertTrue(self.hold(9, agenda=self.ana))

    def test_an_agenda_of_another_establishment_is_refused(self):
        other = make_agenda(self.env, make_establishment(self.env, "Other"), "Eve")
        with self.assertRaises(exceptions.UnknownAgenda):
            self.hold(9, agenda=other)

    def test_no_preference_goes_to_the_least_booked_person(self):
        bob = make_agenda(self.env, self.salon, "Bob", sequence=20)
        self.cut.skill_ids = [Command.create({"agenda_id": bob.id})]
        chosen = [self.book(hour, form=form(email=f"c{hour}@example.com")).agenda_id for hour in (9, 10, 11)]
        self.assertEqual(chosen, [self.ana, bob, self.ana])

    def test_approval_makes_a_request_that_keeps_its_time(self):
        self.salon.booking_needs_approval = True
        event = self.book(9)
        self.assertEqual(event.booking_state, states.REQUESTED)
        self.assertNotIn("09:00", self.search())
        event.action_refuse()
        self.assertIn("09:00", self.search())

    def test_rules_of_one_client_are_refused_by_name(self):
        self.book(9)
        self.salon.write({"booking_max_upcoming": 1})
        with self.assertRaises(exceptions.TooManyUpcoming):
            self.book(11)
        self.salon.write({"booking_max_upcoming": 0, "booking_min_gap_minutes": 60})
        with self.assertRaises(exceptions.TooClose):
            self.book(10)
        bob = make_agenda(self.env, self.salon, "Bob")
        self.cut.skill_ids = [Command.create({"agenda_id": bob.id})]
        with self.assertRaises(exceptions.SameTime):
            self.book(9)

    def test_a_visit_of_two_people_is_two_events_that_live_together(self):
        bob = make_agenda(self.env, self.salon, "Bob")
        make_service(self.env, [bob], "Color", minutes=60)
        lead = self.book(9, codes=("cut", "color"), day=TODAY + timedelta(days=3))
        part = lead.part_ids
        self.assertEqual((lead.agenda_id, part.agenda_id), (self.ana, bob))
        self.assertEqual(len(lead.occupancy_ids), 1)
        self.assertEqual(part.occupancy_ids.resource_id, bob.resource_id)
        lead._booking_cancel(NOW)
        self.assertEqual(part.booking_state, states.CANCELLED)
        self.assertFalse((lead | part).occupancy_ids)

    def test_rooms_are_kept_for_the_whole_visit(self):
        room = make_room(self.env, self.salon)
        exam = make_service(
            self.env, [self.ana], "Exam", kind_ids=[Command.set(room.kind_id.ids)], buffer_after_minutes=15
        )
        event = self.book(9, codes=[exam.code])
        row = event.occupancy_ids.filtered(lambda row: row.resource_id == room.resource_id)
        self.assertEqual((row.start, row.stop), (minutes.to_utc(at(TODAY, 9)), minutes.to_utc(at(TODAY, 9, 45))))
        self.assertEqual(event.equipment_ids, room)


@freeze_time(NOW)
class TestClientFile(BookingCase):
    def test_the_same_email_or_phone_reuses_the_file(self):
        first = self.book(9, form=form(phone="06 39 98 12 34"))
        again = self.book(10, form=form("Durand", email="ZOE@example.com"))
        phone = self.book(11, form=form("Petit", email="other@example.com", phone="+33639981234"))
        self.assertEqual(first.client_id, again.client_id)
        self.assertEqual(first.client_id, phone.client_id)
        self.assertEqual(first.client_id.client_lastname, "Dupont", "the file keeps its name")
        self.assertEqual(again.booking_lastname, "Durand", "the appointment has the name given")
        self.assertTrue(first.client_id.client_from_web)

    def test_files_never_cross_establishments(self):
        twin = make_establishment(self.env, "Twin")
        make_service(self.env, [make_agenda(self.env, twin, "Eve")], "Cut")
        here, there = self.book(9), self.book(10, company=twin)
        self.assertNotEqual(here.client_id, there.client_id)
        self.assertEqual((here.client_id.company_id, there.client_id.company_id), (self.salon, twin))

    def test_phones_are_stored_in_the_international_form(self):
        self.assertEqual(self.book(9, form=form(phone="06 39 98 12 34")).booking_phone, "+33639981234")

    def test_each_wrong_field_is_named(self):
        cases = {
            "lastname": (form(""), "missing_field"),
            "email": (form(email="zoe@"), "invalid_email"),
            "phone": (form(phone="12"), "invalid_phone"),
            "comment": (form(comment="x" * 5000), "too_long"),
            "firstname": ({**form(), "firstname": ["x"]}, "invalid_field"),
        }
        hold = self.hold(9)
        for name, (typed, code) in cases.items():
            with self.subTest(name):
                with self.assertRaises(exceptions.FieldErrors) as caught:
                    hold._confirm(typed, NOW)
                self.assertEqual([caught.exception.fields[name][0], list(caught.exception.fields)], [code, [name]])
        self.assertFalse(hold.event_id)

    def test_questions_of_the_establishment_are_asked(self):
        self.env["clicrdv.question"].create(
            [
                {
                    "name": "Size",
                    "kind": "selection",
                    "options": "S\nM",
                    "required": True,
                    "purpose": "x",
                    "company_id": self.salon.id,
                },
            ]
        )
        hold = self.hold(9)
        for answers, code in (({}, "missing_field"), ({"size": "XXL"}, "invalid_field")):
            with self.assertRaises(exceptions.FieldErrors) as caught:
                hold._confirm(form(answers=answers), NOW)
            self.assertEqual(caught.exception.fields["answers.size"][0], code)
        self.assertEqual(hold._confirm(form(answers={"size": "M", "foreign": "x"}), NOW).booking_answers, {"size": "M"})


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
            "staff.test",
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
