"""Every address of billing that anybody can call, with what no browser sends: guessed numbers, foreign tokens, nonsense."""

import json

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..logic import contract_states as states
from .common import make_network, make_order, make_terms
from .rights_common import BillingRightsCase
from .signature_common import OTHER_SIREN, PNG, SIGNER

#: What a number in an address may be.
NUMBERS = (0, 2**31 - 1, 2**31, 2**63, 10**30)
TOKENS = ("", "x", "é", "%00", "%ff", "%ed%a0%80", "' OR 1=1 --", "x" * 5000)
PAGES = (
    "/my/contracts/{}",
    "/my/contracts/page/{}",
    "/my/contracts/{}/bundle",
    "/my/contracts/{}/documents/{}",
    "/my/invoices/{}/sms",
    "/my/invoices/{}/sms.csv",
    "/my/quotes/{}",
    "/my/service-reports/{}",
    "/my/service-reports/page/{}",
    "/clicrdv/billing/bundle/{}",
    "/conditions/cgv/{}",
    "/conditions/cgv/{}/pdf",
)
NONSENSE = (
    None,
    1,
    -1,
    1.5,
    True,
    [],
    ["x"],
    {},
    {"x": 1},
    "",
    "\x00",
    "\ud800",
    "é" * 3000,
    "<script>alert(1)</script>",
)
JSON = {"Content-Type": "application/json"}


