"""The end of a contract: what a controller asks for, by when, and what happens when he asks for nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from .retention import AFTER_CONTRACT_MONTHS, months_after

#: "au plus tard dans les 30 jours suivant la date de réception de cette demande" (CGV 20, DPA 3.3.11).
DEADLINE_DAYS: Final = 30
#: Before the automatic destruction the controller and the officer are warned on these days (DPA 3.3.11, last paragraph).
WARNING_DAYS: Final = (30, 14, 3)
#: Days before the deadline on which whoever is in charge is called.
ALARM_DAYS: Final = 10

RETURN: Final = "return"
DESTROY: Final = "destroy"
BOTH: Final = "return_destroy"
NONE: Final = "none"

RECEIVED: Final = "received"
EXPORTING: Final = "exporting"
READY: Final = "ready"
DELIVERED: Final = "delivered"
DESTROYING: Final = "destroying"
DONE: Final = "done"
CANCELLED: Final = "cancelled"

STATES: Final = (RECEIVED, EXPORTING, READY, DELIVERED, DESTROYING, DONE, CANCELLED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (RECEIVED, EXPORTING),
        # nothing is to be returned
        (RECEIVED, DESTROYING),
        (RECEIVED, CANCELLED),
        (EXPORTING, READY),
        # it failed, and is begun anew
        (EXPORTING, RECEIVED),
        (READY, DELIVERED),
        # the delivery was lost, or more was entered meanwhile
        (READY, EXPORTING),
        (DELIVERED, EXPORTING),
        (READY, CANCELLED),
        (DELIVERED, DESTROYING),
        # the new provider runs, and nothing is to be destroyed on demand
        (DELIVERED, DONE),
        (DESTROYING, DONE),
    }
)

#: A return that was asked for is answered before anything is destroyed.
UNANSWERED: Final = frozenset({RECEIVED, EXPORTING, READY})


def may(current: str, target: str) -> bool:
    """Tell whether a request may go from one state to another.

    >>> may(RECEIVED, DESTROYING), may(DESTROYING, CANCELLED)
    (True, False)
    """
    return (current, target) in TRANSITIONS


def answer_by(received_on: date, is_working_day: Callable[[date], bool]) -> date:
    """Return the last day to return or destroy: thirty days after the receipt, moved on to a working day.

    :param received_on: local day of receipt, which is not counted

    Source: CGV art. 20, agreement 3.3.11; Regulation (EEC, Euratom) 1182/71, art. 3(1), 3(4).

    >>> answer_by(date(2027, 1, 11), lambda day: day.weekday() < 5)
    datetime.date(2027, 2, 10)
    >>> answer_by(date(2027, 1, 15), lambda day: day.weekday() < 5)  # 14 February 2027 is a Sunday
    datetime.date(2027, 2, 15)
    """
    day = received_on + timedelta(days=DEADLINE_DAYS)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def automatic_on(service_end: date) -> date:
    """Return the day on which everything is destroyed without an instruction: three months after the effective end.

    :param service_end: first day without contract

    Source: agreement 3.3.11: no data is kept past that day, so it is never moved on.

    >>> automatic_on(date(2026, 11, 30))
    datetime.date(2027, 2, 28)
    """
    return months_after(service_end, AFTER_CONTRACT_MONTHS)


def warnings_due(automatic: date, today: date, given: frozenset[int]) -> int | None:
    """Return which warning is to be given today, as its number of days before; None: none.

    A job that was down gives the last one only.

    :param given: days before of the warnings that were given

    >>> warnings_due(date(2027, 2, 28), date(2027, 2, 20), frozenset({30}))
    14
    >>> warnings_due(date(2027, 2, 28), date(2027, 2, 20), frozenset({30, 14})) is None
    True
    """
    left = (automatic - today).days
    due = [days for days in WARNING_DAYS if left <= days]
    return due[-1] if due and not given & {days for days in WARNING_DAYS if days <= due[-1]} else None


def destroys_alone(service_end: date | None, today: date, warned: frozenset[int]) -> bool:
    """Tell whether the data of a controller who gave no instruction is destroyed today.

    :param service_end: first day without contract; None: there is one
    :param warned: days before of the warnings that were given: without any, nothing is destroyed

    >>> destroys_alone(date(2026, 11, 30), date(2027, 2, 28), frozenset({30, 14, 3}))
    True
    >>> destroys_alone(date(2026, 11, 30), date(2027, 2, 28), frozenset())
    False
    """
    return service_end is not None and automatic_on(service_end) <= today and bool(warned)


def may_destroy(choice: str, state: str) -> bool:
    """Tell whether the data may be destroyed now: an unanswered return goes first.

    >>> may_destroy(DESTROY, RECEIVED), may_destroy(BOTH, READY), may_destroy(BOTH, DELIVERED), may_destroy(RETURN, DELIVERED)
    (True, False, True, False)
    """
    if choice == RETURN:
        return False
    return state == DESTROYING or state == (DELIVERED if choice == BOTH else RECEIVED)
