"""Opening hours: local clock times on local days, turned into spans of UTC minutes.

Odoo keeps weekly hours as lines of ``resource.calendar``; extra openings are dated. Both become *pieces*: one span
per line and day, never merged, because the grid of proposed starts begins with each piece and must not depend on the
days asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .intervals import Span

_DAY_MINUTES = 24 * 60
_EPOCH = datetime(1970, 1, 1)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WeeklyHour:
    """One line of a weekly schedule, in local clock minutes from midnight.

    ``weekday`` is 0 for Monday. ``stop_minute`` may exceed 1440 when the opening runs past midnight, up to 2880.
    ``parity`` is 0 or 1 for a line of a two-week schedule (:func:`week_parity`), ``None`` for a line of every week.
    """

    weekday: int
    start_minute: int
    stop_minute: int
    parity: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"no such weekday: {self.weekday}")
        _check_minutes(self.start_minute, self.stop_minute)


@dataclass(frozen=True, slots=True)
class DatedOpening:
    """An extra opening of one local day, in local clock minutes from midnight; it may run past midnight."""

    day: date
    start_minute: int
    stop_minute: int

    def __post_init__(self) -> None:
        _check_minutes(self.start_minute, self.stop_minute)


def is_opening(start_minute: int, stop_minute: int) -> bool:
    """Tell whether local clock minutes are an opening: it begins within a day and ends by the end of the next.

    >>> is_opening(540, 720), is_opening(540, 540), is_opening(1440, 1500)
    (True, False, False)
    """
    return 0 <= start_minute < _DAY_MINUTES and start_minute < stop_minute <= 2 * _DAY_MINUTES


def week_parity(day: date) -> int:
    """Return the week type of a day, 0 or 1, as Odoo counts it.

    The weeks are counted from 1 January of year 1 so that the types always alternate, unlike ISO week numbers, where
    53 is followed by 1. Source: ``resource.calendar.attendance.get_week_type`` of Odoo 19.0.

    >>> week_parity(date(2026, 12, 28)), week_parity(date(2027, 1, 4))
    (1, 0)
    """
    return (day.toordinal() - 1) // 7 % 2


def local_to_minute(day: date, minute: int, zone: ZoneInfo, *, latest: bool = False) -> int:
    """Return the UTC minute at which a local clock shows ``minute`` minutes after midnight of ``day``.

    ``minute`` may exceed 1440: it is then a clock time of a following day. A time that the clock skips in spring is the
    instant of the jump. A time that it shows twice in autumn is the first one, or the last when ``latest``.

    >>> paris = ZoneInfo("Europe/Paris")
    >>> jump = local_to_minute(date(2026, 3, 29), 3 * 60, paris)
    >>> local_to_minute(date(2026, 3, 29), 2 * 60 + 30, paris) == jump
    True
    >>> first = local_to_minute(date(2026, 10, 25), 2 * 60 + 30, paris)
    >>> local_to_minute(date(2026, 10, 25), 2 * 60 + 30, paris, latest=True) - first
    60
    """
    local = datetime(day.year, day.month, day.day) + minute * _MINUTE
    clock = (local - _EPOCH) // _MINUTE
    offset_first = _offset(local.replace(tzinfo=zone, fold=0))
    offset_last = _offset(local.replace(tzinfo=zone, fold=1))
    if offset_first < offset_last:
        return _jump_between(clock - offset_last, clock - offset_first, zone)
    return clock - (offset_last if latest else offset_first)


def minute_to_local(minute: int, zone: ZoneInfo) -> datetime:
    """Return the local date and time, with its offset, of a UTC minute.

    >>> minute_to_local(0, ZoneInfo("Europe/Paris")).isoformat()
    '1970-01-01T01:00:00+01:00'
    """
    return (_EPOCH + minute * _MINUTE).replace(tzinfo=_UTC).astimezone(zone)


def day_span(day: date, zone: ZoneInfo) -> Span:
    """Return the span from local midnight to the next one: 23, 24 or 25 hours.

    >>> start, stop = day_span(date(2026, 10, 25), ZoneInfo("Europe/Paris"))
    >>> (stop - start) // 60
    25
    """
    return local_to_minute(day, 0, zone), local_to_minute(day + timedelta(days=1), 0, zone)


def expand_week(hours: Sequence[WeeklyHour], zone: ZoneInfo, first_day: date, days: int) -> list[Span]:
    """Return the pieces of a weekly schedule that reach into ``days`` local days from ``first_day``.

    One piece per line and day, sorted by start, not merged. A line that began the day before and runs past midnight
    is included whole. A piece that the spring clock change swallows is left out; a line covers every minute at which
    the clock on the wall shows a time inside it, so that an autumn night is an hour longer.

    >>> monday = WeeklyHour(0, 9 * 60, 12 * 60)
    >>> [(a // 60 % 24, b // 60 % 24) for a, b in expand_week([monday], ZoneInfo("Europe/Paris"), date(2026, 1, 5), 8)]
    [(8, 11), (8, 11)]
    """
    by_weekday: dict[int, list[WeeklyHour]] = {}
    for hour in hours:
        by_weekday.setdefault(hour.weekday, []).append(hour)
    pieces: list[Span] = []
    for shift in range(-1, days):
        day = first_day + timedelta(days=shift)
        lines = by_weekday.get(day.weekday())
        if not lines:
            continue
        convert = _converter(day, zone)
        parity = week_parity(day)
        for line in lines:
            if line.parity in (None, parity) and (shift >= 0 or line.stop_minute > _DAY_MINUTES):
                pieces.append(convert(line.start_minute, line.stop_minute))
    return _in_order(pieces)


def expand_dated(openings: Iterable[DatedOpening], zone: ZoneInfo, first_day: date, days: int) -> list[Span]:
    """Return the pieces of dated openings that reach into ``days`` local days from ``first_day``, by the same rules.

    >>> evening = DatedOpening(date(2026, 1, 4), 22 * 60, 26 * 60)
    >>> len(expand_dated([evening], ZoneInfo("Europe/Paris"), date(2026, 1, 5), 1))
    1
    """
    before, last = first_day - timedelta(days=1), first_day + timedelta(days=days - 1)
    return _in_order(
        _converter(opening.day, zone)(opening.start_minute, opening.stop_minute)
        for opening in openings
        if first_day <= opening.day <= last or (opening.day == before and opening.stop_minute > _DAY_MINUTES)
    )


def _converter(day: date, zone: ZoneInfo) -> Callable[[int, int], Span]:
    """Return how clock minutes of a day become a piece: an addition, unless the clock changes within the two days."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    offset = _offset(midnight)
    if offset == _offset(midnight + timedelta(days=2)):
        base = (day.toordinal() - _EPOCH_ORDINAL) * _DAY_MINUTES - offset
        return lambda start, stop: (base + start, base + stop)
    return lambda start, stop: (local_to_minute(day, start, zone), _closing_minute(day, stop, zone))


def _closing_minute(day: date, stop: int, zone: ZoneInfo) -> int:
    """Return the end of the last minute before ``stop``: in autumn the second time round, in spring the jump."""
    last_minute = local_to_minute(day, stop - 1, zone, latest=True)
    return min(last_minute + 1, local_to_minute(day, stop, zone, latest=True))


def _jump_between(before: int, after: int, zone: ZoneInfo) -> int:
    """Return the first minute of the later offset, known to lie in ``(before, after]``."""
    later = _offset(minute_to_local(after, zone))
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(minute_to_local(middle, zone)) == later:
            after = middle
        else:
            before = middle
    return after


def _offset(moment: datetime) -> int:
    offset = moment.utcoffset()
    assert offset is not None  # every caller gives a zone
    return offset // _MINUTE


def _in_order(pieces: Iterable[Span]) -> list[Span]:
    return sorted(piece for piece in pieces if piece[0] < piece[1])


def _check_minutes(start: int, stop: int) -> None:
    if not is_opening(start, stop):
        raise ValueError(f"not an opening: minutes {start} to {stop}")


_UTC = ZoneInfo("UTC")
