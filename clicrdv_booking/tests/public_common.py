"""The small establishment of the other tests, reached over HTTP as a visitor does."""

import json

from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import SQL

from ..models.clicrdv_rate_limit import LIMITS
from .common import TODAY, BookingCase, form
from .common import at as minute_of

JSON = {"Content-Type": "application/json"}
# Whoever sends these gets a clear refusal: too long, other scripts, SQL, HTML, control characters.
NASTY = [
    "x" * 6000,
    "' OR 1=1; DROP TABLE calendar_event; --",
    "<script>alert(1)</script>",
    "\x00",
    "\x1b[31m",
    "‮⁦\U0001f4a9",
    "../../etc/passwd",
    "%s%n{0}{{7*7}}",
]


@tagged("post_install", "-at_install")
class PublicCase(HttpCase, BookingCase):
    """A salon that opens at 9:00 and 12:00, at a fixed moment, and a browser without scripts."""

    #: what a refused request must leave as it was
    TABLES = ("calendar_event", "clicrdv_hold", "clicrdv_occupancy", "clicrdv_trace", "res_partner")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # counting writes through a second connection, which a test's read-only requests may not open
        cls.set_limits(dict.fromkeys(LIMITS, 0))
        # one language, the source's: a site with several sends visitors to the pages of theirs
        english = cls.env["res.lang"]._activate_lang("en_US")
        languages = {"language_ids": [Command.set(english.ids)], "default_lang_id": english.id}
        cls.env["website"].search([]).write(languages)
        cls.slug = cls.salon.booking_slug
        cls.api = f"/rdv/api/{cls.slug}"
        cls.start = "2027-01-11T10:00:00+01:00"

    @classmethod
    def set_limits(cls, limits):
        """Replace the hits allowed by some limits; 0 switches one off."""
        for name, hits in limits.items():
            cls.env["ir.config_parameter"].set_param(f"clicrdv_booking.limit_{name}", str(hits))

    def get(self, path, **options):
        return self.url_open(path, method="GET", allow_redirects=False, **options)

    def post(self, path, data=None, **options):
        return self.url_open(path, data=data or {}, method="POST", allow_redirects=False, **options)

    def post_json(self, path, body, headers=JSON):
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.url_open(path, data=text, headers=headers, method="POST", allow_redirects=False)

    def hold_json(self, start="2027-01-11T10:00:00+01:00", **values):
        body = {"services": ["cut"], "agenda": None, "start": start, **values}
        return self.post_json(f"{self.api}/hold", body)

    def book_json(self, start="2027-01-11T10:00:00+01:00", **values):
        """An appointment made through the JSON interface."""
        hold = self.hold_json(start).json()["hold"]
        answer = self.post_json(f"{self.api}/appointments", {"hold": hold, **form(), **values})
        self.assertEqual(answer.status_code, 201, answer.text)
        return answer.json()

    def open_page(self, path, status=200):
        """The parsed page behind an address."""
        answer = self.get(path)
        self.assertEqual(answer.status_code, status, answer.text[:300])
        return html.fromstring(answer.content)

    @staticmethod
    def parse(answer):
        return html.fromstring(answer.content)

    @staticmethod
    def at(moment):
        """Inside the block it is another time, naive UTC."""
        return freeze_time(moment)

    def fields_of(self, page, xpath):
        """What a browser would send of a form, without any button."""
        found = page.xpath(xpath)
        self.assertTrue(found, "the form is on the page")
        return {name: value for name, value in found[0].form_values() if name != "service"}

    def assert_refused(self, answer, status, code):
        """A clear refusal in JSON."""
        self.assertEqual(answer.status_code, status, answer.text[:300])
        self.assertTrue(answer.headers["Content-Type"].startswith("application/json"))
        error = answer.json()["error"]
        self.assertEqual(error["code"], code, error)
        self.assertTrue(error["message"])
        return error

    def assert_clear_refusal(self, answer):
        self.assertTrue(400 <= answer.status_code < 500, f"{answer.status_code}: {answer.text[:300]}")

    def everything(self):
        """What a refused request must leave as it was."""
        self.env.flush_all()
        found = {}
        for table in self.TABLES:
            query = SQL("SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM %s t", SQL.identifier(table))
            found[table] = self.env.execute_query(query)
        return found

    @staticmethod
    def start_at(hour, minute=0, day=TODAY):
        return f"{day}T{hour:02}:{minute:02}:00+01:00"

    @staticmethod
    def minute_at(hour, minute=0):
        return minute_of(TODAY, hour, minute)
