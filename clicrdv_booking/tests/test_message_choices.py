"""Which messages a client gets: his page, the one click of his mail program, the short link of an SMS."""

import re

from odoo.tests import freeze_time, tagged

from .common import NOW, form, make_establishment
from .public_common import NASTY, PublicCase

FORM = "//form[contains(@action, '/messages')]"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestChoices(PublicCase):
    TABLES = (*PublicCase.TABLES, "clicrdv_optout", "clicrdv_message")

    def setUp(self):
        super().setUp()
        self.event = self.book(10, form=form(phone="06 39 98 12 34"))
        self.client, self.token = self.event.client_id, self.event.booking_token
        self.path = f"/rdv/a/{self.token}/messages"
        self.env.flush_all()

    def switches(self, page=None):
        """What the page shows as switched on."""
        page = self.open_page(self.path) if page is None else page
        return {name: bool(page.xpath(f"{FORM}//input[@name='{name}'][@checked]")) for name in ("email", "sms")}

    def choose(self, page=None, **values):
        """Switch as said, and press the button."""
        sent = self.fields_of(self.open_page(self.path) if page is None else page, FORM) | values
        answer = self.post(self.path, {name: value for name, value in sent.items() if value is not None})
        self.env.invalidate_all()
        return answer

    def refusals(self):
        lines = self.env["clicrdv.optout"].search([("company_id", "=", self.salon.id)], order="channel")
        return [(line.channel, line.address, line.source) for line in lines]

    def consents(self):
        return {"email": self.client.client_consent_email, "sms": self.client.client_consent_sms}

    # === THE PAGE === #

    def test_the_page_shows_two_switches_and_only_what_the_client_recognises(self):
        page = self.open_page(self.path)
        self.assertEqual(self.switches(page), {"email": True, "sms": True})
        text = page.xpath("//*[@id='wrap']")[0].text_content()
        self.assertIn("z***@example.com", text)
        self.assertIn("+336 ** ** ** 34", text)
        for secret in ("Dupont", "DUPONT", "Zoé", "zoe@", "639981234", "39 98"):
            self.assertNotIn(secret, text)

    def test_the_appointment_links_to_the_page(self):
        [link] = self.open_page(f"/rdv/a/{self.token}").xpath("//a[contains(@href, '/messages')]")
        self.assertEqual((link.get("href"), link.text), (self.path, "Choose which messages you receive"))
        with self.at("2027-01-12 08:00:00"):
            self.assertTrue(self.open_page(f"/rdv/a/{self.token}").xpath("//a[contains(@href, '/messages')]"))

    def test_a_choice_is_kept_and_can_be_taken_back(self):
        answer = self.choose(sms=None)
        self.assertEqual((answer.status_code, answer.headers["Location"]), (303, f"{self.path}?saved=1"))
        self.assertEqual(self.refusals(), [("sms", "+33639981234", "page")])
        self.assertEqual(self.consents(), {"email": True, "sms": False})
        page = self.open_page(f"{self.path}?saved=1")
        self.assertIn("Your choice is saved.", page.text_content())
        self.assertEqual(self.switches(page), {"email": True, "sms": False})
        self.choose(page, sms="1")
        self.assertEqual(self.refusals(), [])
        self.assertEqual(self.consents(), {"email": True, "sms": True})

    def test_the_same_choice_twice_changes_nothing_more(self):
        self.choose(email=None)
        before = self.everything()
        self.choose(email=None)
        self.assertEqual(self.everything(), before)
        self.assertEqual(self.refusals(), [("email", "zoe@example.com", "page")])

    def test_a_refusal_that_came_another_way_is_shown_and_stays(self):
        for source in ("stop", "gateway", "staff"):
            with self.subTest(source=source):
                self.env["clicrdv.optout"].search([]).unlink()
                self.env["clicrdv.optout"]._note(self.salon, "sms", "+33639981234", source)
                self.client.client_consent_sms = False
                page = self.open_page(self.path)
                self.assertEqual(self.switches(page), {"email": True, "sms": False})
                self.assertIn("ask the establishment if you want SMS again", page.text_content())
                self.choose(page, sms="1")
                self.assertEqual(self.refusals(), [("sms", "+33639981234", source)])
                self.assertEqual(self.consents(), {"email": True, "sms": False})

    def test_each_switch_is_described_by_the_address_and_by_what_comes_there(self):
        page = self.open_page(self.path)
        for name, address in (("email", "z***@example.com"), ("sms", "+336 ** ** ** 34")):
            [switch] = page.xpath(f"{FORM}//input[@name='{name}']")
            told = [page.get_element_by_id(one).text_content() for one in switch.get("aria-describedby").split()]
            self.assertEqual((told[0], len(told)), (address, 2))
            self.assertTrue(page.xpath(f"//label[@for='{switch.get('id')}']"))

    def test_what_cannot_be_switched_is_left_as_it_is(self):
        self.event.booking_source = "staff"
        self.client.phone = "01 99 00 12 34"
        page = self.open_page(self.path)
        [switch] = page.xpath(f"{FORM}//input[@disabled]")
        self.assertEqual((switch.get("name"), switch.get("aria-describedby")), ("sms", "rdv_sms_help"))
        self.assertIn("does not have your mobile number", page.text_content())
        self.choose(page)
        self.assertEqual((self.refusals(), self.consents()), ([], {"email": True, "sms": True}))

    def test_whom_nobody_can_write_to_is_told_so_and_has_nothing_to_choose(self):
        token = self.fields_of(self.open_page(self.path), FORM)["token"]
        self.client.write({"phone": "01 99 00 12 34", "email": False})
        self.event.booking_source = "staff"
        page = self.open_page(self.path)
        self.assertFalse(page.xpath(FORM))
        self.assertIn("it cannot write to you", page.text_content())
        self.assertEqual(self.post(self.path, {"token": token}).status_code, 303)
        self.env.invalidate_all()
        self.assertEqual((self.refusals(), self.consents()), ([], {"email": True, "sms": True}))

    def test_another_establishment_s_choices_are_its_own(self):
        other = make_establishment(self.env, "Other")
        values = {"name": "DUPONT Zoé", "email": "zoe@example.com", "is_client_file": True, "company_id": other.id}
        file = self.env["res.partner"].create(values)
        self.choose(email=None)
        self.assertTrue(file.client_consent_email)
        self.assertFalse(self.env["clicrdv.optout"].search([("company_id", "=", other.id)]))

    # === LINKS OF STRANGERS === #

    def stranger(self, **contact):
        """An appointment that somebody makes with a contact of the client: he has its link now."""
        if not contact.get("email", True):
            self.salon.write({"booking_ask_email": "optional", "booking_ask_phone": "required"})
        event = self.book(11, form=form("Martin", **contact))
        self.assertEqual(event.client_id, self.client)
        self.env.flush_all()
        self.path = f"/rdv/a/{event.booking_token}/messages"
        return event

    def test_who_books_with_somebody_s_email_neither_sees_nor_changes_his_number(self):
        self.env["clicrdv.optout"]._note(self.salon, "sms", "+33639981234", "page")
        self.stranger()
        page = self.open_page(self.path)
        self.assertFalse(page.xpath("//input[@name='sms']"))
        self.assertNotIn("34", page.xpath("//*[@id='wrap']")[0].text_content())
        self.choose(page, sms="1")
        self.choose(page, sms="0")
        self.assertEqual(self.refusals(), [("sms", "+33639981234", "page")])
        self.choose(page, email=None)
        self.assertEqual(self.consents(), {"email": False, "sms": False})

    def test_who_books_with_somebody_s_number_cannot_silence_his_emails(self):
        event = self.stranger(email="", phone="0639981234")
        self.assertEqual(self.post(self.path, ONE_CLICK).status_code, 400)
        for key in ("", "x", "0" * 64, event._mail_key("other@example.com"), *NASTY[1:]):
            answer = self.post(self.path, ONE_CLICK, params={"k": key})
            self.assertEqual(answer.status_code, 400)
        page = self.open_page(self.path)
        self.assertFalse(page.xpath("//input[@name='email']"))
        self.assertNotIn("example.com", page.xpath("//*[@id='wrap']")[0].text_content())
        self.choose(page, email="0")
        self.assertEqual((self.refusals(), self.consents()), ([], {"email": True, "sms": True}))

    def test_who_got_the_email_stops_emails_by_its_link(self):
        event = self.stranger(email="", phone="0639981234")
        self.path += f"?k={event._mail_key('zoe@example.com')}"
        page = self.open_page(self.path)
        self.assertEqual(page.xpath(FORM)[0].get("action"), self.path)
        self.assertEqual(self.switches(page), {"email": True, "sms": True})
        answer = self.choose(page, email=None)
        self.assertEqual(answer.headers["Location"], f"{self.path}&saved=1")
        self.assertEqual(self.consents(), {"email": False, "sms": True})
        self.choose(email="1")
        self.assertEqual(self.post(self.path, ONE_CLICK).status_code, 200)
        self.assertEqual(self.refusals(), [("email", "zoe@example.com", "page")])

    def test_a_link_that_proves_nothing_says_where_to_choose(self):
        event = self.stranger()
        self.client.email = "zoe.dupont@example.com"
        self.env.flush_all()
        page = self.open_page(self.path)
        self.assertFalse(page.xpath(FORM))
        self.assertIn("have a link to this choice", page.text_content())
        self.assertFalse(self.open_page(f"/rdv/a/{event.booking_token}").xpath("//a[contains(@href, '/messages')]"))

    # === ONE CLICK === #

    def test_one_click_of_the_mail_program_stops_e_mails(self):
        for _time in range(2):
            answer = self.post(self.path, ONE_CLICK)
            self.assertEqual(answer.status_code, 200, "no redirect (RFC 8058)")
            self.assertIn("You will get no more e-mails", answer.text)
        self.env.invalidate_all()
        self.assertEqual(self.refusals(), [("email", "zoe@example.com", "page")])
        self.assertEqual(self.consents(), {"email": False, "sms": True})

    def test_one_click_may_come_in_several_parts(self):
        self.post(self.path, files={"List-Unsubscribe": (None, "One-Click")})
        self.assertEqual(self.refusals(), [("email", "zoe@example.com", "page")])

    # === WHAT CHANGES NOTHING === #

    def test_looking_changes_nothing(self):
        code = self.event.booking_short_code
        before = self.everything()
        for query in ("", "?saved=1", "?email=0&sms=0", "?List-Unsubscribe=One-Click"):
            self.assertEqual(self.get(self.path + query).status_code, 200)
        self.get(f"/r/{code}")
        self.assertEqual(self.everything(), before)

    def test_a_form_that_is_not_ours_changes_nothing(self):
        fields = self.fields_of(self.open_page(self.path), FORM)
        other = self.book(11, form=form("Martin", "lea@example.com"))
        foreign = self.fields_of(self.open_page(f"/rdv/a/{other.booking_token}/messages"), FORM)
        before = self.everything()
        for values in (
            {"token": ""},
            {"token": "forged"},
            {"token": foreign["token"]},
            {"fax_number": "1"},
            {"token": "", "List-Unsubscribe": "Two-Clicks"},
            *({"token": text} for text in NASTY),
        ):
            with self.subTest(values=str(values)[:50]):
                answer = self.post(self.path, {"token": fields["token"], **values})
                self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.post(f"{self.path}?List-Unsubscribe=One-Click").status_code, 400)
        self.assertEqual(self.everything(), before)

    def test_a_page_of_nobody_does_not_exist(self):
        nobody = self.book(9, form=form("Petit", "petit@example.com"))
        nobody.client_id = False
        nobody.flush_recordset()
        before = self.everything()
        for token in ("x", "x" * 24, self.token[:-1], nobody.booking_token, *NASTY[5:]):
            path = f"/rdv/a/{token}/messages"
            with self.subTest(token=token[:30]):
                self.assertEqual(self.get(path).status_code, 404)
                self.assertEqual(self.post(path, ONE_CLICK).status_code, 404)
        self.assertEqual(self.everything(), before)
        self.assertFalse(self.open_page(f"/rdv/a/{nobody.booking_token}").xpath("//a[contains(@href, '/messages')]"))

    # === THE SHORT LINK === #

    def test_a_short_link_leads_to_the_appointment(self):
        code = self.event.booking_short_code
        answer = self.get(f"/r/{code}")
        self.assertEqual(answer.status_code, 302)
        self.assertTrue(re.fullmatch(rf"(https?://[^/]+)?/rdv/a/{self.token}", answer.headers["Location"]))
        self.assertEqual(answer.headers["X-Robots-Tag"], "noindex")
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertNotIn("Set-Cookie", answer.headers)

    def test_a_short_link_that_is_none_gets_our_page(self):
        code = self.event.booking_short_code
        for wrong in (code[:-1], f"{code}2", "2" * 10, "0" * 10, code.replace(code[0], "é"), *NASTY[4:6]):
            with self.subTest(code=wrong[:20]):
                page = self.open_page(f"/r/{wrong}", status=404)
                self.assertIn("This page does not exist", page.text_content())

    def test_pages_of_a_client_are_kept_from_robots_and_from_other_sites(self):
        answer = self.get(self.path)
        self.assertEqual(answer.headers["X-Robots-Tag"], "noindex")
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertNotIn("Set-Cookie", answer.headers)
        self.assertIn("Disallow: /r/", self.get("/robots.txt").text)
