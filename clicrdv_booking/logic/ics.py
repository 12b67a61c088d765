"""An appointment as an iCalendar file (RFC 5545) that calendars add, update and remove (RFC 5546).

The UID never changes and SEQUENCE grows with each revision, so that adding the file again replaces the entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress

PRODUCT_ID: Final = "-//ClicRDV for Odoo//clicrdv_booking//FR"
STATUSES: Final = frozenset({"CONFIRMED", "TENTATIVE", "CANCELLED"})
METHODS: Final = frozenset({"PUBLISH", "REQUEST", "CANCEL"})


@dataclass(frozen=True, slots=True)
class Invitation:
    """One revision of an appointment; ``start``, ``stop`` and ``stamp`` are aware, ``zone`` is the establishment's.

    ``method``: ``PUBLISH`` for a file to download, ``REQUEST`` or ``CANCEL`` for one sent to ``attendee_email``.
    Raises ``ValueError`` for a time without zone, an end that is not after the start, an unknown status or method, a
    ``CANCEL`` of an appointment that is not cancelled, and a line break where a calendar file cannot have one.
    """

    uid: str
    sequence: int
    start: datetime
    stop: datetime
    zone: ZoneInfo
    summary: str
    description: str
    location: str
    url: str
    status: str
    method: str
    organizer_name: str
    organizer_email: str
    attendee_email: str | None
    stamp: datetime

    def __post_init__(self) -> None:
        if any(moment.utcoffset() is None for moment in (self.start, self.stop, self.stamp)):
            raise ValueError("a time without zone")
        if self.start >= self.stop:
            raise ValueError("an appointment ends after its start")
        if self.status not in STATUSES or self.method not in METHODS:
            raise ValueError(f"unknown status or method: {self.status}, {self.method}")
        if self.method == "CANCEL" and self.status != "CANCELLED":
            raise ValueError("only a cancelled appointment is sent as CANCEL")
        raw = (self.uid, self.url, self.organizer_name, self.organizer_email, self.attendee_email or "")
        if any(len(text.splitlines()) > 1 for text in raw):
            raise ValueError("a line break in an identifier or an address")


def render(invitation: Invitation) -> bytes:
    """Return the file: UTF-8, lines of 75 octets at most that end in CRLF, local times with their ``VTIMEZONE``.

    >>> paris, utc = ZoneInfo("Europe/Paris"), timezone.utc
    >>> file = render(Invitation(
    ...     "rdv-1@horizon.example", 0, datetime(2026, 3, 9, 8, tzinfo=utc), datetime(2026, 3, 9, 9, tzinfo=utc), paris,
    ...     "Examen de vue", "", "Paris", "", "CONFIRMED", "PUBLISH", "Horizon", "rdv@horizon.example", None,
    ...     datetime(2026, 3, 1, tzinfo=utc)))
    >>> [line for line in file.decode().splitlines() if line.startswith(("DTSTART;", "UID", "SEQUENCE"))]
    ['DTSTART;TZID=Europe/Paris:20260309T090000', 'UID:rdv-1@horizon.example', 'SEQUENCE:0']
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", invitation.method)
    calendar.add_component(_time_zone(invitation))
    calendar.add_component(_event(invitation))
    file: bytes = calendar.to_ical()
    return file


def _time_zone(invitation: Invitation) -> Timezone:
    """Return the clock changes of the years of the appointment."""
    first = date(invitation.start.astimezone(invitation.zone).year, 1, 1)
    last = date(invitation.stop.astimezone(invitation.zone).year + 1, 1, 1)
    return Timezone.from_tzinfo(invitation.zone, invitation.zone.key, first, last)


def _event(invitation: Invitation) -> Event:
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.stamp.astimezone(timezone.utc))
    event.add("last-modified", invitation.stamp.astimezone(timezone.utc))
    event.add("dtstart", invitation.start.astimezone(invitation.zone))
    event.add("dtend", invitation.stop.astimezone(invitation.zone))
    event.add("summary", invitation.summary)
    event.add("status", invitation.status)
    event.add("transp", "TRANSPARENT" if invitation.status == "CANCELLED" else "OPAQUE")
    for name in ("description", "location", "url"):
        if getattr(invitation, name):
            event.add(name, getattr(invitation, name))
    event.add("organizer", _address(invitation.organizer_email, invitation.organizer_name))
    if invitation.attendee_email and invitation.method != "PUBLISH":
        event.add("attendee", _address(invitation.attendee_email))
    return event


def _address(email: str, name: str = "") -> vCalAddress:
    address: vCalAddress = vCalAddress(f"mailto:{email}")
    if name:
        address.params["CN"] = name
    return address
