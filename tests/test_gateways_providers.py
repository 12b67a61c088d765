"""What OVHcloud and Twilio say and want to hear, by the examples of their own documentation."""

import json

import pytest
from clicrdv_booking_gateways import Account, BadReport, Incoming, Outcome
from clicrdv_booking_gateways.ovh import OvhGateway, signature
from clicrdv_booking_gateways.twilio import TwilioGateway
from clicrdv_booking_gateways.wire import Reply
from clicrdv_booking_tests.sms_dialects import OVH_KEYS, twilio_signature
from clicrdv_booking_tests.sms_peer import SmsPeer
from gateway_accounts import NUMBER, gateway, sms
from hypothesis import given
from hypothesis import strategies as st

URL = "https://rdv.example/clicrdv/sms/report/token"
OVH = OvhGateway(Account("ovh", secret="secret", extra=OVH_KEYS), clock=lambda: 1_772_366_400.9)
TWILIO = TwilioGateway(Account("twilio", user="AC1", secret="12345", sender="Salon"))


def replied(gateway_, status: int, said: object):
    answer = gateway_.answer(Reply(status, said if isinstance(said, str) else json.dumps(said)))
    return answer.outcome.value, answer.code


# ---- OVHcloud ---------------------------------------------------------------------------------------------------------


def test_a_request_to_ovhcloud_is_signed_as_its_guide_shows():
    keys = ("EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF", "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1")
    made = signature(*keys, "GET", "https://eu.api.ovh.com/1.0/domains/", "", "1366560945")
    assert made == "$1$d3705e8afb27a0d2970a322b96550abfc67bb798"


def test_a_job_for_ovhcloud_is_a_service_message_at_a_given_second():
    request = OVH.request(sms(encoding="ucs2"))
    assert request.url == "https://eu.api.ovh.com/1.0/sms/sms-ab12345-1/jobs"
    assert request.headers["X-Ovh-Timestamp"] == "1772366400"
    job = json.loads(request.body)
    assert job["noStopClause"] is True and job["charset"] == "UTF-8" and job["coding"] == "8bit"
    assert (job["sender"], job["senderForResponse"], job["receivers"]) == ("Salon", False, [NUMBER])
    assert job["tag"] == "3f0e5a529d4c4c5e8a55"


def test_without_a_sender_ovhcloud_gives_a_number_that_can_be_answered():
    job = json.loads(OVH.request(sms(sender="")).body)
    assert job["senderForResponse"] is True and "sender" not in job


@pytest.mark.parametrize(
    ("status", "said", "outcome", "code"),
    [
        (200, {"ids": [26929925], "invalidReceivers": [], "totalCreditsRemoved": 1}, "accepted", ""),
        (200, {"ids": [], "invalidReceivers": [NUMBER], "totalCreditsRemoved": 0}, "refused", "invalid_number"),
        (200, {"ids": [], "invalidReceivers": []}, "unknown", "unreadable"),
        (200, {"ids": "26929925"}, "unknown", "unreadable"),
        (200, "", "unknown", "unreadable"),
        (400, {"errorCode": "INVALID_SIGNATURE", "message": "Invalid signature"}, "retry", "configuration"),
        (400, {"errorCode": "QUERY_TIME_OUT"}, "retry", "configuration"),
        (400, {"class": "Client::BadRequest", "message": "Invalid message"}, "refused", "refused"),
        (402, {"message": "Not enough credit"}, "retry", "configuration"),
        (403, {"errorCode": "INVALID_CREDENTIAL"}, "retry", "configuration"),
        (404, {"message": "This service does not exist"}, "retry", "configuration"),
        (429, "", "retry", "busy"),
        (500, {"errorCode": "X"}, "unknown", "unreadable"),
        (503, "", "retry", "busy"),
        (504, "", "unknown", "unreadable"),
    ],
)
def test_each_reply_of_ovhcloud_has_one_outcome(status, said, outcome, code):
    assert replied(OVH, status, said) == (outcome, code)


@pytest.mark.parametrize(
    ("ptt", "description", "state"),
    [
        ("", "0", "accepted"), ("0", "4", "accepted"), ("0", "8", "sent"), ("0", "16", "failed"), ("0", "1", "delivered"),
        ("1", "0", "sent"), ("3", "8", "sent"), ("4", "1", "delivered"), ("6", "2", "sent"), ("23", "2", "failed"),
        ("28", "2", "failed"), ("202", "16", "failed"),
    ],
)  # fmt: skip
def test_a_report_of_ovhcloud_has_one_state(ptt, description, state):
    report = OVH.read_report(Incoming("GET", URL, {"id": "1", "ptt": ptt, "description": description}))
    assert (report.state, report.reference, report.code) == (state, "1", ptt or description)


@pytest.mark.parametrize("said", [{}, {"id": "x", "ptt": "4"}, {"id": "1", "ptt": "four"}, {"id": "1"}])
def test_a_broken_report_of_ovhcloud_is_malformed(said):
    with pytest.raises(BadReport, match="malformed"):
        OVH.read_report(Incoming("GET", URL, said))


def test_a_number_that_answers_by_ovhcloud_gets_its_plus_back():
    said = {"id": 5, "sender": "0033639980001", "message": "STOP"}
    request = Incoming("POST", URL, headers={"content-type": "application/json"}, body=json.dumps(said).encode())
    inbound = OVH.read_inbound(request)
    assert (inbound.number, inbound.text) == (NUMBER, "STOP")


