"""The demo of data protection as a newcomer meets it, in a database that has it."""

import re

from odoo.tests import HttpCase, TransactionCase, tagged

from odoo.addons.clicrdv_booking.models.clicrdv_rate_limit import LIMITS

FICTION = re.compile(r"\+33(19900|26191|35301|46571|53649|63998)\d{4}")
#: Screens that are computed when they are opened, or that only an administrator sees.
COMPUTED = {
    "clicrdv.privacy.dashboard",
    "clicrdv.processing.register",
    "clicrdv.impact.export",
    "clicrdv.residual.scan",
    "clicrdv.portability.import",
}
PEOPLE = ("dpo1", "dpo2", "camille.paris", "isabelle.paris", "hugo.lyon", "theo.bordeaux", "valerie.horizon",
          "mathieu.atelier", "admin", "facturation1", "facturation2", "siege.horizon", "boutique.lyon", "client")  # fmt: skip


class PrivacyDemoCase(TransactionCase):
    def setUp(self):
        super().setUp()
        if not self.env.ref("clicrdv_booking.company_paris", raise_if_not_found=False):
            self.skipTest("this database has no demo data: ./setup/test makes one that has")
        self.operator = self.env.ref("clicrdv_booking.company_operator")
        self.officer = self.env.ref("clicrdv_gdpr.user_dpo1")
        first = self.officer.company_id
        companies = [first.id, *(self.officer.company_ids - first).ids]
        self.officer_env = self.env(user=self.officer.id, context={"allowed_company_ids": companies, "lang": "fr_FR"})

    def published(self):
        companies = self.env["res.company"].search([("booking_published", "=", True), ("network_id", "!=", False)])
        self.assertGreaterEqual(len(companies), 9)
        return companies

    def states(self, model):
        return {state for (state,) in self.officer_env[model]._read_group([], ["state"])}


