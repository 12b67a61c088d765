"""Requests of an authority for data: their states, and by when the controller is told (agreement 3.3.2; GDP-08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

#: "dix (10) jours ouvrés à compter de sa notification" (agreement 3.3.2).
TELL_WORKING_DAYS: Final = 10

RECEIVED: Final = "received"
SECRET: Final = "secret"
TOLD: Final = "told"
CLOSED: Final = "closed"

STATES: Final = (RECEIVED, SECRET, TOLD, CLOSED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (RECEIVED, TOLD),
        # the law forbids to tell
        (RECEIVED, SECRET),
        # the secrecy is over
        (SECRET, TOLD),
        (SECRET, CLOSED),
        (TOLD, CLOSED),
    }
)


def may(current: str, target: str) -> bool:
    """Tell whether a request may go from one state to another.

    >>> may(RECEIVED, TOLD), may(RECEIVED, CLOSED)
    (True, False)
    """
    return (current, target) in TRANSITIONS


def tell_by(received_on: date, add_working_days: Callable[[date, int], date]) -> date:
    """Return the last local day on which the controller is to be told.

    :param received_on: local day on which the request was notified
    :param add_working_days: `clicrdv_booking.logic.working_days.add_working_days`

    >>> from datetime import timedelta
    >>> tell_by(date(2026, 7, 3), lambda day, count: day + timedelta(days=count))
    datetime.date(2026, 7, 13)
    """
    return add_working_days(received_on, TELL_WORKING_DAYS)
