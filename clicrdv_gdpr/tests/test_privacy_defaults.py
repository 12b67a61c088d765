"""Data protection by default: what a fresh database and a fresh establishment have switched on (GDP-12)."""

from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..logic import retention
from .consent_common import ConsentCase


@freeze_time(NOW)
class TestPrivacyDefaults(ConsentCase):
    """Real defaults are read: a default that asks for more fails here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh = cls.env["res.company"].create({"name": "Fresh", "country_id": cls.env.ref("base.fr").id})

    def test_the_form_of_a_fresh_establishment_has_no_optional_field(self):
        """GDP-12: name and e-mail, nothing else."""
        self.assertEqual(
            self.fresh._booking_asked(),
            {"lastname": "required", "firstname": "required", "email": "required", "phone": "no", "comment": "no"},
        )
        self.assertFalse(self.fresh.booking_question_ids)
        self.assertFalse(self.fresh.booking_free_text_on)
        self.assertFalse(self.fresh.client_properties_definition)

    def test_a_fresh_establishment_has_no_advertising_no_accounts_no_routers(self):
        """GDP-12, 18, 60"""
        for switch in (
            "booking_marketing_sms_on",
            "booking_accounts_on",
            "booking_sms_on",
            "privacy_email_on",
            "booking_share_clients",
        ):
            self.assertFalse(self.fresh[switch], switch)
        self.assertEqual(self.fresh._privacy_switches(), set())
        self.assertFalse(self.fresh._privacy_form()["consent"])
        self.assertFalse(self.fresh.notification_rule_ids.filtered("is_marketing"))
        self.assertFalse(self.fresh._privacy_recipients("sms", "email"))
        self.assertEqual(self.env["res.users"]._get_signup_invitation_scope(), "b2b")

    def test_a_fresh_client_has_agreed_to_nothing(self):
        client = self.make_client(company_id=self.fresh.id)
        self.assertFalse(client.client_consent_ids)
        self.assertFalse(client.client_marketing_sms)

    def test_a_fresh_establishment_keeps_nothing_longer_than_the_shortest_that_is_agreed(self):
        """GDP-12: three years are sub-annex A's own period for files; logs and refusals have the least that the CNIL names."""
        policy = self.env["clicrdv.retention.policy"]._of(self.fresh)
        self.assertEqual(policy.file, retention.LONGEST_MONTHS)
        self.assertLessEqual(policy.trace, policy.file)
        self.assertLessEqual(policy.message, 12)
        self.assertEqual(policy.log, retention.LIMITS["log"][0])
        self.assertEqual(policy.optout, retention.LIMITS["optout"][0])
        self.assertLessEqual(policy.visit_days, 1)

    def test_who_chooses_sms_asks_for_numbers_from_then_on(self):
        self.fresh.booking_sms_on = True
        self.assertEqual(self.fresh.booking_ask_phone, "optional")
        self.fresh.booking_ask_phone = "required"
        self.fresh.booking_sms_on = False
        self.assertEqual(self.fresh.booking_ask_phone, "required")

    def test_who_asks_for_a_comment_has_chosen_free_text_and_may_switch_it_off(self):
        """GDP-55"""
        self.fresh.booking_ask_comment = "optional"
        self.assertTrue(self.fresh.booking_free_text_on)
        self.fresh.booking_free_text_on = False
        self.assertEqual(self.fresh._booking_asked()["comment"], "no")

    def test_a_use_outside_the_purposes_is_refused(self):
        """GDP-05: a campaign needs the purpose, and the purpose its choice."""
        for purpose in ("booking", "hosting", "messages"):
            self.fresh._check_purpose(purpose)
        self.assert_refused("outside_purpose", self.fresh._check_purpose, "marketing")
        self.assert_refused("outside_purpose", self.fresh._check_purpose, "profiling")
        self.fresh.booking_marketing_sms_on = True
        self.fresh._check_purpose("marketing")
