"""Yousign API v3: one order, one signer (https://developers.yousign.com/docs/create-your-first-signature-request).

Plain Python without Odoo. A call that fails says whether it may have been carried out: :class:`NotDone` surely was not,
:class:`Refused` never will be as it is, :class:`Uncertain` may have been. Nothing is tried again here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Final
from urllib.parse import quote

from .yousign_wire import NotDone, Refused, Uncertain, Wire, YousignError

__all__ = [
    "Account",
    "BadEvent",
    "Event",
    "NotDone",
    "Refused",
    "RemoteRequest",
    "Signer",
    "Uncertain",
    "Yousign",
    "YousignError",
    "read_event",
    "sign_body",
]

SANDBOX: Final = "https://api-sandbox.yousign.app/v3"
#: Where on its page a signature is put, in points from the upper left corner; the order leaves that place free.
_PLACE: Final = {"x": 70, "y": 300, "width": 180, "height": 60}


@dataclass(frozen=True, slots=True)
class Account:
    """One environment of one organisation: sandbox and production have a key each."""

    base_url: str
    key: str = field(repr=False)
    connect_timeout_seconds: float = 5.0
    read_timeout_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs. All of it is personal and stays out of ``repr``."""

    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    email: str = field(repr=False)
    phone: str = field(default="", repr=False)
    #: electronic_signature, advanced_electronic_signature, qualified_electronic_signature …
    level: str = "electronic_signature"
    #: no_otp, otp_email, otp_sms
    authentication: str = "otp_email"


