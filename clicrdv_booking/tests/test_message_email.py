"""E-mails as they arrive at a real mail server: text, calendar file, headers; and what becomes of those that do not."""

import re
from datetime import timedelta

from icalendar import Calendar

from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import NOW, TODAY, make_agenda, make_service
from .message_common import MailCase, local

DAY = TODAY + timedelta(days=7)
TOMORROW = TODAY + timedelta(days=1)
MAIL_LOG = "odoo.addons.mail.models.mail_mail"


@freeze_time(NOW)
class TestMessageEmail(MailCase):
    def setUp(self):
        super().setUp()
        self.only(("confirmation",), ("modification",), ("cancellation",), ("reminder",))

    def calendar_of(self, mail):
        """(method of the part, method in the file, its event)."""
        [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        calendar = Calendar.from_ical(part.get_payload(decode=True))
        [entry] = calendar.walk("VEVENT")
        return part["content-type"].params["method"], str(calendar["METHOD"]), entry

    def text_of(self, mail, kind):
        return mail.get_body((kind,)).get_content()

    # === CONTENT === #

    def test_a_confirmation_says_what_when_and_where_in_html_and_in_text(self):
        event = self.visit(10, DAY)
        [mail] = self.deliver()
        self.assertEqual(mail["subject"], "Your appointment on Monday, January 18 at 10:00 AM is confirmed")
        self.assertEqual(mail["to"], "Marie Dupont <marie@example.com>")
        self.assertEqual((mail["from"], mail["reply-to"]), ("Salon <salon@example.com>",) * 2)
        link = f"/rdv/a/{event.booking_token}"
        for kind in ("html", "plain"):
            text = self.text_of(mail, kind)
            for words in (
                "Salon",
                "Monday, January 18",
                "10:00 AM",
                "Cut",
                "Ana",
                "1 rue des Essais, 75003 Paris",
                link,
            ):
                self.assertIn(words, text)
        message = self.of(event, kind="confirmation")
        self.assertEqual((message.state, message.sent_at, message.recipient), ("sent", NOW, "marie@example.com"))
        self.assertEqual((message.gateway_reference, message.amount), (mail["message-id"], 0))
        self.assertFalse(self.env["mail.mail"].search([("clicrdv_message_id", "=", message.id)]), "no copy is kept")

    def test_names_cannot_change_the_page_or_the_headers(self):
        self.marie.write(
            {"client_firstname": "<b>Marie</b>\nBcc: x@example.com", "client_lastname": '"Dupont", <y@z.org>'}
        )
        self.cut.public_name = "<script>alert(1)</script>"
        self.visit(10, DAY)
        [mail] = self.deliver()
        self.assertEqual(mail["to"].addresses[0].addr_spec, "marie@example.com")
        self.assertEqual((len(mail["to"].addresses), mail["bcc"]), (1, None))
        self.assertNotIn("<script>", self.text_of(mail, "html"))

    def test_the_client_can_stop_these_emails_with_one_click(self):
        event = self.visit(10, DAY)
        [mail] = self.deliver()
        url = f"/rdv/a/{event.booking_token}/messages"
        self.assertRegex(mail["list-unsubscribe"].strip(), rf"^<https?://.*{re.escape(url)}\?k=[0-9a-f]{{64}}>$")
        self.assertEqual(mail["list-unsubscribe-post"], "List-Unsubscribe=One-Click")
        self.assertEqual(mail["auto-submitted"], "auto-generated")
        self.assertIn(url, self.text_of(mail, "html"))

    def test_the_professional_gets_a_link_to_his_agenda_and_no_secret_of_the_client(self):
        self.only(("confirmation", "email", "professional"))
        event = self.visit(10, DAY)
        [mail] = self.deliver()
        self.assertEqual(mail["to"].addresses[0].addr_spec, "ana@example.com")
        self.assertIn("Marie Dupont", mail["subject"])
        self.assertNotIn(event.booking_token, mail.as_string())
        self.assertFalse(mail["list-unsubscribe"])
        self.assertIn(f"res_id={event.id}", self.text_of(mail, "plain"))
        self.assertNotIn("text/calendar", [part.get_content_type() for part in mail.walk()])

    def test_an_email_without_consent_an_address_or_on_a_stop_list_does_not_leave(self):
        self.env["mail.blacklist"].create({"email": "stopped@example.com"})
        self.env["clicrdv.optout"].create(
            {"company_id": self.salon.id, "channel": "email", "address": "refused@example.com"}
        )
        clients = {
            "no_consent": self.make_client("no@example.com", client_consent_email=False),
            "no_email": self.make_client(False),
            "blacklisted": self.make_client("Stopped@example.com") | self.make_client("refused@example.com"),
        }
        for reason, people in clients.items():
            for client in people:
                event = self.visit(10, DAY, client_id=client.id)
                self.assertEqual(self.deliver(), [])
                self.assertEqual(self.told(event, "state", "reason", kind="confirmation"), [("skipped", reason)])
                event.action_cancel()
                self.deliver()

    # === CALENDAR FILE === #

    def test_the_calendar_entry_is_added_moved_and_taken_away(self):
        event = self.visit(10, DAY)
        seen = []
        seen += self.deliver()
        event.with_user(self.desk).write({"start": local(11, day=DAY), "stop": local(11, 30, DAY)})
        seen += self.deliver()
        event.with_user(self.desk).action_cancel()
        seen += self.deliver()
        self.assertEqual([mail["subject"].split(" on ")[0] for mail in seen][0], "Your appointment")
        files = [self.calendar_of(mail) for mail in seen]
        self.assertEqual([file[:2] for file in files], [("REQUEST",) * 2, ("REQUEST",) * 2, ("CANCEL",) * 2])
        entries = [file[2] for file in files]
        self.assertEqual(len({str(entry["UID"]) for entry in entries}), 1)
        sequences = [int(entry["SEQUENCE"]) for entry in entries]
        self.assertEqual(sequences, sorted(set(sequences)), "each one is newer than the one before")
        self.assertEqual([entry["DTSTART"].dt.hour for entry in entries], [10, 11, 11])
        self.assertEqual([str(entry["STATUS"]) for entry in entries], ["CONFIRMED", "CONFIRMED", "CANCELLED"])
        self.assertEqual(str(entries[0]["ATTENDEE"]), "mailto:marie@example.com")

    def test_the_file_of_a_visit_of_two_people_spans_both(self):
        make_service(self.env, [make_agenda(self.env, self.salon, "Bob")], "Color", 60)
        self.book(9, codes=("cut", "color"), day=DAY)
        [mail] = self.deliver()
        entry = self.calendar_of(mail)[2]
        self.assertEqual((entry["DTEND"].dt - entry["DTSTART"].dt).seconds, 90 * 60)
        self.assertIn("Color", self.text_of(mail, "plain"))

    def test_reminders_of_one_day_are_one_email_with_all_times(self):
        for hour, service in ((10, self.cut), (15, make_service(self.env, [self.ana], "Color"))):
            self.visit(hour, TOMORROW, service_ids=[Command.set(service.ids)])
        self.deliver()
        [mail] = self.deliver(18)
        for words in ("10:00 AM and 3:00 PM", "Cut, Color"):
            self.assertIn(words, self.text_of(mail, "html"))

    # === FAILURES === #

    def test_while_the_mail_server_is_down_emails_wait_and_leave_once_afterwards(self):
        event = self.visit(10, DAY)
        self.mail_server.stop()
        self.assertEqual(self.deliver(), [])
        message = self.of(event, kind="confirmation")
        self.assertEqual((message.state, message.attempts), ("planned", 1))
        self.assertGreater(message.try_at, NOW)
        self.assertEqual(message.error, "mail_smtp")
        self.assertFalse(self.env["mail.mail"].search([("clicrdv_message_id", "!=", False)]))
        self.mail_server.start()
        self.assertEqual(len(self.deliver(9)), 1)
        self.assertEqual(message.state, "sent")
        self.assertEqual(self.deliver(10), [])

    def test_a_refused_recipient_is_a_failure_and_the_others_get_theirs(self):
        event = self.visit(10, DAY, client_id=self.make_client("refuse@example.com").id)
        other = self.visit(11, DAY)
        with self.assertLogs(MAIL_LOG, "ERROR"):
            self.assertEqual([mail["to"].addresses[0].username for mail in self.deliver()], ["marie"])
        message = self.of(event, kind="confirmation")
        self.assertEqual((message.state, message.reason), ("failed", "mail_failed"))
        self.assertEqual(message.error, "550 5.1.1", "the answer repeats the address")
        self.assertFalse(self.env["mail.mail"].search([("clicrdv_message_id", "!=", False)]), "no copy is kept")
        self.assertEqual(self.of(other, kind="confirmation").state, "sent")

    def test_an_answer_not_now_is_tried_again(self):
        event = self.visit(10, DAY, client_id=self.make_client("later@example.com").id)
        with self.assertLogs(MAIL_LOG, "ERROR"):
            self.deliver()
        message = self.of(event, kind="confirmation")
        self.assertEqual((message.state, message.attempts, message.error), ("planned", 1, "451 4.7.1"))
        self.marie.copy()  # another file of hers changes nothing
        self.env["res.partner"].search([("email", "=", "later@example.com")]).email = "now@example.com"
        self.assertEqual(len(self.deliver(9)), 1)

    @mute_logger(MAIL_LOG)
    def test_an_email_whose_connection_broke_off_is_unknown_and_shown_to_a_person(self):
        event = self.visit(10, DAY, client_id=self.make_client("hang_up@example.com").id)
        self.deliver()
        self.assertEqual(self.of(event, kind="confirmation").state, "sending")
        self.send()
        message = self.of(event, kind="confirmation")
        self.assertEqual((message.state, message.report_ids.mapped("code")), ("unknown", ["interrupted"]))
        self.assertFalse(self.env["mail.mail"].search([("clicrdv_message_id", "!=", False)]), "no copy is kept")

    def test_an_email_in_the_queue_is_not_uncertain(self):
        event = self.visit(10, DAY)
        self.send()
        self.send(9)
        self.assertEqual(self.of(event, kind="confirmation").state, "sending")

    # === TAKEN BACK FROM THE QUEUE === #

    def run_queue(self, hour=None, day=TODAY):
        """Run core's queue only, at another time if one is given; return what has arrived."""
        before = len(self.mail_server.taken)
        self.env.flush_all()
        with freeze_time(local(hour, day=day) if hour is not None else NOW):
            self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
        return self.mail_server.taken[before:]

    def queued_reminder(self):
        """A visit of tomorrow whose reminder waits in the queue."""
        self.only(("reminder",))
        event = self.visit(10, TOMORROW)
        self.send(18)
        self.assertEqual(self.of(event, kind="reminder").state, "sending")
        return event

    def assert_taken_back(self, event, state, reason):
        self.assertEqual(self.told(event, "state", "reason", kind="reminder"), [(state, reason)])
        self.assertFalse(self.env["mail.mail"].search([("clicrdv_message_id", "!=", False)]), "no copy is kept")

    def test_a_reminder_in_the_queue_of_a_visit_that_is_cancelled_does_not_leave(self):
        event = self.queued_reminder()
        event.with_user(self.desk).action_cancel()
        self.assertEqual(self.run_queue(18), [])
        self.assert_taken_back(event, "cancelled", "changed")

    def test_a_reminder_in_the_queue_does_not_leave_after_the_visit_has_begun(self):
        event = self.queued_reminder()
        self.assertEqual(self.run_queue(11, TOMORROW), [])
        self.assert_taken_back(event, "skipped", "too_late")

    def test_who_says_no_while_it_waits_in_the_queue_gets_nothing(self):
        event = self.queued_reminder()
        self.marie.client_consent_email = False
        self.assertEqual(self.run_queue(18), [])
        self.assert_taken_back(event, "skipped", "no_consent")

    def test_an_address_on_the_stop_list_gets_nothing_of_the_queue_and_others_theirs(self):
        event = self.queued_reminder()
        lea = self.make_client("lea@example.com")
        self.visit(11, TOMORROW, client_id=lea.id)
        self.send(18)
        self.env["mail.blacklist"].create({"email": "marie@example.com"})
        [mail] = self.run_queue(18)
        self.assertEqual(mail["to"].addresses[0].username, "lea")
        self.assert_taken_back(event, "skipped", "blacklisted")

    def test_news_in_the_queue_about_what_has_changed_a_little_are_written_anew(self):
        event = self.visit(10, DAY)
        self.send()
        color = make_service(self.env, [self.ana], "Color")
        event.with_user(self.desk).service_ids = [Command.set(color.ids)]
        mails = self.run_queue() + self.deliver(9)
        self.assertEqual(len(mails), 1)
        self.assertIn("Color", self.text_of(mails[0], "plain"))

    def test_more_emails_than_core_takes_at_once_do_not_stall(self):
        self.env["ir.config_parameter"].set_param("mail.mail.queue.batch.size", "2")
        events = self.env["calendar.event"].concat(*(self.visit(hour, DAY) for hour in range(8, 13)))
        job = self.env.ref("mail.ir_cron_mail_scheduler_action")
        woken = [("cron_id", "=", job.id)]
        for count in (2, 4, 5):
            self.env["ir.cron.trigger"].search(woken).unlink()
            self.send()
            self.assertTrue(self.env["ir.cron.trigger"].search_count(woken), "the queue is woken while something waits")
            self.env["mail.mail"].process_email_queue()
            self.assertEqual(len(self.mail_server.taken), count)
        self.env["ir.cron.trigger"].search(woken).unlink()
        self.send()
        self.assertFalse(self.env["ir.cron.trigger"].search_count(woken))
        self.assertEqual(set(self.of(events, kind="confirmation").mapped("state")), {"sent"})
