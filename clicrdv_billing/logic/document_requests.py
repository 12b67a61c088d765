"""Documents asked from a customer: their states, and the days on which he is reminded (general terms, art. 8.2)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

ASKED: Final = "asked"
RECEIVED: Final = "received"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
CANCELLED: Final = "cancelled"

STATES: Final = (ASKED, RECEIVED, ACCEPTED, REFUSED, CANCELLED)
#: The customer has something to send.
WAITING: Final[frozenset[str]] = frozenset({ASKED, REFUSED})

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (ASKED, RECEIVED),
        (ASKED, CANCELLED),
        (RECEIVED, ACCEPTED),
        (RECEIVED, REFUSED),
        # not the right paper: the customer sends another
        (REFUSED, RECEIVED),
        (REFUSED, CANCELLED),
        (CANCELLED, ASKED),
    }
)

#: A week before the due date, on it, and each of the two weeks after it.
REMINDER_DAYS: Final = (-7, 0, 7, 14)


def may(current: str, target: str) -> bool:
    """Tell whether a request may go from one state to another.

    >>> may(REFUSED, RECEIVED), may(ASKED, ACCEPTED)
    (True, False)
    """
    return (current, target) in TRANSITIONS


def reminder_due(asked: date, due: date, reminded: Collection[date], today: date) -> date | None:
    """Return the reminder day to write for today, if any: the last one that has come and was not written for.

    Days that went by unwritten before another are left: a customer gets one letter, never three at once. Nothing is
    written on the day of the asking itself, which has its own letter.

    :param asked: the day on which the document was asked
    :param due: the day on which it is wanted
    :param reminded: the reminder days that were written for

    >>> due = date(2027, 1, 20)
    >>> reminder_due(date(2027, 1, 4), due, [], date(2027, 1, 12))
    >>> reminder_due(date(2027, 1, 4), due, [], date(2027, 1, 13))
    datetime.date(2027, 1, 13)
    >>> reminder_due(date(2027, 1, 4), due, [date(2027, 1, 13)], date(2027, 1, 19))
    >>> reminder_due(date(2027, 1, 4), due, [], date(2027, 1, 29))
    datetime.date(2027, 1, 27)
    """
    days = [due + timedelta(days=offset) for offset in REMINDER_DAYS]
    come = [day for day in days if asked < day <= today]
    last = come[-1] if come else None
    return None if last is None or any(day >= last for day in reminded) else last
