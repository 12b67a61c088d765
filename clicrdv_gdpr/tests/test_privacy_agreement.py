"""Versions of the agreement, their signatures, and the end for a breach of it (GDP-03, 09, 16, 48, 49, 50)."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..models.clicrdv_privacy_agreement import PARAMETER
from .registers_common import FILE, RegistersCase


@freeze_time(NOW)
class TestPrivacyAgreement(RegistersCase):
    def version(self, name, **values):
        agreement = self.env["clicrdv.privacy.agreement"].create(
            {"name": name, "company_id": self.processor.id, "document": FILE, **values}
        )
        agreement.action_publish()
        return agreement

    def sign(self, agreement, **values):
        return self.env["clicrdv.privacy.acceptance"].create(
            {"agreement_id": agreement.id, "company_id": self.salon.id, "controller_signed_on": "2027-01-11", **values}
        )

    def bound_by(self):
        self.env.invalidate_all()
        return self.salon.privacy_agreement_id

    def test_no_establishment_goes_online_without_a_signed_agreement_when_that_is_asked_for(self):
        """GDP-03"""
        self.salon.booking_published = False
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, "True")
        self.assert_refused("agreement_missing", self.salon.write, {"booking_published": True})
        self.sign(self.version("2027-01"))
        self.env.invalidate_all()
        self.salon.booking_published = True

    def test_a_change_of_sub_annex_a_binds_once_both_have_signed(self):
        """GDP-50"""
        first = self.version("2026-01")
        self.sign(first)
        second = self.version("2027-01", changes_annex_a=True)
        signed = self.sign(second)
        self.assertEqual(self.bound_by(), first)
        self.assertFalse(signed.is_in_force)
        signed.processor_signed_on = "2027-01-11"
        self.assertEqual(self.bound_by(), second)
        self.assert_refused("record_frozen", signed.write, {"controller_signed_on": "2027-01-10"})
        self.assert_refused("record_frozen", signed.unlink)
        self.assert_refused("record_frozen", second.write, {"changes_annex_a": False})

    def test_nobody_signs_tomorrow_or_what_is_not_published(self):
        """GDP-50"""
        self.assert_refused("in_future", self.sign, self.version("2027-01"), controller_signed_on="2027-01-12")
        draft = self.env["clicrdv.privacy.agreement"].create({"name": "x", "company_id": self.processor.id})
        self.assert_refused("document_missing", self.sign, draft)
        self.assert_refused("document_missing", draft.action_publish)

    def test_the_order_of_precedence_is_told_with_each_version(self):
        """GDP-49"""
        self.assertEqual(
            self.version("2027-01").precedence,
            "Standard contractual clauses > Data-protection agreement > General terms",
        )

    def test_a_signature_of_a_network_binds_its_shops_and_nobody_else(self):
        """GDP-03"""
        self.sign(self.version("2027-01"), company_id=False, network_id=self.network.id)
        self.assertTrue(all(shop.privacy_agreement_id for shop in self.shops))
        self.assertFalse(self.salon.privacy_agreement_id)


@freeze_time(NOW)
class TestPrivacyTermination(RegistersCase):
    def give_notice(self, cause="security", **values):
        values = {"proof": FILE, "reasons": "x", "registered_letter": "1A 1", "user_id": self.officer.id, **values}
        return self.as_officer(self.env["clicrdv.privacy.termination"]).create(self.controller(cause=cause, **values))

    def test_a_notice_is_of_15_to_30_days_and_leaves_a_month_to_put_it_right(self):
        """GDP-48"""
        for days in (14, 31, 0, -1):
            self.assert_refused("notice_length", self.give_notice, notice_days=days)
        case = self.give_notice(notice_days=15)
        self.assertEqual((case.remedy_until, case.notice_until, case.ends_on), (
            date(2027, 2, 11), date(2027, 1, 26), date(2027, 2, 11),
        ))  # fmt: skip
        self.assertEqual(case.by, "controller")

    def test_nothing_ends_before_the_month_is_over_or_after_it_was_put_right(self):
        """GDP-48"""
        case = self.give_notice()
        with self.on("2027-02-11"):
            self.assert_refused("remedy_running", case.action_end)
        self.assert_refused("reason_missing", case.action_remedy)
        other = self.give_notice()
        other.remedy = "Keys were changed."
        other.action_remedy()
        with self.on("2027-02-12"):
            other.action_end()
            case.action_end()
            case.action_end()
        self.assertEqual((case.state, other.state), ("ended", "remedied"))

    def test_the_dates_of_a_letter_that_was_received_stay(self):
        """GDP-48"""
        case = self.give_notice()
        for values in ({"received_on": "2026-12-01"}, {"notice_days": 15}, {"cause": "purposes"}):
            self.assert_refused("record_frozen", case.write, values)
        self.assert_refused("written_by_hand", case.write, {"ends_on": "2027-01-12"})
        with self.assertRaises(AccessError), self.cr.savepoint():
            case.unlink()

    def test_each_cause_brings_its_proof(self):
        """GDP-09, 16, 48"""
        self.assert_refused("cause_unproved", self.give_notice, proof=False)
        instruction = self.env["clicrdv.instruction"].create(
            self.controller(author="x", text="x", unlawful_reason="It sells data.")
        )
        unlawful = {"cause": "unlawful_instruction", "instruction_id": instruction.id}
        self.assert_refused("cause_unproved", self.give_notice, **unlawful)
        instruction.action_suspend()
        instruction.action_uphold()
        self.assertEqual(self.give_notice(**unlawful).by, "processor")
        other = {"company_id": False, "network_id": self.network.id}
        self.assert_refused("cause_unproved", self.give_notice, **unlawful, **other)

    def test_a_disagreement_about_a_sub_processor_is_a_cause_once_the_talks_have_failed(self):
        """GDP-16, 48"""
        answer = self.of_salon(self.make_notice(self.make_subprocessor()).answer_ids)
        cause = {"cause": "sub_processor", "answer_id": answer.id}
        self.assert_refused("cause_unproved", self.give_notice, **cause)
        answer.reason = "A competitor owns it."
        answer.action_object()
        answer.action_talk()
        answer.action_no_agreement()
        self.give_notice(**cause)

    def test_somebody_is_called_a_week_before_the_end(self):
        """GDP-48"""
        case = self.give_notice()
        with self.on("2027-02-05"):
            self.run_job("ir_cron_privacy_deadlines")
        self.assertEqual(case.activity_ids.user_id, self.officer)
