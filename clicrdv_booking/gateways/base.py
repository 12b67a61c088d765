"""What every SMS gateway has in common: the values that go in and out, and what an answer by HTTP means.

Plain Python without Odoo and without a database: the models hand in values and store the answers.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, Final
from urllib.parse import urlsplit

from .wire import NotSent, Reply, Request, Uncertain, Wire

_logger = logging.getLogger(__name__)


#: An administrator has to repair something (password, address, credit): the message is not to blame and waits.
CONFIGURATION: Final = "configuration"
#: The person has answered STOP, and the gateway keeps that list itself.
OPTED_OUT: Final = "opted_out"

#: Statuses that blame the account or its address: unauthorised, no credit, forbidden, no such page or method, proxy.
_CONFIGURATION_STATUSES: Final = frozenset({401, 402, 403, 404, 405, 407})
#: The page has moved and the request is to be made again there: it was not done here.
_MOVED_STATUSES: Final = frozenset({301, 307, 308})
#: The gateway says itself that it has not taken the request: too slow to arrive, too early, too many, out of service.
_BUSY_STATUSES: Final = frozenset({408, 425, 429, 503})


class Outcome(str, Enum):
    """What has become of a message that was handed to a gateway."""

    #: The gateway has taken the message.
    ACCEPTED = "accepted"
    #: Never to be sent: surely not sent, and trying again would not help.
    REFUSED = "refused"
    #: Surely not sent, to be tried again later.
    RETRY = "retry"
    #: It may have been sent; only its report or a person can tell, so it is never sent again by itself.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Account:
    """One account at a gateway: all that its protocol needs. ``extra`` holds what only one protocol knows."""

    protocol: str
    base_url: str = ""
    user: str = ""
    secret: str = field(default="", repr=False)
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)
    sender: str = ""
    connect_timeout_seconds: float = 5.0
    read_timeout_seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Sms:
    """One message to send. Number and text are personal and stay out of ``repr``."""

    uuid: str
    #: E.164 with its +
    number: str = field(repr=False)
    text: str = field(repr=False)
    #: "gsm7" or "ucs2"
    encoding: str = "gsm7"
    parts: int = 1
    #: empty: the sender of the account
    sender: str = ""
    #: where the gateway reports; it holds a secret token
    report_url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway said. ``code`` is stable; ``detail`` is short and holds no number, text or secret."""

    outcome: Outcome
    reference: str = ""
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a gateway says later about a message: ``state`` is accepted, sent, delivered or failed.

    ``key`` is the same when the same report comes twice.
    """

    state: str
    reference: str = ""
    code: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message that somebody sent to our number."""

    number: str = field(repr=False)
    text: str = field(repr=False)


class BadSetting(ValueError):
    """An account that cannot work as it is set up: which setting, and a stable code that says why."""

    def __init__(self, setting: str, code: str) -> None:
        super().__init__(f"{setting}: {code}")
        self.setting = setting
        self.code = code


class BadReport(ValueError):
    """A report that is not taken; ``code`` is "malformed" or "forged"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Incoming:
    """A request that a gateway makes to us. ``url`` is the full public one, ``headers`` are found in any case."""

    method: str
    url: str = field(repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str:
        """Return a header whatever the case of its name, empty when there is none."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    def parameters(self) -> dict[str, str]:
        """Return what the URL, the form and a body in JSON say together. Raises :class:`BadReport`."""
        said = {**self.query, **self.form}
        if "json" in self.header("Content-Type").lower():
            try:
                said |= {name: str(value) for name, value in json.loads(self.body).items()}
            except (ValueError, AttributeError, RecursionError):
                raise BadReport("malformed") from None
        return said


