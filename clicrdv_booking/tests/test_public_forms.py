from datetime import timedelta

import icalendar

from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from .common import NOW, TODAY, form, make_agenda, make_establishment
from .public_common import NASTY, PublicCase

TIMES_FORM = "//form[contains(@class, 'o_clicrdv_times')]"
CONTACT_FORM = "//form[@id='rdv_form']"
CANCEL_FORM = "//form[contains(@action, '/annuler')]"


@tagged("post_install", "-at_install")
class TestPublicForms(PublicCase):
    """The journey as a browser without scripts walks it."""

    def times(self, query="service=cut"):
        path = f"/rdv/{self.slug}/creneaux"
        return path, {**self.fields_of(self.open_page(f"{path}?{query}"), TIMES_FORM), "service": ["cut"]}

    def held(self, **values):
        """The address of the form of a time just taken, and what the form holds."""
        path, fields = self.times()
        answer = self.post(path, {**fields, "start": self.start, **values})
        self.assertEqual(answer.status_code, 303, answer.text[:200])
        return answer.headers["Location"]

    def contact(self, **values):
        where = self.held()
        fields = self.fields_of(self.open_page(where), CONTACT_FORM)
        return f"/rdv/{self.slug}/coordonnees", {**fields, "service": "cut", **form(), **values}

    def booked(self):
        answer = self.post(*self.contact())
        self.assertEqual(answer.status_code, 303, answer.text[:200])
        return answer.headers["Location"]

    # === THE WHOLE WAY === #

    def test_a_client_books_moves_and_cancels_without_scripts(self):
        where = self.booked()
        page = self.open_page(where)
        self.assertIn("Your appointment is confirmed.", page.text_content())
        path = where.partition("?")[0]
        fields = self.fields_of(self.open_page(f"{path}/deplacer?from={TODAY}"), TIMES_FORM)
        moved = self.post(f"{path}/deplacer", {**fields, "start": self.start_at(11)})
        self.assertEqual(moved.status_code, 303)
        page = self.open_page(moved.headers["Location"])
        self.assertIn("Your appointment is moved.", page.text_content())
        self.assertEqual(page.xpath("//dl//time/@datetime"), [self.start_at(11)])
        cancelled = self.post(f"{path}/annuler", self.fields_of(page, CANCEL_FORM))
        page = self.open_page(cancelled.headers["Location"])
        self.assertIn("Your appointment is cancelled.", page.text_content())
        self.assertTrue(page.xpath("//a[contains(text(), 'Book again')]"))

    def test_who_comes_back_to_the_form_after_booking_sees_the_appointment(self):
        path, fields = self.contact()
        first = self.post(path, fields)
        second = self.post(path, fields)
        self.assertEqual(second.headers["Location"], first.headers["Location"])
        again = self.get(f"{path}?hold={fields['hold']}")
        self.assertEqual(again.status_code, 303)
        self.assertIn("/rdv/a/", again.headers["Location"])

    def test_where_requests_are_approved_the_page_says_sent_and_not_confirmed(self):
        self.salon.booking_needs_approval = True
        path, fields = self.contact()
        self.assertIn("Send the request", self.open_page(f"{path}?hold={fields['hold']}").text_content())
        text = self.open_page(self.post(path, fields).headers["Location"]).text_content()
        self.assertIn("Your request is sent.", text)
        self.assertIn("Waiting for an answer", text)
        self.assertNotIn("confirmed", text)

    def test_the_calendar_file_can_be_read_and_follows_the_appointment(self):
        path = self.booked().partition("?")[0]
        answer = self.get(f"{path}/rdv.ics")
        self.assertEqual(answer.headers["Content-Type"], "text/calendar; charset=utf-8")
        first = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
        token = path.rpartition("/")[2]
        self.env["calendar.event"]._booking_by_token(token)._booking_move(self.minute_at(11), NOW)
        second = icalendar.Calendar.from_ical(self.get(f"{path}/rdv.ics").content).walk("VEVENT")[0]
        self.assertEqual(second["UID"], first["UID"])
        self.assertGreater(second["SEQUENCE"], first["SEQUENCE"])
        self.assertEqual(second["DTSTART"].dt.hour, 11)

    # === TIMES === #

    def test_a_time_taken_meanwhile_shows_the_week_again_with_the_reason(self):
        path, fields = self.times()
        self.hold(hour=10)
        answer = self.post(path, {**fields, "start": self.start})
        self.assertEqual(answer.status_code, 409)
        self.assertIn("has just been taken", answer.text)
        self.assertNotIn(self.start, answer.text)
        self.assertIn(self.start_at(9), answer.text)

    def test_another_time_gives_the_first_one_back(self):
        where = self.held()
        again = self.open_page(where).xpath("//a[contains(text(), 'Choose another time')]/@href")[0]
        fields = self.fields_of(self.open_page(again), TIMES_FORM)
        answer = self.post(f"/rdv/{self.slug}/creneaux", {**fields, "service": "cut", "start": self.start_at(11)})
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(len(self.env["clicrdv.hold"].search([("company_id", "=", self.salon.id)])), 1)

    def test_a_form_of_times_that_is_not_ours_changes_nothing(self):
        path, fields = self.times()
        other = make_establishment(self.env, "Other")
        foreign = make_agenda(self.env, other, "Foreign")
        before = self.everything()
        for values in (
            {"token": ""},
            {"token": "forged"},
            {"token": fields["token"][:-4] + "AAAA"},
            {"token": "é" * 50},
            {"fax_number": "0123456789"},
            {"start": ""},
            {"start": "10:00"},
            {"start": "9999-12-31T23:59:00-14:00"},
            {"start": self.start_at(20)},
            {"service": []},
            {"service": "nothing"},
            {"agenda": foreign.id},
            {"agenda": "x"},
            {"from": "x"},
            *({"start": text} for text in NASTY),
            *({"service": text} for text in NASTY),
            *({"token": text} for text in NASTY),
        ):
            with self.subTest(values=str(values)[:50]):
                answer = self.post(path, {**fields, "start": self.start, **values})
                if values == {"service": []}:
                    self.assertEqual(answer.status_code, 303, "back to the choice of services")
                    continue
                self.assert_clear_refusal(answer)
        self.assertEqual(self.everything(), before)

    def test_a_form_is_good_for_its_own_establishment_and_for_half_a_day(self):
        other = make_establishment(self.env, "Other")
        path, fields = self.times()
        answer = self.post(f"/rdv/{other.booking_slug}/creneaux", {**fields, "start": self.start})
        self.assertEqual(answer.status_code, 400)
        with self.at(NOW + timedelta(hours=13)):
            answer = self.post(path, {**fields, "start": self.start_at(10, 0, TODAY + timedelta(days=1))})
        self.assertEqual(answer.status_code, 400)

    # === CONTACT DETAILS === #

    def test_wrong_fields_are_shown_at_the_field_and_in_a_summary(self):
        path, fields = self.contact(email="zoe@", phone="12", lastname="")
        answer = self.post(path, fields)
        self.assertEqual(answer.status_code, 422)
        page = self.parse(answer)
        links = page.xpath("//*[@role='alert']//a/@href")
        self.assertEqual(links, ["#rdv_lastname", "#rdv_email", "#rdv_phone"])
        for name in ("lastname", "email", "phone"):
            field = page.get_element_by_id(f"rdv_{name}")
            self.assertEqual(field.get("aria-invalid"), "true")
            described = field.get("aria-describedby").split()
            self.assertTrue(page.get_element_by_id(described[-1]).text_content().strip())
        self.assertEqual(page.get_element_by_id("rdv_firstname").get("value"), "Zoé", "what was typed is kept")

    def test_only_what_the_establishment_asks_for_is_asked(self):
        self.salon.write({"booking_ask_phone": "no", "booking_ask_comment": "no"})
        names = self.open_page(self.held()).xpath(f"{CONTACT_FORM}//*[@required or @autocomplete]/@name")
        self.assertEqual(names, ["fax_number", "lastname", "firstname", "email"])

    def test_the_establishment_s_own_questions_come_with_their_purpose(self):
        self.env["clicrdv.question"].create(
            {
                "name": "Your pet",
                "kind": "selection",
                "options": "Cat\nDog",
                "required": True,
                "purpose": "To prepare the room.",
                "company_id": self.salon.id,
            }
        )
        path, fields = self.contact()
        self.assertIn("To prepare the room.", self.open_page(f"{path}?hold={fields['hold']}").text_content())
        self.assertEqual(self.post(path, fields).status_code, 422)
        self.assertEqual(self.post(path, {**fields, "answer_your-pet": "Cow"}).status_code, 422)
        self.assertEqual(self.post(path, {**fields, "answer_your-pet": "Cat"}).status_code, 303)

    def test_more_time_is_given_once_and_keeps_what_was_typed(self):
        path, fields = self.contact(firstname="Zoé", comment="Hello")
        answer = self.post(f"{path}/prolonger", fields)
        self.assertEqual(answer.status_code, 200)
        page = self.parse(answer)
        self.assertEqual(page.get_element_by_id("rdv_firstname").get("value"), "Zoé")
        self.assertEqual(page.get_element_by_id("rdv_comment").text.strip(), "Hello")
        self.assertFalse(page.xpath("//button[@data-extend]"))
        hold = self.env["clicrdv.hold"]._by_token(fields["hold"])
        until = hold.expires_at
        self.assertEqual(self.post(f"{path}/prolonger", fields).status_code, 200)
        self.assertEqual(hold.expires_at, until)

    def test_after_its_time_the_form_offers_to_choose_again(self):
        where = self.held()
        path, fields = self.contact_of(where)
        with self.at(NOW + timedelta(minutes=11)):
            for answer in (self.get(where), self.post(path, fields), self.post(f"{path}/prolonger", fields)):
                self.assertEqual(answer.status_code, 410)
                again = self.parse(answer).xpath("//main//a[contains(@href, '/creneaux')]/@href")[0]
                self.assertIn("service=cut", again)
        self.assertFalse(self.env["calendar.event"].search([("agenda_id", "=", self.ana.id)]))

    def test_forged_contact_forms_change_nothing(self):
        path, fields = self.contact()
        before = self.everything()
        cases = [{"token": ""}, {"token": "x" * 99}, {"hold": ""}, {"hold": "x" * 32}, {"fax_number": "1"}]
        cases += [{name: "\x00"} for name in ("lastname", "firstname", "email", "phone", "comment", "hold")]
        cases += [{name: "x" * 6000} for name in ("lastname", "firstname", "email", "phone", "comment", "hold")]
        cases += [{f"answer_{number}": "x" for number in range(60)}, {"answer_" + "x" * 200: "x"}]
        for values in cases:
            with self.subTest(values=str(values)[:50]):
                self.assert_clear_refusal(self.post(path, {**fields, **values}))
        self.assertEqual(self.everything(), before)

    # === THE APPOINTMENT'S PAGE === #

    def test_after_the_deadline_the_page_says_whom_to_call(self):
        path = self.booked().partition("?")[0]
        cancel = self.fields_of(self.open_page(path), CANCEL_FORM)
        with self.at(NOW + timedelta(hours=1)):
            page = self.open_page(path)
            self.assertIn("It is too late to change this appointment online.", page.text_content())
            self.assertTrue(page.xpath("//main//a[@href='tel:+33199001234']"))
            self.assertFalse(page.xpath(CANCEL_FORM))
            refused = self.post(f"{path}/annuler", cancel)
            self.assertEqual(refused.status_code, 422)
            self.assertIn("Please call the establishment", refused.text)
            self.assertEqual(self.get(f"{path}/deplacer").status_code, 422)

    def test_forged_and_foreign_tokens_change_nothing(self):
        path = self.booked().partition("?")[0]
        cancel = self.fields_of(self.open_page(path), CANCEL_FORM)
        other = self.book(hour=9, form=form(email="other@example.com")).booking_token
        before = self.everything()
        for address in (f"/rdv/a/{other}/annuler", f"/rdv/a/{other}/deplacer"):
            answer = self.post(address, {**cancel, "start": self.start_at(11)})
            self.assertEqual(answer.status_code, 400, "the form of one appointment does not act on another")
        for token in ("x" * 32, "x", "%00", "a" * 2000, "..%2f..", "'--"):
            for page in ("", "/deplacer", "/rdv.ics"):
                with self.subTest(token=token[:8], page=page):
                    self.assertEqual(self.get(f"/rdv/a/{token}{page}").status_code, 404)
            self.assert_clear_refusal(self.post(f"/rdv/a/{token}/annuler", cancel))
        self.assertEqual(self.everything(), before)

    # === SIGNED-IN CLIENTS === #

    def test_a_portal_user_finds_his_appointments_and_nobody_else_s(self):
        user = new_test_user(
            self.env, "zoe.portal", groups="base.group_portal", name="Zoé Dupont", email="zoe@example.com"
        )
        self.book(hour=9, form=form(email="other@example.com"))
        self.authenticate("zoe.portal", "zoe.portal")
        where = self.held()
        page = self.open_page(where)
        self.assertEqual(page.get_element_by_id("rdv_email").get("value"), "zoe@example.com")
        fields = self.fields_of(page, CONTACT_FORM)
        self.assertEqual(self.post(f"/rdv/{self.slug}/coordonnees", {**fields, **form()}).status_code, 303)
        event = self.env["calendar.event"].search([("portal_partner_id", "=", user.partner_id.id)])
        self.assertEqual(len(event), 1)
        page = self.open_page("/my/appointments")
        self.assertEqual(page.xpath("//article//a/@href"), [f"/rdv/a/{event.sudo().booking_token}"])
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["appointment_count"]})
        self.assertEqual(counters, {"appointment_count": 1})

    def test_a_signed_in_client_s_form_needs_his_session_s_token_too(self):
        new_test_user(self.env, "zoe.portal", groups="base.group_portal")
        self.authenticate("zoe.portal", "zoe.portal")
        path, fields = self.times()
        self.assertTrue(fields["csrf_token"])
        for token in ("", "forged", "x" * 5000):
            answer = self.post(path, {**fields, "csrf_token": token, "start": self.start})
            self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.env["clicrdv.hold"].search([("company_id", "=", self.salon.id)]))

    def test_strangers_must_sign_in_to_see_their_list(self):
        answer = self.get("/my/appointments")
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])

    # === HELPERS === #

    def contact_of(self, where):
        fields = self.fields_of(self.open_page(where), CONTACT_FORM)
        return f"/rdv/{self.slug}/coordonnees", {**fields, "service": "cut", **form()}

    def test_dates_are_those_of_the_establishment(self):
        where = self.booked()
        event = self.env["calendar.event"]._booking_by_token(where.partition("?")[0].rpartition("/")[2])
        self.assertEqual(event.start, Datetime.to_datetime("2027-01-11 09:00:00"))
        self.assertIn("10:00", self.open_page(where).xpath("//dl")[0].text_content())
