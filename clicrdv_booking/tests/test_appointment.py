"""From a hold to an appointment, and the client's file."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

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
