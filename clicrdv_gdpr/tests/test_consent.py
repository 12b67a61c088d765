"""Consents: proofs that are added and withdrawn, never changed; advertising only with one (GDP-65)."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY

from .consent_common import EMPLOYEE, MARKETING, ConsentCase

PROMO = "Promo: -10 % {date} {link}. STOP au 36180"
LATER = NOW + timedelta(days=1)


@freeze_time(NOW)
class TestConsent(ConsentCase):
    # === PROOFS === #

    def test_a_consent_keeps_words_time_and_way(self):
        consent = self.give(text="I agree to offers")
        self.assertEqual(
            (consent.text, consent.given_at, consent.channel, consent.is_active),
            ("I agree to offers", NOW, "public_form", True),
        )
        self.assertEqual(len(consent.text_hash), 64)
        self.assertFalse(consent.user_id)
        self.assertTrue(self.consents._is_given(self.marie, MARKETING)[self.marie.id])

    def test_agreeing_twice_is_agreeing_once_and_the_first_proof_stays(self):
        first, second = self.give(), self.give(text="Other words", channel="portal")
        self.assertEqual(first, second)
        self.assertEqual(second.text, "Yes to offers")

    def test_one_is_in_force_for_each_person_purpose_and_controller(self):
        """PostgreSQL guards it, whoever writes."""
        consent = self.give()
        copy = (
            "INSERT INTO clicrdv_consent (company_id, partner_id, purpose, text, text_hash, channel, given_at) "
            "SELECT company_id, partner_id, purpose, text, text_hash, channel, given_at FROM clicrdv_consent WHERE id = %s"
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(copy, [consent.id])
        self.give(purpose="account")
        self.assertEqual(len(self.consents.search([("partner_id", "=", self.marie.id)])), 2)

    def test_withdrawing_is_kept_and_agreeing_anew_is_a_new_proof(self):
        first = self.give()
        with freeze_time(LATER):
            self.assertEqual(self.consents._withdraw(self.marie, MARKETING, "privacy_page"), 1)
            self.assertEqual(self.consents._withdraw(self.marie, MARKETING, "privacy_page"), 0)
        self.assertEqual((first.withdrawn_at, first.withdrawn_channel, first.is_active), (LATER, "privacy_page", False))
        self.assertFalse(self.consents._is_given(self.marie, MARKETING)[self.marie.id])
        self.assertNotEqual(self.give(), first)
        self.assertEqual(self.consents.search_count([("is_active", "=", True), ("partner_id", "=", self.marie.id)]), 1)

    def test_a_proof_is_neither_changed_nor_deleted(self):
        consent = self.give()
        for call in (
            lambda: consent.write({"text": "x"}), consent.unlink, lambda: self.consents.create({"purpose": MARKETING}),
            lambda: consent.copy(),
        ):  # fmt: skip
            self.assert_refused("consent_by_hand", call)
        for query in (
            "UPDATE clicrdv_consent SET text = 'x' WHERE id = %s",
            "UPDATE clicrdv_consent SET given_at = now() WHERE id = %s",
            "DELETE FROM clicrdv_consent WHERE id = %s",
        ):
            self.assert_guarded("clicrdv_consent_is_proof", query, consent.id)
        self.consents._withdraw(self.marie, None, "staff")
        self.assert_guarded(
            "clicrdv_consent_is_proof",
            "UPDATE clicrdv_consent SET withdrawn_at = NULL, withdrawn_channel = NULL WHERE id = %s",
            consent.id,
        )

    def test_a_consent_is_to_the_establishment_of_the_file(self):
        self.assert_refused(
            "consent_of_nobody", self.consents._give, self.marie, self.other, MARKETING, "Yes", "public_form"
        )

    def test_many_persons_cost_one_query(self):
        clients = self.env["res.partner"].create(
            [{"name": f"C{n}", "is_client_file": True, "company_id": self.salon.id} for n in range(30)]
        )
        self.give(clients[3])
        self.env.flush_all()
        with self.assertQueryCount(1):
            given = self.consents._is_given(clients, MARKETING)
        self.assertEqual([partner_id for partner_id, is_given in given.items() if is_given], [clients[3].id])
        with self.assertQueryCount(1):
            self.consents._withdraw(clients, MARKETING, "portal")
        self.assertEqual(self.consents._withdraw(self.env["res.partner"], MARKETING, "portal"), 0)

    # === STAFF === #

    def test_the_staff_notes_a_consent_and_its_withdrawal_alike(self):
        """As easy to withdraw as to give: one button each."""
        file = self.as_user(self.manager, self.marie)
        self.assert_refused("consent_not_offered", file.action_give_marketing_sms)
        self.salon.booking_marketing_sms_on = True
        file.action_give_marketing_sms()
        consent = self.consents.search([("partner_id", "=", self.marie.id)])
        self.assertEqual((consent.channel, consent.user_id), ("staff", self.manager))
        self.assertIn("Salon sends me advertising by SMS", consent.text)
        self.assertTrue(file.client_marketing_sms)
        file.action_withdraw_marketing_sms()
        file.invalidate_recordset()
        self.assertEqual((consent.withdrawn_channel, consent.withdrawn_by), ("staff", self.manager))
        self.assertFalse(file.client_marketing_sms)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_consents_are_for_those_who_see_the_client(self):
        consent = self.give()
        for user in (self.manager, self.officer, self.employee):
            self.assertTrue(self.as_user(user, consent).text)
        for user in (self.outsider, self.make_user("portal", "base.group_portal", self.salon)):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(user, consent).read(["text"])
        self.salon.agenda_user_scope = "own"
        stranger = self.make_user("stranger", EMPLOYEE, self.salon)
        self.assertFalse(self.as_user(stranger, self.consents).search([]))
        self.salon.agenda_user_scope = "establishment"
        self.marie.client_privacy_state = "archived"
        self.env.flush_all()
        self.assertFalse(self.as_user(self.manager, self.consents).search([]))
        self.assertTrue(self.as_user(self.officer, self.consents).search([]))
        for method, values in (("action_give_marketing_sms", []), ("action_withdraw_marketing_sms", [])):
            with self.assertRaises(AccessError), self.cr.savepoint():
                getattr(self.as_user(self.outsider, self.marie), method)(*values)

    # === ERASURE AND EXPORT === #

    def test_who_is_erased_agrees_to_nothing_any_more_and_the_proof_names_nobody(self):
        consent = self.give()
        data = self.env["clicrdv.personal.data"]
        exported = str(data._export(self.marie))
        self.assertIn("Yes to offers", exported)
        data._erase(self.marie, "request")
        self.env.invalidate_all()
        self.assertEqual(consent.withdrawn_channel, "erasure")
        self.assertEqual(consent.text, "Yes to offers")

    # === ADVERTISING (GDP-65) === #

    def promote(self, is_on=True, text=PROMO):
        self.salon.write({"booking_marketing_sms_on": is_on, "booking_sms_on": True})
        rule = self.only(("confirmation", "sms"))
        rule.sms_text = text
        return rule

    def fate(self, hour):
        """What becomes of the SMS about a visit of Marie at that hour."""
        event = self.visit(hour)
        self.send(10)
        [fate] = self.told(event, "state", "reason")
        return fate

    def test_advertising_without_a_consent_is_refused_before_it_is_sent(self):
        """GDP-65: each reason in words; with the consent nothing is in the way."""
        self.promote(is_on=False)
        self.assertEqual(self.fate(12), ("skipped", "marketing_off"))
        self.salon.booking_marketing_sms_on = True
        self.assertEqual(self.fate(13), ("skipped", "no_marketing_consent"))
        self.give()
        self.assertEqual(self.fate(14), ("sent", False))
        self.promote(text="Promo: -10 % {date} {link}")
        self.assertEqual(self.fate(15), ("skipped", "no_stop_mention"))

    def test_messages_about_appointments_need_no_consent_to_advertising(self):
        self.promote(text="{date} {link}")
        self.assertEqual(self.fate(16), ("sent", False))

    def test_a_consent_to_advertising_does_not_undo_a_refusal_of_sms(self):
        self.promote()
        self.give()
        self.marie.client_consent_sms = False
        self.assertEqual(self.fate(17), ("skipped", "no_consent"))

    def test_advertising_waits_for_the_hours_in_which_it_may_leave(self):
        self.promote()
        self.give()
        event = self.visit(15, day=TODAY + timedelta(days=3))
        self.send(21)
        self.assertEqual(self.told(event, "state", "try_at"), [("planned", NOW + timedelta(days=1))])
        self.send(8, 30, TODAY + timedelta(days=1))
        self.assertEqual(self.told(event, "state"), [("sent",)])

    def test_an_sms_by_hand_that_advertises_needs_the_consent_too(self):
        self.salon.write({"booking_marketing_sms_on": True, "booking_sms_on": True})
        values = {
            "company_id": self.salon.id, "client_id": self.marie.id, "kind": "manual", "target": "client", "channel": "sms",
            "due_at": NOW, "try_at": NOW, "recipient": self.marie.client_phone_key,
        }  # fmt: skip
        promo, plain = self.env["clicrdv.message"].create(
            [{**values, "body": "Soldes ! STOP au 36180"}, {**values, "body": "Your glasses are ready"}]
        )
        self.send(10)
        self.assertEqual((promo.state, promo.reason), ("skipped", "no_marketing_consent"))
        self.assertEqual((plain.state, plain.reason), ("sent", False))
        composer = self.env["sms.composer"].create(
            {"res_model": "res.partner", "res_ids": str(self.marie.ids), "composition_mode": "mass", "body": "Soldes !"}
        )
        error = self.assert_refused("marketing_refused", composer.action_send_sms)
        self.assertIn("“Soldes”", str(error))

    def test_a_text_that_advertises_marks_its_rule(self):
        rule = self.promote()
        self.assertTrue(rule.is_marketing)
        rule.sms_text = "Thank you {link}"
        self.assertFalse(rule.is_marketing)

    def test_stop_withdraws_the_consent_of_that_number_here_only(self):
        consent = self.give()
        twin = self.make_client("marie@other.example.com", self.marie.phone, company_id=self.other.id)
        elsewhere = self.give(twin)
        self.env["clicrdv.optout"]._note(self.salon, "sms", self.marie.client_phone_key, "stop")
        self.assertEqual((consent.withdrawn_channel, elsewhere.is_active), ("stop_sms", True))
        self.env["clicrdv.optout"]._note(self.salon, "email", self.marie.email_normalized, "stop")

    def test_a_refusal_by_e_mail_leaves_the_consent_to_sms(self):
        consent = self.give()
        self.env["clicrdv.optout"]._note(self.salon, "email", self.marie.email_normalized, "page")
        self.assertTrue(consent.is_active)
