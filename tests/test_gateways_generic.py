"""A gateway described by an administrator: what is written stays where it was written, what comes back has one meaning."""

import doctest
import importlib
import json
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from clicrdv_booking_gateways import (
    JASMIN,
    KANNEL,
    PRESETS,
    PROTOCOLS,
    Account,
    BadReport,
    BadSetting,
    Incoming,
    Outcome,
    check_pattern,
    check_template,
    open_gateway,
)
from clicrdv_booking_gateways.wire import Reply
from clicrdv_booking_tests.sms_dialects import inbound_call, report_call
from clicrdv_booking_tests.sms_peer import SmsPeer
from gateway_accounts import DIALECTS, NUMBER, account, gateway, sms
from hypothesis import given
from hypothesis import strategies as st

BASE = "https://gateway.example"
JSON_BODY = '{"to": ["{number}"], "text": "{text}", "from": "{sender}", "n": {parts}, "meta": {}}'


def described(**settings) -> Account:
    extra = {"path": "/send", "success": "^200 OK", **settings}
    return Account("generic_http", BASE, user="us er", secret='se"c&ret', extra=extra, sender="Salon")


@pytest.mark.parametrize("module", ["base", "templates", "generic_http"])
def test_the_examples_of_a_module_run(module):
    assert doctest.testmod(importlib.import_module(f"clicrdv_booking_gateways.{module}")).failed == 0


# ---- requests ---------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(TEXTS)
def test_no_text_changes_the_request_around_it(text):
    message = sms(text=text, sender="A&B=C")
    settings = {"path": "/send?to={number}&text={text}&from={sender}&p={secret}"}
    asked = urlsplit(open_gateway(described(**settings)).request(message).url)
    wanted = {"to": [NUMBER], "text": [text], "from": ["A&B=C"], "p": ['se"c&ret']}
    assert parse_qs(asked.query, keep_blank_values=True) == wanted
    assert (asked.netloc, asked.path, asked.fragment) == ("gateway.example", "/send", "")

    form = open_gateway(described(body="to={number_digits}&text={text}&user={user}")).request(message)
    assert form.headers["Content-Type"] == "application/x-www-form-urlencoded" and form.method == "POST"
    assert dict(parse_qsl(form.body.decode(), keep_blank_values=True)) == {
        "to": NUMBER[1:], "text": text, "user": "us er",
    }  # fmt: skip

    body = json.loads(open_gateway(described(body=JSON_BODY, body_type="json")).request(message).body)
    assert body == {"to": [NUMBER], "text": text, "from": "A&B=C", "n": 1, "meta": {}}


def test_a_placeholder_in_a_text_stays_as_it_is():
    request = open_gateway(described(path="/send?text={text}")).request(sms(text="{secret} {number}"))
    assert request.url == f"{BASE}/send?text=%7Bsecret%7D%20%7Bnumber%7D"


def test_headers_carry_the_password():
    settings = {"headers": "Authorization: Basic {basic}\n\nX-Id: {uuid}\n"}
    request = open_gateway(described(**settings)).request(sms(uuid="one"))
    assert request.headers == {"Authorization": "Basic dXMgZXI6c2UiYyZyZXQ=", "X-Id": "one"}
    assert "dXMg" not in repr(request)


def test_a_value_that_would_break_a_header_sends_nothing():
    answer = open_gateway(described(headers="X-Id: {uuid}")).send(sms(uuid="one\r\nX-Other: two"))
    assert (answer.outcome, answer.code) == (Outcome.RETRY, "configuration")


def test_the_report_address_takes_kannels_escapes_after_it():
    for report_url, wanted in (
        ("https://a.example/r", "?type=%d&fid=%F"),
        ("https://a.example/r?k=1", "&type=%d&fid=%F"),
    ):
        request = open_gateway(account("kannel", BASE)).request(sms(report_url=report_url))
        assert dict(parse_qsl(urlsplit(request.url).query))["dlr-url"] == report_url + wanted


# ---- settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_can_be_used_as_it_is(preset):
    PROTOCOLS["generic_http"].check(Account("generic_http", BASE, extra=PRESETS[preset]))


