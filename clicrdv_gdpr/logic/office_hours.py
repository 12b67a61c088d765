"""Business hours ("heures ouvrées") of a processor: one window on each working day (agreement 3.3.13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)


def add_business_hours(
    moment: datetime,
    hours: int,
    window: tuple[time, time],
    is_working_day: Callable[[date], bool],
    zone: ZoneInfo,
) -> datetime:
    """Return when so many business hours have passed.

    :param moment: naive UTC
    :param hours: business hours, at least one
    :param window: (opening, closing) of each working day, local clock times of ``zone``
    :param is_working_day: `clicrdv_booking.logic.working_days.is_working_day`
    :return: naive UTC

    Raises ``ValueError`` for no hours, or a window that does not open before it closes.

    >>> weekdays = lambda day: day.weekday() < 5
    >>> paris = ZoneInfo("Europe/Paris")
    >>> add_business_hours(datetime(2026, 11, 20, 16), 2, (time(9), time(18)), weekdays, paris)  # Friday 17:00
    datetime.datetime(2026, 11, 23, 9, 0)
    """
    opening, closing = window
    if hours < 1 or opening >= closing:
        raise ValueError(f"{hours} business hours from {opening} to {closing}")
    left = timedelta(hours=hours)
    day = moment.replace(tzinfo=timezone.utc).astimezone(zone).date()
    while True:
        start, stop = (_utc(day, clock, zone) for clock in window)
        free = max(timedelta(), stop - max(start, moment)) if is_working_day(day) else timedelta()
        if free >= left:
            return max(start, moment) + left
        left -= free
        day += _ONE_DAY


def _utc(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(timezone.utc).replace(tzinfo=None)
