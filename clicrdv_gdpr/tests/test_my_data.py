"""The page “My data”: who comes to it, and who does not (GDP-20)."""

from datetime import timedelta

from odoo.tests import freeze_time, tagged
from odoo.tools.misc import hash_sign

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY, form
from odoo.addons.clicrdv_booking.tests.public_common import NASTY

from ..logic import privacy_requests as states
from ..models.clicrdv_person_access import SCOPE
from .my_data_common import MyDataCase
from .privacy_common import EMAIL, FIRST, LAST, MOBILE


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMyDataAccess(MyDataCase):
    # === WHO ASKS === #

    def test_the_link_of_an_e_mail_opens_the_page_without_anything_else(self):
        answer = self.get(f"/rdv/a/{self.event.booking_token}/donnees?k={self.event._mail_key(EMAIL)}")
        self.assertEqual(answer.status_code, 303)
        self.assertNotIn(EMAIL, answer.headers["Location"])
        text = self.text(self.open_page(answer.headers["Location"].replace(self.base_url(), "")))
        for words in (LAST, FIRST, EMAIL, MOBILE[-2:], "allergic", "Cut"):
            self.assertIn(words, text)

    def test_the_page_of_an_appointment_and_its_messages_lead_there(self):
        for path in (f"/rdv/a/{self.event.booking_token}", f"/rdv/a/{self.event.booking_token}/messages"):
            self.assertTrue(self.open_page(path).xpath("//a[contains(@href, '/donnees')]"), path)
        self.assertTrue(self.open_page(f"/rdv/{self.slug}").xpath(f"//a[@href='/rdv/{self.slug}/mes-donnees']"))
        self.only(("confirmation", "email", "client"))
        event = self.visit(11, day=TODAY + timedelta(days=4))
        self.send()
        [mail] = self.env["mail.mail"].search([("clicrdv_message_id.event_id", "=", event.id)])
        self.assertIn(f"/rdv/a/{event.booking_token}/donnees?k={event._mail_key(EMAIL)}", mail.body_html)

    def test_who_books_with_somebody_s_address_sees_nothing_of_him(self):
        """The stranger is shown the page of his appointment; the link to the data goes to the address on file."""
        event = self.book(9, day=TODAY + timedelta(days=3), form=form("Martin", EMAIL))
        self.assertEqual(event.client_id, self.zelie)
        self.env.flush_all()
        path = f"/rdv/a/{event.booking_token}/donnees"
        for query in ("", "?k=x", f"?k={'0' * 64}", f"?k={event._mail_key('martin@example.com')}"):
            text = self.text(self.open_page(path + query))
            self.assertIn("we send a link", text)
            for secret in (LAST, EMAIL, MOBILE):
                self.assertNotIn(secret, text)
        answer = self.submit(path, "/donnees")
        self.assertNotIn(EMAIL, answer.text)
        self.links()
        self.assertEqual(self.mails().email_to, EMAIL)

    def test_a_token_that_is_none_shows_a_calm_page(self):
        good = self.grant()
        env = self.env(su=True)
        foreign = hash_sign(env, "another.scope", [self.zelie.ids, ""], expiration_hours=2)
        other_address = hash_sign(env, SCOPE, [self.zelie.ids, "0" * 24], expiration_hours=2)
        contact = hash_sign(env, SCOPE, [self.desk.partner_id.ids, ""], expiration_hours=2)
        nobody = hash_sign(env, SCOPE, [[2**31 - 5], ""], expiration_hours=2)
        before = self.everything()
        for token in (good[:-2] + "zz", good[:60], "A" * 60, foreign, other_address, contact, nobody, *NASTY[4:]):
            for path in (f"/rdv/my/{token}", f"/rdv/my/{token}/effacer"):
                with self.subTest(path=path[:60]):
                    answer = self.get(path)
                    self.assertEqual(answer.status_code, 404)
                    self.assertNotIn(LAST, answer.text)
            for action in ("export", "effacer", "messages", "corriger", "demande"):
                self.assertEqual(self.post(f"/rdv/my/{token}/{action}", {"token": "x"}).status_code, 404)
        self.assertIn("Nothing is behind this link", self.text(self.open_page(f"/rdv/my/{'A' * 60}", 404)))
        self.assertEqual(self.everything(), before)

    def test_a_token_ends_after_two_hours_or_with_its_address(self):
        path = self.path()
        with self.at(NOW + timedelta(hours=2, minutes=1)):
            self.open_page(path, 404)
        self.open_page(path)
        self.zelie.email = "new@example.com"
        self.env.flush_all()
        self.open_page(path, 404)

    def test_each_controller_shows_its_own_files_only(self):
        other = self.make_client(
            EMAIL, MOBILE, company_id=self.other.id, client_lastname="Elsewhere", client_comments="Secret"
        )
        path = self.path()
        self.assertNotIn("Elsewhere", self.text(self.open_page(path)))
        archive = self.zip(self.submit(path, "/export"))
        self.assertNotIn(b"Elsewhere", b"".join(archive.read(name) for name in archive.namelist()))
        self.submit(path, "/messages")
        self.assertTrue(other.client_consent_email)
        answer = self.get(f"/rdv/a/{self.event.booking_token}/donnees?k={self.event._mail_key(EMAIL)}")
        self.assertEqual(answer.status_code, 303)
        text = self.text(self.open_page(answer.headers["Location"].replace(self.base_url(), "")))
        self.assertNotIn("Elsewhere", text)

    def test_pages_of_a_person_are_kept_from_robots_caches_and_other_sites(self):
        answer = self.get(self.path())
        self.assertEqual(
            [answer.headers[name] for name in ("X-Robots-Tag", "Referrer-Policy", "Cache-Control")],
            ["noindex", "no-referrer", "no-store"],
        )
        self.assertNotIn("Set-Cookie", answer.headers)

    def test_looking_changes_nothing(self):
        path = self.path()
        before = self.everything()
        for tail in ("", "/effacer", "?name=1&stopped=1"):
            self.assertEqual(self.get(path + tail).status_code, 200)
        for action in ("export", "messages", "corriger", "demande"):
            self.assertIn(self.get(f"{path}/{action}").status_code, (404, 405))
        self.assertEqual(self.everything(), before)

    def test_a_form_that_is_not_ours_changes_nothing(self):
        path = self.path()
        page = self.fields_of(self.open_page(path), "//form[contains(@action, '/export')]")
        other = self.make_client("other@example.com", "")
        foreign = self.fields_of(
            self.open_page(self.path(other, "other@example.com")), "//form[contains(@action, '/export')]"
        )
        before = self.everything()
        for token in ("", "forged", foreign["token"], *NASTY):
            for action in ("export", "messages", "corriger", "demande", "effacer"):
                answer = self.post(
                    f"{path}/{action}", {"token": token, "right": "access", "details": "x", "lastname": "x"}
                )
                self.assertEqual(answer.status_code, 400, f"{action} {token[:20]}")
        self.assertEqual(self.post(f"{path}/effacer", page).status_code, 400, "the form of the page does not erase")
        self.assertEqual(self.everything(), before)

    # === THE FORM === #

    def ask(self, address, **values):
        return self.submit(f"/rdv/{self.slug}/mes-donnees", "/mes-donnees", address=address, **values)

    def test_known_and_unknown_get_the_same_answer(self):
        """Whether somebody is known shows in his mailbox only, and no earlier work tells it by its time."""
        answers = [self.ask(address) for address in (EMAIL, "nobody@example.com", MOBILE, "0639980000")]
        self.assertEqual(
            {(answer.status_code, answer.headers["Location"]) for answer in answers},
            {(303, f"/rdv/{self.slug}/mes-donnees?sent=1")},
        )
        rows = self.env["clicrdv.privacy.confirmation"].search([])
        self.assertEqual(set(rows.mapped("state")), {"waiting"}, "nothing was looked up yet")
        self.links()
        self.assertEqual(self.mails().email_to, EMAIL)
        self.assertFalse(self.mails("nobody@example.com"))
        unknown = rows.filtered(lambda row: row.state == "nobody")
        self.assertEqual((len(unknown), any(unknown.mapped("address"))), (2, False))

    def test_the_link_is_used_once_and_opens_the_case(self):
        self.ask(EMAIL, right="erasure", details="All of it")
        self.links()
        link = self.link()
        for _time in range(2):
            self.open_page(link)
        with self.at(NOW + timedelta(hours=1)):
            answer = self.submit(link, "/lien/")
            self.assertEqual(answer.status_code, 303)
            self.assertIn("/effacer", answer.headers["Location"])
            self.open_page(link, 404)
            self.assertEqual(self.post(link, {"token": "x"}).status_code, 404)
        case = self.case("erasure")
        self.assertEqual(
            (case.state, case.channel, case.identity_state, case.received_at, case.details, case.partner_ids),
            (states.IN_PROGRESS, "form", "link", NOW, "All of it", self.zelie),
        )

    def test_a_link_is_good_for_a_day(self):
        self.ask(EMAIL)
        self.links()
        link = self.link()
        with self.at(NOW + timedelta(hours=24, minutes=1)):
            self.open_page(link, 404)
        for wrong in (link[:-1] + "_", "/rdv/my/lien/x", f"/rdv/my/lien/{'é' * 43}"):
            self.open_page(wrong, 404)
        self.assertEqual(self.post(link, {"token": "forged"}).status_code, 400)

    def test_who_asks_to_see_his_data_is_answered_at_once(self):
        self.ask(EMAIL)
        self.links()
        answer = self.submit(self.link(), "/lien/")
        self.assertIn(LAST, self.text(self.open_page(answer.headers["Location"].replace(self.base_url(), ""))))
        self.assertEqual(
            (self.case("access").state, len(self.case("access").event_ids.filtered("digest").digest)), ("answered", 64)
        )

    def test_a_number_gets_its_link_by_sms(self):
        self.salon.booking_sms_on = True
        self.ask("06 39 98 99 73")
        self.links()
        [message] = self.env["clicrdv.message"].search([("kind", "=", "manual"), ("client_id", "=", self.zelie.id)])
        self.assertEqual(message.recipient, MOBILE)
        self.assertIn("/rdv/my/lien/", message.body)

    def test_what_is_no_address_is_said_so(self):
        for text in ("", "zelie", "1234", "a@b", "<script>@x.fr"):
            answer = self.ask(text)
            self.assertEqual(answer.status_code, 422, text)
            self.assertNotIn("<script>@", answer.text)
        self.assertFalse(self.env["clicrdv.privacy.confirmation"].search([]))
        self.assertEqual(self.ask(EMAIL, right="everything").status_code, 400)
        self.assertEqual(self.ask(EMAIL, token="forged").status_code, 400)
        self.assertEqual(self.ask(EMAIL, fax_number="1").status_code, 400)

    def test_nobody_floods_a_mailbox_nor_tries_addresses(self):
        self.set_limits({"privacy_contact": 2, "privacy_form": 4})
        self.addCleanup(self.set_limits, {"privacy_contact": 0, "privacy_form": 0})
        self.assertEqual([self.ask(EMAIL).status_code for _time in range(3)], [303, 303, 429])
        self.assertEqual([self.ask(f"{n}@example.com").status_code for n in range(3)], [303, 429, 429])

    def test_unconfirmed_requests_are_forgotten_after_some_days(self):
        self.ask(EMAIL)
        self.ask("nobody@example.com")
        self.links()
        rows = self.env["clicrdv.privacy.confirmation"].search([])
        for days, left in ((6, 2), (8, 0)):
            with self.at(NOW + timedelta(days=days)):
                self.links()
            self.assertEqual(len(rows.exists()), left)

    def test_an_establishment_that_is_not_there_has_no_form(self):
        for slug in ("nowhere", *NASTY[4:6]):
            self.assertEqual(self.get(f"/rdv/{slug}/mes-donnees").status_code, 404)
