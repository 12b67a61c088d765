"""How long a contract runs, until when it can be left, and when it goes on by itself (general terms, art. 4).

Every date is computed from the first day of the contract, never from the period before: from a 31 January or a
29 February, additions that are chained would lose days.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

#: The two terms that can be ordered (BIL-09), in months.
TERMS: Final = (12, 36)
#: A contract that nobody has ended goes on by so many months, whatever its first term was (BIL-11).
RENEWAL_MONTHS: Final = 12
#: Notice is given so many months before the end of the period (BIL-10).
NOTICE_MONTHS: Final = 4

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The initial term (number 0) or a renewal of it (1, 2, …): its first and last day, and the last day for notice."""

    number: int
    first: date
    last: date
    notice_by: date


@dataclass(frozen=True)
class Notice:
    """What notice received on a day does: the period that it was for, and whether it ends it."""

    period: Period
    in_time: bool


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or its last day where that month is shorter.

    :param day: a calendar day
    :param months: how many months later; negative: earlier

    >>> add_months(date(2026, 10, 31), 4), add_months(date(2028, 2, 29), -12)
    (datetime.date(2027, 2, 28), datetime.date(2027, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def latest_notice_day(last: date) -> date:
    """Return the latest day D with D + 4 months ≤ the last day of a period: months of unequal length favour the customer.

    Source: general terms, art. 4; decision 1.4-3.

    :param last: last day of the period

    >>> latest_notice_day(date(2027, 6, 30)), latest_notice_day(date(2028, 11, 30))
    (datetime.date(2027, 2, 28), datetime.date(2028, 7, 31))
    """
    day = add_months(last, -NOTICE_MONTHS)
    while add_months(day + _DAY, NOTICE_MONTHS) <= last:
        day += _DAY
    return day


def period(start: date, term_months: int, number: int) -> Period:
    """Return the initial term of a contract (number 0) or one of its renewals.

    Source: general terms, art. 4.

    :param start: first day of the contract, the day of its signature
    :param term_months: 12 or 36
    :param number: 0 for the initial term
    :raises ValueError: a negative number

    >>> period(date(2026, 10, 31), 12, 1)  # doctest: +NORMALIZE_WHITESPACE
    Period(number=1, first=datetime.date(2027, 10, 31), last=datetime.date(2028, 10, 30),
           notice_by=datetime.date(2028, 6, 30))
    """
    if number < 0:
        raise ValueError("a contract has no period before its first day")
    months = term_months + RENEWAL_MONTHS * number
    first = add_months(start, months - RENEWAL_MONTHS) if number else start
    last = add_months(start, months) - _DAY
    return Period(number, first, last, latest_notice_day(last))


def period_of(start: date, term_months: int, day: date) -> Period:
    """Return the period that a day falls in.

    :param start: first day of the contract
    :param term_months: 12 or 36
    :param day: a day of the contract
    :raises ValueError: the day is before the contract

    >>> period_of(date(2026, 7, 1), 36, date(2029, 7, 1)).number
    1
    """
    if day < start:
        raise ValueError("the day is before the contract")
    number = max(0, (day.year - start.year) - term_months // RENEWAL_MONTHS)
    while period(start, term_months, number).last < day:
        number += 1
    return period(start, term_months, number)


def decide_notice(start: date, term_months: int, received: date) -> Notice:
    """Tell whether notice ends the period in which it was received; late notice does not stop the renewal (BIL-10).

    Source: general terms, art. 4; the day of receipt counts, decision 1.4-19.

    :param start: first day of the contract
    :param term_months: 12 or 36
    :param received: day on which the operator received it, in the operator's time zone
    :raises ValueError: received before the contract began

    >>> decide_notice(date(2026, 7, 1), 12, date(2027, 2, 28)).in_time
    True
    >>> decide_notice(date(2026, 7, 1), 12, date(2027, 3, 1)).in_time
    False
    """
    current = period_of(start, term_months, received)
    return Notice(current, received <= current.notice_by)


def reminder_due(notice_by: date, days_before: list[int], last_sent: int | None, today: date) -> int | None:
    """Return which reminder of the latest notice day is to be sent today, the closest one when several are late.

    :param notice_by: latest day for notice
    :param days_before: how many days before it reminders are sent
    :param last_sent: the closest reminder sent for this day already, None for none

    >>> reminder_due(date(2027, 2, 28), [90, 30], None, date(2026, 12, 5))
    90
    >>> reminder_due(date(2027, 2, 28), [90, 30], 90, date(2027, 1, 29))
    30
    >>> reminder_due(date(2027, 2, 28), [90, 30], 30, date(2027, 2, 1)) is None
    True
    """
    left = (notice_by - today).days
    due = [days for days in days_before if 0 <= left <= days and (last_sent is None or days < last_sent)]
    return min(due, default=None)


def days_of_reminders(text: str) -> list[int]:
    """Read how many days before the latest notice day reminders are sent.

    :param text: positive whole numbers with commas, as a person types them; blank for none
    :raises ValueError: anything else

    >>> days_of_reminders("90, 30"), days_of_reminders("")
    ([90, 30], [])
    """
    found = {int(word) for word in text.split(",") if word.strip()}
    if any(not 0 < days <= 365 for days in found):
        raise ValueError("days are between 1 and 365")
    return sorted(found, reverse=True)
