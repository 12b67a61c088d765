"""The register of processings, its exports, and the checklist of a controller (GDP-01, 02, 04, 05, 45, 52 to 54, 59)."""

import base64
import csv
import io
import json
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..declarations import DECLARATIONS
from ..logic import processing_register as register
from .consent_common import EMPLOYEE, NETWORK, ConsentCase


@freeze_time(NOW)
class TestProcessingRegister(ConsentCase):
    def register(self, company=None, role="controller", user=None):
        records = self.env["clicrdv.processing.register"]
        records = self.as_user(user, records) if user else records
        return records.create({"company_id": (company or self.salon).id, "role": role})

    # === CONTENT === #

    def test_every_declared_table_has_a_purpose_of_sub_annex_a(self):
        """GDP-05"""
        self.assertEqual(register.without_purpose(DECLARATIONS), ())
        known = self.env["clicrdv.personal.data"]._declarations()
        listed = {
            one.key
            for entry in register.PROCESSINGS
            if entry.purpose
            for one in register.tables_of(entry.purpose, known)
        }
        self.assertEqual(listed, {declaration.key for declaration in known})

    def test_the_register_of_an_establishment_is_complete(self):
        """GDP-01, 02, 04, 52, 53, 54, 59: each member of RGPD art. 30(1)."""
        found = self.register()._content()
        self.assertEqual(
            [entry["code"] for entry in found["entries"]], ["appointments", "hosting", "transactional_messages"]
        )
        self.assertEqual({entry["role_code"] for entry in found["entries"]}, {"processor"})
        self.assertIn("Salon, 1 rue des Essais", found["controller"])
        self.assertIn("Provider", found["processor"])
        self.assertEqual(found["dpo"], ["Provider, dpo@example.com"])
        for entry in found["entries"]:
            for member in ("purpose", "legal_basis", "persons", "data", "tables", "recipients"):
                self.assertTrue(entry[member], (entry["code"], member))
            self.assertEqual(len(entry["recipients"]), 3)
        for member in ("retention", "transfers", "measures" if self.provider.id == 1 else "retention"):
            self.assertTrue(found[member], member)
        self.assertIn("Free-text zones", found["entries"][0]["data"])
        self.salon.write({"booking_free_text_on": False, "booking_marketing_sms_on": True})
        found = self.register()._content()
        self.assertNotIn("Free-text zones", found["entries"][0]["data"])
        self.assertEqual(found["entries"][-1]["code"], "marketing_messages")
        self.assertIn("L34-5", found["entries"][-1]["legal_basis"])
        self.assertIn("Consents", found["entries"][-1]["tables"])

    def test_the_provider_is_controller_of_accounts_and_processor_of_the_rest(self):
        """GDP-01"""
        self.provider.booking_accounts_on = True
        own = self.register(self.provider)._content()
        self.assertEqual([entry["code"] for entry in own["entries"]], ["professional_accounts", "consumer_accounts"])
        self.assertEqual({entry["role_code"] for entry in own["entries"]}, {"controller"})
        self.assertIsNone(own["processor"])
        for_others = self.register(self.provider, "processor")._content()
        self.assertEqual(for_others["article"], "RGPD art. 30(2)")
        self.assertTrue([name for name in for_others["controllers"] if name.startswith("Salon")])

    def test_measures_and_sub_processors_come_from_their_registers(self):
        self.env["clicrdv.security.measure"].create(
            {"name": "Locked doors", "company_id": self.provider.id, "chapter": "C.2", "objective": "confidentiality"}
        )
        self.env["clicrdv.subprocessor"].create(
            {
                "name": "Host", "company_id": self.provider.id, "purpose": "Hosting", "service": "hosting", "state": "in_use",
                "country_id": self.env.ref("base.us").id,
            }
        )  # fmt: skip
        found = self.register()._content()
        self.assertIn("C.2 Locked doors (Planned)", found["measures"])
        self.assertEqual([one["name"] for one in found["recipients"]], ["Host"])
        self.assertIn("US", found["transfers"][0])

    # === EXPORTS === #

    def test_the_register_leaves_as_csv_json_and_paper(self):
        """GDP-04"""
        self.salon.name = "=HYPERLINK(1)"
        record = self.register(user=self.manager)
        record.action_csv()
        rows = list(csv.reader(io.StringIO(base64.b64decode(record.file).decode("utf-8-sig")), delimiter=";"))
        self.assertEqual(len(rows), 4)
        self.assertTrue(rows[1][0].startswith("'=HYPERLINK"), "no formula for a spreadsheet")
        self.assertEqual({len(row) for row in rows}, {14})
        record.action_json()
        self.assertEqual(json.loads(base64.b64decode(record.file)), json.loads(json.dumps(record._content())))
        page = (
            self.env["ir.actions.report"]
            ._render_qweb_html("clicrdv_gdpr.processing_register_page", record.ids)[0]
            .decode()
        )
        self.assertIn("Online booking service", page)
        self.assertIn("Online booking service", record.document)

    def test_the_impact_assessment_describes_the_processing_from_the_register(self):
        export = self.env["clicrdv.impact.export"].create({"company_id": self.provider.id})
        self.assertEqual(export._processing()["register"]["entries"][0]["code"], "appointments")

    def test_an_export_of_lists_leaves_out_what_opens_something_or_has_no_purpose(self):
        """GDP-05"""
        event = self.visit()
        for records, fields in (
            (self.marie, ["name", "email", "signup_type"]),
            (event, ["start", "booking_token"]),
            (event, ["start", "client_id/signup_type"]),
        ):
            self.assert_refused("outside_purpose", records.export_data, fields)
        self.assertTrue(
            self.marie.export_data(["id", ".id", "name", "email", "company_id/name", "appointment_ids/start"])["datas"]
        )
        self.assertTrue(event.export_data(["start", "client_id/name", "booking_state", "booking_comment"])["datas"])
        self.assertTrue(self.salon.partner_id.export_data(["name", "signup_type"])["datas"], "no client file")

    # === RIGHTS === #

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_a_register_is_for_the_managers_and_officers_of_its_establishment(self):
        for user in (self.manager, self.officer):
            self.assertTrue(self.register(user=user)._content())
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.register(self.other, user=user)._content()
        record = self.register(user=self.manager)
        record.write({"file": base64.b64encode(b"x"), "file_name": "x"})
        self.assertFalse(record.file)
        with self.assertRaises(AccessError), self.cr.savepoint():
            record.write({"company_id": self.other.id})
            record._content()
        for group in (EMPLOYEE, NETWORK, "base.group_portal", "base.group_public"):
            user = self.make_user(group, group, self.salon)
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.register(user=user)


