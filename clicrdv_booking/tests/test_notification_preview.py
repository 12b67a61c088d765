"""A rule shows what it would send while it is written, and refuses what could never leave."""

import html

from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged

from .back_office_common import BackOfficeCase
from .common import NOW, make_service

FORM = "clicrdv_booking.clicrdv_notification_rule_view_form"


class PreviewCase(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salon.booking_sms_on = True

    def rule(self, kind="reminder", channel="sms", target="client"):
        found = self.salon.notification_rule_ids.filtered(
            lambda rule: (rule.kind, rule.channel, rule.target) == (kind, channel, target)
        )
        return self.as_user(self.paul, "clicrdv.notification.rule").browse(found.id)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPreview(PreviewCase):
    def test_an_sms_is_shown_with_the_details_of_the_establishment(self):
        text = str(self.rule().preview)
        for detail in ("Mon, Jan 18", "2:30 PM", "Cut", "Salon", "1 rue des Essais", "/r/"):
            self.assertIn(detail, text)
        self.assertNotIn("{", text)

    def test_it_follows_what_is_typed(self):
        with Form(self.rule(), FORM) as screen:
            screen.sms_text = "See you {date}!"
            self.assertIn("See you Mon, Jan 18!", screen.preview)
            screen.sms_text = "Until {time}"
            self.assertIn("Until 2:30 PM", screen.preview)
            self.assertNotIn("See you", screen.preview)

    def test_it_tells_the_parts_and_the_price_in_force(self):
        with Form(self.rule(), FORM) as screen:
            screen.sms_text = "a" * 100
            self.assertIn("100 characters, alphabet of 160", screen.preview)
            self.assertIn("1 part = 0.0836 € excl. tax", screen.preview)
            screen.sms_extended = True
            screen.sms_text = "a" * 200
            self.assertIn("2 parts × 0.0836 € = 0.1672 € excl. tax", screen.preview)

    def test_without_a_price_nothing_is_made_up(self):
        self.env["clicrdv.sms.price"].search([]).unlink()
        self.assertIn("No price of an SMS is in force.", str(self.rule().preview))

    def test_it_tells_which_letters_are_replaced(self):
        with Form(self.rule(), FORM) as screen:
            screen.sms_text = "Fête du cœur"
            self.assertIn("Written in plain letters: ê → e, œ → oe", screen.preview)
            self.assertIn("Fete du coeur", screen.preview)

    def test_it_tells_which_letters_halve_the_sms(self):
        with Form(self.rule(), FORM) as screen:
            screen.sms_text = "See you {date} 😀"
            self.assertIn("70 characters only, instead of 160: 😀", screen.preview)
        self.salon.booking_sms_plain = False
        with Form(self.rule(), FORM) as screen:
            screen.sms_text = "Fête"
            self.assertIn("70 characters only, instead of 160: ê", screen.preview)

    def test_it_tells_that_the_sms_service_is_not_chosen(self):
        self.assertNotIn("once the SMS service is chosen", str(self.rule().preview))
        self.salon.booking_sms_on = False
        self.env.invalidate_all()
        self.assertIn("once the SMS service is chosen", str(self.rule().preview))

    def test_an_e_mail_is_shown_with_its_subject(self):
        text = str(self.rule("confirmation", "email").preview)
        self.assertIn("Your appointment on Monday, January 18 at 2:30 PM is confirmed", text)
        self.assertIn("We look forward", text)

    def test_a_message_to_the_professional_tells_the_client(self):
        self.assertIn("Zoé Dupont", str(self.rule("confirmation", "email", "professional").preview))

    def test_the_service_of_a_rule_for_services_is_the_one_shown(self):
        perm = make_service(self.env, self.ana, "Perm")
        with Form(self.rule(), FORM) as screen:
            screen.service_ids.add(perm)
            self.assertIn("Perm", screen.preview)

    def test_words_that_do_not_belong_there_are_told_in_sentences(self):
        for typed, sentence in {
            "Promo: -10 % {date}": "Reads like advertising: “Promo”, “-10 %”.",
            "Your chemo: chimiotherapie {date}": "about health to whoever looks at the client's phone: “chimiotherapie”",
            "{date}. STOP au 36180": "take this message for advertising: “STOP au 36180”",
            "{date} bit.ly/abc": "block links of public shorteners: “bit.ly”",
        }.items():
            with self.subTest(typed), Form(self.rule(), FORM) as screen:
                screen.sms_text = typed
                self.assertIn(sentence, html.unescape(str(screen.preview)))
        self.assertNotIn("alert-warning", str(self.rule("done", "email").preview))

    def test_a_mistake_is_shown_while_it_is_typed(self):
        screen = Form(self.rule(), FORM)
        screen.sms_text = "{tiem}"
        self.assertIn("Did you mean {time}?", screen.preview)

    def test_a_client_without_the_link_is_warned_of(self):
        sentence = "Without {link} the client can neither move or cancel"
        with Form(self.rule(), FORM) as screen:
            self.assertNotIn(sentence, screen.preview, "the standard text has it")
            screen.sms_text = "See you {date}"
            self.assertIn(sentence, screen.preview)
            screen.sms_text = "See you {date}: {link}"
            self.assertNotIn(sentence, screen.preview)
        rule = self.rule("confirmation", "email", "professional")
        rule.write({"channel": "sms", "sms_text": "{client}"})
        self.assertNotIn(sentence, str(rule.preview))

    def test_what_a_client_is_called_cannot_change_the_page(self):
        self.salon.booking_title = "<b>Salon & co</b>"
        self.assertIn("&lt;b&gt;Salon &amp; co&lt;/b&gt;", str(self.rule().preview))

    def test_when_it_leaves_is_told_in_words(self):
        rule = self.rule()
        self.assertEqual(rule.when_text, "the day before at 6:00 PM")
        rule.write({"timing": "hours_before", "hours_before": 4})
        self.assertEqual(rule.when_text, "4 hours before")
        self.assertEqual(self.rule("cancellation", "email").when_text, "as soon as it is cancelled")


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestRefusedTexts(PreviewCase):
    def test_an_unknown_placeholder_is_refused_with_a_suggestion(self):
        with self.assertRaisesRegex(ValidationError, r"\{tiem\} cannot be filled in. Did you mean \{time\}\?"):
            self.rule().sms_text = "Until {tiem}"

    def test_without_a_suggestion_the_known_ones_are_listed(self):
        with self.assertRaisesRegex(ValidationError, r"\{xyzzy\} cannot be filled in. You can use: \{date\}"):
            self.rule("confirmation", "email").email_text = "{xyzzy}"

    def test_a_client_is_not_called_by_his_own_name(self):
        with self.assertRaises(ValidationError):
            self.rule().sms_text = "Hello {client}"
        self.rule("confirmation", "email", "professional").email_text = "Hello {client}"

    def test_a_brace_alone_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "brace"):
            self.rule("confirmation", "email").email_subject = "At {time"

    def test_a_standard_sms_that_never_fits_is_refused(self):
        rule = self.rule()
        with self.assertRaisesRegex(ValidationError, "tick Extended SMS or shorten it"):
            rule.sms_text = "a" * 161
        rule.write({"sms_text": "a" * 161, "sms_extended": True})
        with self.assertRaisesRegex(ValidationError, "tick Extended SMS or shorten it"):
            rule.sms_extended = False
        with self.assertRaisesRegex(ValidationError, "extended SMS: shorten it"):
            rule.write({"sms_text": "a" * 700, "sms_extended": True})

    def test_a_text_that_fits_with_short_names_is_taken(self):
        self.rule().sms_text = "a" * 125 + " {service} {establishment}"

    def test_every_standard_text_fits(self):
        for rule in self.salon.notification_rule_ids.filtered(lambda rule: rule.channel != "email"):
            with self.subTest(rule.display_name):
                self.assertTrue(rule._fits())

    def test_a_blank_text_is_the_standard_one(self):
        rule = self.rule()
        rule.sms_text = "  \n "
        self.assertIn("Reminder: Mon, Jan 18", str(rule.preview))
