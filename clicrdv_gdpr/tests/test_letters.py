"""What persons and controllers read in French: whole sentences, French quotation marks with their hard spaces (GDP-20)."""

import re

from odoo.tests import freeze_time, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW

from .rights_common import RightsOfPersonsCase

HARD_SPACE = "\u00a0"
FRENCH = "fr_FR"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestLetters(RightsOfPersonsCase):
    def assert_french(self, text, where):
        self.assertFalse(re.findall("[“”]", text), where)
        self.assertFalse(re.findall(f"«(?!{HARD_SPACE})|(?<!{HARD_SPACE})»", text), where)

    def test_gdp_20_no_letter_has_english_quotation_marks(self):
        views = self.env["ir.ui.view"].search([("key", "like", "clicrdv_gdpr.%"), ("type", "=", "qweb")])
        self.assertGreater(len(views), 30)
        for view in views:
            self.assert_french(view.with_context(lang=FRENCH).arch_db, view.key)
        templates = self.env["mail.template"].search([("model_id.model", "like", "clicrdv.")])
        for template in templates.with_context(lang=FRENCH):
            self.assert_french(f"{template.subject} {template.body_html}", template.name)

    def test_gdp_20_every_sentence_of_the_letters_keeps_its_blanks_in_french(self):
        views = self.env["ir.ui.view"].search([("key", "like", "clicrdv_gdpr.%letter_%"), ("type", "=", "qweb")])
        for view in views:
            english, french = (view.with_context(lang=lang).arch_db for lang in ("en_US", FRENCH))
            blanks = [sorted(re.findall(r"\{\w+\}", text)) for text in (english, french)]
            self.assertEqual(*blanks, view.key)

    def test_gdp_20_letters_to_persons_are_whole_sentences(self):
        self.salon.booking_title = "Chez Zoé <i>"
        request = self.make_request("erasure", forward_company_id=self.other.id)
        for kind in ("receipt", "identity", "extended", "answered", "refused", "forwarded", "hand_over"):
            with self.subTest(kind):
                _subject, body = request._letter(kind, FRENCH)
                self.assert_french(body, kind)
                self.assertIn(f"«{HARD_SPACE}", body)
                self.assertNotRegex(body, r"\{\w+\}")
                self.assertNotIn("<i>", body.replace("&lt;i&gt;", ""))
        _subject, body = request._letter("receipt", FRENCH)
        self.assertIn(request.name, body)
        self.assertIn("11/01/2027", body)
