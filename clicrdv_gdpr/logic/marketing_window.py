"""When an advertising SMS may leave: working days, by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

UTC: Final = ZoneInfo("UTC")
OPENS: Final = time(8)
CLOSES: Final = time(20)
SUNDAY: Final = 6
_LONGEST_WAIT: Final = 31


def may_leave_at(moment: datetime, zone: ZoneInfo, is_holiday: Callable[[date], bool]) -> datetime:
    """Return the first moment from now on at which an advertising SMS may leave: Monday to Saturday, 8:00 to 20:00.

    :param moment: now, naive UTC
    :param zone: time zone of the establishment
    :param is_holiday: whether a local day is a public holiday there
    :return: naive UTC; ``moment`` itself when it is inside the window
    :raises ValueError: a month of holidays

    Source: charter of the operators (af2m, 1 September 2024) and the narrower hours of gateways; compliance.md § 2.4.

    >>> paris = ZoneInfo("Europe/Paris")
    >>> may_leave_at(datetime(2027, 1, 9, 19, 30), paris, lambda day: day == date(2027, 1, 11))
    datetime.datetime(2027, 1, 12, 7, 0)
    >>> may_leave_at(datetime(2027, 1, 12, 12, 0), paris, lambda day: False)
    datetime.datetime(2027, 1, 12, 12, 0)
    """
    local = moment.replace(tzinfo=UTC).astimezone(zone)
    for days in range(_LONGEST_WAIT):
        day = local.date() + timedelta(days=days)
        if day.weekday() == SUNDAY or is_holiday(day):
            continue
        if days == 0 and OPENS <= local.time() < CLOSES:
            return moment
        if days or local.time() < OPENS:
            return datetime.combine(day, OPENS, zone).astimezone(UTC).replace(tzinfo=None)
    raise ValueError("no working day within a month")
