"""Requests written by an administrator: ``to={number}&text={text}``.

Each value is escaped for the place where it stands, so no text of a message can change the request around it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from .base import Account, BadSetting, Sms

#: In JSON, braces that hold anything else than one word are JSON's own.
_PLACEHOLDER: Final = re.compile(r"""\{([^{}\s"':,\[\]]+)\}""")
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,60}")

_SAMPLE: Final = Sms("0b0c7f0e-0000", "+33612345678", 'a "quoted" \\ text,\n{text} é', report_url="https://a.example/r")

#: In which setting a template of each place is written.
_SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {"path": "path", "form": "body", "json": "body", "header": "headers"}
)


def values_of(account: Account, sms: Sms, coding: str) -> dict[str, str | bytes]:
    """Return what each placeholder stands for.

    ``text_by_coding`` is the text in UTF-8 when it fits GSM 7 and in UTF-16 otherwise, for gateways that pass the
    bytes of an UCS-2 text on as they come; ``report_url_and`` ends in ``?`` or ``&``, for parameters to follow.
    """
    return {
        "number": sms.number,
        "number_digits": sms.number.removeprefix("+"),
        "text": sms.text,
        "text_by_coding": sms.text.encode("utf-8" if sms.encoding == "gsm7" else "utf-16-be"),
        "sender": sms.sender or account.sender,
        "uuid": sms.uuid,
        "parts": str(sms.parts),
        "coding": coding,
        "report_url": sms.report_url,
        "report_url_and": sms.report_url + ("&" if "?" in sms.report_url else "?"),
        "user": account.user,
        "secret": account.secret,
        "basic": base64.b64encode(f"{account.user}:{account.secret}".encode()).decode(),
    }


def render(template: str, place: str, values: Mapping[str, str | bytes]) -> str:
    """Return the template filled in; ``place`` is "path", "form", "json" or "header".

    Raises ``KeyError`` for an unknown name, ``ValueError`` when a value cannot stand in that place.
    """
    escape = _ESCAPES[place]
    return _PLACEHOLDER.sub(lambda found: escape(values[found[1]]), template)


def render_headers(template: str, values: Mapping[str, str | bytes]) -> dict[str, str]:
    """Return the headers of a template with one ``Name: value`` a line. Raises ``ValueError`` or ``KeyError``."""
    headers = {}
    for line in filter(str.strip, template.splitlines()):
        name, colon, value = line.partition(":")
        if not colon or not _HEADER_NAME.fullmatch(name.strip()):
            raise ValueError(name)
        headers[name.strip()] = render(value.strip(), "header", values)
    return headers


def check_template(template: str, place: str) -> None:
    """Raise :class:`BadSetting` unless ``template`` can be filled in; ``place`` is "path", "form", "json" or "header".

    >>> check_template("to={number}&text={text}", "form")
    """
    values = values_of(Account("generic_http", user="user", secret="secret", sender="Salon"), _SAMPLE, "0")
    if not {found[1] for found in _PLACEHOLDER.finditer(template)} <= values.keys():
        raise BadSetting(_SETTINGS[place], "unknown_placeholder")
    try:
        _try_out(template, place, values)
    except BadSetting:
        raise
    except ValueError:
        raise BadSetting(_SETTINGS[place], f"bad_{place}") from None


def _try_out(template: str, place: str, values: Mapping[str, str | bytes]) -> None:
    if place == "header":
        render_headers(template, values)
        return
    filled = render(template, place, values)
    if place == "json":
        json.loads(filled)
        return
    if re.search("[{}]", _PLACEHOLDER.sub("", template)):
        raise BadSetting(_SETTINGS[place], "stray_brace")
    if not filled.isascii() or not filled.isprintable() or " " in filled:
        raise ValueError(place)
    if place == "path" and (not filled.startswith("/") or "#" in filled):
        raise ValueError(place)


def _in_url(value: str | bytes) -> str:
    return quote(value, safe="")


def _in_json(value: str | bytes) -> str:
    if isinstance(value, bytes):
        raise ValueError("bytes cannot stand in JSON")
    return json.dumps(value)[1:-1]


def _in_header(value: str | bytes) -> str:
    if isinstance(value, bytes) or not value.isascii() or not value.isprintable():
        raise ValueError("a header has only printable ASCII characters")
    return value


_ESCAPES: Final[Mapping[str, Callable[[str | bytes], str]]] = MappingProxyType(
    {"path": _in_url, "form": _in_url, "json": _in_json, "header": _in_header}
)
