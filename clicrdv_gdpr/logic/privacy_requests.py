"""Requests of persons: their states, their time limits, and for what they may be refused (GDPR art. 12 to 22; GDP-20, 21)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from .retention import months_after

RECEIVED: Final = "received"
IDENTITY: Final = "identity"
IN_PROGRESS: Final = "in_progress"
EXTENDED: Final = "extended"
ANSWERED: Final = "answered"
REFUSED: Final = "refused"
FORWARDED: Final = "forwarded"
WITHDRAWN: Final = "withdrawn"

STATES: Final = (RECEIVED, IDENTITY, IN_PROGRESS, EXTENDED, ANSWERED, REFUSED, FORWARDED, WITHDRAWN)
#: Something is still to be done, and the clock runs.
OPEN: Final = (RECEIVED, IDENTITY, IN_PROGRESS, EXTENDED)
_ENDS: Final = (ANSWERED, REFUSED, FORWARDED, WITHDRAWN)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (RECEIVED, IDENTITY),
        (RECEIVED, IN_PROGRESS),
        (IDENTITY, IN_PROGRESS),
        # a doubt may come later
        (IN_PROGRESS, IDENTITY),
        (RECEIVED, EXTENDED),
        (IN_PROGRESS, EXTENDED),
        *((current, end) for current in (RECEIVED, IN_PROGRESS, EXTENDED) for end in _ENDS),
        # nothing is handed over while one does not know to whom
        *((IDENTITY, end) for end in _ENDS if end != ANSWERED),
    }
)

ACCESS: Final = "access"
PORTABILITY: Final = "portability"
RECTIFICATION: Final = "rectification"
OBJECTION: Final = "objection"
CONSENT: Final = "consent"
ERASURE: Final = "erasure"
RESTRICTION: Final = "restriction"

RIGHTS: Final = (ACCESS, PORTABILITY, RECTIFICATION, OBJECTION, CONSENT, ERASURE, RESTRICTION)

#: Months to answer, and with the extension (art. 12(3)): both run from the receipt.
MONTHS: Final = 1
EXTENDED_MONTHS: Final = 3
ALARM_DAY: Final = 20
#: An extended request alarms as long before its end as one of a month does.
ALARM_BEFORE: Final = 10


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a request may be refused: the article, and the rights that it can be held against."""

    article: str
    rights: tuple[str, ...]


#: The closed list: nothing else is a reason.
GROUNDS: Final[Mapping[str, Ground]] = {
    "not_identified": Ground("GDPR art. 12(2), 11(2)", RIGHTS),
    "unfounded": Ground("GDPR art. 12(5)(b)", RIGHTS),
    "excessive": Ground("GDPR art. 12(5)(b)", RIGHTS),
    "others": Ground("GDPR art. 15(4), 20(4)", (ACCESS, PORTABILITY)),
    "not_portable": Ground("GDPR art. 20(1)", (PORTABILITY,)),
    "accurate": Ground("GDPR art. 16", (RECTIFICATION,)),
    "compelling": Ground("GDPR art. 21(1)", (OBJECTION,)),
    "claims": Ground("GDPR art. 17(3)(e), 21(1)", (ERASURE, OBJECTION)),
    "law": Ground("GDPR art. 17(3)(b)", (ERASURE,)),
    "no_ground": Ground("GDPR art. 17(1), 18(1)", (ERASURE, RESTRICTION)),
}


def may(current: str, target: str) -> bool:
    """Tell whether a request may go from one state to another.

    >>> may(RECEIVED, IDENTITY), may(IDENTITY, ANSWERED), may(ANSWERED, IN_PROGRESS)
    (True, False, False)
    """
    return (current, target) in TRANSITIONS


def may_refuse(right: str, ground: str) -> bool:
    """Tell whether a right may be refused for a reason of the closed list.

    Source: GDPR art. 12(2), 12(5), 15(4), 16, 17(1), 17(3), 18(1), 20(1), 20(4), 21(1).

    >>> may_refuse(ERASURE, "law"), may_refuse(CONSENT, "law"), may_refuse(ACCESS, "because")
    (True, False, False)
    """
    return ground in GROUNDS and right in GROUNDS[ground].rights


def answer_by(received_on: date, is_extended: bool, is_working_day: Callable[[date], bool]) -> date:
    """Return the last day on which a request is answered in time.

    The period ends on the same date of its last month, or on that month's last day; on a Saturday, a Sunday or a public
    holiday it goes on to the end of the next working day.

    :param received_on: local day of the receipt, which does not count
    :param is_extended: by two further months; they run from the receipt as well, never from a day that was moved
    :param is_working_day: `clicrdv_booking.logic.working_days.is_working_day`

    Source: GDPR art. 12(3); Reg. 1182/71, art. 3(1), 3(2)(c) and 3(4).

    >>> workdays = lambda day: day.weekday() < 5
    >>> answer_by(date(2026, 8, 31), False, workdays), answer_by(date(2026, 12, 31), False, workdays)
    (datetime.date(2026, 9, 30), datetime.date(2027, 2, 1))
    """
    day = months_after(received_on, EXTENDED_MONTHS if is_extended else MONTHS)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def alarm_on(received_on: date, is_extended: bool, is_working_day: Callable[[date], bool]) -> date:
    """Return the day on which whoever is in charge is called: day 20, or ten days before the end of an extended period.

    :param received_on: local day of the receipt
    :param is_extended: see `answer_by`
    :param is_working_day: see `answer_by`

    >>> alarm_on(date(2026, 11, 23), False, lambda day: True), alarm_on(date(2026, 11, 23), True, lambda day: True)
    (datetime.date(2026, 12, 13), datetime.date(2027, 2, 13))
    """
    if is_extended:
        return answer_by(received_on, True, is_working_day) - timedelta(days=ALARM_BEFORE)
    return received_on + timedelta(days=ALARM_DAY)


def may_extend(today: date, received_on: date, is_working_day: Callable[[date], bool]) -> bool:
    """Tell whether an extension can still be told in time: within the first month (art. 12(3)).

    :param today: local day

    >>> may_extend(date(2026, 12, 23), date(2026, 11, 23), lambda day: True)
    True
    >>> may_extend(date(2026, 12, 24), date(2026, 11, 23), lambda day: True)
    False
    """
    return received_on <= today <= answer_by(received_on, False, is_working_day)
