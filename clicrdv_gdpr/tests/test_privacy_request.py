"""Cases of persons: clock, identity, extension, answers, refusal, forwarding (GDP-20, 21)."""

import base64
from datetime import date, datetime

from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..logic import privacy_requests as states
from .privacy_common import EMAIL
from .rights_common import RightsOfPersonsCase


@freeze_time(NOW)
class TestPrivacyRequest(RightsOfPersonsCase):
    # === CLOCK === #

    def test_a_request_is_due_within_a_month_by_the_clock_of_its_establishment(self):
        """GDP-20: 11 February 2027, the last hour of the day in Paris."""
        request = self.make_request()
        self.assertEqual(request.due_at, datetime(2027, 2, 11, 22, 59, 59))
        self.assertEqual(request.alarm_at, datetime(2027, 1, 30, 23), "day 20 begins")
        late = self.make_request(received_at="2026-12-30 23:30:00")
        self.assertEqual(late.due_at.date(), date(2027, 2, 1), "31 December there; 31 January is a Sunday")

    def test_asking_for_a_proof_of_identity_does_not_move_the_deadline(self):
        request = self.make_request()
        due = request.due_at
        request.identity_reason = "The voice was another one."
        request.action_ask_identity()
        self.assertEqual((request.state, request.due_at), (states.IDENTITY, due))

    def test_everybody_in_charge_is_called_on_day_20_once_by_screen_and_by_mail(self):
        """GDP-20"""
        request = self.make_request()
        for day, calls in ((date(2027, 1, 30), 0), (date(2027, 1, 31), 1), (date(2027, 2, 1), 1)):
            with freeze_time(datetime(day.year, day.month, day.day, 8)):
                self.alarms()
            self.assertEqual(len(request.activity_ids), calls)
            self.assertEqual(len(self.mails("officer@example.com")), calls)
        self.assertEqual(request.activity_ids.user_id, self.officer)
        self.assertEqual(self.kinds(request).count("alarm"), 1)

    def test_who_is_named_in_the_settings_gets_the_alarm(self):
        self.salon.privacy_request_user_id = self.manager
        request = self.make_request()
        with freeze_time("2027-02-01 08:00:00"):
            self.alarms()
        self.assertEqual(request.activity_ids.user_id, self.manager)

    def test_nobody_is_called_for_what_is_answered(self):
        request = self.make_request(answer="Done.")
        request.action_start()
        request.action_answer()
        with freeze_time("2027-02-01 08:00:00"):
            self.alarms()
        self.assertFalse(request.activity_ids)

    def test_what_is_late_shows(self):
        request = self.make_request()
        with freeze_time("2027-02-12 08:00:00"):
            request.invalidate_recordset()
            self.assertTrue(request.is_late)
            self.assertIn(request, request.search([("is_late", "=", True)]))

    # === EXTENSION === #

    def test_two_more_months_are_told_with_reasons_within_the_first(self):
        """GDP-20: art. 12(3)"""
        request = self.make_request()
        self.assert_refused("extension_reason_missing", request.action_extend)
        request.extension_reason = "Twelve years of appointments."
        with freeze_time("2027-02-11 22:00:00"):
            request.action_extend()
            request.action_extend()
        self.assertEqual((request.state, request.due_at.date()), (states.EXTENDED, date(2027, 4, 12)))
        [mail] = self.mails()
        self.assertIn("Twelve years", mail.body_html)
        self.assertIn("04/12/2027", mail.body_html)

    def test_after_the_first_month_nothing_is_extended(self):
        request = self.make_request(extension_reason="Too much work.")
        with freeze_time("2027-02-11 23:30:00"):
            self.assert_refused("extension_too_late", request.action_extend)
        self.assertFalse(request.extended_at or self.mails())

    def test_an_extended_request_calls_again(self):
        request = self.make_request(extension_reason="Complex.")
        with freeze_time("2027-02-01 08:00:00"):
            self.alarms()
            request.action_extend()
        with freeze_time("2027-04-02 08:00:00"):
            self.alarms()
        self.assertEqual(self.kinds(request).count("alarm"), 2)

    # === IDENTITY === #

    def test_no_document_is_asked_for_without_a_reason(self):
        request = self.make_request()
        self.assert_refused("identity_reason_missing", request.action_ask_identity)
        request.identity_reason = "Asked from an unknown address."
        request.action_ask_identity()
        self.assertIn("unknown address", self.mails().body_html)

    def test_the_copy_of_a_document_is_destroyed_once_it_is_checked(self):
        request = self.make_request(identity_reason="Doubt.")
        request.action_ask_identity()
        request.write({"identity_file": base64.b64encode(b"passport of Quevrin"), "identity_file_name": "id.pdf"})
        find = [("res_model", "=", request._name), ("res_id", "=", request.id), ("res_field", "=", "identity_file")]
        self.assertTrue(self.env["ir.attachment"].search(find))
        request.action_start()
        self.assertEqual((request.identity_state, request.identity_file), ("document", False))
        self.assertFalse(self.env["ir.attachment"].search(find))
        self.assertIn("proof_destroyed", self.kinds(request))

    def test_nothing_is_handed_over_while_nobody_knows_to_whom(self):
        request = self.make_request("erasure", answer="Here it is.")
        for act in (
            request.action_erase,
            request.action_download_export,
            request.action_answer,
            request.action_stop_messages,
        ):
            self.assert_refused("identity_unproven", act)
        request.action_start()
        self.assertEqual(request.identity_state, "known")

    def test_the_staff_sends_the_link_to_the_address_on_file_only(self):
        request = self.make_request(address="somebody.else@example.com")
        request.action_start()
        request.action_send_link()
        self.assertEqual(self.mails()[-1].email_to, EMAIL)
        self.assertFalse(self.mails("somebody.else"))
        self.zelie.email = False
        self.assert_refused("no_way_to_answer", request.action_send_link)

    # === ANSWERS === #

    def test_an_answer_is_told_and_its_hash_is_kept(self):
        """GDP-20"""
        request = self.make_request()
        request.action_start()
        self.assert_refused("answer_missing", request.action_answer)
        request.answer = "Here is what we hold."
        request.action_answer()
        request.action_answer()
        [mail] = self.mails()
        self.assertIn("Here is what we hold.", mail.body_html)
        letter = request.event_ids.filtered(lambda event: event.kind == "letter")
        self.assertEqual((len(letter), len(letter.digest), letter.detail), (1, 64, "answered"))
        self.assertEqual(request.closed_at, NOW)

    def test_a_refusal_needs_a_reason_of_the_list_that_is_held_against_this_right(self):
        """GDP-20: art. 12(4)"""
        request = self.make_request("consent")
        self.assert_refused("ground_missing", request.action_refuse)
        request.write({"refusal_ground": "law", "refusal_text": "Because."})
        self.assert_refused("ground_missing", request.action_refuse)
        request.write({"refusal_ground": "excessive", "refusal_text": " "})
        self.assert_refused("ground_missing", request.action_refuse)
        request.refusal_text = "Your ninth this week."
        request.action_refuse()
        body = self.mails().body_html
        for words in ("12(5)(b)", "ninth", "CNIL", "go to court"):
            self.assertIn(words, body)

    def test_every_reason_has_its_words(self):
        request = self.make_request("erasure", refusal_text="x")
        for ground in states.GROUNDS:
            request.refusal_ground = ground
            self.assertIn("GDPR art.", request.sudo()._letter("refused", "en_US")[1])

    def test_who_has_no_address_gets_a_letter_to_be_printed(self):
        self.zelie.email = False
        request = self.make_request()
        request.action_acknowledge()
        [letter] = self.env["ir.attachment"].search([("res_model", "=", request._name), ("res_id", "=", request.id)])
        self.assertIn(request.name.encode(), letter.raw)
        self.assertIn("letter_printed", self.kinds(request))

    # === FORWARDING === #

    def test_a_request_for_another_establishment_goes_there_with_its_day(self):
        """GDP-21: forwarded, logged, the person told."""
        request = self.make_request(
            partner_ids=[], claimant="Zélie", address=EMAIL, received_at="2027-01-05 09:00:00", details="All of it"
        )
        self.assert_refused("nowhere_to_forward", request.action_forward)
        request.forward_company_id = self.other
        request.action_forward()
        there = self.env["clicrdv.privacy.request"].search([("company_id", "=", self.other.id)])
        self.assertEqual(
            (there.state, there.received_at, there.forwarded_from, there.details),
            (states.RECEIVED, request.received_at, request.name, "All of it"),
        )
        self.assertIn("Other", self.mails().body_html)
        letter = self.env["clicrdv.privacy.letter"].search([("company_id", "=", self.other.id)])
        self.env.ref("clicrdv_gdpr.ir_cron_privacy_letters").method_direct_trigger()
        self.assertEqual((letter.company_id, letter.state), (self.other, "queued"))
        self.assertNotIn(EMAIL, letter.body, "a letter to a controller is kept: it names nobody")
        self.assertIn("forwarded", self.kinds(request))

    def test_a_controller_elsewhere_is_written_to(self):
        """GDP-21"""
        request = self.make_request(forward_name="Elsewhere SA", forward_email="no address")
        self.assert_refused("nowhere_to_forward", request.action_forward)
        request.forward_email = "dpo@elsewhere.example.com"
        request.action_forward()
        self.assertIn(EMAIL, self.mails("dpo@elsewhere.example.com").body_html)
        self.assertIn("Elsewhere SA", self.mails()[-1].body_html)