@pytest.mark.parametrize(
    ("settings", "setting", "code"),
    [
        ({"path": ""}, "path", "missing"),
        ({"success": ""}, "success", "missing"),
        ({"method": "PUT"}, "method", "unknown"),
        ({"body_type": "xml"}, "body_type", "unknown"),
        ({"path": "/send?to={phone}"}, "path", "unknown_placeholder"),
        ({"path": "/send?to={number.__class__}"}, "path", "unknown_placeholder"),
        ({"path": "/send?to={number"}, "path", "stray_brace"),
        ({"path": "send"}, "path", "bad_path"),
        ({"path": "@evil.example/"}, "path", "bad_path"),
        ({"path": "/send#x"}, "path", "bad_path"),
        ({"path": "/send ?"}, "path", "bad_path"),
        ({"path": "/sénd"}, "path", "bad_path"),
        ({"headers": "Authorization {basic}"}, "headers", "bad_header"),
        ({"headers": "X-Text: {text}"}, "headers", "bad_header"),
        ({"headers": "X: {no}"}, "headers", "unknown_placeholder"),
        ({"body": "to={}"}, "body", "stray_brace"),
        ({"body": '{"text": {text}}', "body_type": "json"}, "body", "bad_json"),
        ({"body": '{"text": "{text_by_coding}"}', "body_type": "json"}, "body", "bad_json"),
        ({"body": '{"text": "{text}"', "body_type": "json"}, "body", "bad_json"),
        ({"success": "("}, "success", "bad_pattern"),
        ({"success": ".*"}, "success", "bad_pattern"),
        ({"temporary": "^200|"}, "temporary", "bad_pattern"),
        ({"permanent": "x" * 501}, "permanent", "bad_pattern"),
        ({"reference": "[a"}, "reference", "bad_pattern"),
        ({"report_states": "1"}, "report_states", "bad_states"),
        ({"report_states": "1=gone"}, "report_states", "bad_states"),
        ({"report_states": "=sent"}, "report_states", "bad_states"),
        ({"report_states": "A*B=sent"}, "report_states", "bad_states"),
    ],
)
def test_a_setting_that_cannot_work_is_named(settings, setting, code):
    used = described(**settings)
    with pytest.raises(BadSetting) as refused:
        PROTOCOLS["generic_http"].check(used)
    assert (refused.value.setting, refused.value.code) == (setting, code)


def test_the_checks_can_be_called_one_by_one():
    check_template(JSON_BODY, "json")
    check_template("", "header")
    check_pattern("")
    check_pattern("^202 ")


# ---- replies ----------------------------------------------------------------------------------------------------------


def outcome(preset, status, body):
    answer = open_gateway(Account("generic_http", BASE, extra=preset)).answer(Reply(status, body))
    return answer.outcome.value, answer.code, answer.reference


@pytest.mark.parametrize(
    ("preset", "status", "body", "expected"),
    [
        (KANNEL, 202, "0: Accepted for delivery", ("accepted", "", "")),
        (KANNEL, 202, "3: Queued for later delivery", ("accepted", "", "")),
        (KANNEL, 202, "Number(s) denied", ("unknown", "unreadable", "")),
        (KANNEL, 400, "Missing receiver number, rejected", ("refused", "refused", "")),
        (KANNEL, 403, "Authorization failed for sendsms", ("retry", "configuration", "")),
        (KANNEL, 403, "Not routable. Do not try again.", ("refused", "refused", "")),
        (KANNEL, 404, "", ("retry", "configuration", "")),
        (KANNEL, 503, "Temporal failure, try again later.", ("retry", "busy", "")),
        (KANNEL, 500, "", ("unknown", "unreadable", "")),
        (JASMIN, 200, 'Success "07033084-5cfd"', ("accepted", "", "07033084-5cfd")),
        (JASMIN, 200, "Success", ("unknown", "unreadable", "")),
        (JASMIN, 400, 'Error "Argument [to] has an invalid value: [x]."', ("refused", "refused", "")),
        (JASMIN, 403, 'Error "Authentication failure for username:salon"', ("retry", "configuration", "")),
        (JASMIN, 403, 'Error "User throughput exceeded"', ("retry", "busy", "")),
        (JASMIN, 403, 'Error "Cannot charge submit_sm, check RouterPB log file for details"', ("retry", "configuration", "")),
        (JASMIN, 412, 'Error "No route found"', ("retry", "busy", "")),
        (JASMIN, 500, 'Error "Cannot send submit_sm, check SMPPClientManagerPB log file for details"', ("retry", "busy", "")),
        (JASMIN, 500, 'Error "Unknown error: x"', ("unknown", "unreadable", "")),
    ],
)  # fmt: skip
def test_each_reply_of_kannel_and_jasmin_has_one_outcome(preset, status, body, expected):
    assert outcome(preset, status, body) == expected


def test_a_reply_that_fits_both_success_and_failure_is_a_success_as_nothing_may_be_sent_twice():
    both = {**KANNEL, "success": "OK", "permanent": "OK", "temporary": "OK"}
    assert outcome(both, 200, "OK")[0] == "accepted"
    assert outcome({**both, "success": "^2"}, 500, "OK")[0] == "refused"


