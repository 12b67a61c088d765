"""An order at Yousign: the whole way, each fault at each step, and a job that dies anywhere (BIL-39)."""

import psycopg2

from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..logic import contract_states
from ..logic import signature_states as states
from .common import make_order
from .signature_common import SIGNER, SignatureCase
from .yousign_peer import RETRY_AFTER

LATER = "2027-01-11 20:00:00"


class TestSignatureRequest(SignatureCase):
    def setUp(self):
        super().setUp()
        self.peer = self.use_yousign()

    def send(self):
        self.as_manager().action_send_yousign()
        return self.order.request_ids

    def sent(self):
        """An order that is with its signer."""
        request = self.send()
        self.work()
        self.assertEqual(request.state, states.ONGOING)
        return request

    def work_later(self, moment=LATER):
        with freeze_time(moment):
            self.work()

    # === THE WAY === #

    def test_bil_39_an_order_is_sent_signed_and_filed_with_its_audit_trail_and_level(self):
        request = self.send()
        self.assertEqual((self.order.state, request.state), (contract_states.TO_SIGN, states.PREPARING))
        self.assertEqual(request.document_sha256, self.document().sha256)
        self.work()
        held = self.peer.only()
        self.assertEqual((request.state, held.status, held.notified), (states.ONGOING, "ongoing", 1))
        self.assertEqual((held.external_id, request.remote_id), (request.uuid, held.id))
        self.peer.sign(held.id)
        self.work_later()
        self.assertEqual((self.order.state, request.state), (contract_states.ACTIVE, states.FILED))
        self.assertEqual(self.own_kinds(), ["audit_trail", "order", "signed_order"])
        self.assertEqual(self.order.signature_level, "yousign_electronic_signature")
        self.assertEqual(str(self.order.date_start), "2027-01-11")
        signed = self.order.document_ids.filtered(lambda document: document.kind == "signed_order")
        self.assertIn(b"signed by", signed._content())
        self.work_later("2027-01-12 20:00:00")
        self.assertEqual(self.own_kinds(), ["audit_trail", "order", "signed_order"])

    def test_the_day_of_the_signature_is_that_of_the_operator_whenever_we_look(self):
        self.peer.signed_at = "2027-01-11T23:30:00+00:00"
        request = self.sent()
        self.peer.sign(request.remote_id)
        self.work_later("2027-01-14 09:00:00")
        self.assertEqual(str(self.order.signed_on), "2027-01-12", "half past midnight in Paris")

    def test_nobody_looks_more_often_than_needed(self):
        self.sent()
        looks = self.peer.counts["look"]
        self.work()
        self.assertEqual(self.peer.counts["look"], looks)
        self.work_later()
        self.assertEqual(self.peer.counts["look"], looks + 1)

    def test_a_signed_order_that_cannot_begin_is_listed_and_stops_no_other(self):
        """Its establishments are subscribed already under another contract."""
        self.contract.subscription_ids.date_end = "2027-12-31"
        twice = make_order(self.env, self.operator, self.network, **SIGNER)
        twice.action_send_yousign()
        request = self.sent()
        for held in self.peer.requests.values():
            self.peer.sign(held.id)
        job = "odoo.addons.clicrdv_billing.models.clicrdv_signature_request_job"
        with mute_logger("odoo.sql_db", job):
            self.work_later()
        failed = twice.request_ids
        self.assertEqual((request.state, self.order.state), (states.FILED, contract_states.ACTIVE))
        self.assertEqual((failed.state, failed.error_code), (states.SIGNED, "not_opened"))
        self.assertEqual((twice.state, self.own_kinds(twice)), (contract_states.TO_SIGN, ["order"]))
        self.contract.subscription_ids.date_end = "2027-01-10"
        self.work_later("2027-01-12 09:00:00")
        self.assertEqual((failed.state, twice.state), (states.FILED, contract_states.ACTIVE))

    def test_without_an_account_nothing_is_sent(self):
        self.operator.yousign_key = False
        self.refused("provider_not_set", self.as_manager().action_send_yousign)
        self.assertEqual((self.order.state, self.kinds()), (contract_states.DRAFT, []))

    def test_bil_40_a_signer_without_an_email_is_refused_before_anything_leaves(self):
        self.order.signer_email = False
        self.refused("signer_without_email", self.as_manager().action_send_yousign)
        self.assertFalse(self.order.request_ids)

    def test_an_order_that_is_under_way_is_not_sent_twice(self):
        self.sent()
        self.refused("request_under_way", self.as_manager().action_send_yousign)
        self.refused("request_under_way", self.order.action_send_portal)
        self.refused("request_under_way", self.order._move_to, contract_states.CANCELLED)

    # === FAULTS AT EACH STEP === #

    def test_whatever_call_is_cut_before_or_after_it_was_done_one_order_goes_out_once(self):
        for call in states.CALLS:
            for behaviour in ("cut_before", "cut_after", "broken_before", "broken_after", "garbage"):
                with self.subTest(call=call, behaviour=behaviour), self.cr.savepoint() as savepoint:
                    self.peer.requests.clear()
                    self.peer.next(call, behaviour)
                    request = self.send()
                    self.work()
                    self.assertEqual((request.state, request.calling), (states.PREPARING, call))
                    self.assertTrue(request.error)
                    self.work_later()
                    held = self.peer.only()
                    self.assertEqual((request.state, held.notified), (states.ONGOING, 1))
                    self.assertEqual((len(held.documents), len(held.signers)), (1, 1))
                    self.assertFalse(request.error)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_a_process_that_died_right_before_or_after_a_call_goes_on_with_what_yousign_holds(self):
        """What is left of a job that was killed is the call that it wrote down, and no reply."""
        request = self.sent()
        for known in (("remote_id", "remote_document_id", "remote_signer_id"), ("remote_signer_id",), ()):
            with self.subTest(lost=known):
                request.write({**dict.fromkeys(known, False), "state": states.PREPARING, "calling": states.CREATE})
                request.try_at = "2027-01-11 06:00:00"
                self.work()
                held = self.peer.only()
                self.assertEqual((request.state, request.remote_id), (states.ONGOING, held.id))
                self.assertEqual((held.notified, self.peer.counts["create"]), (1, 1))

    def test_too_many_calls_wait_as_long_as_yousign_said(self):
        self.assertLess(RETRY_AFTER, 60, "which is shorter than what we wait ourselves")
        self.peer.next("upload", "busy")
        request = self.send()
        self.work()
        self.assertEqual((request.state, request.error_status, request.calling), (states.PREPARING, 429, False))
        self.assertIn("no more calls", request.error)
        self.assertEqual(str(request.try_at), "2027-01-11 07:01:00")
        self.work_later()
        self.assertEqual(request.state, states.ONGOING)

    def test_what_yousign_refuses_is_shown_to_a_person_who_may_try_again(self):
        self.peer.next("add_signer", "refuse")
        request = self.send()
        self.work()
        self.assertEqual((request.state, request.error_status), (states.FAILED, 422))
        self.assertIn("e-mail", request.error)
        self.work_later()
        self.assertEqual(self.peer.counts["add_signer"], 1, "nobody tries what was refused again by himself")
        self.as_manager(request).action_retry()
        self.work()
        self.assertEqual((request.state, len(self.peer.requests)), (states.ONGOING, 1))

    def test_a_wrong_key_is_told_to_an_administrator_and_no_other_order_waits_for_it(self):
        self.operator.yousign_key = "wrong"
        request = self.send()
        self.work()
        self.assertEqual(request.state, states.FAILED)
        self.assertIn("administrator", request.error)

    def test_after_many_failures_a_person_looks(self):
        self.peer.next("create", *["broken_before"] * states.MOST_FAILURES)
        request = self.send()
        for day in range(12, 12 + states.MOST_FAILURES):
            self.work_later(f"2027-01-{day} 12:00:00")
        self.assertEqual(request.state, states.FAILED)

    # === FILES === #

    def test_files_that_are_not_ready_are_fetched_later_and_the_contract_has_begun(self):
        request = self.sent()
        self.peer.sign(request.remote_id)
        self.peer.next("download", "not_ready")
        self.peer.next("audit", "not_ready", "cut_before")
        self.work_later("2027-01-11 10:00:00")
        self.assertEqual((self.order.state, request.state), (contract_states.ACTIVE, states.SIGNED))
        self.assertEqual((self.own_kinds(), request.error_code), (["order"], "not_ready"))
        self.work_later("2027-01-11 11:00:00")
        self.assertEqual((self.own_kinds(), request.state), (["order", "signed_order"], states.SIGNED))
        self.work_later("2027-01-11 12:00:00")
        self.assertEqual(request.state, states.FILED)
        self.assertEqual(self.own_kinds(), ["audit_trail", "order", "signed_order"])
        self.assertEqual(self.peer.counts["download"], 2, "what is filed is not fetched again")

    # === EXPIRED, DECLINED, TAKEN BACK === #

    def test_an_expired_order_is_sent_once_more_and_signed(self):
        request = self.sent()
        self.peer.only().status = "expired"
        self.work_later("2027-07-20 10:00:00")
        self.assertEqual((request.state, self.order.state), (states.EXPIRED, contract_states.TO_SIGN))
        for behaviour in ("cut_after", "ok"):
            self.peer.next("reactivate", behaviour)
        with freeze_time("2027-07-20 11:00:00"):
            self.as_manager(request).action_reactivate()
            self.work()
        self.work_later("2027-07-20 12:00:00")
        self.assertEqual((request.state, request.wanted, self.peer.only().notified), (states.ONGOING, False, 2))
        self.peer.sign(request.remote_id)
        self.work_later("2027-07-20 14:00:00")
        self.assertEqual(self.order.state, contract_states.ACTIVE)

    def test_a_declined_order_can_be_taken_back_changed_and_sent_anew(self):
        request = self.sent()
        self.peer.only().status = "declined"
        self.work_later()
        self.assertEqual((request.state, self.order.state), (states.DECLINED, contract_states.TO_SIGN))
        self.as_manager().action_take_back()
        self.assertEqual(self.order.state, contract_states.DRAFT)
        self.order.write({**SIGNER, "signer_quality": "Managing director"})
        self.send()
        self.work()
        self.assertEqual(self.order.request_ids.mapped("state"), [states.ONGOING, states.DECLINED])
        self.assertEqual(len(self.peer.requests), 2)

    def test_an_order_is_taken_back_at_yousign_first(self):
        request = self.sent()
        self.as_manager().action_take_back()
        self.assertEqual(self.order.state, contract_states.TO_SIGN, "until Yousign has confirmed it")
        self.work()
        self.assertEqual((request.state, self.peer.only().status), (states.CANCELED, "canceled"))
        self.assertEqual((self.order.state, request.wanted), (contract_states.DRAFT, False))

    def test_an_order_that_never_left_is_taken_back_at_once(self):
        request = self.send()
        self.as_manager().action_take_back()
        self.work()
        self.assertEqual((request.state, self.order.state), (states.CANCELED, contract_states.DRAFT))
        self.assertFalse(self.peer.requests)

    def test_a_signer_who_was_faster_has_signed(self):
        request = self.sent()
        self.peer.sign(request.remote_id)
        self.as_manager().action_take_back()
        self.work()
        self.assertEqual((request.state, self.order.state), (states.FILED, contract_states.ACTIVE))
        self.assertEqual(request.wanted, False)

    def test_taking_back_survives_a_lost_answer(self):
        request = self.sent()
        self.peer.next("cancel", "cut_after")
        self.as_manager().action_take_back()
        self.work()
        self.assertEqual(request.wanted, "cancel")
        self.work_later()
        self.assertEqual((request.state, self.order.state), (states.CANCELED, contract_states.DRAFT))

    def test_the_database_refuses_two_live_requests_of_one_order(self):
        request = self.sent()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            request.copy()
        self.refused("request_under_way", self.env["clicrdv.signature.request"]._begin, self.order)
        self.assertEqual(self.order.request_ids, request)
