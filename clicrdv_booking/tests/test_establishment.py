"""Establishments: publication, web address, search, offer, networks, what a manager may change."""

from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, mute_logger, new_test_user

from ..hooks import give_standard_rules
from ..models.clicrdv_notification_rule import STANDARD_RULES
from .common import NOW, TODAY, BookingCase, make_agenda, make_establishment, make_hours, make_service


@freeze_time(NOW)
class TestPublication(BookingCase):
    def test_an_establishment_without_its_five_parts_is_not_published(self):
        for field in ("street", "phone", "activity_id", "city", "zip"):
            with self.subTest(field):
                company = make_establishment(self.env, f"Without {field}", booking_offer="simple", **{field: False})
                company.booking_offer = "interactive"
                with self.assertRaisesRegex(ValidationError, "cannot be online yet"):
                    company.booking_published = True

    def test_a_part_cannot_be_taken_away_while_online(self):
        with self.assertRaises(ValidationError):
            self.salon.phone = False

    def test_web_addresses_are_given_once_and_never_twice(self):
        twin = make_establishment(self.env, "Salon!")
        self.assertEqual((self.salon.booking_slug, twin.booking_slug), ("salon", "salon-2"))
        self.salon.name = "Another name"
        self.assertEqual(self.salon.booking_slug, "salon", "links that people have keep working")

    def test_a_web_address_that_browsers_would_change_is_refused(self):
        for slug in ("Salon", "salon/x", "a", "api", "été", "-x", "x" * 100):
            with self.subTest(slug), self.assertRaises(ValidationError), self.cr.savepoint():
                self.salon.booking_slug = slug

    def test_a_simple_or_ended_or_unpublished_establishment_has_no_public_page(self):
        find = self.env["res.company"]._booking_find
        self.assertEqual(find("salon"), self.salon)
        for values in (
            {"booking_offer": "simple"},
            {"service_end_date": TODAY},
            {"booking_published": False},
        ):
            with self.subTest(values), self.cr.savepoint() as savepoint:
                self.salon.write(values)
                self.assertFalse(find("salon"))
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_cache()
        self.salon.service_end_date = TODAY + timedelta(days=1)
        self.assertTrue(find("salon"))

    def test_the_button_is_plain_html_with_a_channel(self):
        self.salon.booking_title = "L'<b>Atelier</b>"
        html = self.salon.booking_button_html
        self.assertIn('/rdv/salon?c=site"', html)
        self.assertIn(">Prendre RDV</a>", html)
        self.assertNotIn("<b>", html)
        self.assertNotIn("<script", html)


