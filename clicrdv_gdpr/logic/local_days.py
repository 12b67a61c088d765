"""The first and last moment of a local day as moments of the database."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last second of a local day, naive UTC: a delay of days ends with the last hour of its last day.

    Source: Reg. 1182/71, art. 3(2).

    >>> end_of_day(date(2026, 7, 20), ZoneInfo("Europe/Paris"))
    datetime.datetime(2026, 7, 20, 21, 59, 59)
    """
    midnight = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(timezone.utc)
    return midnight.replace(tzinfo=None) - timedelta(seconds=1)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a local day, naive UTC.

    >>> start_of_day(date(2026, 7, 20), ZoneInfo("Europe/Paris"))
    datetime.datetime(2026, 7, 19, 22, 0)
    """
    return datetime.combine(day, time(), zone).astimezone(timezone.utc).replace(tzinfo=None)