@dataclass(frozen=True, slots=True)
class RemoteRequest:
    """A signature request as Yousign holds it."""

    id: str
    status: str
    external_id: str = ""
    document_ids: tuple[str, ...] = ()
    signer_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What a webhook tells; nothing personal of it is kept."""

    id: str
    name: str
    at: datetime
    sandbox: bool
    request_id: str
    external_id: str
    status: str


class BadEvent(ValueError):
    """A call that is not taken; ``code`` is "forged" or "malformed"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Yousign:
    """One account; an instance may be used by one thread at a time."""

    def __init__(self, account: Account) -> None:
        self._wire = Wire(account.base_url, account.key, account.connect_timeout_seconds, account.read_timeout_seconds)

    def find(self, external_id: str) -> RemoteRequest | None:
        """Return the request that we have made under a name of ours, None when there is none that lives."""
        path = f"/signature_requests?external_id[eq]={quote(external_id, safe='')}&limit=10"
        rows = self._wire.json("GET", path).get("data")
        found = [_request(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        ours = [request for request in found if request.external_id == external_id and request.status != "deleted"]
        # a list holds less of each than a look at one
        return self.look(ours[0].id) if ours else None

    def look(self, request_id: str) -> RemoteRequest:
        """Return how far a request has come."""
        return _request(self._wire.json("GET", _path(request_id)))

    def begin(self, name: str, external_id: str) -> RemoteRequest:
        """Begin a request, still a draft."""
        body = {
            "name": name[:128],
            "delivery_mode": "email",
            "timezone": "Europe/Paris",
            "external_id": external_id,
            "audit_trail_locale": "fr",
        }
        return _request(self._wire.json("POST", "/signature_requests", body))

    def upload(self, request_id: str, name: str, content: bytes) -> str:
        """Hand over the PDF to sign; return its id there."""
        files = {"file": (name, content, "application/pdf"), "nature": (None, "signable_document")}
        return _id(self._wire.json("POST", _path(request_id, "documents"), files=files))

    def add_signer(self, request_id: str, document_id: str, page: int, signer: Signer) -> str:
        """Name who signs, and where; return his id there."""
        info = {
            "first_name": signer.first_name,
            "last_name": signer.last_name,
            "email": signer.email,
            "locale": "fr",
            **({"phone_number": signer.phone} if signer.phone else {}),
        }
        body = {
            "info": info,
            "signature_level": signer.level,
            "signature_authentication_mode": signer.authentication,
            "fields": [{"type": "signature", "document_id": document_id, "page": page, **_PLACE}],
        }
        return _id(self._wire.json("POST", _path(request_id, "signers"), body))

    def activate(self, request_id: str) -> RemoteRequest:
        """Send it: Yousign writes to the signer."""
        return _request(self._wire.json("POST", _path(request_id, "activate")))

    def reactivate(self, request_id: str) -> RemoteRequest:
        """Send an expired request once more."""
        return _request(self._wire.json("POST", _path(request_id, "reactivate"), {}))

    def cancel(self, request_id: str) -> None:
        """Call a request back that is with its signer."""
        self._wire.json("POST", _path(request_id, "cancel"), {"reason": "contractualization_aborted"})

    def delete(self, request_id: str) -> None:
        """Remove a draft; that it is gone already is fine."""
        self._wire.exchange("DELETE", _path(request_id), missing_is_fine=True)

    def download_signed(self, request_id: str) -> bytes | None:
        """Return the signed PDF, None while it is not ready."""
        return self._wire.download(_path(request_id, "documents/download?version=completed&archive=false"))

    def download_audit_trail(self, request_id: str) -> bytes | None:
        """Return the proof that Yousign kept, a PDF, None while it is not ready."""
        return self._wire.download(_path(request_id, "audit_trails/download?merge=true"))

    def signed_at(self, request_id: str, signer_id: str) -> datetime | None:
        """Return the moment of the signature by the audit trail, None while it does not say."""
        said = self._wire.json("GET", _path(request_id, f"signers/{quote(signer_id, safe='')}/audit_trails"))
        signer = said.get("signer")
        return _moment(signer.get("signature_process_completed_at")) if isinstance(signer, dict) else None


def sign_body(secret: str, body: bytes) -> str:
    """Return what Yousign writes into ``X-Yousign-Signature-256`` (https://developers.yousign.com/docs/security).

    >>> sign_body("secret", b"{}")
    'sha256=77325902caca812dc259733aacd046b73817372c777b8d95b402647474516e13'
    """
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def read_event(secret: str, signature: str, body: bytes) -> Event:
    """Return what a webhook tells.

    :param secret: of the webhook; an empty one trusts nobody
    :param signature: header ``X-Yousign-Signature-256``
    :param body: raw, as it came
    :raises BadEvent: forged or malformed
    """
    expected = sign_body(secret, body).encode()
    if not secret or not hmac.compare_digest(expected, signature.encode("utf-8", "replace")):
        raise BadEvent("forged")
    try:
        said = json.loads(body)
        request = said["data"]["signature_request"]
        event = Event(
            id=_text(said["event_id"]),
            name=_text(said["event_name"]),
            at=datetime.fromtimestamp(int(said["event_time"]), timezone.utc),
            sandbox=said["sandbox"] is True,
            request_id=_text(request["id"]),
            external_id=_text(request.get("external_id") or "-"),
            status=_text(request.get("status") or "-"),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        raise BadEvent("malformed") from None
    return event


def _text(value: Any) -> str:
    """Return a short printable word; whatever is longer is no id and no name."""
    if not isinstance(value, str) or not 1 <= len(value) <= 128 or not value.isprintable():
        raise ValueError("no word")
    value.encode()  # half a surrogate pair is no text that a database keeps
    return value


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _path(request_id: str, rest: str = "") -> str:
    return f"/signature_requests/{quote(request_id, safe='')}" + (f"/{rest}" if rest else "")


def _ids(rows: Any) -> tuple[str, ...]:
    return tuple(_id(row) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


def _id(said: Mapping[str, Any]) -> str:
    """Return the id of what was made. Raises :class:`Uncertain`: a reply without one says nothing."""
    found = said.get("id")
    if not isinstance(found, str) or not found:
        raise Uncertain("unreadable")
    return found


def _request(said: Mapping[str, Any]) -> RemoteRequest:
    return RemoteRequest(
        id=_id(said),
        status=str(said.get("status") or ""),
        external_id=str(said.get("external_id") or ""),
        document_ids=_ids(said.get("documents")),
        signer_ids=_ids(said.get("signers")),
    )
