"""Two client files become one: proofs of both stay, and a no counts for both (GDP-65; GDPR art. 7)."""

from datetime import timedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW

from .consent_common import MARKETING, ConsentCase
from .privacy_common import EMAIL, LAST, PrivacyCase

EARLIER = NOW - timedelta(days=30)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMerge(ConsentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.make_client("marie@example.com", cls.marie.phone, client_lastname=cls.marie.client_lastname)
        cls.clerk = cls.make_user(
            "clerk",
            "clicrdv_booking.group_manager,base.group_partner_manager,website.group_website_designer",
            cls.salon,
        )

    def merge(self, kept=None, user=None):
        """Merge both files; the second one is gone."""
        kept = kept or self.marie
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user or self.clerk)
        wizard = wizard.with_context(allowed_company_ids=self.salon.ids)
        (self.marie | self.twin).email = "marie@example.com"
        self.env.flush_all()
        wizard._merge((self.marie | self.twin).ids, kept.with_env(wizard.env))
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((self.marie | self.twin).exists(), kept)

    def proofs(self, kept=None):
        rows = self.consents.search([("partner_id", "=", (kept or self.marie).id)], order="given_at, id")
        return [(row.text, row.is_active, row.withdrawn_channel) for row in rows]

    def test_gdp_65_two_consents_stay_proven_and_the_older_one_is_in_force(self):
        with freeze_time(EARLIER):
            self.give(self.twin, text="First words")
        self.give(self.marie, text="Later words")
        self.merge()
        self.assertEqual(self.proofs(), [("First words", True, False), ("Later words", False, "merge")])
        self.assertTrue(self.marie.client_marketing_sms)

    def test_gdp_65_a_withdrawal_on_one_file_counts_for_both_whichever_stays(self):
        for kept, refused in ((self.marie, self.twin), (self.marie, self.marie), (self.twin, self.marie)):
            with self.subTest(kept=kept.id, refused=refused.id), self.cr.savepoint() as savepoint:
                with freeze_time(EARLIER):
                    self.give(refused, text="Refused")
                    self.consents._withdraw(refused, MARKETING, "stop_sms")
                self.give((self.marie | self.twin) - refused, text="Given")
                self.merge(kept)
                self.assertEqual(self.proofs(kept), [("Refused", False, "stop_sms"), ("Given", False, "merge")])
                self.assertFalse(kept.client_marketing_sms)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_gdp_65_who_agreed_anew_on_the_same_file_still_agrees(self):
        with freeze_time(EARLIER):
            self.give(self.twin, text="Once")
            self.consents._withdraw(self.twin, MARKETING, "privacy_page")
        self.give(self.twin, text="Anew")
        self.give(self.marie, purpose="account", text="Account")
        self.merge()
        self.assertEqual([active for _text, active, _channel in self.proofs()], [False, True, True])
        self.assertTrue(self.marie.client_marketing_sms)

    def test_gdp_65_a_merge_of_before_is_no_refusal(self):
        with freeze_time(EARLIER):
            self.give(self.twin, text="First")
        self.give(self.marie, text="Second")
        self.merge()
        third = self.make_client("marie@example.com", self.marie.phone, client_lastname="X")
        self.give(third, text="Third")
        self.twin = third
        self.merge()
        self.assertEqual([active for _text, active, _channel in self.proofs()], [True, False, False])

    def test_gdp_65_a_refusal_by_tick_or_by_stop_counts_for_both(self):
        self.marie.write({"client_consent_sms": True, "client_consent_email": True})
        self.twin.write({"client_consent_sms": False, "client_consent_email": True, "phone": "+33639980055"})
        self.merge()
        self.assertEqual((self.marie.client_consent_sms, self.marie.client_consent_email), (False, True))

    def test_gdp_65_a_number_that_said_stop_still_says_it(self):
        self.twin.phone = "+33639980056"
        self.env.flush_all()
        self.env["clicrdv.optout"]._note(self.salon, "sms", "+33639980056", "stop")
        self.merge()
        self.assertFalse(self.marie.client_consent_sms)
        self.assertTrue(self.env["clicrdv.optout"].search([("address", "=", "+33639980056")]))

    def test_contacts_that_are_no_client_files_merge_as_ever(self):
        contacts = self.env["res.partner"].create([{"name": "A", "email": "a@example.com"}] * 2)
        contacts[0].client_consent_sms = False
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge(contacts.ids, contacts[0])
        self.assertEqual(contacts.exists(), contacts[0])


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMergeOfEverything(PrivacyCase):
    def test_gdp_65_files_with_everything_merge_and_the_one_that_stays_can_be_erased_whole(self):
        twin = self.make_zelie()
        for client in (self.zelie, twin):
            self.env["clicrdv.consent"]._give(client, self.salon, MARKETING, "Yes", "public_form")
            request = self.env["clicrdv.privacy.request"].create(
                {"company_id": self.salon.id, "right": "access", "partner_ids": client.ids}
            )
            self.assertEqual(request.partner_ids, client)
        self.fill(self.zelie)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.zelie | twin).ids, self.zelie)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(twin.exists())
        self.assertEqual(len(self.env["clicrdv.consent"].search([("partner_id", "=", self.zelie.id)])), 2)
        self.assertEqual(len(self.env["clicrdv.privacy.request"].search([("partner_ids", "=", self.zelie.id)])), 2)
        self.data._erase(self.zelie, "request")
        self.assert_gone([EMAIL, LAST])
