"""One request by HTTP, made once, with a sure answer to the question: may it have left this machine?

No redirect is followed, nothing is tried again, no proxy of the environment is used. Connections are kept for a short
while, so that a batch of messages goes fast.

Whether the request has left is not guessed from the kind of exception. The connection itself notes the moment when the
first byte is handed to the socket: before it (name, refusal, TLS, time-out of connecting) nothing was sent; from then on
everything is uncertain, also when a kept connection turns out to be closed by the other side.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError

MAX_BODY_BYTES: Final = 64 * 1024
#: A connection that rested longer is opened anew: servers close idle ones after 5 s (Apache, Node) or more, and a
#: request on a closed one is uncertain although it was most probably not read.
_KEEP_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Request:
    """A request to make; all of it may be secret or personal."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply, its body at most :data:`MAX_BODY_BYTES` long."""

    status: int
    body: str = field(default="", repr=False)

    def json_object(self) -> dict[str, Any]:
        """Return the JSON object of the body, an empty one when it is none."""
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return said if isinstance(said, dict) else {}


class WireError(Exception):
    """There is no reply; ``code`` says why: "connect", "tls", "timeout" or "cut"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotSent(WireError):
    """No byte of the request has left."""


class Uncertain(WireError):
    """The request has left, at least in part, and no whole reply came back."""


class Wire:
    """The way to one gateway; each thread has connections of its own."""

    def __init__(self, connect_timeout_seconds: float, read_timeout_seconds: float) -> None:
        self._timeouts = (connect_timeout_seconds, read_timeout_seconds)
        self._local = threading.local()

    def exchange(self, request: Request) -> Reply:
        """Make the request once. Raises :class:`NotSent` or :class:`Uncertain`."""
        _progress.left, _progress.silent = False, True
        try:
            return self._exchange(request)
        except Exception as error:
            self.close()
            failure = Uncertain if _progress.left else NotSent
            # no chaining: the exceptions of requests hold the URL, and with it numbers and secrets
            raise failure(_code(error, _progress.left)) from None
        finally:
            _progress.silent = False
            self._local.used_at = time.monotonic()

    def close(self) -> None:
        """Close the connections of the calling thread."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session:
            session.close()

    def _exchange(self, request: Request) -> Reply:
        response = self._session().request(
            request.method,
            request.url,
            headers=dict(request.headers),
            data=request.body,
            allow_redirects=False,
            stream=True,
        )
        try:
            return Reply(response.status_code, _body(response, time.monotonic() + self._timeouts[1]))
        finally:
            response.close()

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = _new_session(self._timeouts)
        elif time.monotonic() - self._local.used_at > _KEEP_SECONDS:
            session.close()
        return session


class _Progress(threading.local):
    """The calling thread's present request: has a byte of it been handed to a socket, is the log to keep quiet."""

    left = False
    silent = False


_progress = _Progress()


def _may_log(record: logging.LogRecord) -> bool:
    return not _progress.silent


# at level DEBUG urllib3 writes each URL, which may hold a password, a number and a text
logging.getLogger("urllib3.connectionpool").addFilter(_may_log)


class _NotingHTTPConnection(HTTPConnection):
    def send(self, data: Any) -> None:
        _hand_over(self)
        HTTPConnection.send(self, data)


class _NotingHTTPSConnection(HTTPSConnection):
    def send(self, data: Any) -> None:
        _hand_over(self)
        HTTPSConnection.send(self, data)


def _hand_over(connection: HTTPConnection) -> None:
    if connection.sock is None:
        connection.connect()
    _progress.left = True


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _NotingHTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _NotingHTTPSConnection


class _Adapter(HTTPAdapter):
    """The adapter of requests, with connections that note when a request leaves; it never tries again."""

    def __init__(self, timeouts: tuple[float, float]) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        self._timeouts = timeouts
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Make a request with the time-outs of this gateway, whatever the session says."""
        return super().send(request, *args, **{**options, "timeout": self._timeouts})


def _new_session(timeouts: tuple[float, float]) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy and no password from the environment
    session.headers["User-Agent"] = "ClicRDV"
    session.headers["Accept-Encoding"] = "identity"  # a reply of a few bytes, read with a limit
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(timeouts))
    return session


def _body(response: requests.Response, deadline: float) -> str:
    """Return the start of the body; a gateway that drips it does not hold the thread beyond ``deadline``."""
    body = bytearray()
    while len(body) < MAX_BODY_BYTES:
        piece = response.raw.read1(MAX_BODY_BYTES - len(body), decode_content=False)
        if not piece:
            break
        body += piece
        if time.monotonic() > deadline:
            raise TimeoutError
    return body.decode("utf-8", "replace")


def _code(error: Exception, left: bool) -> str:
    if isinstance(error, requests.Timeout | Urllib3TimeoutError | TimeoutError):
        return "timeout"
    if isinstance(error, requests.exceptions.SSLError) and not left:
        return "tls"
    return "cut" if left else "connect"
