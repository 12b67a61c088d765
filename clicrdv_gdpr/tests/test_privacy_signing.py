"""No establishment goes online without an accepted agreement, and how it is accepted (GDP-03)."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..models.clicrdv_privacy_agreement import PARAMETER
from .registers_common import FILE, MANAGER, OFFICER, RegistersCase


@freeze_time(NOW)
class TestPrivacySigning(RegistersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("clicrdv_gdpr.provider_id", str(cls.processor.id))
        cls.env["ir.config_parameter"].set_param(PARAMETER, "True")
        cls.head = cls.make_user("head", "clicrdv_booking.group_network_manager", cls.shops[0])
        cls.network.manager_ids = cls.head
        cls.env.invalidate_all()

    def version(self, name="2027-01", **values):
        agreement = self.env["clicrdv.privacy.agreement"].create(
            {"name": name, "company_id": self.processor.id, "document": FILE, **values}
        )
        agreement.action_publish()
        return agreement

    def signing(self, user=None, company=None, **values):
        user, company = user or self.manager, company or self.salon
        records = self.env["clicrdv.privacy.signing"].with_user(user)
        records = records.with_context(allowed_company_ids=user.company_ids.ids)
        return records.create({"company_id": company.id, "is_confirmed": True, "signer": "Zoé Martin", **values})

    def accepted(self, company=None):
        self.env.invalidate_all()
        return (company or self.salon).privacy_agreement_id

    def test_a_manager_reads_the_agreement_accepts_it_and_goes_online(self):
        """GDP-03"""
        version = self.version()
        self.salon.booking_published = False
        salon = self.as_manager(self.salon)
        error = self.assert_refused("agreement_missing", salon.action_booking_publish)
        self.assertIn("What to do", str(error))
        action = salon.action_privacy_agreement()
        self.assertEqual((action["res_model"], action["context"]), (
            "clicrdv.privacy.signing", {"default_company_id": self.salon.id},
        ))  # fmt: skip
        signing = self.signing()
        self.assertEqual((signing.version, signing.may_sign, signing.document), ("2027-01", True, FILE))
        self.assertEqual(signing.document_sha256, version.document_sha256)
        signing.action_accept()
        signed = version.acceptance_ids
        self.assertEqual(
            (signed.company_id, signed.controller_signer, str(signed.controller_signed_on), signed.create_uid),
            (self.salon, "Zoé Martin", "2027-01-11", self.manager),
        )
        salon.action_booking_publish()
        self.assertTrue(self.salon.booking_published)
        signing.action_accept()
        self.assertEqual(version.acceptance_ids, signed, "twice is once")

    def test_nobody_accepts_unread_or_without_a_name_or_what_is_not_there(self):
        """GDP-03"""
        self.assert_refused("agreement_unpublished", self.signing().action_accept)
        self.env["clicrdv.privacy.agreement"].create({"name": "draft", "company_id": self.processor.id})
        self.assert_refused("agreement_unpublished", self.signing().action_accept)
        self.version()
        self.assert_refused("not_confirmed", self.signing(is_confirmed=False).action_accept)
        self.assert_refused("not_confirmed", self.signing(signer="  ").action_accept)
        self.assertFalse(self.accepted())

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_only_who_answers_for_the_controller_accepts(self):
        """GDP-03: neither an officer, nor staff, nor the manager of one shop for the network, nor another's manager."""
        self.version()
        shopkeeper = self.make_user("shopkeeper", MANAGER, self.shops[0])
        self.assert_refused("may_not_sign", self.signing(self.officer).action_accept)
        self.assert_refused("may_not_sign", self.signing(shopkeeper, self.shops[0]).action_accept)
        for login, groups in (("hand", "clicrdv_booking.group_agenda_user"), ("employee", "base.group_user")):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.signing(self.make_user(login, groups, self.salon)).action_accept()
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.signing(shopkeeper, self.salon).action_accept()
        own = self.signing()
        own.write({"company_id": self.shops[0].id})
        self.assert_refused("may_not_sign", own.action_accept)
        self.assertFalse(any(self.accepted(company) for company in self.salon | self.shops))
        self.signing(self.head, self.shops[0]).action_accept()
        self.assertTrue(all(self.accepted(shop) for shop in self.shops), "an integrated network is one controller")

    def test_an_establishment_that_is_online_stays_so_is_listed_and_comes_back_with_a_signature_only(self):
        """GDP-03: appointments of its clients are there; nothing is closed behind their backs."""
        self.env["ir.config_parameter"].set_param(PARAMETER, False)
        self.salon.booking_published = False
        self.salon.booking_published = True
        self.env["ir.config_parameter"].set_param(PARAMETER, "True")
        self.env.invalidate_all()
        self.assertTrue(self.salon.booking_published)
        self.salon.booking_title = "Another title"
        missing = self.env["res.company"].search([("is_agreement_missing", "=", True)])
        self.assertIn(self.salon, missing)
        self.assertNotIn(self.processor, missing)
        self.assertNotIn(self.salon, self.env["res.company"].search([("is_agreement_missing", "=", False)]))
        self.salon.action_booking_unpublish()
        self.assert_refused("agreement_missing", self.salon.action_booking_publish)
        self.version()
        self.signing().action_accept()
        self.salon.action_booking_publish()
        self.assertNotIn(self.salon, self.env["res.company"].search([("is_agreement_missing", "=", True)]))

    def test_the_checklist_begins_with_it_and_goes_on_once_it_is_accepted(self):
        """GDP-03, 45"""
        dashboards = self.as_manager(self.env["clicrdv.privacy.dashboard"])
        dashboard = dashboards.browse(dashboards.action_open()["res_id"])
        self.assertEqual((dashboard.next_code, dashboard.next_is_click), ("agreement", False))
        self.assertIn("accept it", dashboard.next_text)
        action = dashboard.action_next()
        self.assertEqual(action["res_model"], "clicrdv.privacy.signing")
        self.version()
        shown = self.signing().with_context(**action["context"]).action_accept()
        again = dashboards.browse(shown["res_id"])
        self.assertEqual((again.done, again.next_code), (1, "described"))
        self.assertEqual({line.code: line.state for line in again.line_ids}["agreement"], "done")

    def test_where_it_is_switched_off_nobody_is_asked(self):
        """GDP-03"""
        self.env["res.config.settings"].create({"privacy_require_agreement": False}).execute()
        self.env.invalidate_all()
        self.salon.booking_published = False
        self.salon.booking_published = True
        self.assertNotIn("agreement", [duty.code for duty in self.salon._privacy_duties()])
        self.env["res.config.settings"].create({"privacy_require_agreement": True}).execute()
        self.env.invalidate_all()
        self.assertEqual(self.salon._privacy_duties()[0].code, "agreement")

    def test_who_runs_the_installation_for_himself_signs_nothing_with_himself(self):
        """GDP-03: without a processor there is no agreement (GDPR art. 28); a stranger in the same house needs one."""
        self.env["ir.config_parameter"].set_param("clicrdv_gdpr.provider_id", str(self.salon.id))
        self.env.invalidate_all()
        self.salon.booking_published = False
        self.salon.booking_published = True
        self.assertFalse(self.salon.is_agreement_missing)
        self.assertTrue(self.shops[0].is_agreement_missing)
        self.env["ir.config_parameter"].set_param("clicrdv_gdpr.provider_id", str(self.shops[0].id))
        self.env.invalidate_all()
        self.assertFalse(self.shops[1].is_agreement_missing, "one legal person")
        self.assertTrue(self.salon.is_agreement_missing)

    def test_a_new_sub_annex_a_that_is_accepted_waits_for_the_processor(self):
        """GDP-50"""
        first = self.version()
        self.signing().action_accept()
        second = self.version("2027-02", changes_annex_a=True)
        signing = self.signing()
        self.assertEqual((signing.needs_both, signing.signed_id), (True, first))
        signing.action_accept()
        self.assertEqual(self.accepted(), first)
        second.acceptance_ids.processor_signed_on = "2027-01-11"
        self.assertEqual(self.accepted(), second)

    def test_the_set_up_asks_for_it_and_goes_on(self):
        """GDP-03"""
        self.version()
        self.salon.booking_published = False
        setup = self.env["clicrdv.setup"].with_user(self.manager).create({"company_id": self.salon.id})
        self.assertTrue(setup.is_agreement_missing)
        action = setup.action_privacy_agreement()
        back = self.signing().with_context(**action["context"]).action_accept()
        self.assertEqual((back["res_model"], back["res_id"]), ("clicrdv.setup", setup.id))
        setup.invalidate_recordset()
        setup.action_publish()
        self.assertTrue(self.salon.booking_published)

    def test_an_officer_of_the_salon_alone_sees_what_is_missing_and_accepts_nothing(self):
        """GDP-03"""
        self.version()
        officer = self.make_user("own", OFFICER, self.salon)
        signing = self.signing(officer)
        self.assertEqual((signing.may_sign, signing.version), (False, "2027-01"))
        self.assert_refused("may_not_sign", signing.action_accept)
