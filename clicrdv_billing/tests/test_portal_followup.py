"""The pages of a customer: claims, quotes and documents; a stranger's pages show nothing of them."""

from datetime import date

from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.clicrdv_booking.tests.common import NOW

from .followup_common import FollowupCase, make_portal_user

PDF = ("statutes.pdf", b"%PDF-1.4 statutes", "application/pdf")


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPortalFollowup(HttpCase, FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        english = cls.env["res.lang"]._activate_lang("en_US")
        for website in cls.env["website"].search([]):
            website.write({"language_ids": [(6, 0, english.ids)], "default_lang_id": english.id})
        stranger = cls.env["res.partner"].create({"name": "Stranger SA", "is_company": True})
        cls.stranger = make_portal_user(cls.env, stranger, "stranger.follow")

    def setUp(self):
        super().setUp()
        self.sign_in(self.customer_user)

    def sign_in(self, user):
        self.authenticate(user.login, user.login)

    def post(self, path, data=None, **options):
        data = {"csrf_token": Request.csrf_token(self), **(data or {})}
        return self.url_open(path, data=data, method="POST", allow_redirects=False, **options)

    def page(self, path, status=200):
        answer = self.url_open(path, allow_redirects=False)
        self.assertEqual(answer.status_code, status, answer.text[:300])
        return html.fromstring(answer.content).text_content()

    def claims(self):
        return self.env["clicrdv.claim"].search([("contract_id", "=", self.contract.id)])

    # === CLAIMS === #

    def claim_form(self, **values):
        form = {"contract_id": self.contract.id, "breach_date": "2027-01-04", "description": "No <b>agenda</b>."}
        return {**form, "direct_amount": "12,50", "indirect_amount": "", **values}

    def test_bil_26_a_customer_sends_a_claim_and_finds_it_in_his_list(self):
        self.assertIn(self.contract.name, self.page("/my/claims/new"))
        answer = self.post("/my/claims/new", self.claim_form())
        self.assertEqual(answer.status_code, 303, answer.text[:300])
        claim = self.claims()
        self.assertEqual((claim.direct_amount, claim.author_id), (12.5, self.customer_user.partner_id))
        text = self.page("/my/claims?sent=1")
        self.assertIn(claim.name, text)
        self.assertIn("No <b>agenda</b>.", text, "shown as it was typed")
        self.assertIn("Your claim is noted", text)

    def test_a_wrong_form_comes_back_with_what_was_typed(self):
        answer = self.post("/my/claims/new", self.claim_form(breach_date="2027-02-01"))
        self.assertEqual(answer.status_code, 400)
        self.assertIn("cannot be in the future", answer.text)
        self.assertIn("No &lt;b&gt;agenda&lt;/b&gt;.", answer.text)
        self.assertFalse(self.claims())

    def test_nobody_claims_under_a_contract_of_others(self):
        self.sign_in(self.stranger)
        self.assertNotIn(self.contract.name, self.page("/my/claims/new"))
        for contract in (self.contract.id, "x", ""):
            self.assertEqual(self.post("/my/claims/new", self.claim_form(contract_id=contract)).status_code, 400)
        self.assertFalse(self.claims())

    def test_the_address_for_reports_is_on_the_page(self):
        self.operator.billing_integrity_email = "integrity@example.com"
        self.assertIn("integrity@example.com", self.page("/my/claims"))

    # === QUOTES === #

    def sent_quote(self):
        quote = self.make_quote()
        quote.action_send()
        return quote.sudo()

    def test_bil_29_a_customer_accepts_a_quote_with_his_name(self):
        quote = self.sent_quote()
        self.assertIn("More agendas", self.page(f"/my/quotes/{quote.id}"))
        path, form = f"/my/quotes/{quote.id}/answer", {"answer": "accept", "name": "Jeanne Martin"}
        self.assertEqual(self.post(path, form).status_code, 400, "the box is not ticked")
        self.assertEqual(quote.state, "sent")
        for _time in range(2):
            self.assertEqual(self.post(path, {**form, "agreed": "1"}).status_code, 303)
        quote.invalidate_recordset()
        self.assertEqual((quote.state, quote.accepted_by, quote.accepted_how), ("accepted", "Jeanne Martin", "portal"))
        self.assertEqual(len(quote.line_ids.charge_ids), 1)
        self.assertIn("Accepted by Jeanne Martin", self.page(f"/my/quotes/{quote.id}"))

    def test_bil_29_a_customer_refuses_a_quote(self):
        quote = self.sent_quote()
        self.post(f"/my/quotes/{quote.id}/answer", {"answer": "refuse", "reason": "Too dear"})
        quote.invalidate_recordset()
        self.assertEqual((quote.state, quote.refusal_reason), ("refused", "Too dear"))
        again = self.post(f"/my/quotes/{quote.id}/answer", {"answer": "accept", "name": "J", "agreed": "1"})
        self.assertEqual(again.status_code, 400)
        self.assertFalse(quote.line_ids.charge_ids)

    def test_a_stranger_and_a_draft_are_not_found(self):
        sent, draft = self.sent_quote(), self.make_quote()
        self.page(f"/my/quotes/{draft.id}", status=404)
        self.sign_in(self.stranger)
        self.page(f"/my/quotes/{sent.id}", status=404)
        self.assertNotIn(sent.name, self.page("/my/quotes"))
        form = {"answer": "accept", "name": "Me", "agreed": "1"}
        self.assertEqual(self.post(f"/my/quotes/{sent.id}/answer", form).status_code, 404)
        self.assertEqual(sent.state, "sent")

    def test_reading_a_quote_changes_nothing(self):
        quote = self.sent_quote()
        self.assertEqual(self.url_open(f"/my/quotes/{quote.id}/answer", allow_redirects=False).status_code, 405)
        self.page(f"/my/quotes/{quote.id}")
        self.assertEqual(quote.state, "sent")

    # === DOCUMENTS === #

    def ask(self):
        values = {"name": "Mandate", "contract_id": self.contract.id, "due_on": date(2027, 1, 25)}
        return self.env["clicrdv.document.request"].create(values)

    def test_bil_45_a_customer_sends_a_paper(self):
        request = self.ask()
        self.assertIn("Mandate", self.page("/my/documents"))
        answer = self.post(f"/my/documents/{request.id}/upload", files={"file": PDF})
        self.assertEqual(answer.status_code, 303, answer.text[:300])
        request.invalidate_recordset()
        self.assertEqual((request.state, request.attachment_ids.raw), ("received", PDF[1]))
        self.assertIn("Sent: statutes.pdf", self.page("/my/documents"))

    def test_bil_45_what_is_no_paper_is_refused_with_a_sentence(self):
        request = self.ask()
        for file in (("a.svg", b"<svg/>", "image/png"), ("a.pdf", b"", "application/pdf")):
            answer = self.post(f"/my/documents/{request.id}/upload", files={"file": file})
            self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.post(f"/my/documents/{request.id}/upload").status_code, 400, "no file at all")
        self.assertFalse(request.attachment_ids)

    def test_a_stranger_sends_nothing(self):
        request = self.ask()
        self.sign_in(self.stranger)
        self.assertNotIn("Mandate", self.page("/my/documents"))
        self.assertEqual(self.post(f"/my/documents/{request.id}/upload", files={"file": PDF}).status_code, 404)
        self.assertFalse(request.attachment_ids)

    def test_without_signing_in_there_is_no_page(self):
        self.logout()
        for path in ("/my/claims", "/my/claims/new", "/my/quotes", "/my/documents"):
            answer = self.url_open(path, allow_redirects=False)
            self.assertEqual(answer.status_code, 303)
            self.assertIn("/web/login", answer.headers["Location"])

    def test_the_home_page_counts_what_is_the_customer_s(self):
        self.ask()
        counters = ["billing_document_count", "billing_quote_count"]
        answer = self.url_open("/my/counters", json={"params": {"counters": counters}}).json()
        self.assertEqual(answer["result"], {"billing_document_count": 1, "billing_quote_count": 0})
