"""The booking form: the notice and its version, the box for advertising, free text (GDP-19, 55, 65)."""

from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW, form
from odoo.addons.clicrdv_booking.tests.public_common import NASTY, PublicCase

MARKETING = "marketing_sms"
CONTACT_FORM = "//form[@id='rdv_form']"
BOX = "//input[@name='extra_marketing_sms']"
#: What the part about data may add to the form, in bytes.
FORM_BYTES = 1500


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestConsentForm(PublicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notices = cls.env["clicrdv.privacy.notice"]
        cls.env["res.company"]._privacy_provider().dpo_email = "dpo@example.com"

    def publish(self):
        notice = self.notices.search([("company_id", "=", self.salon.id), ("state", "=", "draft")], limit=1)
        notice = notice or self.notices.create({"company_id": self.salon.id})
        notice.action_publish()
        return notice

    def form_of(self, hour=10):
        """Address and parsed page of the form of a time just taken."""
        hold = self.hold_json(self.start_at(hour)).json()["hold"]
        path = f"/rdv/{self.slug}/coordonnees"
        return path, self.open_page(f"{path}?hold={hold}&service=cut")

    def book(self, hour=10, **values):
        path, page = self.form_of(hour)
        answer = self.post(path, {**self.fields_of(page, CONTACT_FORM), "service": "cut", **form(), **values})
        self.assertEqual(answer.status_code, 303, answer.text[:300])
        token = answer.headers["Location"].rpartition("/")[2].partition("?")[0]
        self.env.invalidate_all()
        return self.env["calendar.event"].search([("booking_token", "=", token)])

    def consents(self):
        return self.env["clicrdv.consent"].search([("company_id", "=", self.salon.id)])

    # === NOTICE (GDP-19) === #

    def test_an_establishment_without_a_notice_can_be_booked(self):
        event = self.book()
        self.assertTrue(event)
        self.assertFalse(event.privacy_notice_id)

    def test_a_booking_keeps_the_version_that_was_shown(self):
        """GDP-19: also when the next one is published while the client types."""
        first = self.publish()
        path, page = self.form_of(9)
        [link] = page.xpath(f"{CONTACT_FORM}//a[contains(@href, '/notice')]/@href")
        self.assertEqual(link, f"/rdv/{self.slug}/notice")
        second = self.publish()
        answer = self.post(path, {**self.fields_of(page, CONTACT_FORM), "service": "cut", **form()})
        self.assertEqual(answer.status_code, 303)
        event = self.env["calendar.event"].search([("privacy_notice_id", "=", first.id)])
        self.assertEqual(event.privacy_notice_hash, first.hash)
        self.assertEqual(self.book(11).privacy_notice_id, second)

    def test_an_application_says_which_notice_it_has_shown(self):
        notice = self.publish()
        self.book_json(self.start_at(9), extras={"notice": notice.hash})
        self.assertTrue(self.env["calendar.event"].search([("privacy_notice_id", "=", notice.id)]))

    def test_a_hash_of_nothing_or_of_another_establishment_is_no_notice(self):
        foreign = self.notices.create({"company_id": self.env["res.company"]._privacy_provider().id})
        self.env["res.company"]._privacy_provider().write({"street": "1", "city": "Paris", "email": "p@example.com"})
        foreign.action_publish()
        for hour, value in ((9, "0" * 64), (10, foreign.hash), (11, "x")):
            self.assertFalse(self.book(hour, extra_notice=value, email=f"c{hour}@example.com").privacy_notice_id)

    def test_hostile_extras_are_refused_or_dropped(self):
        path, page = self.form_of(9)
        for value in NASTY:
            answer = self.post(path, {**self.fields_of(page, CONTACT_FORM), **form(), "extra_notice": value})
            self.assertIn(answer.status_code, (303, 400, 422), value)
        hold = self.hold_json(self.start_at(11)).json()["hold"]
        for extras in (
            "x",
            ["a"],
            {"notice": {}},
            {"notice": ["x"]},
            {"x" * 500: "y"},
            {str(n): "x" for n in range(99)},
        ):
            answer = self.post_json(f"{self.api}/appointments", {"hold": hold, **form(), "extras": extras})
            self.assert_refused(answer, 400, "invalid_parameter")

    # === PUBLIC PAGES === #

    def test_the_notice_has_a_stable_address_with_all_of_its_versions(self):
        self.assertEqual(self.get(f"/rdv/{self.slug}/notice").status_code, 404, "nothing is published")
        self.publish()
        second = self.publish()
        page = self.open_page(f"/rdv/{self.slug}/notice")
        self.assertIn("Salon, 1 rue des Essais", page.text_content())
        self.assertIn(second.hash, page.text_content())
        old = self.open_page(f"/rdv/{self.slug}/notice/1")
        self.assertIn("This is an earlier version", old.text_content())
        self.assertEqual(len(old.xpath("//section//ul/li/a")), 2)
        self.salon.booking_published = False
        self.assertEqual(self.get(f"/rdv/{self.slug}/notice").status_code, 200, "also when nobody books here any more")

    def test_the_notice_for_professionals_is_public(self):
        """GDP-46"""
        provider = self.env["res.company"]._privacy_provider()
        provider.write({"street": "1 quai", "city": "Sèvres", "email": "p@example.com"})
        alike = [("company_id", "=", provider.id), ("kind", "=", "staff"), ("state", "=", "draft")]
        (
            self.notices.search(alike) or self.notices.create({"company_id": provider.id, "kind": "staff"})
        ).action_publish()
        text = self.open_page("/notice-professionnels").text_content()
        self.assertIn("last name, first name, e-mail, telephone, and the entity", text)

    def test_odd_addresses_of_notices_are_not_found(self):
        self.publish()
        for odd in ("0", "-1", "99", "x", "1e3", "١", "9" * 30, "%00", "1'--", "../1", "1/2"):
            answer = self.get(f"/rdv/{self.slug}/notice/{odd}")
            self.assertIn(answer.status_code, (301, 303, 404), odd)
            self.assertNotIn("Traceback", answer.text)
        for slug in ("unknown", "a%27b", "%00", "x" * 500):
            self.assertEqual(self.get(f"/rdv/{slug}/notice").status_code, 404, slug)

    def test_what_a_notice_says_is_text_and_no_page(self):
        draft = self.notices.search([("company_id", "=", self.salon.id), ("state", "=", "draft")])
        draft.own_paragraph = "<script>alert(1)</script>"
        draft.action_publish()
        answer = self.get(f"/rdv/{self.slug}/notice").text
        self.assertNotIn("<script>alert(1)", answer)
        self.assertIn("&lt;script&gt;alert(1)", answer)

    # === ADVERTISING (GDP-65, GDP-12) === #

    def test_nobody_is_asked_about_advertising_by_default(self):
        """GDP-12"""
        self.assertFalse(self.form_of()[1].xpath(BOX))

    def test_the_box_is_there_where_it_is_chosen_and_never_ticked(self):
        """GDP-65"""
        self.salon.booking_marketing_sms_on = True
        self.publish()
        path, page = self.form_of(9)
        [box] = page.xpath(BOX)
        self.assertIsNone(box.get("checked"))
        self.assertIn(
            "Salon sends me advertising by SMS", page.xpath("//label[@for='rdv_marketing_sms']")[0].text_content()
        )
        fields = self.fields_of(page, CONTACT_FORM)
        fields.pop("extra_marketing_sms", None)
        self.post(path, {**fields, "service": "cut", **form()})
        self.assertFalse(self.consents(), "who leaves it alone agrees to nothing")

    def test_a_ticked_box_is_a_consent_with_its_words_and_its_notice(self):
        """GDP-65"""
        self.salon.booking_marketing_sms_on = True
        notice = self.publish()
        text_hash = self.salon.with_context(lang="en_US")._privacy_form()["consent"]["hash"]
        event = self.book(9, extra_marketing_sms=text_hash, consent_sms="")
        consent = self.consents()
        self.assertEqual((consent.partner_id, consent.channel, consent.given_at), (event.client_id, "public_form", NOW))
        self.assertEqual((consent.text_hash, consent.notice_hash, consent.lang), (text_hash, notice.hash, "en_US"))
        self.assertFalse(event.client_id.client_consent_sms, "reminders are another matter")
        self.book(11, extra_marketing_sms=text_hash)
        self.assertEqual(self.consents(), consent)

    def test_nobody_agrees_to_advertising_for_the_number_of_somebody_else(self):
        """GDP-65: who books with the e-mail address of a client, and another number, does not agree for this client."""
        self.salon.booking_marketing_sms_on = True
        text_hash = self.salon.with_context(lang="en_US")._privacy_form()["consent"]["hash"]
        known = self.book(9).client_id
        known.phone = "+33639980055"
        event = self.book(11, extra_marketing_sms=text_hash)
        self.assertEqual(event.client_id, known)
        self.assertFalse(self.consents())

    def test_a_box_of_other_words_is_no_consent(self):
        self.salon.booking_marketing_sms_on = True
        text_hash = self.salon.with_context(lang="en_US")._privacy_form()["consent"]["hash"]
        self.salon.booking_marketing_sms_text = "I want everything"
        self.book(9, extra_marketing_sms=text_hash)
        self.book(10, extra_marketing_sms="1")
        self.salon.booking_marketing_sms_on = False
        self.book(11, extra_marketing_sms=self.salon._privacy_form()["consent"] or "x" * 64)
        self.assertFalse(self.consents())

    def test_what_was_ticked_is_still_ticked_after_a_mistake(self):
        self.salon.booking_marketing_sms_on = True
        path, page = self.form_of(9)
        value = page.xpath(BOX)[0].get("value")
        fields = {
            **self.fields_of(page, CONTACT_FORM),
            "service": "cut",
            **form(),
            "email": "",
            "extra_marketing_sms": value,
        }
        again = self.parse(self.post(path, fields))
        self.assertEqual(again.xpath(BOX)[0].get("checked"), "checked")

    # === FREE TEXT (GDP-55) === #

    def test_without_free_text_zones_the_form_has_none_and_takes_none(self):
        """GDP-55: neither the comment nor text questions, not even required ones."""
        make = self.env["clicrdv.question"].create
        make(
            [
                {"company_id": self.salon.id, "name": "Why", "kind": "text", "purpose": "x", "required": True},
                {"company_id": self.salon.id, "name": "New", "kind": "boolean", "purpose": "x"},
            ]
        )
        path, page = self.form_of(9)
        self.assertTrue(page.xpath("//textarea[@name='comment']"))
        self.assertTrue(page.xpath("//*[@name='answer_why']"))
        self.assertIn("Write nothing about your health", page.text_content())
        self.salon.booking_free_text_on = False
        path, page = self.form_of(10)
        self.assertFalse(page.xpath("//textarea | //*[@name='answer_why']"))
        self.assertTrue(page.xpath("//*[@name='answer_new']"))
        self.assertNotIn("Write nothing about your health", page.text_content())
        event = self.book(11, comment="I am ill", answer_why="ill", answer_new="1")
        self.assertFalse(event.booking_comment)
        self.assertEqual(event.booking_answers, {"new": True})

    def test_sensitive_words_are_told_to_the_staff_and_block_nothing(self):
        """GDP-55: a code, no copy of the words; GDP-56: a health establishment expects them."""
        event = self.book(9, comment="Je suis diabétique")
        self.assertEqual((event.booking_state, event.free_text_finding), ("booked", "health"))
        event.write({"staff_note": "Militant CGT"})
        self.assertEqual(event.free_text_finding, "both")
        event.write({"staff_note": False, "booking_comment": False})
        self.assertFalse(event.free_text_finding)
        self.env.cr.execute("UPDATE res_company SET handles_health_data = TRUE WHERE id = %s", [self.salon.id])
        self.env.invalidate_all()
        self.assertFalse(self.book(10, comment="Je suis diabétique").free_text_finding)
        self.assertEqual(self.book(11, comment="Repas halal").free_text_finding, "opinion")
        file = event.client_id
        file.client_comments = "Athée"
        self.assertEqual(file.client_free_text_finding, "opinion")

    # === COST === #

    def test_the_form_costs_no_query_and_few_bytes_more(self):
        path, page = self.form_of(10)
        bare = self.salon.with_context(lang="en_US")
        url = f"{path}?hold={self.fields_of(page, CONTACT_FORM)['hold']}&service=cut"
        self.get(url)
        before = self.get(url)
        self.salon.booking_marketing_sms_on = True
        self.publish()
        self.get(url)
        after = self.get(url)
        self.assertLess(len(after.content) - len(before.content), FORM_BYTES)
        bare._privacy_form()
        with self.assertQueryCount(0):
            bare._privacy_form()

    # === ACCOUNTS (GDP-60) === #

    def test_clients_get_no_account_unless_their_establishment_offers_it(self):
        """GDP-60: a booking makes no account; the staff gives none where it is off."""
        event = self.book()
        self.assertFalse(event.client_id.user_ids)
        wizard = self.env["portal.wizard"].create({"partner_ids": [(6, 0, event.client_id.ids)]})
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            wizard.user_ids.action_grant_access()
        self.assertEqual(getattr(caught.exception, "code", caught.exception), "accounts_off")
        self.salon.booking_accounts_on = True
        wizard.user_ids.action_grant_access()
        self.assertTrue(event.client_id.user_ids)
        self.assertEqual(self.env["res.users"]._get_signup_invitation_scope(), "b2b", "nobody signs up by himself")
        self.assertTrue(new_test_user(self.env, "pro.account", groups="base.group_user"), "staff is another matter")
