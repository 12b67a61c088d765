"""What a person takes away: tables that no spreadsheet runs as formulas, and appointments for a calendar (GDPR art. 15, 20)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from icalendar import Calendar, Event

#: A spreadsheet takes what begins like this for a formula, and runs it (OWASP, CSV injection).
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
PRODUCT_ID: Final = "-//ClicRDV for Odoo//clicrdv_gdpr//FR"


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment of the person; ``start``, ``stop`` and ``stamp`` are aware."""

    uid: str
    start: datetime
    stop: datetime
    summary: str
    location: str
    is_cancelled: bool
    stamp: datetime


def cell(value: object) -> str:
    """Return a value as a cell: JSON for what has an inside, and an apostrophe before what would run as a formula.

    >>> cell('=HYPERLINK("http://x")'), cell("+33639981234"), cell(3), cell({"a": 1}), cell(None)
    ('\\'=HYPERLINK("http://x")', "'+33639981234", '3', '{"a": 1}', '')
    """
    if value is None:
        return ""
    has_inside = isinstance(value, dict | list)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True) if has_inside else str(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) and not is_number else text


def table(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Return rows as CSV for spreadsheets: UTF-8 with its mark, semicolons, a line of names; every column of any row.

    >>> table([{"row": 1, "name": "Zoé"}, {"row": 2, "city": "Paris; 3e"}]).decode("utf-8-sig").splitlines()
    ['row;name;city', '1;Zoé;', '2;;"Paris; 3e"']
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([cell(name) for name in names])
    writer.writerows([cell(row.get(name)) for name in names] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def calendar(visits: Iterable[Visit]) -> bytes:
    """Return appointments as one calendar file (RFC 5545), times in UTC.

    >>> from datetime import timezone
    >>> at = datetime(2027, 1, 11, 9, tzinfo=timezone.utc)
    >>> file = calendar([Visit("a@x", at, at.replace(hour=10), "Coupe", "Paris", False, at)])
    >>> [line for line in file.decode().splitlines() if line.startswith(("DTSTART", "STATUS"))]
    ['DTSTART:20270111T090000Z', 'STATUS:CONFIRMED']
    """
    file = Calendar()
    file.add("prodid", PRODUCT_ID)
    file.add("version", "2.0")
    for visit in visits:
        event = Event()
        event.add("uid", visit.uid)
        event.add("dtstamp", visit.stamp)
        event.add("dtstart", visit.start)
        event.add("dtend", visit.stop)
        event.add("summary", visit.summary)
        if visit.location:
            event.add("location", visit.location)
        event.add("status", "CANCELLED" if visit.is_cancelled else "CONFIRMED")
        file.add_component(event)
    whole: bytes = file.to_ical()
    return whole
