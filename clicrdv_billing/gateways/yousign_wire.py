"""One request to Yousign, made once, with a sure answer to the question: may it have been carried out?

No redirect is followed, no proxy of the environment is used, a body has a limit. Each request opens a connection of
its own: on a kept one that the other side has closed nobody could tell whether a request was read.
"""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

#: Yousign takes documents of up to 50 MB (https://developers.yousign.com/docs/limits-new).
MAX_BODY_BYTES: Final = 60 * 1024 * 1024
_TOO_MANY: Final = 429
#: The key, its rights or the address are wrong: an administrator has to repair that.
_CONFIGURATION: Final = frozenset({301, 302, 303, 307, 308, 401, 402, 403, 405, 407})
_NEVER_LEFT: Final = (NewConnectionError, ConnectTimeoutError, NameResolutionError)


class YousignError(Exception):
    """A call that has no result; ``code`` is stable, ``status`` is that of HTTP or 0. No personal data, no secret."""

    def __init__(self, code: str, status: int = 0, retry_after_seconds: int = 0) -> None:
        super().__init__(f"{code} ({status})" if status else code)
        self.code = code
        self.status = status
        self.retry_after_seconds = retry_after_seconds


class NotDone(YousignError):
    """Surely not carried out; to be tried again later: "connect", "busy"."""


class Refused(YousignError):
    """Surely not carried out, and never will be as it is: "configuration", "missing", "refused"."""


class Uncertain(YousignError):
    """It may have been carried out; look before it is made again: "timeout", "cut", "broken", "unreadable"."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that says yes."""

    status: int
    body: bytes = field(repr=False)


class Wire:
    """The way to one account."""

    def __init__(self, base_url: str, key: str, connect_seconds: float, read_seconds: float) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {
            "Authorization": f"Bearer {key}",
            "Connection": "close",
            "Accept-Encoding": "identity",
            "User-Agent": "ClicRDV",
        }
        self._timeouts = (connect_seconds, read_seconds)

    def json(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, files: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Make a request and return the JSON object of its reply. Raises :class:`YousignError`."""
        reply = self.exchange(method, path, body, files)
        if not reply.body.strip():
            return {}
        try:
            said = json.loads(reply.body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise Uncertain("unreadable", reply.status)
        return said

    def download(self, path: str) -> bytes | None:
        """Return a file, None while there is none. Raises :class:`YousignError`."""
        reply = self.exchange("GET", path, missing_is_fine=True)
        if reply.status == 404:
            return None
        # a page of a proxy or an error in JSON must not be filed as what was signed
        if not reply.body.startswith((b"%PDF-", b"PK\x03\x04")):
            raise Uncertain("unreadable", reply.status)
        return reply.body

    def exchange(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        missing_is_fine: bool = False,
    ) -> Reply:
        """Make a request once. Raises :class:`YousignError` unless the reply says yes."""
        check_url(self._base_url)
        deadline = time.monotonic() + 3 * self._timeouts[1]
        try:
            with (
                _session(self._timeouts) as session,
                session.request(
                    method,
                    self._base_url + path,
                    json=body,
                    files=files,
                    headers=self._headers,
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                reply = Reply(response.status_code, _read(response, deadline))
        except requests.RequestException as error:
            # no chaining: the exceptions of requests hold the address
            raise _failure(error) from None
        if reply.status // 100 == 2 or (missing_is_fine and reply.status == 404):
            return reply
        raise _refusal(reply.status, response.headers.get("Retry-After", ""))


class _Adapter(HTTPAdapter):
    """The adapter of requests with two time-outs of its own, whatever the session says; it never tries again."""

    def __init__(self, timeouts: tuple[float, float]) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        self._timeouts = timeouts

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        return super().send(request, *args, **{**options, "timeout": self._timeouts})


def _session(timeouts: tuple[float, float]) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy and no password from the environment
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(timeouts))
    return session


def check_url(url: str) -> None:
    """Refuse an address that is neither https nor this machine. Raises :class:`Refused`.

    >>> check_url("https://api.yousign.app/v3"), check_url("http://127.0.0.1:8100/v3")
    (None, None)
    >>> check_url("http://api.yousign.app/v3")
    Traceback (most recent call last):
    ...
    clicrdv_billing_gateways.yousign_wire.Refused: configuration
    """
    parts = urlsplit(url)
    plain = parts.scheme == "http" and _is_this_machine(parts.hostname or "")
    if not parts.hostname or "@" in parts.netloc or not (parts.scheme == "https" or plain) or parts.query:
        raise Refused("configuration")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(response: requests.Response, deadline: float) -> bytes:
    """Return the body; a peer that drips it, or never ends, does not hold the job for ever."""
    body = bytearray()
    for piece in response.iter_content(64 * 1024):
        body += piece
        if len(body) > MAX_BODY_BYTES or time.monotonic() > deadline:
            raise requests.Timeout
    return bytes(body)


def _failure(error: requests.RequestException) -> YousignError:
    if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return NotDone("tls")
    if isinstance(error, requests.ConnectTimeout):
        return NotDone("connect")
    if isinstance(error, requests.ConnectionError):
        cause = error.args[0] if error.args else None
        reason = getattr(cause, "reason", cause)
        return NotDone("connect") if isinstance(reason, _NEVER_LEFT) else Uncertain("cut")
    if isinstance(error, requests.Timeout):
        return Uncertain("timeout")
    return Uncertain("cut")


def _refusal(status: int, retry_after: str) -> YousignError:
    if status == _TOO_MANY:
        return NotDone("busy", status, int(retry_after) if retry_after.isdigit() and len(retry_after) < 7 else 0)
    if status in _CONFIGURATION:
        return Refused("configuration", status)
    if status == 404:
        return Refused("missing", status)
    if 400 <= status < 500:
        return Refused("refused", status)
    return Uncertain("broken", status)