class Gateway:
    """One account at one gateway. An instance may be used by several threads at once.

    A protocol says how a message is asked for (:meth:`request`) and what the reply means (:meth:`answer`); both are
    pure, so a failure of the first one has surely sent nothing and a failure of the second one is an unreadable reply.
    """

    #: The address where the provider is found, when an account names none.
    default_url: ClassVar[str] = ""
    #: Settings without which no message can be sent: names of fields of :class:`Account`, or keys of its ``extra``.
    required: ClassVar[tuple[str, ...]] = ()

    def __init__(self, account: Account) -> None:
        self.account = account
        self.base_url = (account.base_url or self.default_url).rstrip("/")
        #: What the gateway wants to read when we have taken its report.
        self.acknowledgement = ""
        self._wire = Wire(account.connect_timeout_seconds, account.read_timeout_seconds)

    @classmethod
    def check(cls, account: Account) -> None:
        """Refuse an account that can never work. Raises :class:`BadSetting`."""
        for name in cls.required:
            if not (getattr(account, name, "") or account.extra.get(name)):
                raise BadSetting(name, "missing")
        url = account.base_url or cls.default_url
        try:
            check_url(url)
        except ValueError:
            raise BadSetting("base_url", "bad_address") from None
        if "?" in url:
            raise BadSetting("base_url", "bad_address")
        cls.check_settings(account)

    @classmethod
    def check_settings(cls, account: Account) -> None:
        """Refuse what only this protocol knows to be wrong. Raises :class:`BadSetting`."""

    def request(self, sms: Sms) -> Request:
        """Return the request that hands ``sms`` to the gateway."""
        raise NotImplementedError

    def answer(self, reply: Reply) -> Answer:
        """Say what a reply means."""
        raise NotImplementedError

    def read_report(self, request: Incoming) -> Report:
        """Return what a report says. Raises :class:`BadReport`."""
        raise BadReport("malformed")

    def read_inbound(self, request: Incoming) -> Inbound:
        """Return a message sent to us. Raises :class:`BadReport`."""
        raise BadReport("malformed")

    def send(self, sms: Sms) -> Answer:
        """Hand a message to the gateway, once. Never raises."""
        try:
            request = self.request(sms)
            check_url(request.url)
        except Exception as error:
            return self._broken(Outcome.RETRY, CONFIGURATION, error)
        try:
            reply = self._wire.exchange(request)
        except NotSent as failure:
            return Answer(Outcome.RETRY, code=failure.code)
        except Uncertain as failure:
            return Answer(Outcome.UNKNOWN, code=failure.code)
        try:
            return self.answer(reply)
        except Exception as error:
            return self._broken(Outcome.UNKNOWN, "unreadable", error)

    def close(self) -> None:
        """Close the connections of the calling thread; the next message opens a new one."""
        self._wire.close()

    def _broken(self, outcome: Outcome, code: str, error: Exception) -> Answer:
        # the message of an exception may hold a number or a secret: only its class is told
        _logger.info("%s: %s (%s)", self.account.protocol, code, type(error).__name__)
        return Answer(outcome, code=code, detail=type(error).__name__)


def answer_by_status(reply: Reply, code: str = "") -> Answer:
    """Say what a reply means when its body does not tell: by its HTTP status alone.

    ``code`` is the gateway's own code, if it gave one. A reply without meaning is never taken as "not sent": a gateway
    that breaks down (5xx) may have passed the message on before.
    """
    detail = f"HTTP {reply.status}"
    if reply.status in _BUSY_STATUSES:
        return Answer(Outcome.RETRY, code=code or "busy", detail=detail)
    if reply.status in _CONFIGURATION_STATUSES | _MOVED_STATUSES:
        return Answer(Outcome.RETRY, code=CONFIGURATION, detail=detail)
    if 400 <= reply.status < 500:
        return Answer(Outcome.REFUSED, code=code or "refused", detail=detail)
    return Answer(Outcome.UNKNOWN, code=code or "unreadable", detail=detail)


def read_number(text: str) -> str:
    """Return a caller's number with its +, or a short number as it is. Raises :class:`BadReport`.

    >>> read_number("0033612345678"), read_number(" 33612345678"), read_number("36111")
    ('+33612345678', '+33612345678', '36111')
    """
    digits = text.strip().removeprefix("+")
    if not re.fullmatch("[0-9]{3,17}", digits):
        raise BadReport("malformed")
    digits = digits.removeprefix("00")
    return digits if len(digits) < 7 else f"+{digits}"


def check_url(url: str) -> None:
    """Raise ``ValueError`` unless ``url`` is https, or http on this machine; no name, password or fragment in it.

    >>> check_url("https://gateway.example/send"), check_url("http://127.0.0.1:13013")
    (None, None)
    >>> check_url("http://gateway.example")
    Traceback (most recent call last):
    ...
    ValueError: plain http only on this machine
    """
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise ValueError("an address has only ASCII characters, no space and no backslash")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address starts with https:// and the name of a host")
    if parts.port == 0 or "@" in parts.netloc or "#" in url:
        raise ValueError("an address holds no user, no password and no fragment")
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        raise ValueError("plain http only on this machine")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
