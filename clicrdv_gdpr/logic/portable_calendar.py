"""Appointments as one calendar file (RFC 5545), written line by line: an export of years is never held in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

PRODUCT: Final = "-//ClicRDV for Odoo//clicrdv_gdpr//FR"
HEAD: Final = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" + PRODUCT.encode() + b"\r\nCALSCALE:GREGORIAN\r\n"
FOOT: Final = b"END:VCALENDAR\r\n"

_STATUS: Final = {"cancelled": "CANCELLED", "refused": "CANCELLED", "requested": "TENTATIVE"}
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None, "\0": None})
_OCTETS: Final = 75


def event(row: Mapping[str, Any]) -> bytes:
    r"""Return one line of the file of appointments as an entry of a calendar.

    :param row: id, start, stop, name, and what else the file holds; times as ISO 8601, UTC

    >>> row = {"id": "a", "start": "2026-03-09T08:00:00Z", "stop": "2026-03-09T09:00:00Z", "name": "Léa, cut"}
    >>> event(row).split(b"\r\n")[2:5]
    [b'DTSTAMP:20260309T080000Z', b'DTSTART:20260309T080000Z', b'DTEND:20260309T090000Z']
    """
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(row.get('booking_uid') or row['id'])}",
        f"DTSTAMP:{_moment(row.get('create_date') or row['start'])}",
        *_span(row),
        f"SUMMARY:{_text(row['name'])}",
        f"STATUS:{_STATUS.get(row.get('booking_state') or '', 'CONFIRMED')}",
    ]
    if row.get("location"):
        lines.append(f"LOCATION:{_text(row['location'])}")
    if row.get("booking_comment"):
        lines.append(f"DESCRIPTION:{_text(row['booking_comment'])}")
    lines.append("END:VEVENT")
    return b"".join(_fold(text) for text in lines)


def _span(row: Mapping[str, Any]) -> list[str]:
    if row.get("allday") and row.get("start_date"):
        return [f"DTSTART;VALUE=DATE:{row['start_date'].replace('-', '')}"]
    return [f"DTSTART:{_moment(row['start'])}", f"DTEND:{_moment(row['stop'])}"]


def _moment(text: str) -> str:
    return text[:19].replace("-", "").replace(":", "") + "Z"


def _text(value: str) -> str:
    return str(value).translate(_ESCAPES)


def _fold(text: str) -> bytes:
    """A line of at most 75 octets, continued after a space; no character is cut in two."""
    data = text.encode("utf-8", "replace")
    parts = []
    limit = _OCTETS
    while len(data) > limit:
        cut = limit
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(data[:cut])
        data, limit = data[cut:], _OCTETS - 1
    return b"\r\n ".join([*parts, data]) + b"\r\n"