# ---- Twilio -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said", "outcome", "code"),
    [
        (201, {"sid": "SM1", "status": "queued"}, "accepted", ""),
        (201, {"sid": "SM1", "status": "failed", "error_code": 30007}, "refused", "30007"),
        (201, {"status": "queued"}, "unknown", "unreadable"),
        (200, "<Response/>", "unknown", "unreadable"),
        (400, {"code": 21211}, "refused", "21211"),
        (400, {"code": 21265}, "refused", "21265"),
        (400, {"code": 21408}, "refused", "21408"),
        (400, {"code": 21610}, "refused", "opted_out"),
        (400, {"code": 21614}, "refused", "21614"),
        (400, {"code": 21606}, "retry", "configuration"),
        (400, {"code": 21608}, "retry", "configuration"),
        (400, {"code": 21611}, "retry", "busy"),
        (401, {"code": 20003}, "retry", "configuration"),
        (401, "", "retry", "configuration"),
        (404, {"code": 20404}, "retry", "configuration"),
        (429, {"code": 20429}, "retry", "busy"),
        (429, "", "retry", "busy"),
        (500, {"code": 20500}, "unknown", "unreadable"),
        (503, {"code": 20503}, "retry", "busy"),
        (503, "upstream connect error or disconnect/reset before headers", "unknown", "unreadable"),
    ],
)
def test_each_reply_of_twilio_has_one_outcome(status, said, outcome, code):
    assert replied(TWILIO, status, said) == (outcome, code)


def test_a_messaging_service_of_twilio_chooses_the_sender():
    with SmsPeer() as peer:
        assert (
            gateway("twilio", peer.url, extra={"messaging_service_sid": "MG1"}).send(sms()).outcome is Outcome.ACCEPTED
        )
        assert peer.taken[0].sender == "MG1"


EXAMPLE = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+12349013030",
    "Digits": "1234",
    "From": "+12349013030",
    "To": "+18005551212",
}
EXAMPLE_URL, EXAMPLE_SIGNATURE = "https://mycompany.com/myapp.php?foo=1&bar=2", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def posted(form: dict, url: str = URL, **headers) -> Incoming:
    signed = headers or {"x-twilio-signature": twilio_signature(url, form, "12345")}
    return Incoming("POST", url, form=form, headers=signed)


def test_the_example_of_twilios_documentation_is_genuine_though_no_report():
    with pytest.raises(BadReport, match="malformed"):
        TWILIO.read_report(posted(EXAMPLE, EXAMPLE_URL, **{"X-Twilio-Signature": EXAMPLE_SIGNATURE}))


@pytest.mark.parametrize(
    "request_",
    [
        posted({**EXAMPLE, "Digits": "1235"}, EXAMPLE_URL, **{"X-Twilio-Signature": EXAMPLE_SIGNATURE}),
        posted(EXAMPLE, EXAMPLE_URL + "3", **{"X-Twilio-Signature": EXAMPLE_SIGNATURE}),
        posted(EXAMPLE, EXAMPLE_URL, **{"X-Twilio-Signature": EXAMPLE_SIGNATURE.lower()}),
        posted(EXAMPLE, EXAMPLE_URL, **{"X-Twilio-Signature": "é"}),
        posted(EXAMPLE, EXAMPLE_URL, **{"X-Other": EXAMPLE_SIGNATURE}),
        posted({"MessageSid": "SM1", "MessageStatus": "\udcff"}, **{"X-Twilio-Signature": ""}),
    ],
)
def test_what_twilio_has_not_signed_is_forged(request_):
    for read in (TWILIO.read_report, TWILIO.read_inbound):
        with pytest.raises(BadReport, match="forged"):
            read(request_)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("queued", "accepted"), ("sending", "accepted"), ("sent", "sent"), ("delivered", "delivered"),
        ("undelivered", "failed"), ("failed", "failed"),
    ],
)  # fmt: skip
def test_a_report_of_twilio_has_one_state_and_one_key(status, state):
    form = {"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": "30003"}
    first, again = (TWILIO.read_report(posted(form)) for _ in range(2))
    assert (first.state, first.reference, first.code) == (state, "SM1", "30003")
    assert first.key == again.key


def test_a_report_of_twilio_tells_who_has_opted_out():
    form = {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "21610"}
    assert TWILIO.read_report(posted(form)).code == "opted_out"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ({"Body": "Arrêt", "OptOutType": "STOP"}, "STOP"),
        ({"Body": "Merci"}, "Merci"),
        ({"Body": "aide", "OptOutType": "HELP"}, "aide"),
    ],
)
def test_a_client_who_answers_by_twilio_is_read(form, text):
    inbound = TWILIO.read_inbound(posted({"From": NUMBER, "MessageSid": "SM2", **form}))
    assert (inbound.number, inbound.text) == (NUMBER, text)


@given(st.binary(max_size=300) | st.just(b"[" * 3000), st.integers(100, 599))
def test_whatever_a_provider_replies_has_an_outcome_and_never_a_wrong_retry(body, status):
    for one in (OVH, TWILIO):
        answer = one.answer(Reply(status, body.decode("utf-8", "replace")))
        if status // 100 == 2 or status in {500, 502, 504}:
            assert answer.outcome is Outcome.UNKNOWN
