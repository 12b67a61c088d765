"""A signed contract is the acceptance of the data-protection agreement that it was signed with (GDP-03, BIL-01)."""

import base64
import hashlib
from datetime import date

from odoo.addons.clicrdv_booking.tests.common import make_establishment

from .common import make_order, make_terms, siret
from .signature_common import OTHER_SIREN, SIGNER, SignatureCase


class TestContractAgreement(SignatureCase):
    def sign(self, contract=None):
        contract = self.order if contract is None else contract
        contract._send("handwritten")
        contract._signed(date(2027, 1, 11), "handwritten")
        self.env.flush_all()
        self.env.invalidate_all()
        return contract

    @property
    def shops(self):
        return self.order.subscription_ids.establishment_id

    def need_data_protection(self):
        if "clicrdv.privacy.acceptance" not in self.env:
            self.skipTest("install clicrdv_gdpr to test what it notes")

    def test_it_tells_which_text_was_signed_by_whom_and_for_whom(self):
        companies = self.env["res.company"]
        self.assertEqual(companies._signed_agreements(self.shops), [], "an order is no contract yet")
        self.sign()
        [signed] = companies._signed_agreements(self.shops)
        document = self.document("dpa")
        self.assertEqual(
            (signed.operator_id, {*signed.establishment_ids}, signed.version, signed.reference),
            (self.operator.id, {*self.shops.ids}, "2026-05", self.order.name),
        )
        self.assertEqual(signed.sha256, hashlib.sha256(document._content()).hexdigest())
        self.assertEqual((signed.signed_on, signed.signer), (date(2027, 1, 11), "Zoé Martin, Chairwoman"))
        [one] = companies._signed_agreements(self.shops[0])
        self.assertEqual(one.establishment_ids, tuple(self.shops[0].ids))

    def test_a_text_that_came_later_by_an_information_was_not_signed(self):
        self.sign()
        make_terms(self.env, self.operator, "2027-02", "2027-02-01", kinds=["dpa"])
        later = self.env["clicrdv.terms"].search([("version", "=", "2027-02"), ("kind", "=", "dpa")])
        later._file_on(self.order)
        [signed] = self.env["res.company"]._signed_agreements(self.shops)
        self.assertEqual(signed.version, "2026-05")

    def test_gdp_03_a_signature_is_the_acceptance_of_the_agreement_with_its_version_and_its_hash(self):
        self.need_data_protection()
        self.assertFalse(any(shop.privacy_agreement_id for shop in self.shops))
        self.sign()
        version = self.shops.privacy_agreement_id
        content = self.document("dpa")._content()
        self.assertEqual((version.name, version.company_id, version.state), ("2026-05", self.operator, "published"))
        self.assertEqual(version.document_sha256, hashlib.sha256(content).hexdigest())
        self.assertEqual(base64.b64decode(version.document), content)
        self.assertEqual(str(version.published_on), "2026-05-01")
        signed = version.acceptance_ids
        controllers = signed.network_id if self.hair.kind == "integrated" else signed.company_id
        self.assertEqual(controllers, self.hair if self.hair.kind == "integrated" else self.shops)
        self.assertEqual({*signed.mapped("controller_signer")}, {"Zoé Martin, Chairwoman"})
        self.assertEqual({*signed.mapped("signed_with")}, {self.order.name})
        self.assertEqual({str(day) for day in signed.mapped("controller_signed_on")}, {"2027-01-11"})
        self.shops._note_signed_agreements()
        self.assertEqual(version.acceptance_ids, signed, "twice is once")

    def test_gdp_03_who_joins_a_contract_later_is_bound_by_its_agreement_too(self):
        self.need_data_protection()
        self.hair.kind = "franchise"
        self.order._approve("A franchise.")
        self.sign()
        joining = make_establishment(
            self.env, "Coiffure 9", network_id=self.hair.id, company_registry=siret(OTHER_SIREN, 9)
        )
        self.assertFalse(joining.privacy_agreement_id)
        self.order._join(joining, date(2027, 2, 1))
        self.env.invalidate_all()
        self.assertEqual(joining.privacy_agreement_id, self.shops[0].privacy_agreement_id)

    def test_gdp_03_the_same_text_is_one_version_and_another_text_of_that_name_another_one(self):
        self.need_data_protection()
        versions = self.env["clicrdv.privacy.agreement"]
        taken = versions.create(
            {"name": "2026-05", "company_id": self.operator.id, "document": base64.b64encode(b"%PDF-1 other")}
        )
        taken.action_publish()
        self.sign()
        version = self.shops[0].privacy_agreement_id
        self.assertNotEqual(version, taken)
        self.assertEqual(version.name, f"2026-05 ({version.document_sha256[:8]})")
        self.assertFalse(taken.acceptance_ids)

    def test_gdp_03_contracts_of_before_are_noted_when_data_protection_is_installed(self):
        self.need_data_protection()
        self.sign()
        version = self.shops.privacy_agreement_id
        self.env.cr.execute("DELETE FROM clicrdv_privacy_acceptance WHERE agreement_id = %s", [version.id])
        self.env.invalidate_all()
        self.assertFalse(self.shops.privacy_agreement_id)
        self.env["res.company"]._note_all_signed_agreements()
        self.env.invalidate_all()
        self.assertEqual(self.shops.privacy_agreement_id, version)

    def test_gdp_03_a_signed_establishment_goes_online_and_an_unsigned_one_does_not(self):
        self.need_data_protection()
        self.env["ir.config_parameter"].set_param("clicrdv_gdpr.require_agreement", "True")
        self.shops.write({"booking_published": False})
        self.env.invalidate_all()
        self.refused("agreement_missing", self.shops[0].write, {"booking_published": True})
        self.sign()
        self.shops[0].booking_published = True
        other = make_order(self.env, self.operator, self.hair, **SIGNER)
        self.assertFalse(other.signed_on, "an order that is still open binds nobody")