@tagged("post_install", "-at_install")
class TestPrivacyDemo(PrivacyDemoCase):
    def test_every_screen_of_data_protection_has_something_to_show(self):
        menus = self.officer_env["ir.ui.menu"].search(
            [("id", "child_of", self.env.ref("clicrdv_gdpr.clicrdv_gdpr_menu_root").id), ("action", "!=", False)]
        )
        self.assertGreater(len(menus), 30)
        # what an action opens; whether he may see it is asked below
        actions = [menu.action.sudo() for menu in menus if menu.action]
        models = {action.res_model: action for action in actions if action._name == "ir.actions.act_window"}
        empty = [
            name for name in models if name not in COMPUTED and not self.officer_env[name].search_count([], limit=1)
        ]
        self.assertEqual(empty, [])

    def test_every_state_that_a_newcomer_asks_about_is_there(self):
        self.assertEqual(
            self.states("clicrdv.privacy.request"),
            {"received", "identity", "in_progress", "extended", "answered", "refused", "forwarded", "withdrawn"},
        )
        self.assertEqual(self.states("clicrdv.breach"), {"suspected", "closed", "dismissed"})
        self.assertEqual(self.states("clicrdv.privacy.notice"), {"draft", "published", "superseded"})
        self.assertLessEqual({"announced", "done"}, self.states("clicrdv.retention.run"))
        self.assertEqual(self.states("clicrdv.reversibility"), {"ready", "done"})
        self.assertLessEqual({"planned", "running", "tested"}, self.states("clicrdv.security.measure"))
        self.assertEqual(self.states("clicrdv.access.review"), {"open", "closed"})

    def test_every_establishment_that_is_online_has_its_notice_and_a_signed_agreement(self):
        notices = self.env["clicrdv.privacy.notice"]
        for company in self.published():
            current = notices._current_of(company.id, "client")
            self.assertTrue(current, company.name)
            self.assertTrue(notices.browse(current["id"])._says_what_is_true(), company.name)
            self.assertTrue(company.privacy_agreement_id, company.name)

    def test_the_operator_is_the_processor(self):
        self.assertEqual(self.env["res.company"]._privacy_provider(), self.operator)
        in_use = self.env["clicrdv.subprocessor"].search([("state", "=", "in_use")])
        self.assertEqual(in_use.company_id, self.operator)
        self.assertTrue(all(recipient.is_contract_complete for recipient in in_use))
        self.assertFalse(in_use.filtered("missing_transfers"))

    def test_nobody_is_written_to_from_a_demo(self):
        waiting = self.env["mail.mail"].search([("state", "=", "outgoing")])
        self.assertEqual([mail.subject for mail in waiting if (mail.model or "").startswith("clicrdv.")], [])
        self.assertFalse(waiting.filtered("clicrdv_letter_id"))
        letters = self.env["clicrdv.privacy.letter"].search([])
        self.assertEqual({*letters.mapped("state")}, {"sent"})
        words = " ".join(re.sub("<[^>]+>", " ", str(letter.body)) for letter in letters)
        self.assertNotRegex(words, r"\b(Hello|the data|You can)\b", "letters of the demo are French")

    def test_a_second_run_of_the_generator_adds_nothing(self):
        def numbers():
            names = [name for name, model in self.env.registry.items() if name.startswith("clicrdv.")]
            tables = [self.env[name] for name in names if self.env[name]._auto and not self.env[name]._transient]
            return {model._name: model.search_count([]) for model in tables} | {
                "res.partner": self.env["res.partner"].with_context(active_test=False).search_count([])
            }

        before = numbers()
        self.env["clicrdv.demo"]._generate_privacy()
        self.assertEqual(numbers(), before)

    def test_no_client_is_locked_but_the_one_of_a_claim(self):
        files = self.env["res.partner"].with_context(active_test=False)
        mine = [("is_client_file", "=", True), ("company_id", "in", self.published().ids)]
        self.assertFalse(files.search([*mine, ("client_privacy_state", "=", "archived")]))
        self.assertEqual(len(files.search([*mine, ("client_legal_hold", "=", True)])), 1)
        self.assertGreater(files.search_count([*mine, ("active", "=", True)]), 1000)

    def test_everybody_still_gets_in(self):
        users = self.env["res.users"].search([("login", "in", PEOPLE)])
        self.assertFalse(users.filtered("is_client_access_closed"))
        for user in users:
            credential = {"login": user.login, "password": user.login, "type": "password"}
            self.assertEqual(user.with_user(user)._check_credentials(credential, {"interactive": True})["uid"], user.id)

    def test_numbers_are_those_of_films_and_addresses_lead_nowhere(self):
        ended = self.env.ref("clicrdv_gdpr.company_angers") | self.env.ref("clicrdv_gdpr.company_rochelle")
        files = self.env["res.partner"].search([("is_client_file", "=", True), ("company_id", "in", ended.ids)])
        people = files | ended.partner_id | self.operator.partner_id
        self.assertFalse([p.name for p in people if not FICTION.fullmatch((p.phone or "").replace(" ", ""))])
        self.assertFalse([p.email for p in people if p.email and not p.email.endswith("@example.com")])

    def test_a_destruction_has_its_certificate_and_an_export_waits_to_be_fetched(self):
        certificate = self.officer_env["clicrdv.destruction.certificate"].search([])
        self.assertEqual(certificate.controller_name, "Barbier du Vieux-Port")
        self.assertTrue(certificate.document_sha256)
        self.assertFalse(
            self.env["res.partner"].search(
                [
                    ("is_client_file", "=", True),
                    ("company_id", "=", certificate.company_id.id),
                    ("client_privacy_state", "!=", "destroyed"),
                ]
            )
        )
        waiting = self.officer_env["clicrdv.reversibility"].search([("state", "=", "ready")])
        self.assertTrue(waiting.has_archive)
        self.assertGreater(waiting.row_count, 20)


@tagged("post_install", "-at_install")
class TestPrivacyDemoPages(PrivacyDemoCase, HttpCase):
    def setUp(self):
        super().setUp()
        for name in LIMITS:  # counting writes by a second connection, which a reading page of a test may not open
            self.env["ir.config_parameter"].set_param(f"clicrdv_booking.limit_{name}", "0")

    def test_the_notice_of_an_establishment_is_on_its_public_page(self):
        for company in self.published():
            answer = self.url_open(f"/rdv/{company.booking_slug}/notice", headers={"Accept-Language": "fr-FR"})
            self.assertEqual(answer.status_code, 200, company.booking_slug)
            self.assertIn("donnees.personnelles@example.com", answer.text)
        staff = self.url_open("/notice-professionnels", headers={"Accept-Language": "fr-FR"})
        self.assertEqual(staff.status_code, 200)
        self.assertIn(self.operator.name, staff.text)

    def test_the_officer_begins_with_one_thing_to_do(self):
        dashboard = self.officer_env["clicrdv.privacy.dashboard"].create([{}])
        self.assertEqual(dashboard.company_id, self.env.ref("clicrdv_booking.company_paris"))
        self.assertEqual(dashboard.next_code, "subprocessors")
        self.assertTrue(0 < dashboard.done < dashboard.total)
