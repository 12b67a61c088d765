"""A customer reads, downloads and signs his order; a stranger sees none of it."""

import io
import json
import zipfile

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..logic import contract_states as states
from .common import make_order
from .signature_common import PNG, SIGNER, SignatureCase

JSON = {"Content-Type": "application/json"}


@tagged("post_install", "-at_install")
class TestContractPortal(HttpCase, SignatureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # one language, the source's: a site with several sends visitors to the pages of theirs
        english = cls.env["res.lang"]._activate_lang("en_US")
        languages = {"language_ids": [Command.set(english.ids)], "default_lang_id": english.id}
        cls.env["website"].search([]).write(languages)

    def setUp(self):
        super().setUp()
        self.as_manager().action_send_portal()
        self.token = self.order.access_token
        self.path = f"/my/contracts/{self.order.id}"

    def open(self, path, **options):
        self.env.flush_all()
        return self.url_open(path, allow_redirects=False, **options)

    def sign(self, name="Zoé Martin", signature=PNG, token=None, path=None):
        self.env.flush_all()
        body = {"params": {"name": name, "signature": signature}}
        path = f"{path or self.path}/sign?access_token={self.token if token is None else token}"
        answer = self.url_open(path, data=json.dumps(body), headers=JSON, method="POST").json()
        self.env.invalidate_all()
        return answer.get("result", answer)

    def customer(self, login="colleague", email="other@example.com", partner=None):
        user = new_test_user(self.env, login, groups="base.group_portal", email=email)
        user.partner_id.parent_id = partner or self.order.partner_id
        self.authenticate(login, login)
        return user

    # === SIGNING === #

    def test_bil_38_the_signer_signs_with_his_link_and_the_contract_begins(self):
        page = self.open(f"{self.path}?access_token={self.token}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("simple electronic signature in the portal", page.text)
        self.assertIn("portal.signature_form", page.text)
        self.assertTrue(self.sign().get("force_refresh"))
        self.assertEqual((self.order.state, self.order.signature_level), (states.ACTIVE, "portal"))
        self.assertEqual((self.order.signed_by, str(self.order.signed_at)), ("Zoé Martin", "2027-01-11 07:00:00"))
        self.assertTrue(self.order.signed_ip and self.order.signature_image)
        self.assertEqual(self.own_kinds(), ["order", "signed_order"])
        signed = self.order.document_ids.filtered(lambda document: document.kind == "signed_order")
        order = self.document()
        self.assertIn(order.sha256, signed._content().decode())
        self.assertIn("Signature simple sur le portail", signed._content().decode())

    def test_a_second_click_does_nothing(self):
        self.sign()
        before = self.order.document_ids, self.order.signed_at
        self.assertTrue(self.sign("zoé MARTIN").get("force_refresh"))
        self.assertEqual((self.order.document_ids, self.order.signed_at), before)
        self.assertNotIn("portal.signature_form", self.open(f"{self.path}?access_token={self.token}").text)

    def test_bil_40_only_the_signer_s_name_signs(self):
        self.assertIn("Zoé Martin", self.sign("Jean Dupont")["error"])
        self.assertIn("Zoé Martin", self.sign("")["error"])
        self.assertEqual(self.order.state, states.TO_SIGN)

    def test_no_drawing_and_what_is_none_are_refused(self):
        for drawing in ("", None, 7, "%%%", "PHNjcmlwdD4=", ["x"], "A" * 2_000_000):
            self.assertIn("error", self.sign(signature=drawing))
        self.assertEqual((self.order.state, self.own_kinds()), (states.TO_SIGN, ["order"]))

    def test_an_order_for_yousign_or_for_the_pen_is_not_signed_here(self):
        self.order.signature_method = "handwritten"
        self.assertIn("error", self.sign())
        self.assertNotIn("portal.signature_form", self.open(f"{self.path}?access_token={self.token}").text)

    def test_an_order_that_was_taken_back_is_not_signed_and_not_shown(self):
        self.order.action_take_back()
        self.assertIn("error", self.sign())
        self.assertEqual(self.open(f"{self.path}?access_token={self.token}").status_code, 303)

    def test_a_user_of_the_customer_reads_but_only_the_signer_signs(self):
        self.customer(email=SIGNER["signer_email"])  # which he may have entered himself
        page = self.open(self.path)
        self.assertIn(self.order.name, page.text)
        self.assertNotIn("portal.signature_form", page.text)
        self.assertIn("error", self.sign(token=""))
        self.assertEqual(self.order.state, states.TO_SIGN)

    def test_the_signer_who_is_signed_in_needs_no_link(self):
        self.customer(SIGNER["signer_email"])
        self.assertTrue(self.sign(token="").get("force_refresh"))
        self.assertEqual(self.order.state, states.ACTIVE)

    def test_the_signer_gets_his_link_by_email(self):
        mail = self.env["mail.mail"].search([("model", "=", "clicrdv.contract"), ("res_id", "=", self.order.id)])
        self.assertIn(self.order.name, mail.subject)
        self.assertEqual((mail.email_to, mail.recipient_ids.ids), (SIGNER["signer_email"], []))
        self.assertIn(f"{self.path}?access_token={self.token}", mail.body_html.replace("&amp;", "&"))
        self.as_manager().action_write_again()
        self.assertEqual(self.order.access_token, self.token)

    # === READING === #

    def test_the_list_shows_the_orders_of_the_customer_and_no_draft(self):
        draft = make_order(self.env, self.operator, self.hair, partner_id=self.order.partner_id.id)
        self.customer()
        page = self.open("/my/contracts").text
        self.assertIn(self.order.name, page)
        self.assertNotIn(draft.name, page)
        self.assertNotIn(self.contract.name, page)

    def test_bil_41_the_customer_downloads_everything_and_each_document(self):
        answer = self.open(f"{self.path}/bundle?access_token={self.token}")
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertEqual(answer.content, self.order._bundle()[1])
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            self.assertIn("manifest.json", archive.namelist())
        order = self.document()
        answer = self.open(f"{self.path}/documents/{order.id}?access_token={self.token}")
        self.assertEqual(answer.content, order._content())
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))

    def test_a_stranger_sees_nothing_by_number_or_by_the_link_of_another_order(self):
        self.contract.subscription_ids.date_end = "2027-12-31"
        other = make_order(self.env, self.operator, self.network, **SIGNER)
        other._send("portal")
        other._portal_ensure_token()
        document = self.document()
        paths = [self.path, f"{self.path}/bundle", f"{self.path}/documents/{document.id}"]
        for token in ("", other.access_token, "x" * 36):
            for path in paths:
                with self.subTest(path=path, token=token):
                    self.assertIn(self.open(f"{path}?access_token={token}").status_code, (303, 404))
            self.assertIn("error", self.sign(token=token))
        # the document of one order is not reached through another one
        path = f"/my/contracts/{other.id}/documents/{document.id}?access_token={other.access_token}"
        self.assertEqual(self.open(path).status_code, 404)
        self.customer("stranger", partner=other.partner_id)
        self.assertNotIn(self.order.name, self.open("/my/contracts").text)
        for path in paths:
            self.assertIn(self.open(path).status_code, (303, 404))
        self.assertEqual(self.order.state, states.TO_SIGN)

    def test_the_back_office_downloads_the_bundle_and_another_operator_does_not(self):
        self.manager.password = "billing.test"
        self.authenticate("billing.test", "billing.test")
        self.assertEqual(self.open(f"/clicrdv/billing/bundle/{self.order.id}").content, self.order._bundle()[1])
        self.assertEqual(self.open("/clicrdv/billing/bundle/999999").status_code, 404)
        self.customer()
        self.assertEqual(self.open(f"/clicrdv/billing/bundle/{self.order.id}").status_code, 404)
