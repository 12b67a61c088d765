"""The standard texts: without a word that does not belong there, one SMS long with usual French names."""

from datetime import datetime, timezone

from odoo.tests import TransactionCase, tagged

from ..logic import message_linter, message_rules, message_text
from ..models.clicrdv_notification_texts import EMAIL_TEXTS, SMS_TEXTS, SUBJECTS

#: A usual visit at a usual establishment; a Wednesday in September has one of the longest dates.
START = datetime(2027, 9, 22, 16, 30, tzinfo=timezone.utc)
USUAL = {
    "service": "Coupe et brushing",
    "establishment": "Salon Horizon",
    "address": "12 rue des Lilas, 75003 Paris",
    "phone": "01 99 00 12 34",
    "professional": "Camille",
    "client": "Marie Dupont",
    "link": "https://rdv.example.fr/r/7Yp3kQm2Xw",
}


@tagged("post_install", "-at_install")
class TestMessageTexts(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fr_FR")

    def each(self, texts):
        """(language, (kind, target), text); French ones fall back to English where they are not translated."""
        for lang in ("en_US", "fr_FR"):
            env = self.env(context={"lang": lang})
            for key, text in texts.items():
                yield lang, key, env._(text)

    def values(self, lang, target):
        values = {
            "date": message_text.short_date(START.date(), lang),
            "time": message_text.spoken_time(START.time(), lang),
            **USUAL,
        }
        return values if target == message_rules.PROFESSIONAL else {**values, "client": ""}

    def test_every_kind_has_a_text_for_each_reader_and_way(self):
        wanted = {(kind, target) for kind in message_rules.KINDS for target in ("client", "professional")}
        for texts in (SMS_TEXTS, SUBJECTS, EMAIL_TEXTS):
            self.assertEqual(set(texts), wanted)

    def test_every_text_can_be_filled_in(self):
        for texts in (SMS_TEXTS, SUBJECTS, EMAIL_TEXTS):
            for lang, key, text in self.each(texts):
                with self.subTest(lang=lang, key=key):
                    message_text.check(text)

    def test_a_translation_asks_for_the_same_details(self):
        for texts in (SMS_TEXTS, SUBJECTS, EMAIL_TEXTS):
            for lang, key, text in self.each(texts):
                with self.subTest(lang=lang, key=key):
                    self.assertEqual(message_text.names(text), message_text.names(str(texts[key])))

    def test_no_text_advertises_or_tells_about_health(self):
        for texts in (SMS_TEXTS, SUBJECTS, EMAIL_TEXTS):
            for lang, key, text in self.each(texts):
                with self.subTest(lang=lang, key=key):
                    self.assertEqual(message_linter.lint(text), ())

    def test_every_sms_is_one_part_with_usual_names(self):
        for lang, (kind, target), text in self.each(SMS_TEXTS):
            with self.subTest(lang=lang, kind=kind, target=target):
                sms = message_text.render_sms(text, self.values(lang, target), 1, plain_letters=True)
                self.assertEqual((sms.parts, sms.encoding), (1, "gsm7"))
                self.assertFalse(sms.shortened, f"{len(sms.text)}: {sms.text}")

    def test_the_name_of_a_client_is_in_no_text_to_a_client(self):
        for texts in (SMS_TEXTS, SUBJECTS, EMAIL_TEXTS):
            for lang, (kind, target), text in self.each(texts):
                with self.subTest(lang=lang, kind=kind, target=target):
                    self.assertEqual("client" in message_text.names(text), target == "professional")

    def test_what_an_sms_to_a_client_must_say_is_in_it(self):
        """BKG-17: a reminder has time, address and service."""
        text = SMS_TEXTS[message_rules.REMINDER, message_rules.CLIENT]
        self.assertLessEqual({"date", "time", "service", "establishment", "address"}, message_text.names(str(text)))
