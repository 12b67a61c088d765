"""SendGrid's events are read when they are signed, fresh and whole, and refused otherwise."""

import base64
import datetime
import json

import pytest
from clicrdv_booking_gateways import BadReport
from clicrdv_booking_gateways.sendgrid import UUID_ARGUMENT, read_events, verify
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

NOW = 1_772_366_400
KEY = ec.generate_private_key(ec.SECP256R1())
BODY = b'[{"event":"delivered"}]\r\n'


def public(key) -> str:
    return base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def signed(body: bytes = BODY, timestamp: str = str(NOW), key=KEY) -> str:
    return base64.b64encode(key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()


def test_the_example_of_sendgrids_own_library_is_genuine():
    key = (
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglS"
        "I8eNEc6wEA3F+g=="
    )
    signature = (
        "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
    )  # fmt: skip
    event = {
        "email": "hello@world.com",
        "event": "dropped",
        "reason": "Bounced Address",
        "sg_event_id": "ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",
        "sg_message_id": "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",
        "smtp-id": "<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>",
        "timestamp": 1600112492,
    }
    body = json.dumps([event], separators=(",", ":")).encode() + b"\r\n"
    verify(key, signature, "1600112502", body, 1600112502)
    (read,) = read_events(body)
    assert (read.state, read.code, read.smtp_id) == ("failed", "dropped", event["smtp-id"])


@pytest.mark.parametrize("age", [-300, 0, 300])
def test_a_fresh_signature_is_genuine(age):
    verify(public(KEY), signed(), str(NOW), BODY, NOW + age)


OTHER = ec.generate_private_key(ec.SECP256R1())
LARGER = ec.generate_private_key(ec.SECP384R1())


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        ("older than five minutes", {"now_epoch": NOW + 301}),
        ("from the future", {"now_epoch": NOW - 301}),
        ("another body", {"raw_body": BODY + b" "}),
        ("another time", {"timestamp": str(NOW + 1)}),
        ("another key", {"public_key_base64_der": public(OTHER)}),
        ("another curve", {"public_key_base64_der": public(LARGER), "signature_b64": signed(key=LARGER)}),
        ("no signature", {"signature_b64": ""}),
        ("no base64", {"signature_b64": "*" + signed()}),
        ("no key", {"public_key_base64_der": ""}),
        ("not a key", {"public_key_base64_der": base64.b64encode(b"key").decode()}),
        ("not a time", {"timestamp": "soon", "signature_b64": signed(timestamp="soon")}),
        ("a letter that no header has", {"timestamp": "\udcff"}),
    ],
)
def test_any_other_signature_is_forged(why, changes):
    given_ = {
        "public_key_base64_der": public(KEY),
        "signature_b64": signed(),
        "timestamp": str(NOW),
        "raw_body": BODY,
        "now_epoch": NOW,
    }
    with pytest.raises(BadReport) as refused:
        verify(**{**given_, **changes})
    assert refused.value.code == "forged", why


def event(kind: str, **changes) -> dict:
    return {
        "event": kind,
        "timestamp": NOW,
        "sg_event_id": f"id-{kind}",
        UUID_ARGUMENT: "uuid",
        "smtp-id": "<1>",
        **changes,
    }


@pytest.mark.parametrize(
    ("kind", "state", "code"),
    [
        ("processed", "accepted", ""),
        ("deferred", "accepted", "deferred"),
        ("delivered", "delivered", ""),
        ("bounce", "failed", "bounce"),
        ("dropped", "failed", "dropped"),
        ("spamreport", "delivered", "spamreport"),
        ("unsubscribe", "delivered", "unsubscribe"),
    ],
)
def test_each_kind_of_event_has_one_state(kind, state, code):
    (read,) = read_events(json.dumps([event(kind)]).encode())
    assert (read.state, read.code, read.key, read.message_uuid) == (state, code, f"id-{kind}", "uuid")
    assert read.at == datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.timezone.utc)


def test_a_bounce_for_now_is_told_from_one_for_ever():
    (read,) = read_events(json.dumps([event("bounce", type="blocked")]).encode())
    assert (read.state, read.code) == ("failed", "blocked")


def test_kinds_that_say_nothing_about_delivery_are_left_out_and_the_order_stays():
    body = json.dumps([event("open"), event("processed"), event("click"), {"event": 7}, event("delivered")]).encode()
    assert [read.state for read in read_events(body)] == ["accepted", "delivered"]


def test_an_event_of_a_foreign_e_mail_has_no_uuid():
    (read,) = read_events(json.dumps([event("delivered", **{UUID_ARGUMENT: ["a list"]})]).encode())
    assert read.message_uuid == ""


def test_an_event_says_no_address_in_its_repr():
    (read,) = read_events(json.dumps([event("bounce", **{"smtp-id": "<zoe@example.org>"})]).encode())
    assert "zoe" not in repr(read)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"null", b"[1]", b"[[]]", b"\xff", b"[" * 100_000,
        json.dumps([event("delivered", timestamp="soon")]).encode(),
        json.dumps([event("delivered", timestamp=1e30)]).encode(),
        json.dumps([event("delivered", sg_event_id="")]).encode(),
        json.dumps([{"event": "delivered"}]).encode(),
    ],
)  # fmt: skip
def test_a_broken_body_is_malformed(body):
    with pytest.raises(BadReport) as refused:
        read_events(body)
    assert refused.value.code == "malformed"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["delivered", "bounce"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["event", "timestamp", "sg_event_id", "type", "smtp-id"]) | st.text(max_size=3), inner
        )
    ),
    max_leaves=10,
)


@given(JSON | st.lists(st.fixed_dictionaries({"event": JSON}, optional={"timestamp": JSON, "sg_event_id": JSON})))
def test_whatever_comes_is_read_or_malformed(body):
    try:
        read_events(json.dumps(body).encode())
    except BadReport as refused:
        assert refused.code == "malformed"
