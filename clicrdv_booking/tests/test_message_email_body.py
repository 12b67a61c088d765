"""What stands in an e-mail: the state of the appointment, a button that says what can be done, nothing empty."""

from datetime import timedelta

from lxml import html

from odoo.tests import freeze_time
from odoo.tools import html2plaintext

from .common import NOW, TODAY
from .message_common import MessageCase

DAY = TODAY + timedelta(days=7)


@freeze_time(NOW)
class TestMessageEmailBody(MessageCase):
    def setUp(self):
        super().setUp()
        self.only(("confirmation",), ("cancellation",), ("no_show",), ("done",))
        self.env["res.lang"]._activate_lang("fr_FR")
        self.event = self.visit(10, DAY)

    def mail_about(self, kind="confirmation", **values):
        """The e-mail of a kind as a tree; ``values`` are those of the message itself."""
        message = self.of(self.event)
        message.write({"kind": kind, "lang": "en_US", "body": "One\n\nTwo"} | values)
        return html.fromstring(str(message._mail_body(self.event)))

    def button(self, tree):
        return tree.xpath("//a[contains(@style, 'display:inline-block')]")[0].text_content().strip()

    def box(self, tree):
        return tree.xpath("//div[contains(@style, 'border:1px')]")[0]

    def test_the_button_says_what_the_page_offers(self):
        for kind, label in {
            "confirmation": "See, move or cancel",
            "cancellation": "Book again",
            "no_show": "Book again",
            "done": "Book again",
        }.items():
            with self.subTest(kind):
                self.assertEqual(self.button(self.mail_about(kind)), label)

    def test_where_nobody_can_book_online_no_new_appointment_is_offered(self):
        self.salon.booking_published = False
        self.assertEqual(self.button(self.mail_about("cancellation")), "See the appointment")

    def test_a_cancelled_appointment_is_shown_as_cancelled(self):
        box = self.box(self.mail_about("cancellation"))
        self.assertEqual(box.xpath("p")[0].text_content(), "Cancelled")
        self.assertIn("line-through", box.xpath("p")[1].get("style"))
        box = self.box(self.mail_about())
        self.assertNotIn("Cancelled", box.text_content())
        self.assertNotIn("line-through", box.xpath("p")[0].get("style"))

    def test_without_address_and_phone_nothing_empty_stands_there(self):
        self.assertEqual(len(self.box(self.mail_about()).xpath("p")), 5, "time, service, person, address, phone")
        self.salon.booking_published = False
        self.salon.write({"street": False, "zip": False, "city": False, "phone": False})
        tree = self.mail_about()
        self.assertEqual(len(self.box(tree).xpath("p")), 3)
        self.assertEqual([p for p in tree.iter("p", "span") if not p.text_content().strip()], [])

    def test_a_reader_s_program_is_told_the_language(self):
        for code, lang in {"fr_FR": "fr", "en_US": "en"}.items():
            with self.subTest(code):
                self.assertEqual(self.mail_about(lang=code).xpath("//div/@lang"), [lang])

    def test_it_reads_well_as_plain_text(self):
        tree = self.mail_about("cancellation", body="It is cancelled.")
        lines = [line for line in html2plaintext(html.tostring(tree, encoding="unicode")).splitlines() if line.strip()]
        self.assertEqual(lines[:4], ["Salon", "It is cancelled.", "Cancelled", "Monday, January 18, 10:00 AM"])
        self.assertIn("Book again [1]", lines)
        self.assertIn("Salon sends you this message about your appointment.", " ".join(lines))
