"""The page “My data” against strangers, forwarded links, families that share an address, and stale pages (GDP-20)."""

from datetime import timedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY

from .my_data_common import MyDataCase
from .privacy_common import EMAIL, LAST, MOBILE


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMyDataHostile(MyDataCase):
    def setUp(self):
        super().setUp()
        self.child = self.make_client(EMAIL, "+33639980021", client_lastname="Quévrin", client_firstname="Noé")
        self.event_of_child = self.visit(15, day=TODAY + timedelta(days=6), client=self.child)
        self.env.flush_all()

    def both(self):
        return self.grant(self.zelie | self.child)

    def live(self, *files):
        self.env.invalidate_all()
        return [file.client_privacy_state != "destroyed" and bool(file.email) for file in files]

    # === FORWARDED LINKS === #

    def test_the_forwarded_link_of_a_booking_of_the_staff_shows_nothing(self):
        """Whoever is shown an appointment neither reads nor erases the file behind it."""
        text = self.text(self.open_page(f"/rdv/a/{self.event.booking_token}/donnees"))
        self.assertIn("we send a link", text)
        for secret in (LAST, EMAIL, MOBILE):
            self.assertNotIn(secret, text)
        self.submit(f"/rdv/a/{self.event.booking_token}/donnees", "/donnees")
        self.links()
        self.assertEqual(self.mails().email_to, EMAIL)

    def test_where_nothing_can_be_sent_the_link_of_the_staff_opens_its_own_file_alone(self):
        (self.zelie | self.child).write({"email": False, "phone": MOBILE})
        self.salon.booking_sms_on = False
        self.env.flush_all()
        path = f"/rdv/a/{self.event.booking_token}/donnees"
        page = self.open_page(self.get(path).headers["Location"].replace(self.base_url(), ""))
        self.assertNotIn("Noé", self.text(page))
        self.salon.booking_sms_on = True
        self.env.flush_all()
        self.assertIn("we send a link", self.text(self.open_page(path)))

    def test_who_has_the_link_of_an_appointment_does_not_learn_the_address_by_the_limit(self):
        self.set_limits({"privacy_contact": 1})
        self.addCleanup(self.set_limits, {"privacy_contact": 0})
        form = {"address": EMAIL, "right": "access"}
        self.assertEqual(self.submit(f"/rdv/{self.slug}/mes-donnees", "/mes-donnees", **form).status_code, 303)
        path = f"/rdv/a/{self.event.booking_token}/donnees"
        self.assertEqual([self.submit(path, "/donnees").status_code for _time in range(2)], [200, 429])

    def test_the_page_of_one_does_not_flood_another(self):
        self.salon.booking_sms_on = True
        self.set_limits({"privacy_contact": 2})
        self.addCleanup(self.set_limits, {"privacy_contact": 0})
        path = self.path()
        for values in ({"email": "victim@example.com"}, {"phone": "06 39 98 00 77"}):
            codes = [self.submit(path, "/corriger", **values).status_code for _time in range(3)]
            self.assertEqual(codes, [303, 303, 429])

    def test_a_link_to_an_address_that_was_wrong_proves_nothing(self):
        """The staff corrects a mistyped address: who read that mailbox opens no case and proves nothing."""
        request = self.make_request("access")
        self.env["clicrdv.privacy.confirmation"]._send_link(request, EMAIL)
        link = self.link()
        sent = self.fields_of(self.open_page(link), "//form[contains(@action, '/lien/')]")
        self.zelie.email = "right@example.com"
        self.env.flush_all()
        self.assertEqual(self.post(link, sent).status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(request.identity_state, "unproven")

    def test_a_link_to_a_file_that_is_gone_is_calm(self):
        stray = self.make_client("stray@example.com", "+33639980022")
        self.submit(f"/rdv/{self.slug}/mes-donnees", "/mes-donnees", address="stray@example.com", right="objection")
        self.links()
        link = self.link("stray@example.com")
        sent = self.fields_of(self.open_page(link), "//form[contains(@action, '/lien/')]")
        self.cr.execute("DELETE FROM clicrdv_privacy_confirmation_partner_rel WHERE partner_id = %s", [stray.id])
        self.env.invalidate_all()
        self.assertEqual(self.post(link, sent).status_code, 404)

    def test_whoever_knows_the_address_confirms_nothing_unseen(self):
        """A stranger asks in the name of somebody: the owner of the address reads what, before it is his request."""
        form = {"address": EMAIL, "right": "restriction", "details": "<b>Hand everything to my cousin</b>"}
        self.submit(f"/rdv/{self.slug}/mes-donnees", "/mes-donnees", **form)
        self.links()
        page = self.open_page(self.link())
        text = self.text(page)
        self.assertIn("<b>Hand everything to my cousin</b>", text)
        self.assertIn("Restrict the processing", text)
        self.assertFalse(page.xpath("//blockquote/b"))
        self.assertFalse(self.case("restriction"))

    def test_the_download_holds_the_documents_under_names_that_lead_nowhere(self):
        """Art. 15(3): a copy of everything, a picture or a paper in the file as well."""
        attachments = self.env["ir.attachment"]
        values = {"res_model": "res.partner", "mimetype": "text/plain"}
        own = attachments.create({**values, "name": "../../evil.txt", "raw": b"My paper", "res_id": self.zelie.id})
        attachments.create({**values, "name": "other.txt", "raw": b"Not mine", "res_id": self.child.id})
        archive = self.zip(self.submit(self.path(), "/export"))
        files = [name for name in archive.namelist() if name.startswith("files/")]
        self.assertIn(f"files/{own.id}.txt", files)
        self.assertEqual(len(files), 2, "the paper and the picture of the file")
        contents = [archive.read(name) for name in files]
        self.assertIn(b"My paper", contents)
        self.assertFalse([name for name in archive.namelist() if ".." in name])

    # === A FAMILY === #

    def test_nobody_of_a_family_is_erased_who_was_not_chosen(self):
        """Two files have one address: erasing one leaves the other, his appointment, and the open request of both."""
        form = {"address": EMAIL, "right": "erasure"}
        self.submit(f"/rdv/{self.slug}/mes-donnees", "/mes-donnees", **form)
        self.links()
        answer = self.submit(self.link(), "/lien/")
        path = answer.headers["Location"].replace(self.base_url(), "").removesuffix("/effacer")
        self.assertEqual(self.case("erasure").partner_ids, self.zelie | self.child)
        page = self.open_page(f"{path}/effacer")
        self.assertEqual(len(page.xpath("//input[@type='checkbox'][@name='file']")), 2)
        self.assertFalse(page.xpath("//input[@checked]"), "nobody is chosen beforehand")
        sent = self.fields_of(page, "//form[contains(@action, '/effacer')]")
        sent.pop("file", None)
        self.assertEqual(self.post(f"{path}/effacer", sent).status_code, 422)
        self.assertEqual(self.live(self.zelie, self.child), [True, True])
        for _time in range(2):  # a second click does not go on with who is left
            self.assertEqual(self.post(f"{path}/effacer", sent | {"file": self.zelie.id}).status_code, 303)
            self.assertEqual(self.live(self.zelie, self.child), [False, True])
        self.assertEqual(self.event_of_child.booking_state, "booked")
        self.assertIn("Noé", self.text(self.open_page(path)))

    def test_a_number_that_a_family_shares_opens_no_file_with_an_address_of_its_own(self):
        self.child.write({"email": "noe@example.com", "phone": MOBILE})
        self.zelie.email = False
        self.assertEqual(self.salon._privacy_files_of(MOBILE), self.zelie)
        self.child.client_lastname, self.child.name = "x", self.zelie.name
        self.assertEqual(self.salon._privacy_files_of(MOBILE), self.zelie | self.child, "one person, two files")

    def test_a_stale_page_writes_to_the_file_that_it_showed(self):
        token = self.both()
        page = self.open_page(f"/rdv/my/{token}")
        first = self.fields_of(page, "(//form[contains(@action, '/corriger')])[1]")
        self.zelie.email = "zelie.new@example.com"  # he leaves what the link opens
        self.env.flush_all()
        answer = self.post(f"/rdv/my/{token}/corriger", first | {"lastname": "Overwritten"})
        self.assertEqual(answer.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self.child.client_lastname, "Quévrin")

    def test_stopping_messages_stops_those_of_the_link_only(self):
        """An open request of the family is no right over who has left the shared address."""
        requests = self.env["clicrdv.privacy.request"]
        requests._of_person(self.zelie | self.child, "objection")
        self.child.email = "noe@example.com"
        self.submit(self.path(), "/messages")
        self.env.invalidate_all()
        self.assertEqual([self.zelie.client_consent_email, self.child.client_consent_email], [False, True])

    def test_the_request_of_one_is_neither_shown_to_nor_erased_with_another_of_the_same_number(self):
        """GDP-20: the words that one of a family wrote, and the link on its way to him, are his."""
        self.child.write({"email": "noe@example.com", "phone": MOBILE})
        request = self.make_request("access", address=MOBILE, details="Words of Noé", partner_ids=self.child.ids)
        link = self.env["clicrdv.privacy.confirmation"]._ask(self.salon, "access", MOBILE, details="Words of Noé")
        self.env.flush_all()
        self.assertNotIn("Words of Noé", str(self.data._export(self.zelie)))
        self.assertIn("Words of Noé", str(self.data._export(self.child)))
        self.data._erase(self.zelie, "request")
        self.env.invalidate_all()
        self.assertEqual((request.details, bool(link.exists())), ("Words of Noé", True))
        self.data._erase(self.child, "request")
        self.env.invalidate_all()
        self.assertEqual((request.details, bool(link.exists())), (False, False))

    def test_what_one_refused_by_a_tick_does_not_stop_the_reminders_of_another(self):
        self.zelie.client_consent_email = False
        self.data._erase(self.zelie, "request")
        refusals = self.env["clicrdv.optout"]._refusals_of_erased(self.salon.ids, [EMAIL])
        self.assertFalse(refusals, "Noé wants his messages at this address")
        self.child.client_consent_email = False
        self.data._erase(self.child, "request")
        refusals = self.env["clicrdv.optout"]._refusals_of_erased(self.salon.ids, [EMAIL])
        self.assertEqual([*refusals], [(self.salon.id, "email", EMAIL)])

    # === WORDS THAT THE STAFF HAS TO ANSWER === #

    def test_pressing_a_button_does_not_close_a_request_in_words(self):
        """Art. 12(3): an objection or a correction in words is answered by the staff, whatever is pressed meanwhile."""
        self.child.email = "noe@example.com"
        path = self.path()
        self.submit(path, "/demande", right="objection", details="No statistics about me")
        self.submit(path, "/demande", right="rectification", details="My street is wrong")
        waiting = self.case("objection"), self.case("rectification")
        self.submit(path, "/messages")
        self.submit(path, "/corriger", lastname="Martin")
        self.env.invalidate_all()
        self.assertEqual([case.state for case in waiting], ["in_progress", "in_progress"])
        self.assertFalse(self.zelie.client_consent_email)

    def test_words_of_a_second_form_are_kept(self):
        for words in ("First words", "Second words"):
            form = {"address": EMAIL, "right": "restriction", "details": words}
            self.submit(f"/rdv/{self.slug}/mes-donnees", "/mes-donnees", **form)
            self.links()
            self.submit(self.link(), "/lien/")
        self.env.invalidate_all()
        self.assertEqual(self.case("restriction").details, "First words\n\nSecond words")
