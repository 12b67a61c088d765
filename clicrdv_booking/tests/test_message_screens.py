"""What people see of messages: time lines, lists without addresses, and what to do when nobody knows."""

from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..logic import minutes
from .back_office_common import FULL, BackOfficeCase
from .common import NOW, TODAY, at, make_agenda, make_establishment

MOBILE = "+33639981234"
LIST = "clicrdv_booking.clicrdv_message_view_list"


class MessageScreenCase(BackOfficeCase):
    """A client with a mobile number has an appointment in a week; the establishment has chosen SMS."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salon.booking_sms_on = True
        cls.client.phone = MOBILE

    def setUp(self):
        super().setUp()
        self.visit = self.staff_appointment(9, client=self.client, **self.in_a_week())
        self.rule = self.salon.notification_rule_ids.filtered(
            lambda rule: rule.kind == "reminder" and rule.channel == "sms"
        )

    @staticmethod
    def in_a_week(hour=9):
        start = minutes.to_utc(at(TODAY + timedelta(days=7), hour))
        return {"start": start, "stop": start + timedelta(minutes=30)}

    def message(self, state="unknown", **values):
        """The SMS reminder of the visit, as it is after it was handed to a gateway."""
        message = self.visit.message_ledger_ids.filtered(lambda message: message.rule_id == self.rule)
        message.write(
            {
                "state": state,
                "recipient": MOBILE,
                "body": "Reminder",
                "parts": 1,
                "encoding": "gsm7",
                "unit_price": 0.0836,
                "amount": 0.0836,
                **values,
            }
        )
        return message

    def editions(self):
        return self.visit.message_ledger_ids.filtered(lambda message: message.rule_id == self.rule)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestDecisions(MessageScreenCase):
    def test_it_was_sent_makes_an_unknown_message_a_line_of_the_ledger(self):
        message = self.message()
        message.with_user(self.zoe).action_confirm_sent()
        self.assertEqual((message.state, message.sent_at), ("sent", NOW))
        event = message.report_ids
        self.assertEqual((event.source, event.state, event.user_id), ("person", "sent", self.zoe))

    def test_it_was_sent_twice_changes_nothing_more(self):
        message = self.message()
        message.with_user(self.zoe).action_confirm_sent()
        message.with_user(self.paul).action_confirm_sent()
        self.assertEqual(len(message.report_ids), 1)

    def test_it_was_sent_keeps_the_moment_that_is_known_already(self):
        earlier = NOW - timedelta(hours=1)
        message = self.message(sent_at=earlier)
        message.with_user(self.zoe).action_confirm_sent()
        self.assertEqual(message.sent_at, earlier)

    def test_only_what_is_unknown_can_be_said_to_be_sent(self):
        message = self.message("failed", reason="refused")
        with self.assertRaisesRegex(UserError, "nobody knows whether it left"):
            message.with_user(self.zoe).action_confirm_sent()

    def test_send_again_gives_an_unknown_message_up_and_plans_it_once_more(self):
        message = self.message()
        message.with_user(self.zoe).action_send_again()
        again = self.editions() - message
        self.assertEqual((message.state, message.reason), ("failed", "sent_again"))
        self.assertEqual((again.state, again.edition, again.due_at, again.try_at), ("planned", 1, NOW, NOW))
        self.assertEqual(again.client_id, self.client)
        self.assertNotEqual(again.uuid, message.uuid)
        self.assertEqual((message.report_ids.source, message.report_ids.user_id), ("person", self.zoe))

    def test_send_again_twice_sends_once_more_only(self):
        message = self.message()
        message.with_user(self.zoe).action_send_again()
        message.with_user(self.paul).action_send_again()
        self.assertEqual(len(self.editions()), 2)
        self.assertEqual(len(message.report_ids), 1)

    def test_a_failed_message_keeps_its_reason_when_it_is_sent_again(self):
        message = self.message("failed", reason="refused")
        message.with_user(self.zoe).action_send_again()
        self.assertEqual(message.reason, "refused")
        self.assertEqual(sorted(self.editions().mapped("edition")), [0, 1])

    def test_a_message_that_failed_again_can_be_sent_a_third_time(self):
        message = self.message("failed", reason="refused")
        message.action_send_again()
        second = self.editions() - message
        second.write({"state": "failed", "reason": "refused"})
        second.action_send_again()
        self.assertEqual(sorted(self.editions().mapped("edition")), [0, 1, 2])

    def test_what_was_delivered_or_waits_is_never_sent_again(self):
        for state in ("delivered", "sent", "planned", "skipped"):
            with self.subTest(state), self.assertRaises(UserError):
                self.message(state).with_user(self.zoe).action_send_again()

    def test_what_nobody_needs_any_more_is_not_sent_again(self):
        message = self.message()
        self.visit.action_cancel()
        with self.assertRaisesRegex(UserError, "nobody needs"):
            message.with_user(self.zoe).action_send_again()
        self.assertEqual(message.state, "unknown")

    def test_a_reminder_is_not_sent_again_after_the_start(self):
        message = self.message()
        with freeze_time(self.visit.start + timedelta(minutes=1)), self.assertRaisesRegex(UserError, "too late"):
            message.with_user(self.zoe).action_send_again()

    def test_whoever_said_no_since_gets_nothing_again(self):
        message = self.message()
        self.env["clicrdv.optout"]._note(self.salon, "sms", MOBILE, "stop")
        with self.assertRaises(UserError):
            message.with_user(self.zoe).action_send_again()

    def test_a_reminder_of_several_visits_is_sent_again_for_all_of_them(self):
        other = self.staff_appointment(client=self.client, **self.in_a_week(11))
        message = self.message()
        joined = other.message_ledger_ids.filtered(lambda line: line.rule_id == self.rule)
        joined.write({"state": "skipped", "reason": "merged", "merged_into_id": message.id})
        message.with_user(self.zoe).action_send_again()
        again = self.editions() - message
        self.assertEqual((joined.state, joined.merged_into_id), ("skipped", again))
        self.assertEqual(again._merged(), {again.id: self.visit | other})

    def test_only_who_sees_a_message_decides_about_it(self):
        message = self.message()
        self.salon.agenda_user_scope = "own"
        self.ana.user_id = self.paul
        stranger = make_establishment(self.env, "Other")
        values = {"company_id": stranger.id, "company_ids": stranger.ids}
        foreign = new_test_user(self.env, "foreign", "clicrdv_booking.group_manager", **values)
        for user in (self.zoe, self.nina, foreign):
            for action in ("action_confirm_sent", "action_send_again"):
                with self.subTest(user=user.login, action=action), self.assertRaises(AccessError):
                    getattr(message.with_user(user).with_context(allowed_company_ids=user.company_ids.ids), action)()
        self.assertEqual(message.state, "unknown")

    def test_nobody_writes_a_message_by_hand(self):
        message = self.message()
        for user in (self.zoe, self.paul, self.root):
            with self.subTest(user.login), self.assertRaises(AccessError):
                message.with_user(user).write({"state": "sent"})


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestTimeLine(MessageScreenCase):
    def test_an_appointment_shows_its_messages_with_masked_addresses(self):
        self.message("sent", sent_at=NOW)
        for user in (self.zoe, self.paul):
            with self.subTest(user.login):
                visit = self.visit.with_user(user).with_context(allowed_company_ids=self.salon.ids)
                with Form(visit, FULL) as screen:
                    lines = screen.message_ledger_ids._records
                self.assertIn("+336 ** ** ** 34", [line["recipient_masked"] for line in lines])
                self.assertEqual({line["channel"] for line in lines}, {"sms", "email"})

    def test_an_appointment_shows_what_each_message_has_cost(self):
        self.message("sent", sent_at=NOW, parts=2, amount=0.1672)
        for user in (self.zoe, self.paul):
            with self.subTest(user.login):
                visit = self.as_user(user).browse(self.visit.id)
                page = etree.fromstring(visit.get_view(self.env.ref(FULL).id, "form")["arch"])
                columns = page.xpath("//field[@name='message_ledger_ids']/list/field/@name")
                [shown] = visit.web_read({"message_ledger_ids": {"fields": {name: {} for name in columns}}})
                lines = shown["message_ledger_ids"]
                costs = {(line["kind"], line["channel"]): line["billed_amount"] for line in lines}
                self.assertEqual(costs.pop(("reminder", "sms")), 0.1672)
                self.assertTrue(costs and not any(costs.values()), "e-mails are free, and what has not left")

    def test_a_planned_message_tells_already_where_it_will_go(self):
        [reminder] = self.editions()
        self.assertEqual(reminder.state, "planned")
        self.assertEqual(reminder.with_user(self.zoe).recipient_masked, "+336 ** ** ** 34")

    def test_an_address_that_was_purged_does_not_come_back(self):
        message = self.message("sent", sent_at=NOW, recipient=False)
        self.assertFalse(message.with_user(self.zoe).recipient_masked)

    def test_the_address_itself_is_shown_to_nobody(self):
        message = self.message()
        for user in (self.zoe, self.paul):
            with self.subTest(user.login), self.assertRaises(AccessError):
                message.with_user(user).read(["recipient"])

    def test_reminders_of_one_appointment_are_switched_off_on_its_form(self):
        with Form(self.visit.with_user(self.zoe).with_context(allowed_company_ids=self.salon.ids), FULL) as screen:
            screen.booking_reminders_off = True
        self.visit.action_done()  # any later look at the plan
        self.assertFalse(self.editions().filtered(lambda message: message.state == "planned"))

    def test_the_list_tells_the_client_only_to_who_may_see_him(self):
        message = self.message()
        self.salon.agenda_user_scope = "own"
        names = {}
        for user in (self.zoe, self.paul):
            names[user] = self.as_user(user, "clicrdv.message").browse(message.id).client_name
        self.assertEqual(set(names.values()), {"DUPONT Marie"})
        bea = make_agenda(self.env, self.salon, "Bea")
        self.visit.agenda_id = bea  # the client went to a colleague
        message.invalidate_recordset()
        self.assertFalse(self.as_user(self.zoe, "clicrdv.message").browse(message.id).client_name)

    def test_only_what_has_left_is_summed_up_as_billed(self):
        message = self.message("failed", reason="refused")
        again = message._once_more(edition=1)
        again.write({"state": "sent", "sent_at": NOW, "parts": 2, "amount": 0.1672, "unit_price": 0.0836})
        self.assertEqual([message.billed_amount, again.billed_amount], [0, 0.1672])
        table = self.as_user(self.paul, "clicrdv.message")
        domain = [("id", "in", (message | again).ids)]
        [(parts, amount)] = table._read_group(domain, [], ["billed_parts:sum", "billed_amount:sum"])
        self.assertEqual((parts, round(amount, 4)), (2, 0.1672))
        self.assertEqual(table.fields_get(["billed_amount"])["billed_amount"]["aggregator"], "sum")

    def test_events_are_told_in_words(self):
        message = self.message()
        message._note("answer", "unknown", "timeout")
        message.with_user(self.zoe).action_confirm_sent()
        said = message.with_context(lang="en_US").report_ids.mapped("summary")
        self.assertEqual(set(said), {"“It was sent”", "Nobody knows whether it left (timeout)"})


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestStopOnTheClientFile(MessageScreenCase):
    def file(self, user):
        self.env.invalidate_all()  # each is another request
        return self.as_user(user, "res.partner").browse(self.client.id)

    def test_a_file_tells_that_its_number_answered_stop(self):
        self.assertFalse(self.file(self.zoe).client_stop_text)
        self.env["clicrdv.optout"]._note(self.salon, "sms", MOBILE, "stop")
        self.assertIn("Answered STOP on January 11, 2027", self.file(self.zoe).client_stop_text)

    def test_a_refusal_at_another_establishment_is_not_told(self):
        other = make_establishment(self.env, "Other")
        self.env["clicrdv.optout"]._note(other, "sms", MOBILE, "stop")
        self.assertFalse(self.file(self.zoe).client_stop_text)

    def test_a_number_on_the_list_of_the_whole_database_is_told_and_not_lifted(self):
        self.client.phone = "+33612345678"  # core takes no number of a film
        self.env["phone.blacklist"]._add([self.client.phone])
        file = self.file(self.paul)
        self.assertIn("all establishments", file.client_stop_text)
        self.assertFalse(file.client_is_stopped)

    def test_a_manager_lifts_a_stop_at_the_clients_wish(self):
        self.env["clicrdv.optout"]._note(self.salon, "sms", MOBILE, "stop")
        self.assertFalse(self.client.client_consent_sms)
        self.file(self.paul).action_lift_stop()
        self.assertTrue(self.client.client_consent_sms)
        self.assertFalse(self.file(self.zoe).client_stop_text)
        self.file(self.paul).action_lift_stop()

    def test_an_agenda_user_does_not_lift_it(self):
        self.env["clicrdv.optout"]._note(self.salon, "sms", MOBILE, "stop")
        with self.assertRaises(AccessError):
            self.file(self.zoe).action_lift_stop()
