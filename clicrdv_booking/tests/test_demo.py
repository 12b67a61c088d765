"""The demo data as a newcomer meets it, in a database that has it."""

import re

from stdnum.fr import siren, siret, tva

from odoo import fields
from odoo.tests import HttpCase, TransactionCase, tagged

HORIZON = ("paris", "lyon", "marseille", "lille", "strasbourg", "fort_de_france")
ATELIER = ("bordeaux", "nantes", "rennes")
# ranges that ARCEP keeps for films and books
FICTION = re.compile(r"\+33(19900|26191|35301|46571|53649|63998)\d{4}")
ROLES = {
    "clicrdv_booking.group_agenda_user": {"camille.paris", "hugo.lyon"},
    "clicrdv_booking.group_manager": {"isabelle.paris", "theo.bordeaux"},
    "clicrdv_booking.group_network_manager": {"valerie.horizon", "mathieu.atelier"},
}


class DemoCase(TransactionCase):
    def setUp(self):
        super().setUp()
        if not self.env.ref("clicrdv_booking.company_paris", raise_if_not_found=False):
            self.skipTest("this database has no demo data: ./setup/test makes one that has")

    def establishments(self, names=HORIZON + ATELIER):
        return self.env["res.company"].concat(*(self.env.ref(f"clicrdv_booking.company_{name}") for name in names))

    def appointments(self, *domain):
        events = self.env["calendar.event"].with_context(active_test=False)
        return events.search([("booking_company_id", "in", self.establishments().ids), *domain])


@tagged("post_install", "-at_install")
class TestDemo(DemoCase):
    def test_an_integrated_network_has_one_siren_and_a_franchise_several(self):
        horizon, atelier = self.establishments(HORIZON), self.establishments(ATELIER)
        self.assertTrue(all(siret.is_valid(company.company_registry) for company in horizon | atelier))
        self.assertTrue(all(tva.is_valid(company.vat) for company in horizon | atelier))
        self.assertEqual({company.company_registry[:9] for company in horizon}, {horizon.network_id.siren})
        self.assertTrue(siren.is_valid(horizon.network_id.siren))
        self.assertEqual(len({company.company_registry[:9] for company in atelier}), len(atelier))
        self.assertEqual(horizon.parent_id, self.env.ref("clicrdv_booking.company_horizon"))
        self.assertFalse(atelier.parent_id)

    def test_every_establishment_is_online_with_free_times_in_the_next_two_weeks(self):
        now = fields.Datetime.now()
        for company in self.establishments():
            self.assertTrue(company.booking_published)
            services = company._booking_online_services().filtered(lambda service: service.capacity == 1)
            self.assertEqual(len(company.service_ids), 8)
            page = self.env["clicrdv.availability"]._search(company, [services[0].code], None, None, 14, now)
            self.assertGreater(len(page.slots), 20, company.name)

    def test_every_establishment_shows_a_session_a_room_and_an_internal_service(self):
        for company in self.establishments():
            self.assertEqual(len(company.service_ids.filtered(lambda service: service.capacity > 1)), 1)
            self.assertTrue(company.service_ids.kind_ids.equipment_ids)
            self.assertEqual(len(company.service_ids.filtered(lambda service: not service.public_name)), 1)

    def test_every_agenda_has_hours_of_its_own(self):
        agendas = self.establishments().agenda_ids
        self.assertTrue(all(agenda.resource_calendar_id.attendance_ids for agenda in agendas))
        self.assertEqual(len(agendas.resource_calendar_id), len(agendas))
        self.assertEqual(len(agendas.resource_id), len(agendas) - 1, "one person works in two establishments")

    def test_appointments_are_in_every_state(self):
        groups = (
            self.env["calendar.event"]
            .with_context(active_test=False)
            ._read_group(
                [("id", "in", self.appointments().ids), ("booking_state", "!=", False)], ["booking_state"], ["__count"]
            )
        )
        counts = dict(groups)
        self.assertGreater(sum(counts.values()), 3000)
        self.assertLess(sum(counts.values()), 6000)
        self.assertEqual(set(counts), {"requested", "booked", "done", "no_show", "cancelled", "refused"})
        self.assertGreater(counts["done"], 1000)
        self.assertGreater(counts["booked"], 1000)

    def test_requests_wait_only_where_they_are_approved_by_hand(self):
        waiting = self.appointments(("booking_state", "=", "requested")).booking_company_id
        self.assertEqual(waiting, self.env.ref("clicrdv_booking.company_strasbourg"))

    def test_the_diaries_have_blocks_visits_of_two_people_and_shared_sessions(self):
        self.assertTrue(self.appointments(("booking_state", "=", False), ("recurrency", "=", True)))
        self.assertTrue(self.appointments(("lead_id", "!=", False)))
        sessions = self.appointments(("service_ids.capacity", ">", 1), ("start", ">", fields.Datetime.now()))
        self.assertGreater(
            max(len(clients) for clients in sessions.grouped(lambda one: (one.agenda_id, one.start)).values()), 1
        )

    def test_phone_numbers_are_those_of_films_and_addresses_lead_nowhere(self):
        files = self.env["res.partner"].search(
            [("is_client_file", "=", True), ("company_id", "in", self.establishments().ids)]
        )
        people = files | self.establishments().partner_id
        numbers = {person.phone.replace(" ", "") for person in people}
        self.assertFalse({number for number in numbers if not FICTION.fullmatch(number)})
        self.assertFalse(
            {person.email for person in people if person.email and not person.email.endswith("@example.com")}
        )

    def test_each_role_has_two_users(self):
        for group, logins in ROLES.items():
            users = self.env["res.users"].search([("login", "in", list(logins))])
            self.assertEqual(set(users.mapped("login")), logins)
            self.assertTrue(all(user.has_group(group) for user in users))
            self.assertEqual(set(users.mapped("lang")), {"fr_FR"})

    def test_an_agenda_user_sees_his_establishment_only(self):
        camille = self.env.ref("clicrdv_booking.user_camille_paris")
        seen = self.env["calendar.event"].with_user(camille).search([("agenda_id", "!=", False)])
        self.assertEqual(seen.booking_company_id, camille.company_id)

    def test_the_portal_user_has_appointments_at_two_establishments(self):
        partner = self.env.ref("clicrdv_booking.user_client").partner_id
        self.assertEqual(len(self.appointments(("portal_partner_id", "=", partner.id)).booking_company_id), 2)


