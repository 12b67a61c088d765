"""What is planned when something happens to an appointment, by the ways by which it really happens."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from .common import NOW, TODAY, at, make_agenda, make_service
from .message_common import MessageCase, local

DAY = TODAY + timedelta(days=7)
TOMORROW = TODAY + timedelta(days=1)
CONFIRMED = ("confirmation", "client", "email")
PRO_TOLD = ("confirmation", "professional", "email")
REMINDED = ("reminder", "client", "email")
MODIFIED = ("modification", "client", "email")
CANCELLED = ("cancellation", "client", "email")


@freeze_time(NOW)
class TestMessagePlanning(MessageCase):
    def shift(self, event, hours=1, user=None):
        step = timedelta(hours=hours)
        event.with_user(user or self.desk).write({"start": event.start + step, "stop": event.stop + step})

    # === BOOKED === #

    def test_a_booking_on_the_web_is_confirmed_and_reminded_of_by_email_and_told_to_the_professional(self):
        event = self.book(10, day=DAY)
        self.assertEqual(self.planned(event), sorted([CONFIRMED, PRO_TOLD, REMINDED]))
        due = dict(self.told(event, "kind", "due_at", target="client"))
        self.assertEqual(due, {"confirmation": NOW, "reminder": local(18, day=DAY - timedelta(days=1))})

    def test_sms_reminders_leave_once_the_sms_service_is_chosen(self):
        self.salon.booking_sms_on = True
        event = self.book(10, day=DAY)
        self.assertIn(("reminder", "client", "sms"), self.planned(event))
        self.assertNotIn(("confirmation", "client", "sms"), self.planned(event), "off by default")

    def test_what_the_desk_books_is_told_to_both_and_what_the_professional_books_to_the_client_only(self):
        self.assertEqual(self.planned(self.visit(10, DAY)), sorted([CONFIRMED, PRO_TOLD, REMINDED]))
        self.assertEqual(self.planned(self.visit(11, DAY, user=self.pro)), sorted([CONFIRMED, REMINDED]))

    def test_several_services_in_one_visit_are_one_message_with_the_first_start(self):
        bob = make_agenda(self.env, self.salon, "Bob")
        make_service(self.env, [bob], "Color", 60)
        lead = self.book(9, codes=("cut", "color"), day=DAY)
        self.assertEqual(len(lead._visit_events()), 2)
        self.assertEqual(self.planned(lead), sorted([CONFIRMED, PRO_TOLD, REMINDED]))
        self.assertFalse(self.of(lead.part_ids))

    def test_rules_for_the_second_service_of_a_visit_count_too(self):
        bob = make_agenda(self.env, self.salon, "Bob")
        color = make_service(self.env, [bob], "Color", 60)
        silent = self.rule("reminder", is_on=False, service_ids=[Command.set(color.ids)])
        lead = self.book(9, codes=("cut", "color"), day=DAY)
        self.assertEqual(self.planned(lead), sorted([CONFIRMED, PRO_TOLD]))
        self.assertEqual(self.told(lead, "rule_id", kind="reminder"), [], silent.id)

    def test_an_import_brings_reminders_of_what_is_to_come_and_no_confirmation(self):
        event = self.visit(10, DAY, booking_source="import")
        self.assertEqual(self.planned(event), [REMINDED])
        past = self.visit(10, TODAY - timedelta(days=7), booking_source="import")
        self.assertFalse(self.of(past), "nothing is said, nor noted, about a diary of old")

    def test_a_visit_that_is_over_when_it_is_written_down_is_told_to_nobody(self):
        event = self.visit(10, TODAY - timedelta(days=7))
        self.assertEqual(set(self.told(event, "state", "reason")), {("skipped", "too_late")})

    def test_a_late_booking_gets_no_email_reminder_as_the_confirmation_just_said_it_but_an_sms_at_once(self):
        self.salon.booking_sms_on = True
        event = self.visit(10)
        reminders = self.told(event, "channel", "state", "reason", "due_at", kind="reminder")
        self.assertIn(("sms", "planned", False, NOW), reminders)
        self.assertIn(("email", "skipped", "said_by_confirmation", NOW), reminders)

    # === REQUESTED === #

    def test_a_request_is_told_to_the_professional_and_its_approval_to_the_client(self):
        self.salon.booking_needs_approval = True
        event = self.book(10, day=DAY)
        self.assertEqual(self.planned(event), [PRO_TOLD])
        event.with_user(self.pro).action_approve()
        self.assertEqual(self.planned(event), sorted([CONFIRMED, REMINDED]))

    def test_a_request_that_is_moved_is_still_told_to_the_professional_only(self):
        self.salon.booking_needs_approval = True
        event = self.book(10, day=DAY)
        self.shift(event)
        self.assertEqual(self.planned(event), [PRO_TOLD])

    def test_a_refused_request_is_told_to_the_client(self):
        self.salon.booking_needs_approval = True
        event = self.book(10, day=DAY)
        event.with_user(self.pro).action_refuse()
        self.assertEqual(self.planned(event), [CANCELLED])

    # === CANCELLED AND RESTORED === #

    def test_a_cancellation_by_the_client_or_by_the_staff_replaces_all_that_was_planned(self):
        for cancel in (
            lambda event: event._booking_cancel(NOW),
            lambda event: event.with_user(self.desk).action_cancel(),
        ):
            event = self.visit(10, DAY)
            self.send()
            cancel(event)
            self.assertEqual(self.planned(event), [CANCELLED])
            self.assertEqual(self.told(event, "state", "reason", kind="reminder"), [("cancelled", "changed")])

    def test_a_restored_appointment_is_confirmed_and_reminded_of_again(self):
        event = self.visit(10, DAY)
        event.with_user(self.desk).action_cancel()
        event.with_user(self.desk).action_restore()
        self.assertEqual(self.planned(event), sorted([CONFIRMED, PRO_TOLD, REMINDED]))

    # === CHANGED === #

    def test_a_move_is_told_as_a_modification_whoever_moves(self):
        moves = {
            "staff": lambda event: self.shift(event),
            "drag": lambda event: event.with_user(self.desk).write({"start": local(9, day=DAY), "stop": local(9, 30, DAY)}),
            "client": lambda event: event._booking_move(at(DAY, 9), NOW),
        }  # fmt: skip
        for way, move in moves.items():
            with self.subTest(way):
                event = self.visit(10, DAY)
                self.send()
                move(event)
                self.assertEqual(self.planned(event), sorted([MODIFIED, PRO_TOLD, REMINDED]))
                confirmations = self.told(event, "state", "reason", kind="confirmation", target="client")
                self.assertEqual(confirmations[1], ("skipped", "said_by_modification"))
                reminder = self.of(event, kind="reminder", state="planned")
                self.assertEqual(reminder.revision, event.booking_sequence)
                event.action_cancel()

    def test_without_a_rule_for_modifications_a_move_is_confirmed(self):
        self.only(("confirmation",))
        event = self.visit(10, DAY)
        self.send()
        self.shift(event)
        self.assertEqual(self.planned(event), [CONFIRMED])

    def test_who_was_not_told_yet_gets_a_confirmation_not_a_modification(self):
        event = self.visit(10, DAY)
        self.shift(event)
        self.assertEqual(self.planned(event), sorted([CONFIRMED, PRO_TOLD, REMINDED]))
        self.assertEqual(len(self.of(event, kind="confirmation", state="planned", target="client")), 1)

    def test_who_was_told_by_email_and_not_yet_by_sms_gets_each_news_once_by_each_way(self):
        self.salon.booking_sms_on = True
        self.only(("confirmation",), ("confirmation", "sms"), ("modification",), ("modification", "sms"))
        night = local(22)
        with freeze_time(night):
            event = self.visit(10, DAY)
            self.send()
            self.shift(event)
        self.assertEqual(self.planned(event), sorted([MODIFIED, ("confirmation", "client", "sms")]))
        self.assertEqual(self.of(event, channel="sms", state="planned").due_at, local(8, day=TOMORROW))

    def test_a_client_who_moves_at_night_gets_his_sms_at_once_and_one_whom_the_staff_moves_in_the_morning(self):
        self.salon.booking_sms_on = True
        self.only(("modification", "sms"))
        with freeze_time(local(22)):
            by_client, by_staff = self.visit(10, DAY), self.visit(11, DAY)
            by_client._booking_move(at(DAY, 9), local(22))
            self.shift(by_staff, -0.5)
        self.assertEqual(self.told(by_client, "due_at"), [(local(22),)])
        self.assertEqual(self.told(by_staff, "due_at"), [(local(8, day=TOMORROW),)])

    def test_another_service_or_agenda_is_a_modification(self):
        bob = make_agenda(self.env, self.salon, "Bob")
        color = make_service(self.env, [self.ana, bob], "Color", 30)
        for values in ({"service_ids": [Command.set(color.ids)]}, {"agenda_id": bob.id}):
            event = self.visit(10, DAY)
            self.send()
            event.with_user(self.desk).write(values)
            self.assertEqual(self.planned(event), sorted([MODIFIED, REMINDED]))
            event.action_cancel()

    def test_another_duration_keeps_the_news_that_were_not_sent(self):
        event = self.visit(10, DAY)
        event.with_user(self.desk).write({"stop": event.stop + timedelta(minutes=15)})
        self.assertEqual(self.planned(event), sorted([CONFIRMED, PRO_TOLD, REMINDED]))
        self.assertEqual(set(self.of(event, state="planned").mapped("revision")), {event.booking_sequence})
        self.send()
        self.assertFalse(self.of(event, reason="changed"))

    def test_who_was_reminded_is_not_reminded_again_when_the_visit_lasts_longer_or_is_something_else(self):
        color = make_service(self.env, [self.ana], "Color", 30)
        self.only(("reminder",))
        event = self.visit(10, TOMORROW)
        self.send(18, 1)
        self.assertEqual(self.told(event, "state"), [("sending",)])
        with freeze_time(local(19)):
            event.with_user(self.desk).write({"stop": event.stop + timedelta(minutes=15)})
            event.with_user(self.desk).write({"service_ids": [Command.set(color.ids)]})
        self.assertEqual(self.told(event, "state"), [("sending",)])
        with freeze_time(local(19)):
            self.shift(event)
        self.assertEqual(self.told(event, "state"), [("sending",), ("planned",)], "another time is worth a reminder")

    def test_another_client_is_told_and_the_former_one_is_not_reminded(self):
        event = self.visit(10, DAY)
        self.send()
        zoe = self.make_client("zoe@example.com")
        event.with_user(self.desk).client_id = zoe
        self.assertEqual(self.planned(event), sorted([CONFIRMED, REMINDED]))
        self.assertEqual(self.of(event, state="planned").client_id, zoe)

    def test_a_move_of_the_second_part_moves_the_visit_and_is_told_once(self):
        bob = make_agenda(self.env, self.salon, "Bob")
        make_service(self.env, [bob], "Color", 60)
        lead = self.book(9, codes=("cut", "color"), day=DAY)
        self.send()
        self.shift(lead.part_ids, 0.5)
        self.assertEqual(lead.start, local(9, 30, DAY))
        self.assertEqual(self.planned(lead), sorted([MODIFIED, PRO_TOLD, REMINDED]))

    # === AFTER THE VISIT === #

    def test_who_did_not_come_is_told_once_however_often_it_is_marked(self):
        self.only(("no_show",), ("done",))
        event = self.visit(10)
        with freeze_time(local(9, 30)):
            event.action_no_show()
        self.assertEqual(self.told(event, "kind", "state", "reason"), [("no_show", "skipped", "marked_early")])
        event.write({"booking_state": "booked"})
        with freeze_time(local(10, 20)):
            event.action_no_show()
            self.assertEqual(self.told(event, "kind", "state", "reason"), [("no_show", "planned", False)])
            event.write({"booking_state": "booked"})
            self.assertEqual(self.told(event, "state", "reason"), [("cancelled", "changed")])
            event.action_no_show()
            self.send()
            event.write({"booking_state": "booked"})
            event.action_no_show()
        self.assertEqual(self.told(event, "kind", "state"), [("no_show", "sending")])

    def test_a_mark_that_was_put_right_in_time_says_only_what_is_true(self):
        self.only(("no_show",), ("done",))
        event = self.visit(10)
        with freeze_time(local(10, 40)):
            event.action_no_show()
            event.action_done()
        self.assertEqual(self.told(event, "kind", "state"), [("no_show", "cancelled"), ("done", "planned")])

    def test_nothing_is_said_after_the_visit_unless_a_rule_is_on(self):
        event = self.visit(10)
        with freeze_time(local(10, 40)):
            event.action_no_show()
            event.action_done()
        self.assertFalse({"no_show", "done"} & set(self.of(event).mapped("kind")))