@freeze_time(NOW)
class TestSearch(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make = lambda name, code, city: make_establishment(cls.env, name, zip=code, city=city)  # noqa: E731
        cls.lyon3 = make("Zzyzx Part-Dieu", "69003", "Lyon")
        cls.lyon6 = make("Zzyzx Brotteaux", "69006", "Lyon")
        cls.martinique = make("Zzyzx Case-Pilote", "97222", "Case-Pilote")

    def found(self, name="Zzyzx", place="", activity=None):
        companies, total = self.env["res.company"]._booking_search(name, activity, place)
        self.assertEqual(len(companies), total)
        return companies

    def test_an_arrondissement_finds_its_own_establishments_only(self):
        for place in ("Lyon 3", "lyon 3e", "Lyon 03", "69003"):
            self.assertEqual(self.found(place=place), self.lyon3, place)

    def test_a_town_a_department_and_its_name_find_all_of_it(self):
        self.assertEqual(self.found(place="Lyon"), self.lyon3 | self.lyon6)
        self.assertEqual(self.found(place="69"), self.lyon3 | self.lyon6)
        self.assertEqual(self.found(place="Martinique"), self.martinique)
        self.assertEqual(self.found(place="972"), self.martinique)

    def test_accents_and_case_do_not_matter(self):
        self.assertEqual(self.found("zzyzx PART dieu"), self.lyon3)

    def test_an_activity_narrows_the_search(self):
        optician = self.env.ref("clicrdv_booking.activity_optician")
        self.lyon6.activity_id = optician
        self.assertEqual(self.found(activity=optician.id), self.lyon6)

    def test_punctuation_is_no_wild_card(self):
        self.assertEqual(self.found("%Zzyzx_Part\\"), self.lyon3, "only the words count")

    def test_results_come_in_pages(self):
        companies, total = self.env["res.company"]._booking_search("Zzyzx", limit=2, offset=2)
        self.assertEqual((len(companies), total), (1, 3))


@freeze_time(NOW)
class TestPolicy(BookingCase):
    def test_rules_out_of_bounds_are_refused(self):
        for values in ({"booking_step_minutes": 0}, {"booking_horizon_days": 0}, {"booking_hold_minutes": 0}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.salon.write(values)
                self.env.flush_all()

    def test_the_form_asks_for_one_contact_at_least(self):
        with self.assertRaises(ValidationError):
            self.salon.write({"booking_ask_email": "optional", "booking_ask_phone": "no"})

    def test_sites_that_embed_the_page_are_https_addresses(self):
        self.salon.booking_frame_ancestors = "https://www.example.com https://example.org"
        for origin in (
            "http://example.com",
            "*",
            "https://",
            "https://a.com/page",
            "https://a.com;script-src",
            "'self'",
        ):
            with self.subTest(origin), self.assertRaises(ValidationError), self.cr.savepoint():
                self.salon.booking_frame_ancestors = origin

    def test_the_catalogue_follows_every_change(self):
        catalogue = self.salon._booking_catalogue
        self.assertEqual(catalogue().services["cut"].duration_minutes, 30)
        self.cut.duration_minutes = 45
        self.assertEqual(catalogue().services["cut"].duration_minutes, 45)
        self.ana.resource_calendar_id.attendance_ids.write({"hour_to": 11})
        self.assertEqual(catalogue().agendas[0].hours[0].stop_minute, 660)
        self.salon.booking_step_minutes = 5
        self.assertEqual(catalogue().policy.step_minutes, 5)
        self.ana.active = False
        self.assertFalse(catalogue().agendas)

    def test_services_of_one_name_have_two_codes(self):
        twin = make_service(self.env, [self.ana], "Cut")
        self.assertEqual((self.cut.code, twin.code), ("cut", "cut-2"))

    def test_opening_hours_unite_the_agendas_that_can_be_booked(self):
        late = make_agenda(self.env, self.salon, "Late", make_hours(self.env, self.salon, (11, 15), weekdays=[0]))
        self.assertEqual(self.salon._booking_opening_hours()[:2], [(0, [(540, 900)]), (1, [(540, 720)])])
        late.public_name = False
        self.assertEqual(self.salon._booking_opening_hours()[0], (0, [(540, 720)]))


@freeze_time(NOW)
class TestNetwork(BookingCase):
    def test_a_siren_has_valid_check_digits(self):
        with self.assertRaises(ValidationError):
            self.env["clicrdv.network"].create({"name": "Brand", "siren": "123456789"})

    def test_an_integrated_network_has_one_siren(self):
        network = self.env["clicrdv.network"].create({"name": "Brand", "siren": "732829320", "kind": "integrated"})
        self.salon.write({"network_id": network.id, "company_registry": "73282932000074"})
        other = make_establishment(self.env, "Other", company_registry="44306184100047")
        with self.assertRaises(ValidationError):
            other.network_id = network
        network.kind = "franchise"
        other.network_id = network

    def test_a_manager_changes_the_booking_side_of_his_establishment_only(self):
        manager = new_test_user(
            self.env,
            "manager.test",
            "clicrdv_booking.group_manager",
            company_id=self.salon.id,
            company_ids=[Command.set(self.salon.ids)],
        )
        company = self.salon.with_user(manager)
        company.write({"booking_step_minutes": 20, "phone": "+33 1 99 00 56 78"})
        for values in (
            {"vat": "FR1"},
            {"currency_id": self.env.ref("base.USD").id},
            {"name": "Mine"},
            {"network_id": 1},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                company.write(values)

    def test_establishments_that_were_there_before_get_the_notifications_of_a_new_one_once(self):
        served = self.env["res.company"].search([("service_end_date", "=", False)])
        self.assertFalse(served.filtered(lambda company: not company.notification_rule_ids).mapped("name"))
        self.salon.notification_rule_ids.unlink()
        give_standard_rules(self.env)
        give_standard_rules(self.env)
        self.assertEqual(len(self.salon.notification_rule_ids), len(STANDARD_RULES))
