"""The client of Yousign against a server on this machine that plays the documented flow and its faults (BIL-39)."""

import json
import socket

import pytest
from clicrdv_billing_gateways.yousign import (
    Account,
    BadEvent,
    NotDone,
    Refused,
    Signer,
    Uncertain,
    Yousign,
    read_event,
    sign_body,
)
from clicrdv_billing_tests.yousign_peer import KEY, RETRY_AFTER, SECRET, YousignPeer
from hypothesis import given
from hypothesis import strategies as st

ZOE = Signer("Zoé", "Martin", "zoe@example.com")
UUID = "3f0e5a52-9d4c-4c5e-8a55-0c9e0d0f1a2b"


@pytest.fixture
def peer():
    with YousignPeer() as running:
        yield running


def client(peer, **changes):
    return Yousign(Account(**{"base_url": peer.url, "key": KEY, "read_timeout_seconds": 5.0, **changes}))


def sent(peer):
    """A request that is with its signer; (client, id)."""
    yousign = client(peer)
    request = yousign.begin("Order CT1", UUID)
    document = yousign.upload(request.id, "order.pdf", b"%PDF-1.7 order")
    yousign.add_signer(request.id, document, 2, ZOE)
    assert yousign.activate(request.id).status == "ongoing"
    return yousign, request.id


def test_bil_39_an_order_goes_to_its_signer_and_comes_back_signed_with_its_audit_trail(peer):
    yousign, request_id = sent(peer)
    held = peer.only()
    assert held.external_id == UUID and held.notified == 1
    [document] = held.documents.values()
    assert b"%PDF-1.7 order" in document and b"signable_document" in document
    [signer] = held.signers.values()
    assert signer["info"]["email"] == "zoe@example.com" and signer["info"]["locale"] == "fr"
    assert signer["signature_level"] == "electronic_signature"
    assert signer["fields"][0]["page"] == 2 and signer["fields"][0]["document_id"] in held.documents
    assert yousign.download_signed(request_id) is None
    peer.sign(request_id)
    assert yousign.look(request_id).status == "done"
    assert yousign.download_signed(request_id).startswith(b"%PDF")
    assert yousign.download_audit_trail(request_id).startswith(b"%PDF")
    assert yousign.signed_at(request_id, "signer").isoformat() == "2027-01-11T09:30:00+00:00"


def test_a_request_is_found_again_under_our_own_name_and_no_other(peer):
    yousign, request_id = sent(peer)
    found = yousign.find(UUID)
    assert found.id == request_id and found.document_ids and found.signer_ids
    assert yousign.find("another") is None


def test_a_draft_that_was_deleted_is_not_found(peer):
    yousign = client(peer)
    request = yousign.begin("Order", UUID)
    yousign.delete(request.id)
    yousign.delete("unknown")
    assert yousign.find(UUID) is None


def test_an_expired_request_is_activated_again_and_a_running_one_called_back(peer):
    yousign, request_id = sent(peer)
    peer.only().status = "expired"
    assert yousign.reactivate(request_id).status == "ongoing"
    yousign.cancel(request_id)
    assert yousign.look(request_id).status == "canceled"


@pytest.mark.parametrize(
    ("behaviour", "error", "code", "made"),
    [
        ("busy", NotDone, "busy", 0),
        ("refuse", Refused, "refused", 0),
        ("cut_before", Uncertain, "cut", 0),
        ("cut_after", Uncertain, "cut", 1),
        ("broken_before", Uncertain, "broken", 0),
        ("broken_after", Uncertain, "broken", 1),
        ("garbage", Uncertain, "unreadable", 1),
    ],
)
def test_each_failure_says_whether_the_call_may_have_been_carried_out(peer, behaviour, error, code, made):
    peer.next("create", behaviour)
    with pytest.raises(error) as caught:
        client(peer).begin("Order", UUID)
    assert caught.value.code == code
    assert len(peer.requests) == made and peer.counts["create"] == 1, "nothing is tried again by itself"


def test_too_many_calls_say_how_long_to_wait(peer):
    peer.next("look", "busy")
    with pytest.raises(NotDone) as caught:
        client(peer).look("sr-1")
    assert (caught.value.status, caught.value.retry_after_seconds) == (429, RETRY_AFTER)


