"""Any gateway that takes a message in one HTTP request, described by an administrator in ``Account.extra``.

======================================== ============================================================================
``method``, ``path``, ``headers``        GET or POST; a template that follows ``base_url``; one ``Name: value`` a line
``body``, ``body_type``                  a template, and "form" or "json"
``coding_gsm7``, ``coding_ucs2``         what ``{coding}`` stands for
``success``, ``permanent``,              regular expressions, searched in "status body" in this order: sent, never
``temporary``                            to be sent, to be tried again
``reference``                            a regular expression whose group is the gateway's id of the message
``report_state``, ``report_states``      the parameter that tells a state; ``value=state`` a line, ``*`` at the end of
                                         a value stands for any end, the first line that fits counts
``report_reference``                     the parameter with the id
``inbound_number``, ``inbound_text``     the parameters of a message from a client
``acknowledgement``                      what a report is answered with
======================================== ============================================================================
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import ClassVar, Final

from .base import (
    Account,
    Answer,
    BadReport,
    BadSetting,
    Gateway,
    Inbound,
    Incoming,
    Outcome,
    Report,
    Sms,
    answer_by_status,
    read_number,
)
from .templates import check_template, render, render_headers, values_of
from .wire import Reply, Request

#: Patterns are searched in the start of a reply only, as a careless one takes long on a long text.
_SEARCHED_CHARACTERS: Final = 2000
_MAX_PATTERN: Final = 500
_MAX_REFERENCE: Final = 100
_STATES: Final = frozenset({"accepted", "sent", "delivered", "failed"})
_BODY_TYPES: Final = {"form": "application/x-www-form-urlencoded", "json": "application/json"}


class GenericHttpGateway(Gateway):
    """A gateway described by templates and patterns."""

    required: ClassVar[tuple[str, ...]] = ("base_url", "path", "success")

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self.acknowledgement = account.extra.get("acknowledgement", "")

    @classmethod
    def check_settings(cls, account: Account) -> None:
        settings = account.extra
        if settings.get("method", "GET") not in {"GET", "POST"}:
            raise BadSetting("method", "unknown")
        if settings.get("body_type", "form") not in _BODY_TYPES:
            raise BadSetting("body_type", "unknown")
        check_template(settings["path"], "path")
        check_template(settings.get("headers", ""), "header")
        if settings.get("body"):
            check_template(settings["body"], settings.get("body_type", "form"))
        for name in ("success", "permanent", "temporary", "reference"):
            check_pattern(settings.get(name, ""), name)
        _states(settings.get("report_states", ""))

    def request(self, sms: Sms) -> Request:
        settings = self.account.extra
        values = values_of(self.account, sms, settings.get(f"coding_{sms.encoding}", ""))
        url = self.base_url + render(settings["path"], "path", values)
        headers = render_headers(settings.get("headers", ""), values)
        if not settings.get("body"):
            return Request(settings.get("method", "GET"), url, headers)
        body_type = settings.get("body_type", "form")
        body = render(settings["body"], body_type, values).encode()
        return Request(settings.get("method", "POST"), url, {"Content-Type": _BODY_TYPES[body_type], **headers}, body)

    def answer(self, reply: Reply) -> Answer:
        said = f"{reply.status} {reply.body}"[:_SEARCHED_CHARACTERS]
        detail = f"HTTP {reply.status}"
        if self._matches("success", said):
            return Answer(Outcome.ACCEPTED, self._reference(said), detail=detail)
        if self._matches("permanent", said):
            return Answer(Outcome.REFUSED, code="refused", detail=detail)
        if self._matches("temporary", said):
            return Answer(Outcome.RETRY, code="busy", detail=detail)
        return answer_by_status(reply)

    def read_report(self, request: Incoming) -> Report:
        settings, said = self.account.extra, request.parameters()
        value = said.get(settings.get("report_state", ""), "")
        reference = said.get(settings.get("report_reference", ""), "")[:_MAX_REFERENCE]
        for pattern, state in _states(settings.get("report_states", "")):
            if fnmatchcase(value, pattern):
                return Report(state, reference, value[:_MAX_REFERENCE], f"{value[:_MAX_REFERENCE]}|{reference}")
        raise BadReport("malformed")

    def read_inbound(self, request: Incoming) -> Inbound:
        settings, said = self.account.extra, request.parameters()
        try:
            return Inbound(read_number(said[settings["inbound_number"]]), said[settings["inbound_text"]])
        except KeyError:
            raise BadReport("malformed") from None

    def _matches(self, name: str, said: str) -> bool:
        pattern = self.account.extra.get(name, "")
        return bool(pattern and re.search(pattern, said))

    def _reference(self, said: str) -> str:
        pattern = self.account.extra.get("reference", "")
        found = re.search(pattern, said) if pattern else None
        return (found[found.re.groups and 1] or "")[:_MAX_REFERENCE] if found else ""


def check_pattern(pattern: str, setting: str = "pattern") -> None:
    """Raise :class:`BadSetting` unless ``pattern`` is a regular expression that does not fit everything."""
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        raise BadSetting(setting, "bad_pattern") from None
    if len(pattern) > _MAX_PATTERN or pattern and compiled.search(""):
        raise BadSetting(setting, "bad_pattern")


def _states(lines: str) -> list[tuple[str, str]]:
    """Return the pairs of ``value=state`` lines. Raises :class:`BadSetting`."""
    pairs = []
    for line in filter(str.strip, lines.splitlines()):
        value, _equals, state = map(str.strip, line.rpartition("="))
        if not value or state not in _STATES or re.search(r"[?\[\]]|\*.", value):
            raise BadSetting("report_states", "bad_states")
        pairs.append((value, state))
    return pairs
