"""What is planned follows the rules, the switches and the transaction that changed an appointment."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..logic import minutes
from .common import NOW, TODAY, at, make_agenda, make_service
from .message_common import MessageCase, local
from .rights_common import Undo

DAY = TODAY + timedelta(days=7)
EVE = DAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


@freeze_time(NOW)
class TestMessageReplanning(MessageCase):
    # === RULES === #

    def test_a_rule_that_changes_moves_the_reminders_of_coming_appointments(self):
        [rule] = self.only(("reminder",))
        event, past = self.visit(10, DAY), self.visit(10, TODAY - timedelta(days=3))
        written = self.told(past, "state", "due_at")
        rule.day_before_hour = 12.5
        self.replan()
        self.assertEqual(self.told(event, "state", "due_at"), [("planned", local(12, 30, EVE))])
        self.assertEqual(self.told(past, "state", "due_at"), written)

    def test_a_rule_that_is_switched_off_and_on_again_withdraws_and_brings_back(self):
        [rule] = self.only(("reminder",))
        event = self.visit(10, DAY)
        rule.is_on = False
        self.replan()
        self.assertEqual(self.told(event, "state", "reason"), [("cancelled", "changed")])
        rule.is_on = True
        self.replan()
        self.assertEqual(self.told(event, "state", "reason", "due_at"), [("planned", False, local(18, day=EVE))])

    def test_what_is_switched_off_does_not_leave_even_before_the_job_has_run(self):
        [rule] = self.only(("reminder",))
        event = self.visit(10, TOMORROW)
        rule.is_on = False
        self.send(18)
        self.assertEqual(self.told(event, "state", "reason"), [("cancelled", "changed")])

    def test_news_that_wait_survive_a_change_of_rules(self):
        self.salon.booking_sms_on = True
        self.only(("confirmation", "sms"))
        with freeze_time(local(22)):
            event = self.visit(10, DAY)
            self.rule("reminder")
            self.replan()
        self.assertEqual(self.planned(event), [("confirmation", "client", "sms"), ("reminder", "client", "email")])

    def test_sms_that_are_chosen_later_bring_sms_reminders_and_take_them_away_again(self):
        event = self.visit(10, DAY)
        sms = ("reminder", "client", "sms")
        self.assertNotIn(sms, self.planned(event))
        self.salon.booking_sms_on = True
        self.replan()
        self.assertIn(sms, self.planned(event))
        self.salon.booking_sms_on = False
        self.replan()
        self.assertNotIn(sms, self.planned(event))

    def test_another_courtesy_window_moves_reminders(self):
        self.only(("reminder",))
        event = self.visit(10, DAY)
        self.salon.booking_courtesy_to = 17
        self.replan()
        self.assertEqual(self.told(event, "due_at"), [(local(17, day=EVE),)])

    def test_planning_anew_changes_nothing_when_nothing_has_changed(self):
        self.salon.booking_sms_on = True
        events = self.visit(10, DAY) | self.visit(11, TOMORROW)
        before = self.of(events).read()
        self.rule("done", is_on=False)
        with freeze_time(local(8, 30)):
            self.replan()
        self.assertEqual(self.of(events).read(), before)

    def test_what_was_said_or_settled_is_not_said_again_when_a_rule_changes(self):
        [reminder, *_others] = self.only(("reminder",), ("confirmation",))
        late = self.visit(10)
        self.assertIn(("skipped", "said_by_confirmation"), self.told(late, "state", "reason"))
        reminded, refused = (
            self.visit(11, TOMORROW),
            self.visit(12, TOMORROW, client_id=self.make_client(email=False).id),
        )
        self.send(18, 1)
        self.assertEqual(self.told(refused, "state", "reason", kind="reminder"), [("skipped", "no_email")])
        before = self.of(late | reminded).read(["state", "reason", "due_at", "channel"])
        with freeze_time(local(19)):
            reminder.day_before_hour = 17
            self.replan()
            self.salon.booking_sms_on = True
            reminder.channel = "sms_or_email"
            self.replan()
        self.assertEqual(self.of(late | reminded).read(["state", "reason", "due_at", "channel"]), before)
        self.assertEqual(self.planned(refused), [("reminder", "client", "sms")], "who could not be reminded by e-mail")

    def test_rules_of_a_service_count_for_it_alone(self):
        color = make_service(self.env, [self.ana], "Color")
        self.only(("reminder",))
        self.rule("reminder", service_ids=[Command.set(color.ids)], timing="hours_before", hours_before=2)
        cut, dyed = self.visit(10, DAY), self.visit(11, DAY, service_ids=[Command.set(color.ids)])
        self.assertEqual(self.told(cut, "due_at"), [(local(18, day=EVE),)])
        self.assertEqual(self.told(dyed, "due_at"), [(local(9, day=DAY),)])

    def test_a_rule_of_an_archived_service_is_not_one_for_all(self):
        color = make_service(self.env, [self.ana], "Color")
        self.only(("reminder",))
        self.rule("reminder", service_ids=[Command.set(color.ids)], is_on=False)
        color.active = False
        self.env.registry.clear_cache()
        self.assertEqual(len(self.of(self.visit(10, DAY), state="planned")), 1)

    def test_a_service_that_has_rules_of_its_own_is_archived_not_deleted(self):
        color = make_service(self.env, [self.ana], "Color")
        self.rule("reminder", service_ids=[Command.set(color.ids)])
        with self.assertRaises(Exception) as refusal, mute_logger("odoo.sql_db"), self.cr.savepoint():
            color.unlink()
            self.env.flush_all()
        self.assertEqual(type(refusal.exception).__name__, "ForeignKeyViolation")

    # === ONE APPOINTMENT === #

    def test_reminders_can_be_switched_off_for_one_appointment_and_on_again(self):
        self.only(("reminder",))
        event, other = self.visit(10, DAY), self.visit(11, DAY)
        event.with_user(self.desk).booking_reminders_off = True
        self.assertEqual(
            self.told(event | other, "state", "reason"), [("skipped", "reminders_off"), ("planned", False)]
        )
        event.with_user(self.desk).booking_reminders_off = False
        self.assertEqual(self.told(event, "state", "reason", "due_at"), [("planned", False, local(18, day=EVE))])

    # === TRANSACTIONS === #

    def test_a_change_that_is_undone_leaves_the_messages_as_they_were(self):
        event = self.visit(10, DAY)
        before = self.of(event).read()
        with self.assertRaises(Undo), self.cr.savepoint():
            event.with_user(self.desk).action_cancel()
            self.assertEqual(self.planned(event), [("cancellation", "client", "email")])
            raise Undo
        self.env.invalidate_all()
        self.assertEqual(self.of(event).read(), before)

    def test_several_changes_in_one_transaction_leave_the_messages_of_the_last_one(self):
        event = self.visit(10, DAY)
        self.send()
        writer = event.with_user(self.desk)
        for hour in (11, 9):
            writer.write({"start": local(hour, day=DAY), "stop": local(hour, 30, DAY)})
        writer.action_cancel()
        writer.action_restore()
        writer.write({"start": local(8, day=DAY), "stop": local(8, 30, DAY)})
        self.assertEqual(
            self.planned(event),
            [("confirmation", "client", "email"), ("confirmation", "professional", "email"), ("reminder", "client", "email")],
        )  # fmt: skip
        self.assertEqual(set(self.of(event, state="planned").mapped("revision")), {event.booking_sequence})

    def test_a_change_and_its_reversal_end_where_they_began(self):
        event = self.visit(10, DAY)
        self.send()
        for hour in (11, 10):
            event.with_user(self.desk).write({"start": local(hour, day=DAY), "stop": local(hour, 30, DAY)})
        planned = self.of(event, state="planned", kind="reminder")
        self.assertEqual(planned.due_at, local(18, day=EVE))

    def test_many_appointments_moved_at_once_are_each_told(self):
        events = self.visit(9, DAY) | self.visit(10, DAY)
        self.send()
        later = DAY + timedelta(days=1)
        bob = make_agenda(self.env, self.salon, "Bob")
        events[1].with_user(self.desk).agenda_id = bob
        self.send()
        events.with_user(self.desk).write({"start": local(9, day=later), "stop": local(9, 30, later)})
        for event in events:
            self.assertIn(("modification", "client", "email"), self.planned(event))

    def test_who_may_not_read_messages_still_has_them_planned(self):
        event = self.visit(10, DAY)
        token = event.booking_token
        found = self.env["calendar.event"].with_user(self.env.ref("base.public_user"))._booking_by_token(token)
        found._booking_move(at(DAY, 9), NOW)
        self.assertEqual(found.start, minutes.to_utc(at(DAY, 9)))
        self.assertTrue(self.of(event, kind="confirmation", state="planned", target="client"))