def test_a_peer_that_says_nothing_is_not_waited_for(peer):
    peer.next("create", "late")
    with pytest.raises(Uncertain) as caught:
        client(peer, read_timeout_seconds=0.2).begin("Order", UUID)
    assert caught.value.code == "timeout"


def test_nobody_listening_means_that_nothing_has_left():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/v3"
    with pytest.raises(NotDone) as caught:
        Yousign(Account(url, KEY)).begin("Order", UUID)
    assert caught.value.code == "connect"


def test_a_wrong_key_is_for_an_administrator_to_repair(peer):
    with pytest.raises(Refused) as caught:
        client(peer, key="wrong").begin("Order", UUID)
    assert caught.value.code == "configuration" and "wrong" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://api.yousign.app/v3", "ftp://127.0.0.1", "", "https://user@host/v3"])
def test_no_key_leaves_for_an_address_that_is_not_safe(url):
    with pytest.raises(Refused) as caught:
        Yousign(Account(url, KEY)).look("sr-1")
    assert caught.value.code == "configuration"


def test_a_page_in_place_of_the_signed_file_is_not_filed(peer):
    yousign, request_id = sent(peer)
    peer.sign(request_id)
    peer.next("download", "garbage")
    with pytest.raises(Uncertain):
        yousign.download_signed(request_id)


def test_neither_key_nor_signer_shows_in_a_representation():
    assert KEY not in repr(Account("https://x", KEY)) and "zoe" not in repr(ZOE)


# ---- webhook ----------------------------------------------------------------------------------------------------------


def test_an_event_is_read_from_its_raw_body(peer):
    _yousign, request_id = sent(peer)
    body, headers = peer.event("signature_request.done", request_id)
    event = read_event(SECRET, headers["X-Yousign-Signature-256"], body)
    assert (event.id, event.name, event.request_id) == ("ev-1", "signature_request.done", request_id)
    assert (event.external_id, event.status, event.sandbox) == (UUID, "ongoing", True)
    assert "person@example.com" not in repr(event)


@pytest.mark.parametrize("change", ["body", "signature", "secret", "no secret"])
def test_an_event_whose_signature_does_not_fit_is_forged(peer, change):
    _yousign, request_id = sent(peer)
    body, headers = peer.event("signature_request.done", request_id)
    signature = headers["X-Yousign-Signature-256"]
    body = body + b" " if change == "body" else body
    signature = signature[:-1] + "é" if change == "signature" else signature
    secret = {"secret": "other", "no secret": ""}.get(change, SECRET)
    with pytest.raises(BadEvent) as caught:
        read_event(secret, signature, body)
    assert caught.value.code == "forged"


def test_without_a_secret_nobody_is_trusted_not_even_who_signs_with_nothing():
    with pytest.raises(BadEvent) as caught:
        read_event("", sign_body("", b"{}"), b"{}")
    assert caught.value.code == "forged"


def signed_body(**changes):
    said = {"event_id": "e", "event_name": "n", "event_time": "1", "sandbox": True}
    return json.dumps({**said, "data": {"signature_request": {"id": "x"}}, **changes}).encode()


def test_the_least_that_an_event_says_is_enough():
    body = signed_body()
    assert read_event(SECRET, sign_body(SECRET, body), body).external_id == "-"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"[" * 5000,
        b'{"event_id": "e"}',
        signed_body(event_id=1),
        signed_body(event_time="9e99"),
        signed_body(event_id="a\x00b"),
        signed_body(event_id="\ud800"),
        signed_body(event_name="x" * 500),
        signed_body(data={"signature_request": {"id": ""}}),
        b"\xff\xfe",
    ],
)
def test_a_signed_body_that_makes_no_sense_is_malformed(body):
    with pytest.raises(BadEvent) as caught:
        read_event(SECRET, sign_body(SECRET, body), body)
    assert caught.value.code == "malformed"


@given(st.binary(max_size=200), st.text(max_size=80))
def test_no_body_and_no_signature_break_the_reader(body, signature):
    with pytest.raises(BadEvent):
        read_event(SECRET, signature, body)