@tagged("post_install", "-at_install")
class TestPortalAttacks(HttpCase, BillingRightsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        english = cls.env["res.lang"]._activate_lang("en_US")
        for website in cls.env["website"].search([]):
            website.write({"language_ids": [(6, 0, english.ids)], "default_lang_id": english.id})
        own = cls.world["own"]
        env = cls.env(context={**cls.env.context, "allowed_company_ids": own["operator"].ids})
        make_terms(env, own["operator"], version="attack")
        hair = make_network(env, "<img src=x onerror=alert(1)>", count=1, siren=OTHER_SIREN)
        cls.order = make_order(env, own["operator"], hair, partner_id=own["contract"].partner_id.id, **SIGNER)
        cls.order._approve("It is a test")
        cls.order.action_send_portal()
        cls.people = {role: cls.customer(role, own) for role in ("stranger", "shop", "head")}
        cls.env.flush_all()

    @classmethod
    def customer(cls, role, own):
        parents = {"shop": own["shop"].partner_id, "head": own["contract"].partner_id}
        partner = parents.get(role) or cls.env["res.partner"].create({"name": "Stranger SA", "is_company": True})
        person = {"name": role, "email": f"{role}@example.com", "parent_id": partner.id}
        groups = [(6, 0, cls.env.ref("base.group_portal").ids)]
        values = {"login": f"{role}.attack", "password": f"{role}.attack", "group_ids": groups}
        return cls.env["res.users"].create({**values, "partner_id": cls.env["res.partner"].create(person).id})

    def sign_in(self, role):
        user = self.people[role]
        self.authenticate(user.login, user.login)

    def get(self, path):
        return self.url_open(path, allow_redirects=False)

    def post(self, path, data=None, **options):
        data = {"csrf_token": Request.csrf_token(self), **(data or {})}
        return self.url_open(path, data=data, method="POST", allow_redirects=False, **options)

    # === READING === #

    def test_no_number_and_no_token_breaks_a_page(self):
        invoice = self.world["own"]["invoice"]
        invoice._portal_ensure_token()  # a token is compared only where there is one
        self.env.flush_all()
        for role in (None, "stranger"):
            if role:
                self.sign_in(role)
            for page in PAGES:
                known = invoice.id if "invoices" in page else self.order.id
                paths = [page.format(number, number) for number in NUMBERS]
                paths += [f"{page.format(known, 1)}?access_token={token}" for token in TOKENS]
                for path in paths:
                    with self.subTest(role=role, path=path[:80]):
                        self.assertLess(self.get(path).status_code, 500)

    def test_a_stranger_finds_nothing_under_any_number(self):
        own = self.world["own"]
        document = self.order.document_ids[0]
        other_token = self.world["foreign"]["contract"]._portal_ensure_token()
        self.env.flush_all()
        paths = [
            f"/my/contracts/{self.order.id}",
            f"/my/contracts/{self.order.id}?access_token={other_token}",
            f"/my/contracts/{self.order.id}/bundle?access_token={other_token}",
            f"/my/contracts/{self.order.id}/documents/{document.id}?access_token={other_token}",
            # the right token, and a document of another contract
            f"/my/contracts/{self.order.id}/documents/{own['contract document'].id}?access_token={self.token()}",
            f"/my/invoices/{own['invoice'].id}/sms?access_token={other_token}",
            f"/my/invoices/{own['invoice'].id}/sms.csv",
            f"/my/quotes/{own['quote'].id}",
            f"/my/service-reports/{own['published report'].id}",
            f"/my/service-reports/{own['published report'].id}?download=1",
            f"/clicrdv/billing/bundle/{self.order.id}",
        ]
        for role in (None, "stranger", "shop"):
            if role:
                self.sign_in(role)
            for path in paths:
                if role == "shop" and "invoices" in path:
                    continue
                with self.subTest(role=role, path=path):
                    answer = self.get(path)
                    self.assertIn(answer.status_code, (302, 303, 404))

    def token(self):
        return self.order.sudo().access_token

    def test_a_draft_is_nobodys_and_an_unpublished_report_either(self):
        self.sign_in("head")
        own = self.world["own"]
        self.assertEqual(self.get(f"/my/quotes/{own['quote'].id}").status_code, 404)
        self.assertEqual(self.get(f"/my/service-reports/{own['service report'].id}").status_code, 404)
        self.assertEqual(self.get(f"/my/service-reports/{own['published report'].id}").status_code, 200)

    def test_names_are_text_on_every_page(self):
        self.sign_in("head")
        for path in (f"/my/contracts/{self.order.id}", "/my/contracts", "/my/claims", "/my/documents", "/my/quotes"):
            with self.subTest(path):
                answer = self.get(path)
                self.assertEqual(answer.status_code, 200)
                self.assertNotIn("<img src=x", answer.text)
        self.assertNotIn(
            "<script>", self.get("/my/claims?sent=<script>").text.partition("<main")[2].partition("</main")[0]
        )

    def test_what_was_archived_opens_nothing(self):
        self.sign_in("head")
        self.assertEqual(self.get(f"/my/contracts/{self.order.id}").status_code, 200)
        self.people["head"].active = False
        self.env.flush_all()
        self.assertIn(self.get(f"/my/contracts/{self.order.id}").status_code, (302, 303))

    # === SIGNING === #

    def sign(self, **params):
        self.env.flush_all()
        body = json.dumps({"jsonrpc": "2.0", "params": params})
        answer = self.url_open(f"/my/contracts/{self.order.id}/sign", data=body, headers=JSON, method="POST")
        self.env.invalidate_all()
        return answer.json()

    def test_nonsense_signs_nothing_and_breaks_nothing(self):
        good = {"name": "Zoé Martin", "signature": PNG, "access_token": self.token()}
        for name in good:
            for value in NONSENSE:
                with self.subTest(name=name, value=str(value)[:20].encode("ascii", "replace")):
                    answer = self.sign(**{**good, name: value})
                    self.assertNotIn("error", answer, "it is answered, not crashed")
                    self.assertIn("error", answer["result"])
        for name in ("Zoé\x00Martin", "Zoé Martin \ud800", "Zoé Martin\x00"):
            with self.subTest(name=name.encode("ascii", "replace")):
                answer = self.sign(**{**good, "name": name})
                self.assertNotIn("error", answer, "it is answered, not crashed")
        if self.order.state == states.ACTIVE:
            self.assertTrue(self.order.signed_by.isprintable())

    def test_nobody_signs_for_somebody_else(self):
        for role in (None, "stranger", "shop", "head"):
            if role:
                self.sign_in(role)
            for token in (None, "x", self.world["foreign"]["contract"]._portal_ensure_token()):
                with self.subTest(role=role, token=bool(token)):
                    self.assertIn("error", self.sign(name="Zoé Martin", signature=PNG, access_token=token)["result"])
        self.assertEqual(self.order.state, states.TO_SIGN)

    # === SENDING === #

    @mute_logger("odoo.http")
    def test_forms_need_their_token_and_their_method(self):
        self.sign_in("head")
        for path in ("/my/claims/new", "/my/quotes/1/answer", "/my/documents/1/upload"):
            with self.subTest(path):
                answer = self.url_open(path, data={"answer": "accept"}, method="POST", allow_redirects=False)
                self.assertEqual(answer.status_code, 400)
        for path in ("/my/quotes/1/answer", "/my/documents/1/upload", "/clicrdv/probe/" + "x" * 40):
            with self.subTest(path):
                self.assertIn(self.get(path).status_code, (404, 405))

    def test_no_form_of_a_stranger_reaches_anything(self):
        own = self.world["own"]
        own["quote"]._write_moved({"state": "sent", "sent_on": "2027-01-11"})
        for role in ("stranger", "shop"):
            self.sign_in(role)
            form = {"contract_id": own["contract"].id, "breach_date": "2027-01-04", "description": "Down"}
            self.assertEqual(self.post("/my/claims/new", form).status_code, 400)
            for path in (f"/my/quotes/{own['quote'].id}/answer", f"/my/documents/{own['document request'].id}/upload"):
                self.assertEqual(self.post(path, {"answer": "accept", "agreed": "1", "name": "X"}).status_code, 404)
        self.assertEqual((own["quote"].state, len(own["document request"].attachment_ids)), ("sent", 0))

    def test_nothing_that_runs_is_taken_as_a_paper_and_no_name_means_anything(self):
        asked = self.world["own"]["document request"]
        self.sign_in("head")
        path = f"/my/documents/{asked.id}/upload"
        page = b"<html><script>alert(1)</script></html>"
        drawing = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
        for name, content, kind in (
            ("a.pdf", page, "application/pdf"),
            ("a.pdf", drawing, "application/pdf"),
            ("a.png", drawing, "image/png"),
            ("a.svg", drawing, "image/svg+xml"),
            ("a.html", b"%PDF-1.4 " + page, "application/pdf"),
            ("a.pdf.html", b"%PDF-1.4 " + page, "application/pdf"),
            ("a.pdf", b"", "application/pdf"),
        ):
            with self.subTest(name=name, content=content[:10]):
                self.assertEqual(self.post(path, files={"file": (name, content, kind)}).status_code, 400)
        name = "../../etc/x\r\nSet-Cookie: a=b\x00<b>.pdf"
        self.assertEqual(self.post(path, files={"file": (name, b"%PDF-1.4 x", "text/html")}).status_code, 303)
        self.env.invalidate_all()
        [file] = asked.attachment_ids
        self.assertEqual(file.mimetype, "application/pdf")
        self.assertFalse(set("/\\<>\r\n\x00") & set(file.name))
        # one of another role does not read what was sent
        self.sign_in("stranger")
        self.assertEqual(self.get(f"/web/content/{file.id}").status_code, 404)

    def test_machines_that_send_nonsense_get_an_answer(self):
        operator = self.world["own"]["operator"]
        operator.write({"yousign_key": "k", "yousign_webhook_secret": "s"})
        operator.action_new_probe_token()
        self.env.flush_all()
        deep = "[" * 20000
        bodies = [json.dumps(value) for value in NONSENSE] + [deep, "{", "\x00", '{"ok": true, "at": 1e400}', "NaN"]
        bodies += [
            '{"ok": true, "ms": 1e999}',
            '{"ok": true, "at": "0001-01-01T00:00:00+14:00"}',
            '{"ok": true, "ms": 9999999999}',
        ]
        for path in (
            f"/clicrdv/probe/{operator.service_probe_token}",
            f"/clicrdv/billing/yousign/{operator.yousign_webhook_token}",
        ):
            for body in bodies:
                for headers in (JSON, {"X-Yousign-Signature-256": "é".encode(), "Content-Type": "text/plain"}):
                    with self.subTest(path=path[:20], body=body[:30].encode("ascii", "replace")):
                        answer = self.url_open(path, data=body.encode(), headers=headers, method="POST")
                        self.assertIn(answer.status_code, (400, 401))
