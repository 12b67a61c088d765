"""Breaches of personal data: their states, their clock, and what a notification must hold (GDPR art. 33; agreement 3.3.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

SUSPECTED: Final = "suspected"
CONFIRMED: Final = "confirmed"
NOTIFIED: Final = "notified"
CLOSED: Final = "closed"
DISMISSED: Final = "dismissed"

STATES: Final = (SUSPECTED, CONFIRMED, NOTIFIED, CLOSED, DISMISSED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (SUSPECTED, CONFIRMED),
        (SUSPECTED, DISMISSED),
        (CONFIRMED, NOTIFIED),
        (NOTIFIED, CLOSED),
        # new facts
        (CLOSED, NOTIFIED),
        (DISMISSED, SUSPECTED),
    }
)

#: Block of the notification (agreement 3.3.8) → what must be known to send it. Block 2, the contact, is a setting, and
#: block 5 is what a controller asks for: neither can be missing here.
BLOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    "nature": ("happened_at", "circumstances", "person_categories", "record_categories"),
    "consequences": ("consequences",),
    "measures": ("measures",),
}

#: What the controller has decided (agreement 3.3.8: "prise par le Responsable du Traitement, et lui seul").
UNDECIDED: Final = "undecided"
DECISIONS: Final = (UNDECIDED, "notify", "do_not_notify")


@dataclass(frozen=True, slots=True)
class Clock:
    """So many hours, by any hour of any day, from a local day on."""

    since: date
    hours: int


class NoClock(ValueError):
    """No clock is in force on the day on which a breach became known."""


def may(current: str, target: str) -> bool:
    """Tell whether a breach may go from one state to another.

    >>> may(CONFIRMED, NOTIFIED), may(SUSPECTED, NOTIFIED)
    (True, False)
    """
    return (current, target) in TRANSITIONS


def notify_by(known_at: datetime, known_on: date, clocks: Iterable[Clock]) -> datetime:
    """Return by when a controller has to notify the authority: hours run through nights and week-ends.

    :param known_at: naive UTC time at which the breach became known
    :param known_on: the same as a local day: it decides which clock is in force
    :param clocks: in any order

    Raises ``NoClock`` when none is in force that day: a missing one is never taken as zero. Source: GDPR art. 33(1).

    >>> notify_by(datetime(2026, 11, 20, 16), date(2026, 11, 20), [Clock(date(2018, 5, 25), 72)])
    datetime.datetime(2026, 11, 23, 16, 0)
    """
    in_force = [clock for clock in clocks if clock.since <= known_on]
    if not in_force:
        raise NoClock(f"no clock is in force on {known_on}")
    return known_at + timedelta(hours=max(in_force, key=lambda clock: clock.since).hours)


def missing(facts: Mapping[str, object]) -> list[str]:
    """Return what a notification still lacks, as names of facts; blanks count as lacking.

    :param facts: name of a fact of `BLOCKS` → what is known

    >>> missing({"happened_at": datetime(2026, 11, 20), "circumstances": " ", "measures": "Closed", "consequences": "x"})
    ['circumstances', 'person_categories', 'record_categories']
    """
    return [name for names in BLOCKS.values() for name in names if not str(facts.get(name) or "").strip()]