@freeze_time(NOW)
class TestPrivacyDashboard(ConsentCase):
    """GDP-45: the checklist, what comes next, who sees it."""

    def open(self, user=None):
        records = self.as_user(user or self.manager, self.env["clicrdv.privacy.dashboard"])
        return records.browse(records.action_open()["res_id"])

    def states(self, dashboard):
        return {line.code: line.state for line in dashboard.line_ids}

    def test_a_fresh_establishment_has_everything_to_do_and_one_thing_next(self):
        """GDP-45"""
        dashboard = self.open()
        self.assertEqual({*self.states(dashboard).values()}, {"to_do"})
        self.assertLessEqual(
            {"described", "retention", "notice", "instructed", "subprocessors", "supervised"}, {*self.states(dashboard)}
        )
        self.assertEqual(
            (dashboard.next_code, dashboard.done, dashboard.total), ("described", 0, len(dashboard.line_ids))
        )
        self.assertTrue(dashboard.next_text)
        self.assertEqual(dashboard.dpo, "dpo@example.com")

    def test_what_is_done_is_ticked_one_after_the_other(self):
        """GDP-45"""
        dashboard = self.open()
        for code in ("described", "retention"):
            self.assertEqual(dashboard.next_code, code)
            dashboard.action_confirm_next()
        self.assertEqual(self.salon.privacy_described_on, NOW.date())
        self.assertEqual((dashboard.next_code, dashboard.next_is_click), ("notice", False))
        action = dashboard.action_next()
        self.as_user(self.manager, self.notices).browse(action["res_id"]).action_publish()
        self.env["clicrdv.instruction"].create(
            {"provider_id": self.provider.id, "company_id": self.salon.id, "author": "Léa Martin", "text": "Book."}
        )
        dashboard = self.open()
        self.assertEqual(dashboard.next_code, "subprocessors")
        self.assertIn("/notice", dashboard.notice_url)
        for line in dashboard.line_ids.filtered("is_click"):
            line.action_confirm()
        open_codes = {code for code, state in self.states(self.open()).items() if state != "done"}
        self.assertLessEqual(open_codes, {"access"})

    def test_what_changed_or_is_a_year_old_comes_back(self):
        """GDP-45"""
        self.publish()
        for line in self.open().line_ids.filtered("is_click"):
            line.action_confirm()
        self.salon.booking_marketing_sms_on = True
        self.assertEqual(self.states(self.open())["notice"], "due_again")
        with freeze_time(NOW + timedelta(days=366)):
            states = self.states(self.open())
        self.assertEqual((states["supervised"], states["described"]), ("due_again", "done"))

    def test_each_line_leads_to_its_screen(self):
        for line in self.open().line_ids:
            self.assertEqual(line.action_open()["type"], "ir.actions.act_window", line.code)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_sees_or_ticks_the_checklist_of_others(self):
        dashboard = self.open()
        with self.assertRaises(AccessError), self.cr.savepoint():
            dashboard.write({"company_id": self.other.id})
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.as_user(self.manager, dashboard.create([{"company_id": self.other.id}]))
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.as_user(self.outsider, dashboard.line_ids[:1]).action_confirm()
        self.assertFalse(self.salon.privacy_described_on)
        dashboard.write({"done": 99, "notice_url": "https://evil.example.com"})
        self.assertEqual((dashboard.done, dashboard.notice_url), (0, False))
        with self.assertRaises(AccessError), self.cr.savepoint():
            dashboard.line_ids[:1].write({"state": "done"})
        for group in (EMPLOYEE, "base.group_portal"):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.open(self.make_user(group, group, self.salon))

    def test_the_manager_of_a_network_sees_its_establishments(self):
        head = self.make_user("head", NETWORK, self.provider)
        self.salon.network_id = self.env["clicrdv.network"].create(
            {"name": "Optique", "kind": "integrated", "manager_ids": head.ids}
        )
        dashboard = self.open(head)
        self.assertEqual(dashboard.company_id, self.salon)
        dashboard.action_confirm_next()
        self.assertTrue(self.salon.privacy_described_on)
