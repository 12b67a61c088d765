"""Why is this day empty? Each reason, in plain words."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..logic import minutes
from .common import NOW, TODAY, BookingCase, at, make_room


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestExplain(BookingCase):
    def reasons(self, day=TODAY, codes=("cut",)):
        """{local time: code of the layer, None when it is offered} of the only agenda."""
        [found] = self.env["clicrdv.availability"]._explain(self.salon.sudo(), list(codes), day, NOW)
        return {time: layer for time, layer, _label in found["rows"]}

    def dialog(self, **values):
        values = {"company_id": self.salon.id, "day": TODAY, "service_ids": [Command.set(self.cut.ids)], **values}
        return self.env["clicrdv.explain"].create(values).explanation

    def leave(self, hour_from, hour_to, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "date_from": minutes.to_utc(at(TODAY, hour_from)),
                "date_to": minutes.to_utc(at(TODAY, hour_to)),
                "resource_id": self.ana.resource_id.id,
                **values,
            }
        )

    def test_what_is_offered_is_what_clients_see(self):
        offered = [time for time, layer in self.reasons().items() if layer is None]
        self.assertEqual(offered, self.search())

    def test_hours_and_the_end_of_them(self):
        found = self.reasons()
        self.assertEqual(
            (found["08:00"], found["11:45"], found["13:00"]), ("outside_hours", "no_room_for_duration", "outside_hours")
        )

    def test_a_taken_time(self):
        self.staff_appointment(10)
        found = self.reasons()
        self.assertEqual((found["10:00"], found["09:45"], found["10:30"]), ("busy", "busy", None))

    def test_a_leave_and_a_public_holiday_are_told_apart(self):
        self.leave(9, 10)
        self.assertEqual(self.reasons()["09:00"], "leave")
        self.env["clicrdv.public.holiday"].create({"company_id": self.salon.id, "day": TODAY, "name": "Holiday"})
        self.assertEqual(self.reasons()["10:30"], "public_holiday")

    def test_a_holiday_opened_by_hand_removes_nothing(self):
        values = {"company_id": self.salon.id, "day": TODAY, "name": "Holiday", "is_open": True}
        self.env["clicrdv.public.holiday"].create(values)
        self.assertIsNone(self.reasons()["10:30"])

    def test_notice_and_horizon(self):
        self.salon.write({"booking_notice_minutes": 150, "booking_horizon_days": 10})
        self.assertEqual((self.reasons()["10:00"], self.reasons()["10:30"]), ("too_soon", None))
        self.assertEqual(self.reasons(TODAY + timedelta(days=30))["10:00"], "too_far")

    def test_a_room_that_is_missing(self):
        room = make_room(self.env, self.salon)
        self.cut.kind_ids = room.kind_id
        self.leave(9, 12, resource_id=room.resource_id.id)
        self.assertEqual(self.reasons()["10:00"], "no_equipment")

    def test_the_dialog_says_it_in_words(self):
        self.staff_appointment(10)
        page = self.dialog()
        for words in ("Ana", "Already taken", "Outside the weekly hours", "Offered to clients", "09:00"):
            self.assertIn(words, page)

    def test_the_dialog_says_what_keeps_every_day_empty(self):
        self.salon.booking_published = False
        self.assertIn("not online yet", self.dialog())
        self.cut.skill_ids.unlink()
        self.assertIn("Nobody does “Cut”", self.dialog())
        self.cut.public_name = False
        self.ana.public_name = False
        self.assertIn("No agenda has a public name", self.dialog())

    def test_the_dialog_begins_with_a_service_of_the_establishment(self):
        explain = self.env["clicrdv.explain"].with_context(default_company_id=self.salon.id)
        self.assertEqual(explain.create({}).service_ids, self.cut)

    def test_starts_with_one_reason_are_put_together(self):
        rows = [("08:00", "busy", "B"), ("08:15", "busy", "B"), ("08:30", None, "O")]
        runs = self.env["clicrdv.availability"]._explain_runs(rows)
        self.assertEqual(
            [(run["first"], run["last"], run["count"]) for run in runs], [("08:00", "08:15", 2), ("08:30", "08:30", 1)]
        )
