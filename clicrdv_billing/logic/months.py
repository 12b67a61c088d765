"""Calendar months as half-open facts: which there are, how long they are, where a day lies."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta


def first_of(day: date) -> date:
    """Return the first day of the month of a day.

    >>> first_of(date(2026, 11, 26))
    datetime.date(2026, 11, 1)
    """
    return day.replace(day=1)


def last_of(day: date) -> date:
    """Return the last day of the month of a day.

    >>> last_of(date(2028, 2, 3))
    datetime.date(2028, 2, 29)
    """
    return day.replace(day=days_in(day))


def days_in(day: date) -> int:
    """Return the number of days in the month of a day.

    >>> days_in(date(2026, 11, 26))
    30
    """
    return calendar.monthrange(day.year, day.month)[1]


def following(day: date, months: int = 1) -> date:
    """Return the first day of the month that is some months after that of a day; negative: before.

    >>> following(date(2026, 11, 26)), following(date(2026, 1, 31), -1)
    (datetime.date(2026, 12, 1), datetime.date(2025, 12, 1))
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)


def pieces(start: date, end: date) -> Iterator[tuple[date, date]]:
    """Cut a period into its pieces by month: they follow each other without gap or overlap.

    :param start: first day
    :param end: last day, included; before ``start``: no piece
    :return: first and last day of each piece, both included

    >>> [(str(first), str(last)) for first, last in pieces(date(2026, 1, 30), date(2026, 3, 1))]
    [('2026-01-30', '2026-01-31'), ('2026-02-01', '2026-02-28'), ('2026-03-01', '2026-03-01')]
    """
    while start <= end:
        last = min(last_of(start), end)
        yield start, last
        start = last + timedelta(days=1)
