"""What is frozen for an order, its hashes, the bundle, and what a signed order refuses (BIL-01, BIL-38, BIL-41)."""

import base64
import hashlib
import io
import json
import zipfile
from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools.pdf import PdfFileWriter

from ..exceptions_life import SubscribedElsewhere
from ..logic import contract_states as states
from ..models.clicrdv_contract_frozen import ORDER_FIELDS, SIGNATURE_FIELDS
from .common import make_contract, make_operator, make_order
from .signature_common import PNG, SIGNER, SignatureCase


class TestDocuments(SignatureCase):
    def sign(self, contract=None):
        contract = self.order if contract is None else contract
        contract._send("handwritten")
        contract._signed(date(2027, 1, 11), "handwritten")
        return contract

    # === FREEZING === #

    def test_bil_01_the_order_is_frozen_with_the_hash_of_its_bytes(self):
        self.as_manager().action_send_handwritten()
        order = self.document()
        self.assertEqual((order.kind, order.name), ("order", f"{self.order.name}.pdf"))
        self.assertEqual(order.sha256, hashlib.sha256(order.attachment_id.raw).hexdigest())
        self.assertEqual(str(order.filed_on), "2027-01-11")
        self.assertEqual(self.order.state, states.TO_SIGN)

    def test_an_order_for_establishments_that_another_contract_serves_is_not_sent(self):
        serving = make_contract(self.env, self.order.company_id, self.order.network_id)
        with self.assertRaises(SubscribedElsewhere):
            self.order._send("handwritten")
        self.assertEqual((self.order.state, self.kinds()), (states.DRAFT, []))
        serving.subscription_ids.date_end = date(2027, 6, 30)
        self.order._send("handwritten")
        self.assertEqual(self.order.state, states.TO_SIGN)

    def test_a_hash_that_somebody_gives_is_not_believed(self):
        attachment = self.env["ir.attachment"].create({"name": "a", "raw": b"bytes"})
        values = {"contract_id": self.order.id, "kind": "other", "name": "a", "attachment_id": attachment.id}
        document = self.env["clicrdv.contract.document"].create({**values, "sha256": "0" * 64})
        self.assertEqual(document.sha256, hashlib.sha256(b"bytes").hexdigest())

    def test_the_same_file_twice_is_kept_once_and_another_one_beside_it(self):
        for content in (b"%PDF-1", b"%PDF-1", b"%PDF-2"):
            self.order._file_document("annex", "Annex 1", content, "application/pdf")
        self.assertEqual(self.kinds(), ["annex", "annex"])

    def test_the_proof_of_the_signers_power_is_filed_too(self):
        self.order.signer_power_file = base64.b64encode(b"%PDF-1.7 delegation")
        self.order._send("handwritten")
        self.assertEqual(self.own_kinds(), ["order", "other"])
        power = self.order.document_ids.filtered(lambda document: document.kind == "other")
        self.assertEqual(power._content(), b"%PDF-1.7 delegation")

    def test_an_order_that_is_sent_again_has_only_what_was_frozen_the_last_time(self):
        self.order._send("handwritten")
        self.assertEqual(self.kinds(), ["annex", "dpa", "order", "price_list", "terms"])
        self.order._file_document("terms", "Terms", b"%PDF-1", "application/pdf")
        self.order.action_take_back()
        self.order.signer_quality = "Managing director"
        self.order._send("handwritten")
        self.assertEqual(self.kinds(), ["annex", "dpa", "order", "price_list", "terms"])
        self.assertNotIn("Terms", self.order.document_ids.mapped("name"))

    def test_bil_01_bil_02_the_order_names_issuer_customer_establishments_prices_and_signer(self):
        self.operator.write({"billing_legal_form": "SAS", "billing_capital": 37000, "billing_rcs": "Nanterre"})
        page = self.order._order_pdf().decode()
        shop = self.order.subscription_ids[0].establishment_id
        for text in ("SAS", "37", "RCS Nanterre", "999340276", "75011", self.order.partner_id.name, "Coiffure"):
            self.assertIn(text, page)
        for text in (shop.name, shop.company_registry, "49,9000", "0,0836", "Zoé Martin", "Chairwoman", "12 mois"):
            self.assertIn(text, page)
        self.assertIn("SHA-256", self._with_terms()._order_pdf().decode())

    def _with_terms(self):
        self.order._file_document("terms", "Terms", b"%PDF-1", "application/pdf")
        return self.order

    def test_without_its_program_a_pdf_is_refused_with_it_it_is_one(self):
        order = self.order.with_context(force_report_rendering=True)
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.refused("no_pdf_program", order._order_pdf)
        else:
            self.assertTrue(order._order_pdf().startswith(b"%PDF-"))

    def test_bil_38_what_was_signed_in_the_portal_is_the_frozen_order_and_one_page_more(self):
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("install wkhtmltopdf to test real PDFs")
        order = self.order.with_context(force_report_rendering=True)
        order._send("portal")
        order._sign_in_portal("Zoé Martin", PNG, "192.0.2.1")
        frozen, signed = self.document("order"), self.document("signed_order")
        self.assertTrue(signed._content().startswith(b"%PDF-"))
        self.assertEqual(order._pages(signed._content()), order._pages(frozen._content()) + 1)
        self.assertGreater(order._pages(frozen._content()), 1, "the signature has a page of its own")

    # === SIGNED === #

    def test_bil_01_the_contract_begins_on_the_day_of_the_signature_and_its_lines_with_it(self):
        later = self.order.subscription_ids[-1]
        later.wanted_start = date(2027, 3, 1)
        self.sign()
        self.assertEqual(self.order.state, states.ACTIVE)
        self.assertEqual((self.order.signed_on, self.order.date_start), (date(2027, 1, 11), date(2027, 1, 11)))
        starts = self.order.subscription_ids.mapped("date_start")
        self.assertEqual(sorted(starts), [*[date(2027, 1, 11)] * 4, date(2027, 3, 1)])

    def test_being_signed_twice_changes_nothing(self):
        self.sign()
        self.order._signed(date(2027, 2, 1), "portal")
        self.assertEqual((str(self.order.signed_on), self.order.signature_level), ("2027-01-11", "handwritten"))
        self.assertEqual(len(self.order.price_ids), len(self.order._tariffs()))

    def test_an_order_that_was_never_sent_is_not_signed(self):
        self.refused("state_refused", self.order._signed, date(2027, 1, 11), "handwritten")

    def test_bil_30_the_prices_of_that_day_are_frozen_with_four_decimals(self):
        product = self.order.subscription_ids.product_id
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Coiffure",
                "company_id": self.operator.id,
                "currency_id": self.operator.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": product.product_tmpl_id.id,
                            "compute_price": "fixed",
                            "fixed_price": 39.1234,
                            "date_end": "2027-01-31 23:00:00",
                        }
                    )
                ],
            }
        )
        self.order.pricelist_id = pricelist
        self.sign()
        pricelist.item_ids.fixed_price = 99
        price = self.order.price_ids.filtered(lambda price: price.product_id == product)
        self.assertEqual((price.product_id, price.date_from), (product, date(2027, 1, 11)))
        self.assertAlmostEqual(price.unit_price, 39.1234, 6)

    def test_bil_30_the_day_of_the_prices_is_the_operators_whoever_sends_and_whatever_notes_the_signature(self):
        self.order.sent_at = "2026-12-31 23:30:00"
        for zone in ("Europe/Paris", False, "America/Martinique"):
            self.assertEqual(self.order.with_context(tz=zone)._order_day(), date(2027, 1, 1), zone)

    def test_without_a_price_list_it_is_the_price_of_the_product(self):
        self.order.subscription_ids.product_id.lst_price = 51.5
        self.sign()
        self.assertEqual(set(self.order.price_ids.mapped("unit_price")), {51.5, 29.9})

    def test_bil_38_a_signed_order_cannot_be_edited(self):
        self.sign()
        other = make_order(self.env, self.operator, self.hair)
        values = {"network_id": self.network.id, "partner_id": other.partner_id.id, "company_id": self.env.company.id}
        for name in ORDER_FIELDS | SIGNATURE_FIELDS:
            with self.subTest(name):
                self.refused("order_signed", self.order.write, {name: values.get(name, False)})
        self.order.write({"invoice_to": "head_office"})

    def test_bil_38_it_is_amended_with_a_reason_that_is_kept(self):
        self.sign()
        self.order._amend("Letter of 2 February", signer_email="new@example.com")
        self.assertEqual(self.order.signer_email, "new@example.com")
        self.assertIn("Letter of 2 February", self.order.message_ids[0].body)
        self.assertIn("zoe.martin@example.com → new@example.com", self.order.message_ids[0].body)

    def test_no_call_from_outside_can_pretend_to_amend(self):
        self.sign()
        outside = self.as_manager().with_context(clicrdv_amendment=True)
        self.refused("order_signed", outside.write, {"term_months": "36"})

    def test_an_order_that_is_with_its_signer_stays_as_it_was_sent(self):
        self.order._send("handwritten")
        self.refused("order_sent", self.order.write, {"signer_email": "other@example.com"})
        self.refused("order_sent", self.order.subscription_ids[0].write, {"offer": "simple"})
        self.refused("order_sent", self.order.subscription_ids[0].unlink)
        line = self.order.subscription_ids[0]
        self.refused("order_sent", line.copy, {"establishment_id": self.shop.id})
        self.order.action_take_back()
        self.assertEqual(self.order.state, states.DRAFT)
        self.order.subscription_ids[0].offer = "simple"

    def test_what_is_filed_for_a_signed_contract_stays(self):
        self.sign()
        document = self.document()
        self.refused("document_kept", document.write, {"name": "x"})
        self.refused("document_kept", document.unlink)
        with self.assertRaises(AccessError):
            self.as_manager(document).attachment_id.write({"raw": b"other"})

    def test_what_was_frozen_for_an_order_that_is_given_up_goes_with_it(self):
        self.order._send("handwritten")
        attachment = self.order.document_ids.attachment_id
        self.order.action_take_back()
        self.order.subscription_ids.unlink()
        self.order.unlink()
        self.assertFalse(attachment.exists())

    def test_an_order_is_signed_on_its_last_page(self):
        writer, made = PdfFileWriter(), io.BytesIO()
        for _page in range(3):
            writer.add_blank_page(width=595, height=842)
        writer.write(made)
        self.assertEqual(self.order._pages(made.getvalue()), 3)
        self.assertEqual(self.order._pages(b"<html>"), 1)

    # === BUNDLE === #

    def test_bil_41_one_bundle_with_everything_and_a_manifest_and_the_same_bytes_twice(self):
        self.sign()
        self.order._file_document("signed_order", "signed.pdf", b"%PDF-s", "application/pdf")
        name, content = self.order._bundle()
        self.assertEqual(name, f"{self.order.name}.zip")
        self.assertEqual(self.order._bundle()[1], content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            self.assertEqual(
                [document["kind"] for document in manifest["documents"]],
                ["order", "terms", "annex", "dpa", "price_list", "signed_order"],
            )
            for document in manifest["documents"]:
                self.assertEqual(hashlib.sha256(archive.read(document["file"])).hexdigest(), document["sha256"])
        self.assertEqual((manifest["signed_on"], manifest["signature_level"]), ("2027-01-11", "handwritten"))
        self.assertEqual(manifest["customer"], self.order.partner_id.name)

    def test_a_file_that_somebody_has_changed_is_not_handed_out_as_what_was_signed(self):
        self.sign()
        self.order.document_ids.attachment_id.write({"raw": b"%PDF-forged"})
        self.refused("document_altered", self.order._bundle)

    def test_nothing_filed_is_no_bundle(self):
        self.refused("nothing_filed", self.order._bundle)

    # === SIGNER AND RIGHTS === #

    def test_bil_40_a_signer_without_an_email_is_refused(self):
        for email in (False, "", "zoe", "zoe@"):
            self.order.signer_email = email
            for send in ("action_send_portal", "action_send_handwritten"):
                self.refused("signer_without_email", getattr(self.order, send))
        self.assertEqual((self.order.state, self.kinds()), (states.DRAFT, []))

    def test_bil_40_name_quality_and_power_are_recorded_before_sending(self):
        for name in ("signer_firstname", "signer_lastname", "signer_quality", "signer_power"):
            with self.subTest(name):
                self.order.write({**SIGNER, name: " "})
                self.refused("signer_incomplete", self.order.action_send_handwritten)

    def test_an_order_without_establishments_is_not_sent(self):
        self.order.subscription_ids.unlink()
        self.refused("not_eligible", self.order.action_send_handwritten)

    def test_a_network_manager_reads_documents_and_sends_nothing(self):
        user = new_test_user(self.env, "network.test", groups="clicrdv_booking.group_network_manager")
        self.hair.manager_ids = user
        self.order._file_document("terms", "Terms", b"%PDF-t", "application/pdf")
        order = self.order.with_user(user)
        self.assertEqual(order.document_ids.mapped("kind"), ["terms"])
        for button in ("send_handwritten", "send_portal", "take_back", "write_again"):
            with self.assertRaises(AccessError):
                getattr(order, f"action_{button}")()

    def test_another_operators_orders_documents_and_requests_are_not_seen(self):
        other = make_operator(self.env, "Other operator", company_registry="99934027600024", vat=False)
        stranger = new_test_user(
            self.env,
            "stranger.test",
            groups="clicrdv_billing.group_billing_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.order._send("handwritten")
        for record in (self.order, self.order.document_ids):
            with self.assertRaises(AccessError):
                record.with_user(stranger).with_context(allowed_company_ids=other.ids).read(["name"])