def test_a_pattern_sees_the_start_of_a_reply_only():
    assert outcome({**KANNEL, "success": "OK"}, 200, " " * 5000 + "OK")[0] == "unknown"


# ---- reports ----------------------------------------------------------------------------------------------------------


def report(preset, query=None, form=None):
    return open_gateway(Account("generic_http", BASE, extra=preset)).read_report(
        Incoming("GET", BASE, query=query or {}, form=form or {})
    )


@pytest.mark.parametrize(
    ("kind", "state"), [("1", "delivered"), ("2", "failed"), ("4", "accepted"), ("8", "sent"), ("16", "failed")]
)
def test_a_report_of_kannel_has_one_state(kind, state):
    read = report(KANNEL, {"type": kind, "fid": "abc"})
    assert (read.state, read.reference, read.code) == (state, "abc", kind)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("DELIVRD", "delivered"), ("UNDELIV", "failed"), ("ACCEPTD", "sent"), ("EXPIRED", "failed"), ("REJECTD", "failed"),
        ("ESME_ROK", "sent"), ("ESME_RTHROTTLED", "failed"), ("UNKNOWN", "accepted"),
    ],
)  # fmt: skip
def test_a_report_of_jasmin_has_one_state_and_wants_its_acknowledgement(status, state):
    read = report(JASMIN, form={"id": "u-1", "level": "3", "message_status": status, "text": "Rendez-vous"})
    assert (read.state, read.reference) == (state, "u-1")
    assert "Rendez-vous" not in repr(read)
    assert open_gateway(Account("generic_http", BASE, extra=JASMIN)).acknowledgement == "ACK/Jasmin"
    assert open_gateway(Account("generic_http", BASE, extra=KANNEL)).acknowledgement == ""


def test_the_same_report_has_the_same_key_and_another_one_another():
    keys = [report(KANNEL, {"type": kind, "fid": "abc"}).key for kind in ("8", "1", "1", "8")]
    assert keys[0] == keys[3] != keys[1] == keys[2]


@pytest.mark.parametrize("said", [{}, {"type": "3"}, {"type": ""}, {"type": "*"}, {"TYPE": "1"}])
def test_an_unknown_report_is_malformed(said):
    with pytest.raises(BadReport, match="malformed"):
        report(KANNEL, said)


def test_a_report_in_json_is_read():
    settings = {**KANNEL, "report_state": "status", "report_states": "ok=delivered", "report_reference": "id"}
    one = open_gateway(Account("generic_http", BASE, extra=settings))
    json_type = {"Content-Type": "application/json"}
    read = one.read_report(Incoming("POST", BASE, headers=json_type, body=b'{"status": "ok", "id": 7}'))
    assert (read.state, read.reference) == ("delivered", "7")
    for body in (b"[]", b"", b"[" * 100_000):
        with pytest.raises(BadReport, match="malformed"):
            one.read_report(Incoming("POST", BASE, headers=json_type, body=body))


def test_a_client_who_answers_is_read():
    one = gateway("kannel", BASE)
    inbound = one.read_inbound(Incoming("GET", BASE, {"from": " 33639980001", "text": "Arrêt"}))
    assert (inbound.number, inbound.text) == (NUMBER, "Arrêt")


@pytest.mark.parametrize("said", [{}, {"from": NUMBER}, {"from": "salon", "text": "x"}, {"from": "", "text": "x"}])
def test_a_broken_answer_is_malformed(said):
    with pytest.raises(BadReport, match="malformed"):
        gateway("kannel", BASE).read_inbound(Incoming("GET", BASE, said))


def incoming(url, form, headers) -> Incoming:
    query = dict(parse_qsl(urlsplit(url).query))
    return Incoming("GET" if form is None else "POST", url, query, form or {}, headers)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_gateway_reads_what_the_peer_reports(dialect):
    """The tests of the models rely on the peer: what it calls back is what the gateways know."""
    with SmsPeer() as peer:
        one = gateway(dialect, peer.url)
        one.send(sms())
    for state in ("sent", "delivered", "failed"):
        read = one.read_report(incoming(*report_call(peer.taken[0], state, f"{BASE}/ovh")))
        assert (read.state, read.reference) == (state, peer.taken[0].reference)
    inbound = one.read_inbound(incoming(*inbound_call(f"{BASE}/mo", NUMBER, "Stop", dialect, "m1")))
    assert (inbound.number, inbound.text.upper()) == (NUMBER, "STOP")
