"""What SendGrid tells about e-mails that left by its SMTP server: a signed list of events.

The uuid of a message travels as the unique argument ``clicrdv_message`` (header ``X-SMTPAPI`` of the e-mail) and comes
back in each event.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from .base import BadReport

UUID_ARGUMENT: Final = "clicrdv_message"

#: What each kind of event says about the e-mail. Who complains about it or unsubscribes has received it.
_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "processed": "accepted",
        "deferred": "accepted",
        "delivered": "delivered",
        "bounce": "failed",
        "dropped": "failed",
        "spamreport": "delivered",
        "unsubscribe": "delivered",
    }
)
#: Kinds that say nothing beyond their state.
_PLAIN: Final = frozenset({"processed", "delivered"})


@dataclass(frozen=True, slots=True)
class EmailEvent:
    """One event. ``state`` is that of a :class:`Report`, ``code`` its reason, ``key`` the same when it comes twice.

    ``code`` is "deferred", "bounce", "blocked" (refused for now by the other server), "dropped" (not even tried),
    "spamreport", "unsubscribe" or empty.
    """

    #: empty when the e-mail was not one of ours
    message_uuid: str
    smtp_id: str = field(repr=False)
    state: str
    code: str
    key: str
    #: in UTC
    at: datetime


def verify(
    public_key_base64_der: str,
    signature_b64: str,
    timestamp: str,
    raw_body: bytes,
    now_epoch: float,
    max_age: int = 300,
) -> None:
    """Raise :class:`BadReport` ("forged") unless SendGrid has signed this body within ``max_age`` seconds.

    The signature is over the header ``X-Twilio-Email-Event-Webhook-Timestamp`` and the body as it came.
    https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
    """
    try:
        key = load_der_public_key(base64.b64decode(public_key_base64_der, validate=True))
        if not isinstance(key, EllipticCurvePublicKey) or key.curve.name != "secp256r1":
            raise BadReport("forged")
        signature = base64.b64decode(signature_b64, validate=True)
        key.verify(signature, timestamp.encode() + raw_body, ECDSA(SHA256()))
        age = abs(now_epoch - int(timestamp))
    except (ValueError, InvalidSignature, UnsupportedAlgorithm):
        raise BadReport("forged") from None
    if age > max_age:
        raise BadReport("forged")


def read_events(raw_body: bytes) -> list[EmailEvent]:
    """Return the events of a body, without those of kinds that say nothing about delivery (opened, clicked…).

    Raises :class:`BadReport`.
    """
    try:
        events = json.loads(raw_body)
    except (ValueError, RecursionError):
        raise BadReport("malformed") from None
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise BadReport("malformed")
    return [_event(event) for event in events if isinstance(event.get("event"), str) and event["event"] in _STATES]


def _event(event: Mapping[str, Any]) -> EmailEvent:
    kind = event["event"]
    try:
        at = datetime.fromtimestamp(int(event["timestamp"]), timezone.utc)
        key = event["sg_event_id"]
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise BadReport("malformed") from None
    if not isinstance(key, str) or not key:
        raise BadReport("malformed")
    code = "" if kind in _PLAIN else kind
    if kind == "bounce" and event.get("type") == "blocked":
        code = "blocked"
    return EmailEvent(_text(event, UUID_ARGUMENT), _text(event, "smtp-id"), _STATES[kind], code, key[:100], at)


def _text(event: Mapping[str, Any], name: str) -> str:
    value = event.get(name, "")
    return value[:200] if isinstance(value, str) else ""
