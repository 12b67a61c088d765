"""The page “My data”: take along, correct, stop, ask (GDP-20)."""

import csv
import io
import json

from odoo.tests import freeze_time, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW

from .my_data_common import Counted, MyDataCase
from .privacy_common import EMAIL, MOBILE


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestMyDataActs(MyDataCase):
    # === EXPORT === #

    def test_the_download_has_everything_for_people_calendars_and_programs(self):
        """GDP-20: art. 15 and 20; GDP-55: free texts are in it."""
        self.event.write({"booking_comment": "At the window", "staff_note": "Prefers Ana"})
        answer = self.submit(self.path(), "/export")
        archive = self.zip(answer)
        data = json.loads(archive.read("data.json"))
        [file] = data["files"]
        self.assertEqual(file["data"]["client_file"][0]["email"], EMAIL)
        self.assertEqual(file["data"]["appointment"][0]["booking_comment"], "At the window")
        rows = list(csv.DictReader(io.StringIO(archive.read("appointment.csv").decode("utf-8-sig")), delimiter=";"))
        self.assertEqual(rows[0]["staff_note"], "Prefers Ana")
        self.assertIn(b"SUMMARY:Cut", archive.read("appointments.ics"))
        self.assertIn("appointment.csv", archive.read("README.txt").decode())
        for secret in (self.event.booking_token, self.event.booking_short_code):
            self.assertNotIn(secret.encode(), archive.read("data.json"))
        case = self.case("portability")
        self.assertEqual((case.state, case.event_ids.filtered("digest").number), ("answered", len(answer.content)))

    def test_several_downloads_of_a_day_are_one_case(self):
        for _time in range(2):
            self.submit(self.path(), "/export")
        cases = self.env["clicrdv.privacy.request"].search(
            [("right", "=", "portability"), ("company_id", "=", self.salon.id)]
        )
        self.assertEqual((len(cases), self.kinds(cases).count("exported")), (1, 2))

    def test_no_cell_of_the_download_is_a_formula_and_no_text_of_the_page_is_markup(self):
        self.event.booking_comment = '=HYPERLINK("http://evil.example","x")'
        self.zelie.client_firstname = "<img src=x onerror=alert(1)>"
        self.env.flush_all()
        archive = self.zip(self.submit(self.path(), "/export"))
        for name in archive.namelist():
            if name.endswith(".csv"):
                for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""), delimiter=";"):
                    self.assertFalse([cell for cell in row if cell.startswith(("=", "+", "@"))], name)
        answer = self.get(self.path())
        self.assertNotIn("<img src=x", answer.text)
        self.assertIn("&lt;img src=x", answer.text)

    def test_a_thousand_appointments_take_no_more_statements_than_one(self):
        def measure():
            self.env.flush_all()
            self.env.invalidate_all()
            with Counted(self.cr) as counted:
                self.env["clicrdv.person.data"]._zip(self.zelie.sudo(), io.BytesIO())
            return counted()

        measure()  # caches that every process fills once
        one = measure()
        self.cr.execute(
            """
            INSERT INTO calendar_event (name, start, stop, client_id, agenda_id, booking_company_id, booking_state, active,
                                        booking_source, privacy, show_as, allday, create_date, write_date)
            SELECT 'x', %(at)s - n * interval '1 day', %(at)s - n * interval '1 day' + interval '30 minutes', %(client)s,
                   %(agenda)s, %(company)s, 'done', TRUE, 'staff', 'public', 'busy', FALSE, %(at)s, %(at)s
              FROM generate_series(1, 1000) n RETURNING id
            """,
            {"at": NOW, "client": self.zelie.id, "agenda": self.ana.id, "company": self.salon.id},
        )
        ids = [row for (row,) in self.cr.fetchall()]
        [(table, own, other)] = [
            (f.relation, f.column1, f.column2) for f in [self.env["calendar.event"]._fields["service_ids"]]
        ]
        self.cr.execute(f"INSERT INTO {table} ({own}, {other}) SELECT unnest(%s), %s", [ids, self.cut.id])
        self.assertLessEqual(measure(), one + 3)

    # === CORRECT === #

    def test_a_name_is_corrected_at_once_and_the_address_on_file_is_told(self):
        answer = self.submit(self.path(), "/corriger", lastname=" Martin ", firstname="Zoé")
        self.assertIn("name=1", answer.headers["Location"])
        self.assertEqual((self.zelie.name, self.zelie.client_lastname), ("MARTIN Zoé", "Martin"))
        self.assertIn("was changed", self.mails().body_html)
        self.assertEqual(self.case("rectification").state, "answered")

    def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(self):
        new = "zelie.new@example.com"
        path = self.path()
        self.assertIn("email=1", self.submit(path, "/corriger", email=new).headers["Location"])
        self.links()
        self.assertEqual(self.zelie.email, EMAIL)
        answer = self.submit(self.link(new), "/lien/")
        self.assertEqual((self.zelie.email, self.case("rectification").state), (new, "answered"))
        self.assertIn("was changed", self.mails(EMAIL)[-1].body_html)
        self.open_page(answer.headers["Location"].replace(self.base_url(), ""))
        self.open_page(path, 404)

    def test_a_new_number_that_nothing_can_be_sent_to_is_for_the_staff(self):
        self.assertIn("staff=1", self.submit(self.path(), "/corriger", phone="06 39 98 00 11").headers["Location"])
        self.assertEqual((self.zelie.client_phone_key, self.case("rectification").state), (MOBILE, "in_progress"))
        self.assertIn("+33639980011", self.case("rectification").details)

    def test_what_cannot_be_is_refused_with_the_page(self):
        path = self.path()
        before = self.everything()
        for values in ({"lastname": ""}, {"email": "nonsense"}, {"phone": "12"}, {}, {"lastname": "x" * 300}):
            with self.subTest(values=str(values)[:40]):
                answer = self.submit(path, "/corriger", **values)
                self.assertEqual(answer.status_code, 422)
                self.assertIn('role="alert"', answer.text)
        for number in ("7", "-1", "x"):
            self.assertEqual(self.submit(path, "/corriger", file=number, lastname="y").status_code, 400, number)
        self.assertEqual(self.everything(), before)

    # === STOP, ASK === #

    def test_messages_are_stopped_at_once_and_twice_is_once(self):
        path = self.path()
        sent = self.fields_of(self.open_page(path), "//form[contains(@action, '/messages')]")
        for _time in range(2):
            self.assertEqual(self.post(f"{path}/messages", sent).status_code, 303)
        self.env.invalidate_all()
        refusals = self.env["clicrdv.optout"].search([("company_id", "=", self.salon.id)])
        self.assertEqual(sorted(refusals.mapped("channel")), ["email", "sms"])
        self.assertEqual(set(refusals.mapped("source")), {"page"})
        self.assertIn("You get no messages", self.text(self.open_page(path)))

    def test_what_needs_the_staff_is_a_case_with_its_receipt(self):
        self.submit(self.path(), "/demande", right="restriction", details="My lawyer asks you to keep them.")
        case = self.case("restriction")
        self.assertEqual(
            (case.state, case.details, case.identity_state), ("in_progress", "My lawyer asks you to keep them.", "link")
        )
        self.assertIn(case.name, self.mails().body_html)

    def test_a_consent_is_withdrawn_as_easily_as_it_was_given(self):
        page = self.open_page(self.path())
        token = self.fields_of(page, "//form[contains(@action, '/export')]")["token"]
        path = page.xpath("//form[contains(@action, '/export')]")[0].get("action").removesuffix("/export")
        self.assertEqual(self.post(f"{path}/consentement", {"token": token, "purpose": "else"}).status_code, 400)
        self.assertEqual(self.post(f"{path}/consentement", {"token": token, "purpose": "account"}).status_code, 303)
        self.env.invalidate_all()
        case = self.case("consent")
        withdrawn = case.event_ids.filtered(lambda event: event.kind == "consent_withdrawn")
        self.assertEqual((case.state, withdrawn.detail), ("answered", "account"))
