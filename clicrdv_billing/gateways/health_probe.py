"""One look at the health page of an instance, with an answer in bounded time whatever the other side does."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

TIMEOUT_SECONDS: Final = 10.0
_MAX_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: up or not, after how many milliseconds, and why not.

    ``reason`` is empty when it is up, else "connect", "tls", "timeout", "cut", "status <number>" or "answer".
    """

    ok: bool
    milliseconds: int
    reason: str = ""


def is_address(url: str) -> bool:
    """Tell whether a text is the address of a page that can be looked at: http or https, a host, no password.

    >>> is_address("https://rdv.example.com/clicrdv/health"), is_address("file:///etc/hosts"), is_address("http://[")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        )
    except ValueError:
        return False


def look(url: str, timeout_seconds: float = TIMEOUT_SECONDS) -> Look:
    """Ask the health page once; it is up when it answers 200 with a JSON object whose ``status`` is "ok".

    No redirect is followed: a login page or a parking page is not the service. Nothing is raised for whatever the other
    side does.

    :param url: see :func:`is_address`
    :param timeout_seconds: for the whole of it; a page that takes longer is down for whoever wants to book
    """
    start = time.monotonic()
    try:
        with requests.Session() as session:
            session.trust_env = False
            reason = _judge(session, url, timeout_seconds, start + timeout_seconds)
    except requests.exceptions.SSLError:
        reason = "tls"
    except (requests.Timeout, TimeoutError):
        reason = "timeout"
    except requests.ConnectionError as error:
        reason = "timeout" if "timed out" in str(error) else "connect"
    except (requests.RequestException, HTTPError, OSError, ValueError):
        reason = "cut"
    return Look(not reason, round((time.monotonic() - start) * 1000), reason)


def _judge(session: requests.Session, url: str, timeout_seconds: float, deadline: float) -> str:
    response = session.get(
        url,
        timeout=timeout_seconds,
        allow_redirects=False,
        stream=True,
        headers={"User-Agent": "ClicRDV", "Accept": "application/json", "Accept-Encoding": "identity"},
    )
    body = bytearray()
    while piece := response.raw.read1(_MAX_BYTES, decode_content=False):
        body += piece
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(body) > _MAX_BYTES:
            return "answer"
    if response.status_code != requests.codes.ok:
        return f"status {response.status_code}"
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return "answer"
    return "" if isinstance(said, dict) and said.get("status") == "ok" else "answer"
