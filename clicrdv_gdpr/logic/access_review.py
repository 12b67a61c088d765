"""When accounts are looked through, and what becomes of those that nobody answers for (sub-annex C.4; GDP-75, GDP-76)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from enum import Enum
from typing import Final

#: "Une revue annuelle des habilitations".
MONTHS_BETWEEN: Final = 12
#: What an officer has to answer for all accounts of an establishment, in days.
DAYS_TO_ANSWER: Final = 30
#: Days before the end on which officers are reminded.
REMINDERS: Final = (14, 7, 1)
#: People from outside come back to be confirmed at least once a year.
LONGEST_EXTERNAL_MONTHS: Final = 12

OPEN: Final = "open"
CLOSED: Final = "closed"


class Spared(Enum):
    """Why an account stays although nobody has answered for it."""

    REVIEWER = "reviewer"
    LAST_ADMINISTRATOR = "last_administrator"


def may(current: str, target: str) -> bool:
    """Tell whether a review goes from one state to another.

    >>> may(OPEN, CLOSED), may(CLOSED, OPEN)
    (True, False)
    """
    return (current, target) == (OPEN, CLOSED)


def months_later(day: date, months: int) -> date:
    """Return the day with the same number some months later, or the last day of that month.

    >>> months_later(date(2027, 1, 31), 1), months_later(date(2028, 2, 29), 12)
    (datetime.date(2027, 2, 28), datetime.date(2029, 2, 28))
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def latest_end(today: date) -> date:
    """Return the last day on which the access of somebody from outside may end.

    >>> latest_end(date(2026, 11, 26))
    datetime.date(2027, 11, 26)
    """
    return months_later(today, LONGEST_EXTERNAL_MONTHS)


def is_due(last_opened: date | None, today: date) -> bool:
    """Tell whether a new review begins: the first at once, the next ones twelve months after the last began.

    >>> is_due(None, date(2027, 1, 1)), is_due(date(2026, 1, 2), date(2027, 1, 1)), is_due(date(2026, 1, 1), date(2027, 1, 1))
    (True, False, True)
    """
    return last_opened is None or months_later(last_opened, MONTHS_BETWEEN) <= today


def due_on(opened: date) -> date:
    """Return the last day to answer.

    >>> due_on(date(2027, 1, 11))
    datetime.date(2027, 2, 10)
    """
    return opened + timedelta(days=DAYS_TO_ANSWER)


def reminder(due: date, today: date, last_sent: int | None) -> int | None:
    """Return which reminder is to be sent now, in days before the end; none when it was sent, or none is near.

    After a time without the job only the latest one is sent.

    :param last_sent: days before the end of the last reminder that was sent

    >>> end = date(2027, 2, 10)
    >>> [reminder(end, day, None) for day in (date(2027, 1, 26), date(2027, 1, 27), date(2027, 2, 5), date(2027, 2, 11))]
    [None, 14, 7, None]
    >>> reminder(end, date(2027, 1, 28), 14), reminder(end, date(2027, 2, 3), 14)
    (None, 7)
    """
    left = (due - today).days
    near = [days for days in REMINDERS if 0 <= left <= days]
    if not near:
        return None
    wanted = min(near)
    return wanted if last_sent is None or wanted < last_sent else None


def spared(*, is_reviewer: bool, is_last_administrator: bool) -> Spared | None:
    """Return why an account must stay, or nothing when it may be disabled.

    Somebody has to be able to put a mistake right: never the last administrator, and nobody disables himself.

    >>> spared(is_reviewer=True, is_last_administrator=True)
    <Spared.REVIEWER: 'reviewer'>
    >>> spared(is_reviewer=False, is_last_administrator=True)
    <Spared.LAST_ADMINISTRATOR: 'last_administrator'>
    >>> spared(is_reviewer=False, is_last_administrator=False)
    """
    if is_reviewer:
        return Spared.REVIEWER
    return Spared.LAST_ADMINISTRATOR if is_last_administrator else None
