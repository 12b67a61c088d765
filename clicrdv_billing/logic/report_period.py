"""The months of service reports: calendar months in Paris (decision 1.4-13)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from .business_hours import local_of, utc_of


def first_of_month(day: date) -> date:
    """Return the first day of the month of a day.

    >>> first_of_month(date(2026, 11, 26))
    datetime.date(2026, 11, 1)
    """
    return day.replace(day=1)


def following(month: date) -> date:
    """Return the first day of the month after the one of a day.

    >>> following(date(2026, 12, 1))
    datetime.date(2027, 1, 1)
    """
    return first_of_month(first_of_month(month) + timedelta(days=31))


def bounds(month: date) -> tuple[datetime, datetime]:
    """Return where a month begins and ends, naive UTC.

    >>> start, stop = bounds(date(2026, 3, 1))  # the clocks go forward in it
    >>> start, (stop - start) // timedelta(minutes=1)
    (datetime.datetime(2026, 2, 28, 23, 0), 44580)
    """
    return utc_of(first_of_month(month), time()), utc_of(following(month), time())


def days(month: date) -> list[tuple[date, datetime, datetime]]:
    """Return the local days of a month, each with where it begins and ends, naive UTC.

    >>> [len(days(date(2026, number, 1))) for number in (2, 3, 4)]
    [28, 31, 30]
    """
    found = []
    day = first_of_month(month)
    while day < following(month):
        found.append((day, utc_of(day, time()), utc_of(day + timedelta(days=1), time())))
        day += timedelta(days=1)
    return found


def spans(month: list[tuple[date, datetime, datetime]], wanted: set[date]) -> list[tuple[datetime, datetime]]:
    """Return from when to when some days of a month last, naive UTC, days that follow each other as one.

    :param month: as of `days`

    >>> december = days(date(2026, 12, 1))
    >>> len(spans(december, {date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 9)}))
    2
    """
    found: list[tuple[datetime, datetime]] = []
    for day, start, stop in month:
        if day in wanted and found and found[-1][1] == start:
            found[-1] = (found[-1][0], stop)
        elif day in wanted:
            found.append((start, stop))
    return found


def last_month(now: datetime) -> date:
    """Return the first day of the latest month that is over in Paris.

    :param now: naive UTC

    >>> last_month(datetime(2026, 11, 30, 22, 59)), last_month(datetime(2026, 11, 30, 23, 0))
    (datetime.date(2026, 10, 1), datetime.date(2026, 11, 1))
    """
    return first_of_month(first_of_month(local_of(now).date()) - timedelta(days=1))
