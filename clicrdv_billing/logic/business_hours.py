"""The clock of the service levels: it runs in business hours only (annex 1, §§ 2 and 3).

Times are naive UTC, as in the database; windows are local clock times of Paris on each working day. Which days are
working days is an argument (`clicrdv_booking.logic.working_days.is_working_day`). A window holds its first instant and
not its last one, but a delay may end at the last one: one hour from 16:30 ends at 17:30, not on the next morning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

PARIS: Final = ZoneInfo("Europe/Paris")

#: (opening, closing) on one local day.
Window = tuple[time, time]
IsWorkingDay = Callable[[date], bool]

#: Annex 1 says two things (compliance sheet, 1.4-1): a setting chooses. A: "Interventions du lundi au vendredi
#: 8H30-17H30" (§ 2). B: "de 9h à 13h et de 14h à 18h" (§ 3).
CALENDARS: Final[dict[str, tuple[Window, ...]]] = {
    "A": ((time(8, 30), time(17, 30)),),
    "B": ((time(9), time(13)), (time(14), time(18))),
}
#: When mails to the support are handled (annex 1, § 3), whatever the calendar of the delays.
SUPPORT: Final = CALENDARS["B"]
#: Every hour of a working day in which annex 1 promises anything: planned maintenance stays out of it.
BUSINESS: Final[tuple[Window, ...]] = ((time(8, 30), time(18)),)

_ONE_DAY: Final = timedelta(days=1)
#: Longer than any row of days off: beyond it, something is wrong with the calendar.
_SEARCHED_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """The same windows on each working day, in order and apart; local clock times of ``zone``."""

    windows: tuple[Window, ...]
    is_working_day: IsWorkingDay
    zone: ZoneInfo = PARIS

    def __post_init__(self) -> None:
        clock = [moment for window in self.windows for moment in window]
        if not clock or any(late <= early for early, late in zip(clock, clock[1:], strict=False)):
            raise ValueError(f"windows must be in order and apart: {self.windows}")


def utc_of(day: date, clock: time, zone: ZoneInfo = PARIS) -> datetime:
    """Return the naive UTC time of a local clock time; one that a clock change skips or repeats is the first possible.

    >>> utc_of(date(2026, 7, 1), time(8, 30)), utc_of(date(2026, 12, 1), time(8, 30))
    (datetime.datetime(2026, 7, 1, 6, 30), datetime.datetime(2026, 12, 1, 7, 30))
    """
    return datetime.combine(day, clock, zone).astimezone(timezone.utc).replace(tzinfo=None)


def local_of(moment: datetime, zone: ZoneInfo = PARIS) -> datetime:
    """Return the local time, with its offset, of a naive UTC time.

    >>> local_of(datetime(2026, 7, 1, 6, 30)).isoformat()
    '2026-07-01T08:30:00+02:00'
    """
    return moment.replace(tzinfo=timezone.utc).astimezone(zone)


def next_open(hours: BusinessHours, moment: datetime) -> datetime:
    """Return the moment itself while it is open, else the next opening.

    :param moment: naive UTC

    Raises ``ValueError`` when nothing opens within 60 days.

    >>> weekdays = BusinessHours(SUPPORT, lambda day: day.weekday() < 5)
    >>> next_open(weekdays, datetime(2026, 11, 21, 22, 0))  # Saturday night; Monday at 9:00 in Paris
    datetime.datetime(2026, 11, 23, 8, 0)
    """
    for start, stop in _openings(hours, moment):
        if moment < stop:
            return max(moment, start)
    raise ValueError(f"nothing opens within {_SEARCHED_DAYS} days of {moment}")


def is_open(hours: BusinessHours, moment: datetime) -> bool:
    """Tell whether a moment, naive UTC, is within business hours.

    >>> weekdays = BusinessHours(SUPPORT, lambda day: day.weekday() < 5)
    >>> is_open(weekdays, datetime(2026, 11, 23, 8, 0)), is_open(weekdays, datetime(2026, 11, 23, 12, 30))
    (True, False)
    """
    return next_open(hours, moment) == moment


def add_time(hours: BusinessHours, moment: datetime, delay: timedelta) -> datetime:
    """Return the moment at which some business time has passed.

    :param moment: naive UTC
    :param delay: business time; none at all gives the moment back

    Raises ``ValueError`` for a negative delay, or when nothing opens within 60 days. Source: annex 1, § 2: "les délais
    sont exprimés en minutes ou heures ouvrées".

    >>> weekdays = BusinessHours(CALENDARS["A"], lambda day: day.weekday() < 5)
    >>> add_time(weekdays, datetime(2026, 11, 20, 16, 15), timedelta(hours=1))  # Friday 17:15; Monday 9:15 in Paris
    datetime.datetime(2026, 11, 23, 8, 15)
    """
    if delay < timedelta():
        raise ValueError(f"a delay is not negative: {delay}")
    while delay:
        opening = next_open(hours, moment)
        closing = next(stop for _start, stop in _openings(hours, opening) if opening < stop)
        passed = min(delay, closing - opening)
        delay -= passed
        moment = opening + passed
    return moment


def time_between(hours: BusinessHours, start: datetime, stop: datetime) -> timedelta:
    """Return the business time between two moments, naive UTC; none when they are in the wrong order.

    >>> weekdays = BusinessHours(CALENDARS["A"], lambda day: day.weekday() < 5)
    >>> time_between(weekdays, datetime(2026, 11, 20, 16, 15), datetime(2026, 11, 23, 8, 15))
    datetime.timedelta(seconds=3600)
    """
    spent = timedelta()
    day = local_of(start, hours.zone).date()
    last = local_of(stop, hours.zone).date()
    while day <= last:
        for opening, closing in _openings_of(hours, day):
            spent += max(timedelta(), min(stop, closing) - max(start, opening))
        day += _ONE_DAY
    return spent


def _openings(hours: BusinessHours, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The openings of the local day of a moment and of the days after it."""
    first = local_of(moment, hours.zone).date()
    for number in range(_SEARCHED_DAYS):
        yield from _openings_of(hours, first + number * _ONE_DAY)


def _openings_of(hours: BusinessHours, day: date) -> Iterator[tuple[datetime, datetime]]:
    if hours.is_working_day(day):
        for opening, closing in hours.windows:
            yield utc_of(day, opening, hours.zone), utc_of(day, closing, hours.zone)