@tagged("post_install", "-at_install")
class TestDemoSite(DemoCase, HttpCase):
    def test_the_home_page_leads_to_the_booking_pages_in_both_languages(self):
        french = self.url_open("/", headers={"Accept-Language": "fr-FR"}).text
        self.assertIn("Prendre rendez-vous", french)
        self.assertIn('href="/rdv"', french)
        english = self.url_open("/en", headers={"Accept-Language": "en-US"}).text
        self.assertIn("Book an appointment", english)
        self.assertIn('href="/en/rdv"', english)


@tagged("post_install", "-at_install")
class TestDemoMessages(DemoCase):
    def ledger(self, *domain):
        return self.env["clicrdv.message"].search([("company_id", "in", self.establishments().ids), *domain])

    def test_the_ledger_has_a_past_in_every_state(self):
        counts = dict(
            self.env["clicrdv.message"]._read_group([("id", "in", self.ledger().ids)], ["state"], ["__count"])
        )
        self.assertEqual(set(counts), {"planned", "sent", "delivered", "failed", "skipped", "unknown"})
        self.assertGreater(counts["delivered"], 200)
        self.assertLess(counts["unknown"], 30)
        left = self.ledger(("channel", "=", "sms"), ("sent_at", "!=", False))
        self.assertEqual(set(left.mapped("unit_price")), {0.0836})
        self.assertTrue(all(line.parts and line.body and line.recipient for line in left))

    def test_nothing_is_due_at_once(self):
        installed = min(self.appointments().mapped("create_date"))
        due = self.ledger(("state", "=", "planned"), ("due_at", "<=", installed))
        self.assertLessEqual(len(due), 5)

    def test_coming_visits_have_their_reminders(self):
        coming = self.ledger(("state", "=", "planned"))
        self.assertGreater(len(coming), 500)
        self.assertEqual(set(coming.mapped("kind")), {"reminder"})
        self.assertEqual(set(coming.mapped("channel")), {"sms", "email"})

    def test_some_establishments_have_chosen_sms_and_one_is_near_its_limit(self):
        chosen = self.establishments().filtered("booking_sms_on")
        self.assertTrue(0 < len(chosen) < len(self.establishments()))
        self.assertEqual(self.ledger(("channel", "=", "sms")).company_id, chosen)
        paris = self.env.ref("clicrdv_booking.company_paris")
        self.assertTrue(paris.booking_sms_cap)
        self.assertFalse((chosen - paris).filtered("booking_sms_cap"))

    def test_missed_visits_were_reminded_less_often(self):
        rates = dict(
            self.env["clicrdv.attendance.figure"]._read_group(
                [("company_id", "in", self.establishments().ids)], ["reminded"], ["missed_rate:avg"]
            )
        )
        self.assertGreater(rates["no"], 2 * rates["yes"])
