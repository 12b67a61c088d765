"""Who gets at what: health hosting, undertakings, duties, exports, companies (GDP-01, 02, 10, 25, 28, 45, 56)."""

import base64
import io
import json
import zipfile

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..logic import privacy_roles
from ..models.res_users_undertaking import PARAMETER
from .registers_common import MANAGER, OFFICER, RegistersCase

ALL_ACTIVITIES = {f"activity_{number}": True for number in range(1, 7)}


@freeze_time(NOW)
class TestRegistersAccess(RegistersCase):
    # === HEALTH (GDP-28, 56, 61) === #

    def certificate(self, **values):
        common = {"name": "HDS-2026-1", "company_id": self.processor.id, "valid_from": "2026-01-01"}
        return self.env["clicrdv.hds.certificate"].create(
            {**common, "valid_until": "2027-01-11", **ALL_ACTIVITIES, **values}
        )

    def test_an_establishment_of_health_is_refused_without_a_valid_certificate(self):
        """GDP-28, 56"""
        self.env["clicrdv.hds.certificate"].search([]).unlink()
        self.assert_refused("no_health_host", self.salon.write, {"handles_health_data": True})
        own = self.certificate(valid_until="2027-01-10")
        self.assert_refused("no_health_host", self.salon.write, {"handles_health_data": True})
        own.valid_until = "2027-01-11"
        own.activity_6 = False
        error = self.assert_refused("no_health_host", self.salon.write, {"handles_health_data": True})
        self.assertIn("6", str(error))
        self.certificate(name="HDS-2026-2", **{**dict.fromkeys(ALL_ACTIVITIES, False), "activity_6": True})
        self.salon.handles_health_data = True

    def test_a_certificate_covers_something(self):
        """GDP-28"""
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.certificate(**dict.fromkeys(ALL_ACTIVITIES, False))

    # === UNDERTAKINGS (GDP-10) === #

    def show(self, kind, day="2027-01-11"):
        return self.env["clicrdv.staff.evidence"].create({"user_id": self.manager.id, "kind": kind, "done_on": day})

    def seen(self):
        """What the manager sees of his establishment."""
        self.env.invalidate_all()
        files = self.as_manager(self.env["res.partner"]).search([("is_client_file", "=", True)])
        visits = self.as_manager(self.env["calendar.event"]).search([("agenda_id", "!=", False)])
        messages = self.as_manager(self.env["clicrdv.message"]).search([])
        return bool(files), bool(visits), bool(messages)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_client_files_are_closed_to_staff_without_undertaking_and_training(self):
        """GDP-10: off by default; when on, both are needed and count from their day."""
        self.only(("confirmation", "email"))
        event = self.visit(10)
        self.assertEqual(self.seen(), (True, True, True), "off by default")
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, "True")
        self.assertEqual(self.seen(), (False, False, False))
        for record, field in ((self.marie, "name"), (event, "name")):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_manager(record).read([field])
        self.show("undertaking")
        self.assertEqual(self.seen(), (False, False, False))
        training = self.show("training", "2027-01-12")
        self.assertEqual(self.seen(), (False, False, False), "tomorrow's training is not done")
        training.done_on = "2027-01-11"
        self.assertEqual(self.seen(), (True, True, True))
        training.unlink()
        self.assertEqual(self.seen(), (False, False, False))
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, False)
        self.assertEqual(self.seen(), (True, True, True))

    def test_officers_note_undertakings_of_their_own_staff_only(self):
        """GDP-10"""
        self.show("undertaking")
        outsider = new_test_user(self.env, "registers.outsider", groups=OFFICER)
        self.assertFalse(
            self.env["clicrdv.staff.evidence"].with_user(outsider).search([("user_id", "=", self.manager.id)])
        )
        self.assertTrue(self.as_officer(self.env["clicrdv.staff.evidence"]).search([("user_id", "=", self.manager.id)]))

    # === DUTIES AND EXPORT === #

    def test_a_controller_sees_which_of_his_duties_are_left(self):
        """GDP-45"""
        self.assertEqual(self.salon.privacy_duties_left, 4)
        self.salon.write({"privacy_described_on": "2027-01-11", "privacy_informed_on": "2027-01-11"})
        self.env["clicrdv.instruction"].create(self.controller(author="Léa", text="Keep two years."))
        self.env.invalidate_all()
        self.assertEqual((self.salon.privacy_instructed, self.salon.privacy_duties_left), (True, 1))

    def test_an_instruction_of_a_network_is_one_of_each_shop(self):
        """GDP-45"""
        self.env["clicrdv.instruction"].create(
            {"provider_id": self.processor.id, "network_id": self.network.id, "author": "x", "text": "x"}
        )
        self.assertEqual(self.shops.mapped("privacy_instructed"), [True, True])
        self.assertFalse(self.salon.privacy_instructed)

    def test_the_export_for_an_impact_assessment_holds_what_is_needed(self):
        """GDP-01, 02, 25"""
        self.make_subprocessor("Router", country="us")
        self.env["clicrdv.security.measure"].create(
            {"company_id": self.processor.id, "name": "Tunnel", "chapter": "C.5"}
        )
        wizard = self.as_officer(self.env["clicrdv.impact.export"]).create({"company_id": self.processor.id})
        wizard.action_export()
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(wizard.file))) as archive:
            files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
        self.assertEqual(sorted(files), ["data_flows.json", "measures.json", "processing.json", "sub_processors.json"])
        self.assertEqual(files["processing.json"]["contact"]["email"], "dpo@example.com")
        self.assertEqual(files["processing.json"]["roles"], privacy_roles.ROLES)
        self.assertEqual([measure["name"] for measure in files["measures.json"]], ["Tunnel"])
        self.assertEqual([row["place"] for row in files["sub_processors.json"]], ["US"])

    def test_contacts_are_addresses(self):
        """GDP-02"""
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.processor.dpo_email = "nobody"

    # === COMPANIES === #

    def test_another_company_sees_nothing_of_the_registers(self):
        router = self.make_subprocessor()
        notice = self.make_notice(router)
        breach = self.env["clicrdv.breach"].create({"subject": "x", "company_id": self.processor.id})
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_user("stranger", f"{OFFICER},{MANAGER}", other)
        records = (router, notice, notice.answer_ids, breach, self.letters(notice.answer_ids))
        for record in records:
            with self.subTest(record._name):
                env = record.with_user(stranger).with_context(allowed_company_ids=other.ids)
                self.assertFalse(env.search([("id", "in", record.ids)]))
                with self.assertRaises(AccessError), self.cr.savepoint():
                    env.read(["create_date"])

    def test_a_stranger_cannot_change_the_list_that_he_reads(self):
        """GDP-13"""
        router = self.make_subprocessor(state="in_use")
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_user("stranger", OFFICER, other)
        listed = router.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertEqual(listed.name, "Router")
        for attempt in (lambda: listed.write({"stop_reason": "x"}), listed.action_stop, listed.unlink):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()

    def test_every_form_opens_for_an_officer_and_for_a_manager(self):
        for model in (
            "clicrdv.subprocessor",
            "clicrdv.subprocessor.answer",
            "clicrdv.breach.notice",
            "clicrdv.transfer",
        ):
            for user in (self.officer, self.manager):
                with self.subTest(model, user=user.login):
                    views = self.env[model].with_user(user).get_views([(False, "list"), (False, "form")])
                    self.assertTrue(views["views"]["form"]["arch"])
