"""What stops SMS: the monthly limit, a missing price or gateway; and reminders that are said together."""

from datetime import date, timedelta

from odoo.tests import freeze_time

from .common import NOW, TODAY
from .message_common import MessageCase, local
from .sms_peer import SmsPeer

DAY = TODAY + timedelta(days=7)
TOMORROW = TODAY + timedelta(days=1)


@freeze_time(NOW)
class TestMessageLimits(MessageCase):
    def setUp(self):
        super().setUp()
        self.peer = self.enterContext(SmsPeer())
        self.use_gateway(self.peer)
        self.only(("confirmation", "sms"))

    def confirm_all(self, *hours):
        """(channel, state, reason) of each message."""
        events = self.env["calendar.event"].concat(*(self.visit(hour, DAY) for hour in hours))
        self.send()
        return events, self.told(events, "channel", "state", "reason")

    def warnings(self):
        return self.env["mail.mail"].search(
            [("email_to", "like", "salon@example.com"), ("clicrdv_message_id", "=", False)]
        )

    # === LIMIT === #

    def test_at_eighty_percent_the_establishment_is_warned_once_a_month(self):
        self.salon.booking_sms_cap = 5
        self.confirm_all(9, 10, 11)
        self.assertFalse(self.warnings())
        self.confirm_all(12)
        self.assertEqual(len(self.warnings()), 1)
        self.assertIn("80", self.warnings().subject)
        self.confirm_all(13)
        self.assertEqual((len(self.warnings()), len(self.peer.taken)), (1, 5))
        self.assertEqual(self.salon.booking_sms_percent, 100)
        with freeze_time(NOW + timedelta(days=31)):
            self.send()
            self.assertEqual(len(self.warnings()), 1, "a new month has begun: nothing is used")
            self.assertEqual(self.salon.booking_sms_used, 0)

    def test_at_the_limit_clients_are_written_to_by_email(self):
        self.salon.booking_sms_cap = 2
        _events, told = self.confirm_all(9, 10, 11)
        self.assertEqual(len(self.peer.taken), 2)
        self.assertEqual(
            told,
            [
                ("sms", "sent", False),
                ("sms", "sent", False),
                ("sms", "skipped", "cap_reached"),
                ("email", "sending", False),
            ],
        )

    def test_an_sms_of_two_parts_does_not_leave_when_one_is_left(self):
        self.salon.booking_sms_cap = 1
        self.salon.notification_rule_ids.write({"sms_text": "x" * 200, "sms_extended": True})
        _events, told = self.confirm_all(9)
        self.assertEqual(told[0], ("sms", "skipped", "cap_reached"))
        self.assertFalse(self.peer.taken)

    def test_what_may_have_left_counts(self):
        self.salon.booking_sms_cap = 1
        self.peer.next("cut_after")
        _events, told = self.confirm_all(9)
        self.assertEqual(told, [("sms", "unknown", False)])
        self.assertEqual(self.confirm_all(10)[1][0], ("sms", "skipped", "cap_reached"))

    def test_without_a_limit_nobody_is_warned(self):
        self.confirm_all(9, 10, 11)
        self.assertFalse(self.warnings())
        self.assertEqual(self.salon.booking_sms_used, 3)

    # === WITHOUT A PRICE OR A GATEWAY === #

    def test_without_a_price_in_force_nothing_leaves_and_the_message_says_why(self):
        price = self.env["clicrdv.sms.price"].search([])
        price.date_from = date(2027, 1, 12)
        event, told = self.confirm_all(9)
        self.assertEqual(told, [("sms", "planned", False)])
        self.assertEqual(self.of(event).error, "No price of an SMS is in force.")
        self.assertFalse(self.peer.taken)
        price.date_from = date(2027, 1, 1)
        self.send(9)
        self.assertEqual(self.told(event, "state", "error"), [("sent", False)])
        self.assertEqual(len(self.peer.taken), 1)

    def test_without_a_gateway_nothing_leaves_and_the_message_says_why(self):
        self.env["clicrdv.sms.gateway"].search([]).active = False
        event, told = self.confirm_all(9)
        self.assertEqual(told, [("sms", "planned", False)])
        self.assertEqual(self.of(event).error, "No SMS gateway.")

    def test_a_price_of_the_network_is_the_one_that_counts(self):
        self.salon.network_id = self.env["clicrdv.network"].create({"name": "Network"})
        self.env["clicrdv.sms.price"].create(
            {"date_from": date(2027, 1, 1), "unit_price": 0.05, "network_id": self.salon.network_id.id}
        )
        event, _told = self.confirm_all(9)
        self.assertEqual(self.of(event).unit_price, 0.05)

    # === REMINDERS OF ONE DAY === #

    def remind_of(self, *hours, **rule):
        self.only()
        self.rule("reminder", "sms", sms_text="{time}: {service}", **rule)
        return self.env["calendar.event"].concat(*(self.visit(hour, TOMORROW) for hour in hours))

    def texts(self):
        return [taken.text for taken in self.peer.taken]

    def test_reminders_of_one_day_are_one_message_in_whichever_order_they_were_booked(self):
        for hours in ((10, 15), (17, 11)):
            events = self.remind_of(*hours)
            self.send(18)
            first, second = events.sorted("start")
            self.assertEqual(self.told(first, "state", "reason"), [("sent", False)])
            self.assertEqual(self.told(second, "state", "reason"), [("skipped", "merged")])
            self.assertEqual(self.of(second).merged_into_id, self.of(first))
            events.action_cancel()
        self.assertEqual(self.texts(), ["10:00 AM and 3:00 PM: Cut", "11:00 AM and 5:00 PM: Cut"])

    def test_visits_of_other_days_clients_and_rules_are_not_mixed(self):
        events = self.remind_of(10)
        events |= self.visit(11, TOMORROW, client_id=self.make_client("tom@example.com", "+33639981235").id)
        events |= self.visit(12, TOMORROW + timedelta(days=1))
        self.send(18)
        self.send(18, day=TOMORROW)
        # several are on their way at once
        self.assertEqual(sorted(self.texts()), ["10:00 AM: Cut", "11:00 AM: Cut", "12:00 PM: Cut"])

    def test_a_reminder_that_is_due_later_on_that_day_is_said_with_the_first_one(self):
        events = self.remind_of(12, 18, timing="hours_before", hours_before=3)
        self.send(9, day=TOMORROW)
        self.send(15, day=TOMORROW)
        self.assertEqual(self.texts(), ["12:00 PM and 6:00 PM: Cut"])
        self.rule("done")
        with freeze_time(local(10, day=TOMORROW)):
            self.replan()
        self.send(15, day=TOMORROW)
        self.assertEqual(len(self.texts()), 1, events)

    def test_a_visit_that_has_begun_is_not_part_of_the_next_reminder(self):
        self.remind_of(9, 15, timing="hours_before", hours_before=3)
        self.send(13, day=TOMORROW)
        self.assertEqual(self.texts(), ["3:00 PM: Cut"])

    def test_a_visit_that_is_moved_afterwards_is_reminded_of_on_its_own(self):
        _first, second = self.remind_of(10, 15)
        self.send(18)
        with freeze_time(local(19)):
            second.with_user(self.desk).write({"start": local(16, day=TOMORROW), "stop": local(16, 30, TOMORROW)})
        self.send(19)
        self.assertEqual(self.texts(), ["10:00 AM and 3:00 PM: Cut", "4:00 PM: Cut"])

    def test_a_merged_reminder_that_has_to_be_tried_again_still_says_both(self):
        self.remind_of(10, 15)
        self.peer.next("busy")
        self.send(18)
        self.send(19)
        self.assertEqual(self.texts(), ["10:00 AM and 3:00 PM: Cut"])

    def test_what_was_merged_into_a_reminder_that_is_cancelled_is_said_on_its_own(self):
        first, second = self.remind_of(10, 15)
        self.peer.next("busy")
        self.send(18)
        with freeze_time(local(18, 30)):
            first.with_user(self.desk).action_cancel()
        self.assertEqual(self.told(second, "state", "reason"), [("planned", False)])
        self.send(19)
        self.assertEqual(self.texts(), ["3:00 PM: Cut"])

    def test_what_was_merged_into_a_refused_sms_is_in_the_email_that_goes_instead(self):
        events = self.remind_of(10, 15)
        self.salon.notification_rule_ids.channel = "sms_or_email"
        self.replan()
        self.peer.next("refuse")
        self.send(18)
        self.assertEqual(len(self.of(events, channel="email")), 1)
        [mail] = self.of(events).sudo().mail_mail_ids
        self.assertIn("10:00 AM and 3:00 PM", mail.body_html)
        self.assertIn("10:00 AM and 3:00 PM", mail.subject)
