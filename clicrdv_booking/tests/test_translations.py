import re
from collections import defaultdict

import polib
from lxml import etree, html

from odoo.fields import Command
from odoo.modules.module import Manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.translate import TranslationModuleReader

from .common import form
from .public_common import JSON, PublicCase

# what a translation keeps as it is: the places of values and the tags
KEPT = re.compile(r"%\(\w+\)[a-z]|%[a-z]|</?\w+|\{\{.*?\}\}")
# where the texts of a public page come from
PUBLIC = re.compile(r"clicrdv_booking\.(public|portal)_|/controllers/|/exceptions\.py|/static/src/public")
SHOWN_ATTRIBUTES = ".//@aria-label | .//@placeholder | .//@title | .//@alt"


def french_file(addon):
    return polib.pofile(file_path(f"{addon}/i18n/fr.po"))


def demo_ids(addon):
    """External ids of the addon's demo data, which is French as it is."""
    files = [name for name in Manifest.for_addon(addon)["demo"] if name.endswith(".xml")]
    trees = [etree.parse(file_path(f"{addon}/{name}")) for name in files]
    return {f"{addon}.{record.get('id')}" for tree in trees for record in tree.iter("record")}


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """`setup/translate.py` brings the files up to date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ours = [("name", "=like", "clicrdv\\_%"), ("state", "=", "installed")]
        cls.addons = cls.env["ir.module.module"].search(ours).mapped("name")
        demo = set().union(*map(demo_ids, cls.addons))
        cls.terms = defaultdict(set)
        # one addon at a time, as its file is written: a model that two of them extend has its name in both
        for addon in cls.addons:
            for _addon, _type, _name, xmlid, source, *_rest in TranslationModuleReader(cls.env.cr, modules=[addon]):
                if xmlid not in demo:
                    cls.terms[addon].add(source)

    def assert_none(self, found, what):
        self.assertFalse(found, f"{len(found)} {what}:\n" + "\n".join(map(repr, sorted(found))))

    def test_every_term_of_our_addons_is_in_the_french_file_and_no_other(self):
        for addon in self.addons:
            with self.subTest(addon=addon):
                entries = french_file(addon)
                known = {entry.msgid for entry in entries if not entry.obsolete}
                self.assertGreater(len(self.terms[addon]), 1)
                self.assert_none(self.terms[addon] - known, "terms are missing")
                self.assert_none(known - self.terms[addon], "terms no longer exist")
                self.assert_none({entry.msgid for entry in entries.obsolete_entries()}, "terms are obsolete")

    def test_every_term_is_translated_for_good(self):
        for addon in self.addons:
            with self.subTest(addon=addon):
                entries = french_file(addon)
                self.assert_none({entry.msgid for entry in entries if not entry.msgstr}, "terms have no translation")
                self.assert_none({entry.msgid for entry in entries if entry.fuzzy}, "translations are uncertain")

    def test_a_translation_keeps_values_and_tags(self):
        for addon in self.addons:
            with self.subTest(addon=addon):
                changed = {
                    entry.msgstr
                    for entry in french_file(addon)
                    if sorted(KEPT.findall(entry.msgid)) != sorted(KEPT.findall(entry.msgstr))
                }
                self.assert_none(changed, "translations lose or add something")

    def test_the_templates_are_those_of_the_translations(self):
        for addon in self.addons:
            with self.subTest(addon=addon):
                template = polib.pofile(file_path(f"{addon}/i18n/{addon}.pot"))
                self.assertEqual({entry.msgid for entry in template}, {entry.msgid for entry in french_file(addon)})


@tagged("post_install", "-at_install")
class TestFrenchPages(PublicCase):
    """No English on the way of a French visitor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        french = cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env.ref("base.module_clicrdv_booking")._update_translations(["fr_FR"])
        languages = {"language_ids": [Command.set(french.ids)], "default_lang_id": french.id}
        cls.env["website"].search([]).write(languages)
        cls.english = [
            re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
            for entry in french_file("clicrdv_booking")
            if any(PUBLIC.search(place) for place, _line in entry.occurrences)
            for text in cls.texts(html.fragment_fromstring(entry.msgid, "div"))
            if text not in cls.texts(html.fragment_fromstring(entry.msgstr, "div")) and "%" not in text
        ]
        assert len(cls.english) > 100, "the terms of the public pages are found"

    @staticmethod
    def texts(element):
        """What a person reads or hears of an element."""
        found = element.xpath(f".//text()[not(parent::script)] | {SHOWN_ATTRIBUTES}")
        return [words for words in (" ".join(text.split()) for text in found) if re.search(r"\w\w", words)]

    def assert_french(self, page, *expected):
        [main] = page.xpath("//*[@id='wrap']")
        shown = "\n".join(self.texts(main))
        self.assertEqual(page.get("lang"), "fr-FR")
        for text in expected:
            self.assertIn(text, shown)
        self.assertFalse([term.pattern for term in self.english if term.search(shown)], shown)

    def test_the_search_is_french(self):
        self.assert_french(self.open_page("/rdv"), "Prendre rendez-vous", "Toutes les activités")
        self.assert_french(self.open_page("/rdv?name=zzzzzz"), "Aucun établissement trouvé")

    def test_an_establishment_s_page_is_french(self):
        self.cut.write({"capacity": 4, "price": 25})
        self.salon.write({"booking_first": "agenda", "booking_max_services": 3})
        page = self.open_page(f"/rdv/{self.slug}")
        self.assert_french(page, "Quelles prestations ?", "groupe limité à", "Horaires d'ouverture")

    def test_an_establishment_without_services_says_so_in_french(self):
        self.cut.public_name = False
        self.assert_french(self.open_page(f"/rdv/{self.slug}"), "Appelez l'établissement pour prendre rendez-vous.")

    def test_the_free_times_are_french(self):
        week = f"/rdv/{self.slug}/creneaux?service=cut"
        self.assert_french(self.open_page(week), "Choisir un créneau", "lun. 11 janv.", "11 créneaux", "Matin")

    def test_the_form_and_its_errors_are_french(self):
        hold = self.hold_json().json()["hold"]
        page = self.open_page(f"/rdv/{self.slug}/coordonnees?hold={hold}&service=cut")
        self.assert_french(page, "Vos coordonnées", "Confirmer le rendez-vous", "Il reste")
        sent = self.fields_of(page, "//form[@id='rdv_form']") | form(email="nobody")
        page = self.parse(self.post(f"/rdv/{self.slug}/coordonnees", sent))
        self.assert_french(page, "Cette adresse e-mail n'est pas complète.")

    def test_the_appointment_and_its_changes_are_french(self):
        token = self.book_json()["manage_url"].rpartition("/")[2]
        address = f"/rdv/a/{token}"
        self.assert_french(
            self.open_page(f"{address}?new=1"), "Votre rendez-vous est confirmé.", "Annuler le rendez-vous"
        )
        self.assert_french(self.open_page(f"{address}/deplacer"), "Déplacer votre rendez-vous")
        self.assert_french(self.open_page(f"{address}/messages"))
        with self.at("2027-01-11 08:00:00"):
            self.assert_french(self.open_page(address), "Il est trop tard pour modifier ce rendez-vous en ligne.")

    def test_a_missing_page_is_french(self):
        self.assert_french(self.open_page("/rdv/nowhere-at-all", status=404), "Cette page n'existe pas")

    def test_our_interface_answers_a_french_browser_in_french(self):
        body = {"services": ["nothing"], "agenda": None, "start": self.start}
        answer = self.post_json(f"{self.api}/hold", body, headers=JSON | {"Accept-Language": "fr-FR,fr;q=0.9"})
        self.assertIn("Cette prestation ne peut pas être réservée en ligne ici.", answer.json()["error"]["message"])
