"""From a planned row to an SMS at a real gateway on this machine: who gets it, what it says, what it costs."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from ..gateways.presets import JASMIN
from .common import NOW, TODAY, make_service
from .message_common import MOBILE, MessageCase, local
from .sms_peer import SmsPeer

DAY = TODAY + timedelta(days=7)
TOMORROW = TODAY + timedelta(days=1)


@freeze_time(NOW)
class TestMessageSending(MessageCase):
    def setUp(self):
        super().setUp()
        self.peer = self.enterContext(SmsPeer())
        self.gateway = self.use_gateway(self.peer)
        self.only(("confirmation", "sms"))

    def confirm(self, **values):
        """State and reason of the messages that confirm an appointment, once the job has run."""
        event = self.visit(10, DAY, **values)
        self.send()
        return event, self.told(event, "channel", "state", "reason")

    def put_on_stop_list(self, client):
        """A refusal of the number that the file itself does not know of."""
        number = client.client_phone_key
        self.env["clicrdv.optout"].create({"company_id": self.salon.id, "channel": "sms", "address": number})
        client.client_consent_sms = True

    def assert_not_sent(self, reason, **values):
        self.assertEqual(self.confirm(**values)[1], [("sms", "skipped", reason)])
        self.assertFalse(self.peer.taken)

    # === WHAT LEAVES === #

    def test_an_sms_leaves_once_and_the_ledger_has_what_it_cost(self):
        event, _told = self.confirm()
        [taken] = self.peer.taken
        message = self.of(event)
        self.assertEqual((taken.number, taken.text), (MOBILE, message.body))
        self.assertEqual((message.state, message.sent_at, message.recipient), ("sent", NOW, MOBILE))
        self.assertEqual((message.parts, message.encoding, message.gateway_code), (1, "gsm7", "generic_http"))
        self.assertEqual((message.unit_price, message.amount, message.gateway_id), (0.0836, 0.0836, self.gateway))
        self.assertTrue(taken.report_url.split("?")[0].endswith(f"/clicrdv/sms/report/{message.token}"))
        self.assertEqual(message.report_ids.mapped("state"), ["accepted"])
        self.send()
        self.assertEqual(len(self.peer.taken), 1)

    def test_the_reference_of_the_gateway_is_kept(self):
        self.use_gateway(self.peer, JASMIN, sequence=1)
        self.env.registry.clear_all_caches()
        event, _told = self.confirm()
        self.assertEqual(self.of(event).gateway_reference, self.peer.taken[0].reference)

    def test_the_text_says_when_what_and_where_with_a_short_link(self):
        event, _told = self.confirm()
        text = self.peer.taken[0].text
        for words in ("Mon, Jan 18", "10:00 AM", "Cut", "Salon", f"/r/{event.booking_short_code}"):
            self.assertIn(words, text)

    def test_it_is_written_in_the_language_of_the_client(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        rule = self.salon.notification_rule_ids
        rule.sms_text = "See you on {date} at {time}"
        rule.with_context(lang="fr_FR").sms_text = "À {date}, {time} chez {establishment}"
        self.marie.lang = "fr_FR"
        self.confirm()
        self.confirm(
            client_id=self.make_client("tom@example.com", "+33639981235", lang="en_US").id, start=local(12, day=DAY)
        )
        self.assertEqual(
            [taken.text for taken in self.peer.taken],
            ["A lun. 18 janv., 10 h chez Salon", "See you on Mon, Jan 18 at 12:00 PM"],
        )

    def test_the_professional_reads_the_name_of_the_client(self):
        self.pro.partner_id.write({"phone": "06 39 98 12 99", "country_id": self.env.ref("base.fr").id})
        self.only(("confirmation", "sms", "professional"))
        self.marie.client_consent_sms = False
        self.confirm()
        [taken] = self.peer.taken
        self.assertEqual(taken.number, "+33639981299")
        self.assertIn("Marie Dupont", taken.text)

    def test_an_establishment_that_wants_all_letters_pays_for_them(self):
        self.salon.booking_sms_plain = False
        text = "À bientôt, le {date} à {time}. " + "Forêt " * 10
        self.salon.notification_rule_ids.write({"sms_text": text, "sms_extended": True})
        event, _told = self.confirm()
        self.assertEqual((self.of(event).encoding, self.of(event).parts), ("ucs2", 2))
        self.assertIn("bientôt", self.peer.taken[0].text)

    def test_a_text_that_is_too_long_is_not_sent_unless_the_rule_allows_an_extended_sms(self):
        rule = self.salon.notification_rule_ids
        self.write_text(rule, "x" * 300 + " {link}")
        self.assert_not_sent("text_too_long")
        rule.sms_extended = True
        event, _told = self.confirm(start=local(12, day=DAY))
        self.assertEqual((self.of(event).parts, self.of(event).amount), (3, 0.2508))
        self.assertEqual(len(self.peer.taken), 1)

    def test_a_text_that_cannot_be_filled_in_does_not_stop_the_others(self):
        self.write_text(self.salon.notification_rule_ids, "{clinet}")
        self.assertEqual(self.confirm()[1], [("sms", "sent", False)])
        self.assertIn("confirmed", self.peer.taken[0].text)

    # === WHO GETS NONE === #

    def test_without_consent_nobody_is_written_to(self):
        self.marie.client_consent_sms = False
        self.assert_not_sent("no_consent")

    def test_who_refused_by_any_way_is_not_written_to_whichever_file_he_has(self):
        self.put_on_stop_list(self.marie)
        self.assert_not_sent("blacklisted")

    def test_a_refusal_at_another_establishment_does_not_count_here(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["clicrdv.optout"].create({"company_id": other.id, "channel": "sms", "address": MOBILE})
        self.assertEqual(self.confirm()[1], [("sms", "sent", False)])

    def test_a_number_on_the_stop_list_of_the_whole_database_is_not_written_to(self):
        self.marie.phone = "+33612345678"
        self.env["phone.blacklist"].create({"number": "+33612345678"})
        self.assert_not_sent("blacklisted")

    def test_numbers_that_cannot_receive_an_sms_are_not_tried(self):
        for phone in (False, "+33142681234", "12"):
            with self.subTest(phone):
                client = self.make_client("nobody@example.com", phone)
                event, told = self.confirm(client_id=client.id)
                self.assertEqual(told, [("sms", "skipped", "no_number")])
                event.action_cancel()
        self.assertFalse(self.peer.taken)

    def test_a_mobile_overseas_or_abroad_is_written_to(self):
        for hour, phone in enumerate(("+596696301234", "+32470123456"), 10):
            client = self.make_client(f"{phone}@example.com", phone)
            self.confirm(client_id=client.id, start=local(hour, day=DAY))
        self.assertEqual([taken.number for taken in self.peer.taken], ["+596696301234", "+32470123456"])

    def test_nothing_leaves_when_the_sms_service_was_given_up_meanwhile(self):
        event = self.visit(10, DAY)
        self.salon.booking_sms_on = False
        self.send()
        self.assertEqual(self.told(event, "state", "reason"), [("skipped", "sms_not_chosen")])

    # === SMS, ELSE E-MAIL === #

    def test_where_no_sms_can_go_an_email_does_once(self):
        obstacles = {
            "no_number": lambda client: client.write({"phone": False}),
            "no_consent": lambda client: client.write({"client_consent_sms": False}),
            "blacklisted": self.put_on_stop_list,
            "text_too_long": lambda client: self.write_text(rule, "x" * 161),
        }
        [rule] = self.only(("confirmation", "sms_or_email"))
        for hour, (reason, obstacle) in enumerate(obstacles.items(), 9):
            with self.subTest(reason):
                client = self.make_client(f"{reason}@example.com", f"+336399812{hour:02}")
                obstacle(client)
                event, told = self.confirm(client_id=client.id, start=local(hour, day=DAY))
                self.assertEqual(told, [("sms", "skipped", reason), ("email", "sending", False)])
                mail = self.of(event, channel="email").sudo().mail_mail_ids
                self.assertEqual((len(mail), f"{reason}@example.com" in mail.email_to), (1, True))
        self.assertFalse(self.peer.taken)

    def test_an_email_goes_where_the_gateway_refuses_the_number_and_not_where_it_takes_it(self):
        self.only(("confirmation", "sms_or_email"))
        self.peer.next("refuse")
        self.assertEqual(self.confirm()[1], [("sms", "failed", "refused"), ("email", "sending", False)])
        self.assertEqual(self.confirm(start=local(11, day=DAY))[1], [("sms", "sent", False)])

    def test_without_such_a_rule_a_refusal_is_the_end(self):
        self.peer.next("refuse")
        self.assertEqual(self.confirm()[1], [("sms", "failed", "refused")])

    def test_the_email_of_another_rule_for_the_same_hour_is_enough(self):
        self.marie.phone = False
        self.only(("reminder", "sms_or_email"), ("reminder", "email"))
        event = self.visit(10, TOMORROW)
        self.send(18)
        self.assertEqual(self.told(event, "channel", "state"), [("sms", "skipped"), ("email", "sending")])

    def test_an_email_that_was_planned_before_the_rule_said_sms_goes_instead_of_it(self):
        [rule] = self.only(("reminder", "email"))
        self.marie.phone = False
        event = self.visit(10, TOMORROW)
        rule.channel = "sms_or_email"
        self.replan()
        self.assertEqual(self.told(event, "channel", "state"), [("email", "cancelled"), ("sms", "planned")])
        self.send(18)
        self.assertEqual(self.told(event, "channel", "state"), [("email", "sending"), ("sms", "skipped")])

    def test_an_email_instead_of_an_sms_survives_a_change_of_rules(self):
        self.only(("reminder", "sms_or_email"))
        event = self.visit(10, TOMORROW)
        sms = self.of(event)
        with freeze_time(local(18)):
            sms._settle_unsent("no_number")
            self.rule("done")
            self.replan()
        self.assertEqual(self.told(event, "channel", "state"), [("sms", "skipped"), ("email", "planned")])

    # === TOO LATE, AT ONCE === #

    def test_a_reminder_that_nobody_sent_in_time_is_not_sent_after_the_start(self):
        self.only(("reminder", "sms"))
        event = self.visit(10, TOMORROW)
        self.send(10, day=TOMORROW)
        self.assertEqual(self.told(event, "state", "reason"), [("skipped", "too_late")])
        self.assertFalse(self.peer.taken)

    def test_a_late_booking_is_reminded_at_once_and_once(self):
        self.only(("reminder", "sms"), ("reminder", "sms", "client"))
        self.visit(10)
        self.send()
        self.send(9)
        self.assertEqual([taken.number for taken in self.peer.taken], [MOBILE])

    def test_an_sms_that_the_confirmation_just_sent_is_not_followed_by_a_reminder(self):
        self.only(("confirmation", "sms"), ("reminder", "sms"))
        event, told = self.confirm(start=local(10))
        self.assertEqual(told, [("sms", "sent", False), ("sms", "skipped", "said_by_confirmation")])
        self.send(9, 30)
        self.assertEqual(len(self.peer.taken), 1, event)

    def test_a_service_with_its_own_text_says_it(self):
        color = make_service(self.env, [self.ana], "Color")
        self.rule("confirmation", "sms", service_ids=[Command.set(color.ids)], sms_text="Come with dry hair: {time}")
        self.confirm(service_ids=[Command.set(color.ids)])
        self.assertEqual([taken.text for taken in self.peer.taken], ["Come with dry hair: 10:00 AM"])
