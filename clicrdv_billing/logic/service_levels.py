"""What annex 1 promises: delays by severity, in business time, and how many minutes a month the service may be down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from .business_hours import CALENDARS, SUPPORT, BusinessHours, IsWorkingDay, Window, add_time, next_open

BLOCKING: Final = "1"
MAJOR: Final = "2"
MINOR: Final = "3"
SEVERITIES: Final = (BLOCKING, MAJOR, MINOR)

MET: Final = "met"
MISSED: Final = "missed"
PENDING: Final = "pending"

#: "Prise en compte": the ticket is open and its opening is confirmed (annex 1, § 4), for each severity.
ACKNOWLEDGEMENT: Final = timedelta(hours=1)

#: 99.7 %, in thousandths (annex 1, § 1).
PROMISED_THOUSANDTHS: Final = 997
PROMISED_PERCENT: Final = Decimal("99.7")

#: An outage that lasts longer calls for the emergency plan (annex 1, § 2).
EMERGENCY_AFTER: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Level:
    """The delays of one severity, and the window in which a declaration starts the clock (annex 1, § 2)."""

    intervention: timedelta
    restoration: timedelta
    declaration: tuple[Window, ...]


LEVELS: Final[dict[str, Level]] = {
    BLOCKING: Level(timedelta(hours=1), timedelta(hours=3), ((time(8, 30), time(18)),)),
    MAJOR: Level(timedelta(hours=1), timedelta(hours=6), ((time(8, 30), time(18)),)),
    MINOR: Level(timedelta(hours=2), timedelta(hours=20), ((time(8, 30), time(17, 30)),)),
}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Naive UTC times by which each duty is due."""

    acknowledge_by: datetime
    intervene_by: datetime
    restore_by: datetime


def clock_start(severity: str, declared_at: datetime, is_working_day: IsWorkingDay) -> datetime:
    """Return when the clock of an incident starts: at its declaration, or at the next time one may be declared.

    :param severity: one of :data:`SEVERITIES`; empty while nobody has judged it: the strictest
    :param declared_at: naive UTC

    >>> clock_start("3", datetime(2026, 11, 23, 16, 45), lambda day: day.weekday() < 5)  # 17:45 in Paris
    datetime.datetime(2026, 11, 24, 7, 30)
    """
    return next_open(BusinessHours(_level(severity).declaration, is_working_day), declared_at)


def deadlines(severity: str, declared_at: datetime, calendar: str, is_working_day: IsWorkingDay) -> Deadlines:
    """Return by when an incident must be acknowledged, worked on and restored.

    :param severity: one of :data:`SEVERITIES`; empty while nobody has judged it: the strictest
    :param declared_at: naive UTC
    :param calendar: "A" or "B", see `business_hours.CALENDARS`
    :param is_working_day: tells it of a local day

    Raises ``KeyError`` for a severity or a calendar that does not exist.

    >>> found = deadlines("1", datetime(2026, 11, 20, 16, 15), "A", lambda day: day.weekday() < 5)
    >>> found.intervene_by, found.restore_by  # Friday 17:15; Monday 9:15 and 11:15 in Paris
    (datetime.datetime(2026, 11, 23, 8, 15), datetime.datetime(2026, 11, 23, 10, 15))
    """
    level = _level(severity)
    hours = BusinessHours(CALENDARS[calendar], is_working_day)
    start = clock_start(severity, declared_at, is_working_day)
    return Deadlines(
        add_time(hours, start, ACKNOWLEDGEMENT),
        add_time(hours, start, level.intervention),
        add_time(hours, start, level.restoration),
    )


def verdict(due_at: datetime, done_at: datetime | None, now: datetime) -> str:
    """Tell whether a duty was done in time; all times naive UTC.

    >>> due = datetime(2026, 11, 23, 8, 15)
    >>> verdict(due, due, due), verdict(due, None, due), verdict(due, None, datetime(2026, 11, 23, 8, 16))
    ('met', 'pending', 'missed')
    """
    if done_at is not None:
        return MET if done_at <= due_at else MISSED
    return PENDING if now <= due_at else MISSED


def handled_from(received_at: datetime, is_working_day: IsWorkingDay) -> datetime:
    """Return when a mail to the support is handled: now, or at the next opening of the support (annex 1, § 3).

    :param received_at: naive UTC

    >>> handled_from(datetime(2026, 11, 21, 22, 0), lambda day: day.weekday() < 5)  # Saturday night
    datetime.datetime(2026, 11, 23, 8, 0)
    """
    return next_open(BusinessHours(SUPPORT, is_working_day), received_at)


def allowed_minutes(total_minutes: int) -> Decimal:
    """Return for how many minutes of a period the service may be down: 0.3 % of it.

    :param total_minutes: length of the period, day and night; a month with a clock change is an hour shorter or longer

    >>> allowed_minutes(30 * 24 * 60), allowed_minutes(31 * 24 * 60)
    (Decimal('129.6'), Decimal('133.92'))
    """
    return Decimal(total_minutes) * (1000 - PROMISED_THOUSANDTHS) / 1000


def percent_up(total_minutes: int, down_minutes: int) -> Decimal:
    """Return the availability in percent with three decimals, rounded down: a promise that is missed never looks met.

    >>> percent_up(43_200, 129), percent_up(43_200, 130), percent_up(43_200, 1)
    (Decimal('99.701'), Decimal('99.699'), Decimal('99.997'))
    """
    share = Decimal(100) * (total_minutes - down_minutes) / Decimal(total_minutes)
    return share.quantize(Decimal("0.001"), ROUND_FLOOR)


def _level(severity: str) -> Level:
    return LEVELS[severity or BLOCKING]
