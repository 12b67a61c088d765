"""Audits by a controller: one a calendar year, twenty working days ahead (agreement 3.3.13; GDP-39…44)."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

NOTICE_WORKING_DAYS: Final = 20
DOCUMENTS_WORKING_DAYS: Final = 20
DOCUMENTS_BUSINESS_HOURS: Final = 48
INCLUDED_MAN_DAYS: Final = 2

ASKED: Final = "asked"
AGREED: Final = "agreed"
RUNNING: Final = "running"
DONE: Final = "done"
CLOSED: Final = "closed"
REFUSED: Final = "refused"
CANCELLED: Final = "cancelled"

STATES: Final = (ASKED, AGREED, RUNNING, DONE, CLOSED, REFUSED, CANCELLED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (ASKED, AGREED),
        # the auditor, not the audit: another one may be named
        (ASKED, REFUSED),
        (REFUSED, ASKED),
        (ASKED, CANCELLED),
        (AGREED, RUNNING),
        (AGREED, CANCELLED),
        (RUNNING, DONE),
        (DONE, CLOSED),
        (CANCELLED, ASKED),
    }
)

#: Such an audit uses up the one of its year.
COUNTED: Final[frozenset[str]] = frozenset({ASKED, AGREED, RUNNING, DONE, CLOSED, REFUSED})
#: The only grounds on which an auditor is refused (agreement 3.3.13).
REFUSALS: Final = ("conflict", "competition")

AddWorkingDays = Callable[[date, int], date]


def may(current: str, target: str) -> bool:
    """Tell whether an audit may go from one state to another.

    >>> may(ASKED, AGREED), may(ASKED, RUNNING)
    (True, False)
    """
    return (current, target) in TRANSITIONS


def earliest(noticed_on: date, add_working_days: AddWorkingDays) -> date:
    """Return the first day on which an audit may take place.

    :param noticed_on: local day on which the notice was received

    Source: agreement 3.3.13, "à minima vingt (20) jours ouvrés avant la date de l'audit envisagé".

    >>> from datetime import timedelta
    >>> earliest(date(2026, 11, 2), lambda day, count: day + timedelta(days=count))
    datetime.date(2026, 11, 22)
    """
    return add_working_days(noticed_on, NOTICE_WORKING_DAYS)


def is_second_of_year(planned_on: date, others: Iterable[date]) -> bool:
    """Tell whether a controller has another audit in the calendar year of this one.

    :param planned_on: local day of the audit
    :param others: local days of the audits that count

    >>> is_second_of_year(date(2026, 12, 31), [date(2027, 1, 1)]), is_second_of_year(date(2026, 1, 1), [date(2026, 12, 31)])
    (False, True)
    """
    return any(other.year == planned_on.year for other in others)


def report_by(ended_on: date, is_working_day: Callable[[date], bool]) -> date:
    """Return the last day for the report: a month after the audit, moved on to a working day (Reg. 1182/71, art. 3).

    :param ended_on: last local day of the audit

    >>> report_by(date(2027, 1, 31), lambda day: day.weekday() < 5)  # 28 February 2027 is a Sunday
    datetime.date(2027, 3, 1)
    """
    year, month = divmod(ended_on.year * 12 + ended_on.month, 12)
    month += 1
    last = calendar.monthrange(year, month)[1]
    day = date(year, month, min(ended_on.day, last))
    while not is_working_day(day):
        day = date.fromordinal(day.toordinal() + 1)
    return day
