"""Calls of Yousign over real HTTP: hostile, twice, too early, from the wrong environment (compliance § 3.1)."""

from odoo.exceptions import AccessError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import HttpCase, tagged

from ..logic import contract_states
from ..logic import signature_states as states
from .signature_common import SignatureCase


@tagged("post_install", "-at_install")
class TestSignatureWebhook(HttpCase, SignatureCase):
    def setUp(self):
        super().setUp()
        self.peer = self.use_yousign()
        self.path = f"/clicrdv/billing/yousign/{self.operator.yousign_webhook_token}"
        self.as_manager().action_send_yousign()
        self.request = self.order.request_ids

    def call(self, body, headers, path=None):
        self.env.flush_all()
        answer = self.url_open(path or self.path, data=body, headers=headers, method="POST", allow_redirects=False)
        self.env.invalidate_all()
        return answer.status_code

    def tell(self, name="signature_request.done", **options):
        return self.call(*self.peer.event(name, self.peer.only().id, **options))

    def events(self):
        return self.env["clicrdv.signature.event"].search([("company_id", "=", self.operator.id)])

    def test_an_event_is_stored_answered_at_once_and_done_by_the_job(self):
        self.work()
        self.peer.sign(self.request.remote_id)
        self.assertEqual(self.tell(), 200)
        [event] = self.events()
        self.assertEqual((event.processed, self.order.state), (False, contract_states.TO_SIGN))
        self.work()
        self.assertEqual((event.processed, event.request_id), (True, self.request))
        self.assertEqual((self.request.state, self.order.state), (states.FILED, contract_states.ACTIVE))

    def test_a_duplicate_is_answered_and_changes_nothing(self):
        self.work()
        for _time in range(3):
            self.assertEqual(self.tell(event_id="ev-7"), 200)
        self.assertEqual(len(self.events()), 1)

    def test_an_event_alone_signs_nothing(self):
        self.work()
        self.assertEqual(self.tell(), 200)
        self.work()
        self.assertEqual((self.request.state, self.order.state), (states.ONGOING, contract_states.TO_SIGN))

    def test_an_event_before_the_reply_of_the_activation_is_not_lost(self):
        self.peer.next("activate", "cut_after")
        self.work()
        self.assertEqual((self.request.state, self.request.calling), (states.PREPARING, "activate"))
        self.peer.sign(self.peer.only().id)
        self.assertEqual(self.tell(), 200)
        self.work()
        self.assertEqual((self.request.state, self.order.state), (states.FILED, contract_states.ACTIVE))
        self.assertEqual(self.peer.only().notified, 1)

    def test_an_event_before_we_know_its_number_is_found_by_ours(self):
        self.peer.next("create", "cut_after")
        self.work()
        self.assertFalse(self.request.remote_id)
        self.assertEqual(self.tell("signature_request.activated"), 200)
        self.work()
        self.assertEqual((self.request.state, self.request.remote_id), (states.ONGOING, self.peer.only().id))

    def test_events_in_any_order_leave_the_furthest_state(self):
        self.work()
        self.peer.sign(self.request.remote_id)
        for number, name in enumerate(("done", "activated", "expired")):
            self.assertEqual(self.tell(f"signature_request.{name}", event_id=f"ev-{number}"), 200)
            self.work()
        self.assertEqual(self.request.state, states.FILED)

    def test_a_forged_call_is_refused_and_leaves_nothing(self):
        self.work()
        self.assertEqual(self.tell(secret="guessed"), 401)
        body, headers = self.peer.event("signature_request.done", self.request.remote_id)
        self.assertEqual(self.call(body.replace(b"done", b"gone"), headers), 401)
        self.assertEqual(self.call(body, {"Content-Type": "application/json"}), 401)
        self.assertFalse(self.events())

    def test_the_other_environment_is_refused(self):
        self.work()
        self.assertEqual(self.tell(sandbox=False), 403)
        self.assertFalse(self.events())

    def test_an_unknown_address_tells_nothing(self):
        self.work()
        body, headers = self.peer.event("signature_request.done", self.request.remote_id)
        for token in ("x" * 32, "x", "%00", "é" * 20):
            self.assertEqual(self.call(body, headers, f"/clicrdv/billing/yousign/{token}"), 404)

    def test_without_a_secret_nobody_is_trusted(self):
        self.work()
        self.operator.yousign_webhook_secret = False
        self.assertEqual(self.tell(secret=""), 401)

    def test_what_is_too_long_is_refused(self):
        self.assertEqual(self.call(b"x" * 100_000, {"Content-Type": "application/json"}), 413)

    def test_an_event_of_an_unknown_request_is_given_up_after_days(self):
        self.work()
        body, headers = self.peer.event("signature_request.done", self.request.remote_id)
        self.request.write({"remote_id": "other", "uuid": "other"})
        self.assertEqual(self.call(body, headers), 200)
        self.work()
        self.assertFalse(self.events().processed)
        self.env.cr.execute("UPDATE clicrdv_signature_event SET create_date = '2027-01-01'")
        self.env.invalidate_all()
        self.work()
        self.assertTrue(self.events().processed)
        self.assertFalse(self.events().request_id)

    def test_nothing_of_the_signer_is_kept_with_an_event(self):
        self.work()
        self.tell()
        self.env.cr.execute("SELECT t::text FROM clicrdv_signature_event t")
        self.assertNotIn("person@example.com", str(self.env.cr.fetchall()))

    def test_only_administrators_read_the_account(self):
        for name in ("yousign_key", "yousign_webhook_secret", "yousign_base_url", "yousign_webhook_token"):
            with self.assertRaises(AccessError):
                self.operator.with_user(self.manager).read([name])

    def test_a_copied_database_sends_nothing_to_anybody(self):
        self.env.flush_all()
        for query in get_neutralization_queries(["clicrdv_billing"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertFalse(self.operator.yousign_key or self.operator.yousign_base_url)
        self.assertFalse(self.operator.yousign_webhook_secret)
        self.assertEqual(self.call(b"{}", {"Content-Type": "application/json"}), 404)
