"""Delivery reports: late, twice, shuffled, forged or nonsense, over real HTTP."""

import itertools
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..gateways import JASMIN, KANNEL
from ..logic import message_states as states
from .common import NOW
from .message_calls_common import NUMBER, CallsCase
from .sms_dialects import twilio_signature

QUERIES = 6
TOO_LONG = 8 * 1024 + 1


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestReports(CallsCase):
    def told(self, message):
        return (message.state, message.reason, bool(message.sent_at), bool(message.delivered_at))

    def assert_nothing_changes(self, call, status):
        """The call is refused with this status, and leaves the database as it was."""
        before = self.everything()
        self.assertEqual(call(), status)
        self.assertEqual(self.everything(), before)

    # === THE WAY FORWARD === #

    def test_a_report_in_time_moves_the_message_and_is_noted(self):
        message = self.message()
        answer = self.report(message, "delivered")
        self.assertEqual((answer.status_code, answer.text), (200, ""))
        self.assertEqual(self.told(message), ("delivered", False, True, True))
        self.assertEqual((message.sent_at, message.delivered_at), (NOW - timedelta(hours=1), NOW))
        event = message.report_ids
        self.assertEqual(
            (event.source, event.state, event.at, event.company_id), ("report", "delivered", NOW, self.salon)
        )

    def test_the_end_is_the_same_whatever_the_order_and_however_often(self):
        for sent, end in (
            (("accepted", "sent", "delivered"), ("delivered", False, True, True)),
            (("sent", "failed"), ("failed", "not_delivered", True, False)),
            (("sent", "failed", "delivered"), ("delivered", False, True, True)),
        ):
            for number, order in enumerate(itertools.permutations([*sent, sent[0]])):
                message = self.message("unknown", gateway_reference=f"SM{number}")
                with self.subTest(order=order):
                    self.assertEqual({self.report(message, state).status_code for state in order}, {200})
                    self.assertEqual(self.told(message), end)
                    self.assertEqual(len(message.report_ids), len(sent), "each event once")

    def test_a_report_settles_what_nobody_knew(self):
        for state, end in (("sent", "sent"), ("delivered", "delivered"), ("failed", "failed")):
            with self.subTest(state=state):
                message = self.message("unknown", gateway_reference=False)
                self.report(message, state)
                self.assertEqual(message.state, end)
                self.assertEqual(message.gateway_reference, "SM1", "what the lost answer would have said")
                self.assertEqual(bool(message.sent_at), state != "failed")

    def test_a_report_may_be_faster_than_the_answer(self):
        message = self.message("sending", gateway_reference=False)
        self.report(message, "delivered")
        self.assertEqual(self.told(message), ("delivered", False, True, True))

    def test_a_late_report_is_noted_and_moves_nothing_back(self):
        message = self.message()
        self.report(message, "delivered")
        with self.at(NOW + timedelta(days=3)):
            for state in ("sent", "failed", "accepted"):
                self.assertEqual(self.report(message, state).status_code, 200)
        self.assertEqual(self.told(message), ("delivered", False, True, True))
        self.assertEqual(message.delivered_at, NOW)
        self.assertEqual(len(message.report_ids), 4)

    def test_why_it_failed_is_kept_until_it_arrives_all_the_same(self):
        message = self.message()
        self.report(message, "failed")
        self.assertEqual((message.state, message.reason, message.error), ("failed", "not_delivered", "30003"))
        self.report(message, "delivered")
        self.assertEqual((message.state, message.reason, message.error), ("delivered", False, False))

    def test_what_was_never_handed_over_is_moved_by_no_report(self):
        for state in sorted({*states.STATES} - {"sending", "unknown", "sent", "failed", "delivered"}):
            with self.subTest(state=state):
                message = self.message(state, reason="changed", gateway_reference=f"SM-{state}")
                self.assertEqual(self.report(message, "delivered").status_code, 200)
                self.assertEqual(self.told(message), (state, "changed", False, False))
                self.assertEqual(len(message.report_ids), 1)

    def test_a_report_changes_nothing_of_the_accounts(self):
        message = self.message()
        before = message.read(["parts", "unit_price", "amount", "sent_at", "gateway_code", "recipient"])
        self.report(message, "failed")
        self.report(message, "delivered")
        self.assertEqual(message.read(list(before[0])), before)

    def test_a_gateway_reads_the_word_that_it_waits_for_also_the_second_time(self):
        message = self.message()
        self.speak(JASMIN)
        for _time in range(2):
            answer = self.report(message, "delivered", dialect="jasmin")
            self.assertEqual((answer.status_code, answer.text), (200, "ACK/Jasmin"))
        self.assertEqual(len(message.report_ids), 1)

    def test_kannel_reports_by_get(self):
        message = self.message()
        self.speak(KANNEL)
        url = f"/clicrdv/sms/report/{message.token}?type=%d&fid=%F"
        for state in ("sent", "delivered"):
            code = {"sent": "8", "delivered": "1"}[state]
            self.assertEqual(self.call(url.replace("%d", code).replace("%F", "abc")).status_code, 200)
            self.assertEqual(message.state, state)

    def test_asking_for_the_head_of_an_answer_changes_nothing(self):
        message = self.message()
        self.speak(KANNEL)
        for url in (
            f"/clicrdv/sms/report/{message.token}?type=1&fid=abc",
            "/clicrdv/sms/reports/x",
            "/clicrdv/sms/inbound/x",
        ):
            with self.subTest(url=url):
                self.assert_nothing_changes(lambda url=url: self.url_open(url, method="HEAD").status_code, 405)

    # === GATEWAYS WITH ONE ADDRESS FOR ALL === #

    def test_a_gateway_with_one_address_names_the_message_by_its_reference(self):
        ovh = self.make_ovh()
        message = self.message(gateway_id=ovh.id, gateway_reference="42")
        other = self.message(gateway_id=self.make_ovh().id, gateway_reference="42")
        answer = self.report(message, "delivered", dialect="ovh", gateway_url=ovh._reports_url())
        self.assertEqual((answer.status_code, message.state, other.state), (200, "delivered", "sent"))

    def test_a_reference_that_is_not_ours_is_404_and_changes_nothing(self):
        ovh = self.make_ovh()
        self.message(gateway_id=ovh.id, gateway_reference="42")
        for said, status in (("id=43&ptt=4", 404), ("id=&ptt=4", 400), ("id=42&ptt=x", 400), ("ptt=4", 400)):
            with self.subTest(said=said):
                url = f"{ovh._reports_url()}?{said}"
                self.assert_nothing_changes(lambda url=url: self.call(url).status_code, status)

    # === REFUSALS === #

    def test_a_forged_report_is_refused_and_changes_nothing(self):
        message, other = self.message(), self.message(gateway_reference="SM2")
        url, form, headers = self.report_call(message, "delivered")
        foreign = self.report_call(other, "delivered")
        inside = url.replace("https://rdv.example.com", self.base_url())
        for name, call in {
            "no signature": (url, form, {}),
            "another secret": (url, form, {"X-Twilio-Signature": twilio_signature(url, form, "guess")}),
            "another state": (url, {**form, "MessageStatus": "failed"}, headers),
            "the signature of another message": (url, form, foreign[2]),
            "another address": (url, form, {"X-Twilio-Signature": twilio_signature(inside, form)}),
            "not ASCII": (url, form, {"X-Twilio-Signature": "é".encode("latin-1")}),
        }.items():
            with self.subTest(name):
                self.assert_nothing_changes(lambda call=call: self.call(*call).status_code, 403)

    def test_a_token_that_is_none_is_404_and_changes_nothing(self):
        message, gone, mail = self.message(), self.message(gateway_id=False), self.message(channel="email")
        mail.gateway_id = False
        for token in (
            "x",
            "x" * 24,
            "x" * 500,
            f"{message.token}x",
            message.token[:-1],
            message.uuid,
            self.twilio.inbound_token,
            gone.token,
            mail.token,
            "%00" * 16,
            "é" * 20,
        ):
            for path in ("report", "reports", "inbound"):
                if (path, token) in (("reports", self.twilio.inbound_token), ("inbound", self.twilio.inbound_token)):
                    continue
                with self.subTest(token=token[:30], path=path):
                    url = f"/clicrdv/sms/{path}/{token}"
                    self.assert_nothing_changes(lambda url=url: self.call(url, {"a": "b"}).status_code, 404)

    def test_a_malformed_report_is_400_and_changes_nothing(self):
        message = self.message()
        url, form, _headers = self.report_call(message, "delivered")
        for values in (
            {"MessageStatus": "flying"},
            {"MessageStatus": ""},
            {"MessageSid": ""},
            {"MessageSid": "SM\x00"},
            {"ErrorCode": "\x1b[31m"},
        ):
            said = {**form, **values}
            headers = {"X-Twilio-Signature": twilio_signature(url, said)}
            with self.subTest(values=values):
                call = (url, said, headers)
                self.assert_nothing_changes(lambda call=call: self.call(*call).status_code, 400)

    def test_a_body_in_json_that_is_none_is_400(self):
        message = self.message()
        self.speak(KANNEL)
        url, headers = f"/clicrdv/sms/report/{message.token}", {"Content-Type": "application/json"}
        for body in (
            "{",
            "[]",
            "null",
            '{"type": "1", "fid": "\\u0000"}',
            '{"type": "1", "fid": "\\ud800"}',
            "[" * 5000,
        ):
            with self.subTest(body=body[:20]):
                self.assert_nothing_changes(lambda body=body: self.call(url, body, headers).status_code, 400)
        self.call(url, '{"type": "1", "fid": "a"}', headers)
        self.assertEqual(message.state, "delivered")

    def test_a_body_that_is_too_long_is_413_and_is_not_read(self):
        message = self.message()
        for path in (f"report/{message.token}", f"inbound/{self.twilio.inbound_token}", f"reports/{'x' * 24}"):
            for kind in (
                "application/x-www-form-urlencoded",
                "application/json",
                "multipart/form-data; boundary=x",
                "a/b",
            ):
                with self.subTest(path=path[:10], kind=kind):
                    url = f"/clicrdv/sms/{path}"
                    self.assert_nothing_changes(lambda url=url, kind=kind: self.announce(url, TOO_LONG, kind), 413)

    # === COST === #

    def test_a_report_costs_few_queries(self):
        self.report(self.message(), "sent")
        message = self.message()
        call = self.report_call(message, "delivered")
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.post(call[0].removeprefix("https://rdv.example.com"), call[1], headers=call[2])
        self.assertLessEqual(self.cr.sql_log_count - before, QUERIES)
        self.env.invalidate_all()
        self.assertEqual(message.state, "delivered")

    def test_the_numbers_and_texts_of_messages_are_found_by_indexes(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for name, query in (
            ("token", "SELECT id FROM clicrdv_message WHERE token = 'x'"),
            ("reference_index", "SELECT id FROM clicrdv_message WHERE gateway_id = 1 AND gateway_reference = 'x'"),
            (
                "reference_index",
                "SELECT 1 FROM clicrdv_message WHERE gateway_id IS NULL AND gateway_reference = ANY('{x}')",
            ),
            ("recipient_index", f"SELECT 1 FROM clicrdv_message WHERE channel = 'sms' AND recipient IN ('{NUMBER}')"),
        ):
            with self.subTest(name):
                self.env.cr.execute(f"EXPLAIN {query}")
                self.assertIn(name, str(self.env.cr.fetchall()))
