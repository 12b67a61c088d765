"""The scan of an order that was signed by hand, labelled as what it is (BIL-38)."""

import base64
from datetime import date

from ..logic import contract_states as states
from ..logic import signed_files
from .signature_common import PNG, SignatureCase

PDF = base64.b64encode(b"%PDF-1.7 scan")


class TestHandwrittenSignature(SignatureCase):
    def file(self, order=None, **values):
        order = self.as_manager() if order is None else order
        wizards = order.env["clicrdv.handwritten.signature"].with_context(default_contract_id=order.id)
        return wizards.create({"scan": PDF, "scan_name": "scan.pdf", **values}).action_file()

    def sent(self):
        self.as_manager().action_send_handwritten()

    def test_bil_38_a_scan_is_filed_and_the_contract_begins_on_the_day_of_the_signature(self):
        self.sent()
        self.file()
        self.assertEqual((self.order.state, self.order.signature_level), (states.ACTIVE, "handwritten"))
        self.assertEqual((self.order.signed_on, self.order.signed_by), (date(2027, 1, 11), "Zoé Martin"))
        scan = self.order.document_ids.filtered(lambda document: document.kind == "signed_order")
        self.assertIn("handwritten signature, scan", scan.name)
        self.assertEqual(scan._content(), b"%PDF-1.7 scan")

    def test_a_picture_is_a_scan_too_and_is_named_by_what_it_is(self):
        self.sent()
        self.file(scan=PNG, scan_name="scan.pdf")
        scan = self.order.document_ids.filtered(lambda document: document.kind == "signed_order")
        self.assertTrue(scan.name.endswith(".png"))
        self.assertEqual(scan.attachment_id.mimetype, "image/png")

    def test_what_is_no_scan_is_refused_whatever_it_is_called(self):
        self.sent()
        large = base64.b64encode(b"%PDF-" + b"x" * signed_files.MAX_SCAN_BYTES)
        for content in (base64.b64encode(b"<script>"), base64.b64encode(b"MZ"), large):
            self.refused("bad_scan", self.file, scan=content)
        self.assertEqual((self.order.state, self.own_kinds()), (states.TO_SIGN, ["order"]))

    def test_the_second_scan_is_refused(self):
        self.sent()
        self.file()
        self.refused("not_to_sign", self.file)

    def test_an_order_that_was_not_frozen_first_is_not_signed(self):
        self.refused("not_to_sign", self.file)

    def test_somebody_else_does_not_sign(self):
        self.sent()
        self.refused("not_the_signer", self.file, signed_by="Jean Dupont")

    def test_a_day_before_the_sending_or_to_come_is_no_day_of_a_signature(self):
        self.sent()
        for day in (date(2027, 1, 10), date(2027, 1, 12)):
            self.refused("bad_signature_date", self.file, signed_on=day)

    def test_an_order_at_yousign_is_taken_back_first(self):
        self.use_yousign()
        self.as_manager().action_send_yousign()
        self.refused("request_under_way", self.file)
