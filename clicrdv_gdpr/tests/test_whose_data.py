"""Officers of an establishment against the data of another one: registers, letters and destructions in its name."""

from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW, make_agenda, make_hours

from ..logic import recipient_flows as flows
from .registers_common import FILE, OFFICER, RegistersCase

ALL_ACTIVITIES = {f"activity_{number}": True for number in range(1, 7)}


@freeze_time(NOW)
class TestWhoseData(RegistersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_agenda(cls.env, cls.shops[0], "Zoé", make_hours(cls.env, cls.shops[0]))
        cls.rival = cls.make_user("rival", OFFICER, cls.shops[0])

    def as_rival(self, model):
        shop = self.shops[0]
        return self.env[model].with_user(self.rival).with_context(allowed_company_ids=shop.ids)

    def against(self, **values):
        return {"provider_id": self.shops[0].id, "company_id": self.salon.id, **values}

    def test_nobody_has_the_data_of_another_establishment_exported_or_destroyed(self):
        """GDP-34, 35: he would be its processor by his own word."""
        self.assert_refused(
            "not_the_processor", self.as_rival("clicrdv.reversibility").create, self.against(author="x")
        )

    def test_nobody_ends_the_service_of_another_establishment_or_writes_to_it_in_its_processors_name(self):
        """GDP-06, 08, 48"""
        cases = {
            "clicrdv.privacy.termination": {
                "cause": "security", "proof": FILE, "reasons": "x", "registered_letter": "1", "received_on": "2026-06-01",
            },
            "clicrdv.instruction": {"kind": "legal_duty", "author": "x", "text": "x"},
            "clicrdv.authority.request": {"authority": "x", "demand": "x"},
            "clicrdv.security.question": {"question": "x", "answer": "x"},
            "clicrdv.privacy.audit": {"planned_on": "2027-03-01"},
            "clicrdv.privacy.document.request": {"name": "x"},
        }  # fmt: skip
        for model, values in cases.items():
            with self.subTest(model):
                self.assert_refused("not_the_processor", self.as_rival(model).create, self.against(**values))
        self.assertFalse(self.env["clicrdv.privacy.letter"].search([("company_id", "=", self.salon.id)]))

    def test_an_establishment_does_not_move_its_own_case_to_another_one(self):
        own = self.as_rival("clicrdv.instruction").create(
            {"provider_id": self.shops[0].id, "network_id": self.network.id, "author": "x", "text": "x"}
        )
        self.assert_refused("not_the_processor", own.write, {"network_id": False, "company_id": self.salon.id})

    def test_an_establishment_tells_nobody_of_its_own_breaches_and_sub_processors(self):
        """GDP-14, 22: and does not learn who else is served here."""
        breach = self.as_rival("clicrdv.breach").create({"subject": "x", "company_id": self.shops[0].id})
        breach.action_add_all()
        self.assertFalse(breach.sudo().notice_ids)
        self.assert_refused(
            "not_the_processor",
            self.as_rival("clicrdv.breach.notice").create,
            {"breach_id": breach.id, "company_id": self.salon.id},
        )
        router = self.make_subprocessor("Own", company_id=self.shops[0].id)
        notice = self.as_rival("clicrdv.subprocessor.notice").create(
            {"subprocessor_id": router.id, "information": "x", "effective_on": "2027-03-01"}
        )
        self.assert_refused("nobody_concerned", notice.action_send)
        router.with_user(self.rival).action_end()
        self.assertFalse(self.as_manager(self.env["clicrdv.subprocessor"]).search([("id", "=", router.id)]))

    def test_an_establishment_opens_no_gate_of_health_data_with_a_certificate_of_its_own(self):
        """GDP-28"""
        self.env["clicrdv.hds.certificate"].search([]).unlink()
        common = {"name": "HDS", "valid_from": "2026-01-01", "valid_until": "2028-01-01", **ALL_ACTIVITIES}
        self.as_rival("clicrdv.hds.certificate").create({**common, "company_id": self.shops[0].id})
        self.assert_refused("no_health_host", self.salon.write, {"handles_health_data": True})

    def test_the_processor_writes_for_those_it_serves(self):
        """GDP-06"""
        self.assertTrue(self.as_officer(self.env["clicrdv.instruction"]).create(self.controller(author="x", text="x")))

    # === LETTERS AND FLOWS === #

    def test_nothing_of_a_controller_leaves_the_union_while_his_letter_waits_for_an_address(self):
        """GDP-36, 37: informed in writing, before."""
        router = self.make_subprocessor("Abroad", "us", state=flows.IN_USE)
        self.salon.write({"email": False, "privacy_email": False, "booking_sms_on": True})
        transfer = self.env["clicrdv.transfer"].create(
            {"subprocessor_id": router.id, "country_id": self.env.ref("base.us").id, "document": FILE,
             "signed_on": "2027-01-01"}
        )  # fmt: skip
        self.as_officer(transfer).action_inform()
        self.run_letters()
        self.shops.booking_sms_on = True
        self.assertEqual(router._obstacle_for(self.shops[0]), "")
        self.assertEqual(router._obstacle_for(self.salon), flows.NO_TRANSFER)
        self.salon.privacy_email = "late@example.com"
        self.letters(transfer).filtered(lambda letter: letter.state == "no_address").action_try_again()
        self.run_letters()
        self.env.invalidate_all()
        self.assertEqual(router._obstacle_for(self.salon), "")

    def test_a_mail_server_elsewhere_says_who_runs_it(self):
        """GDP-36, 64"""
        servers = self.env["ir.mail_server"]
        servers.search([]).active = False
        values = {"name": "x", "smtp_host": "smtp.example.com", "smtp_encryption": "starttls"}
        self.assert_refused("mail_server_unknown", servers.create, values)
        abroad = {**values, "own_country_id": self.env.ref("base.us").id}
        self.assert_refused("mail_server_unknown", servers.create, abroad)
        servers.create({**values, "own_country_id": self.env.ref("base.fr").id})
        named = servers.create({**values, "subprocessor_id": self.make_subprocessor("Mailer").id})
        self.assertTrue(servers.create({**values, "smtp_host": "127.0.0.1"}))
        self.assertNotIn("mail_server", [duty.code for duty in self.processor._privacy_duties()])
        # from before the register was there
        self.env.flush_all()
        self.env.cr.execute("UPDATE ir_mail_server SET subprocessor_id = NULL WHERE id = %s", [named.id])
        self.env.invalidate_all()
        self.assertIn("mail_server", [duty.code for duty in self.processor._privacy_duties()])
        self.assertNotIn("mail_server", [duty.code for duty in self.salon._privacy_duties()])

    def test_the_review_of_accounts_is_done_on_the_checklist(self):
        """GDP-45, 75"""
        duty = {duty.code: duty.state for duty in self.salon._privacy_duties()}
        self.assertEqual(duty["access"], "to_do")
        self.env["clicrdv.access.review"].create(
            {"company_id": self.salon.id, "state": "closed", "opened_on": "2027-01-01", "due_on": "2027-01-31",
             "closed_on": "2027-01-05"}
        )  # fmt: skip
        duty = {duty.code: duty.state for duty in self.salon._privacy_duties()}
        self.assertEqual(duty["access"], "done")
