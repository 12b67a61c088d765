"""Spans counted in whole months, from one day and never from another span."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def months_after(day: date, months: int) -> date:
    """Return the day with the same number some months later, or the last day of that month.

    :param months: may be negative

    Source: Code de procédure civile, art. 641: a delay in months ends on the day of the last month that bears the
    number of its first day; without such a day, on the last day of the month.

    >>> months_after(date(2026, 8, 31), 6), months_after(date(2026, 7, 15), -7)
    (datetime.date(2027, 2, 28), datetime.date(2025, 12, 15))
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month of a day.

    >>> month_of(date(2028, 2, 10))
    (datetime.date(2028, 2, 1), datetime.date(2028, 2, 29))
    """
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_before(event: date, count: int) -> tuple[date, date]:
    """Return the first and the last day of the whole months before the month of an event.

    Source: general terms, art. 8.1 ("les 6 derniers mois précédent le mois de la survenance de l'évènement").

    >>> months_before(date(2027, 1, 11), 6)
    (datetime.date(2026, 7, 1), datetime.date(2026, 12, 31))
    """
    first = event.replace(day=1)
    return months_after(first, -count), first - timedelta(days=1)
