"""The texts of contracts: immutable once published, and read by anybody at an address that stays (BIL-33)."""

import base64
import hashlib
from datetime import date

from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW

from .common import PDF, make_terms
from .life_common import LifeCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestTermsPages(HttpCase, LifeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        english = cls.env["res.lang"]._activate_lang("en_US")
        languages = {"language_ids": [Command.set(english.ids)], "default_lang_id": english.id}
        cls.env["website"].search([]).write(languages)
        cls.cgv = cls.texts.filtered(lambda text: text.kind == "cgv")

    def get(self, path):
        return self.url_open(path, method="GET", allow_redirects=False)

    def test_bil_33_each_version_has_a_page_with_its_dates_and_fingerprint(self):
        answer = self.get("/conditions/cgv/2026-05")
        self.assertEqual(answer.status_code, 200)
        text = html.fromstring(answer.content).xpath("string(//div[@id='wrap'])")
        for part in ("General terms 2026-05", "Operator", "05/01/2026", "06/01/2026", self.cgv.sha256):
            self.assertIn(part, text)
        self.assertTrue(self.cgv.url.endswith("/conditions/cgv/2026-05"))

    def test_the_file_is_the_one_that_was_published(self):
        answer = self.get("/conditions/cgv/2026-05/pdf")
        self.assertEqual(answer.content, base64.b64decode(PDF))
        self.assertEqual(hashlib.sha256(answer.content).hexdigest(), self.cgv.sha256)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")

    def test_the_list_shows_what_is_published_and_nothing_else(self):
        self.env["clicrdv.terms"].create({"company_id": self.operator.id, "version": "secret-draft", "file": PDF})
        make_terms(self.env, self.operator, "2026-12", "2026-12-01", ["cgv"])
        links = html.fromstring(self.get("/conditions").content).xpath("//div[@id='wrap']//a/@href")
        self.assertIn("/conditions/cgv/2026-05", links, "old versions stay")
        self.assertIn("/conditions/cgv/2026-12", links)
        self.assertFalse([link for link in links if "secret-draft" in link])

    def test_what_is_not_published_or_nonsense_is_not_found(self):
        self.env["clicrdv.terms"].create({"company_id": self.operator.id, "version": "secret-draft", "file": PDF})
        for path in (
            "/conditions/cgv/secret-draft",
            "/conditions/cgv/secret-draft/pdf",
            "/conditions/xyz/2026-05",
            "/conditions/cgv/%27%20OR%201=1",
            "/conditions/cgv/%00",
            "/conditions/cgv/" + "x" * 3000,
        ):
            self.assertEqual(self.get(path).status_code, 404, path[:40])

    def test_reading_needs_no_session_and_keeps_nothing(self):
        # core's website remembers the language, which is no session
        self.assertNotIn("session_id", self.get("/conditions/cgv/2026-05").headers.get("Set-Cookie", ""))
        self.assertEqual(self.url_open("/conditions", data={"x": 1}, method="POST").status_code, 405)

    def test_bkg_25_the_logo_of_an_establishment_is_off_with_its_service(self):
        pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        self.shop.logo = pixel
        address = f"/web/binary/company_logo?company={self.shop.id}"
        with_logo = self.get(address).content
        without = self.get(f"/web/binary/company_logo?company={self.shop.id + 10**6}").content
        self.assertNotEqual(with_logo, without)
        self.contract.subscription_ids[0]._leave(date(2027, 1, 11))
        self.assertEqual(self.get(address).content, with_logo, "the last day")
        with self.on("2027-01-12"):
            self.assertEqual(self.get(address).content, without)
        self.assertEqual(self.get("/web/binary/company_logo?company=0").status_code, 200)

    def test_a_published_text_stays_as_it_is(self):
        for values in ({"file": PDF}, {"version": "x"}, {"published_on": False}, {"kind": "dpa"}):
            self.assert_refused("terms_published", self.cgv.write, values)
        self.assert_refused("terms_published", self.cgv.unlink)
        self.cgv.action_publish()
        self.assertEqual(str(self.cgv.published_on), "2026-05-01")

    def test_only_a_pdf_is_published(self):
        for content in (False, base64.b64encode(b"<script>alert(1)</script>")):
            text = self.env["clicrdv.terms"].create({"version": f"v{bool(content)}".lower(), "file": content})
            self.assert_refused("terms_file", text.action_publish)

    def test_a_version_is_an_address(self):
        for version in ("2026/05", "..", "Mai 2026", "a" * 40):
            with self.assertRaisesRegex(Exception, "cannot be an address"), self.cr.savepoint():
                self.env["clicrdv.terms"].create({"version": version})

    def test_an_order_is_signed_with_the_latest_version_of_its_day(self):
        fresh = make_terms(self.env, self.operator, "2026-12", "2026-12-01", ["cgv"])
        current = self.env["clicrdv.terms"]._current
        for day, expected in (("2026-04-30", ""), ("2026-11-30", "2026-05"), ("2026-12-01", "2026-12")):
            self.assertEqual(current(self.operator, "cgv", day).version or "", expected, day)
        self.assertTrue(fresh.sha256)
