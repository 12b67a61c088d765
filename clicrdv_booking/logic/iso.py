"""Minutes since the epoch written as local ISO 8601 times, fast enough for thousands of slots in one answer.

The offset of a zone is looked up once a day, not once a slot; days of a clock change are looked up minute by minute.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone, tzinfo

from .timeline import Slot

MINUTES_PER_DAY = 1440
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_EPOCH_DAY = _EPOCH.toordinal()
_CLOCK = tuple(f"T{minute // 60:02}:{minute % 60:02}:00" for minute in range(MINUTES_PER_DAY))


class LocalClock:
    """Local dates and times of one time zone, for minutes since the Unix epoch (UTC).

    >>> from zoneinfo import ZoneInfo
    >>> LocalClock(ZoneInfo("Europe/Paris")).iso(29_530_560)
    '2026-02-23T09:00:00+01:00'
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._offsets: dict[int, int | None] = {}
        self._suffixes: dict[int, str] = {}
        self._days: dict[int, str] = {}

    def offset(self, minute: int) -> int:
        """Return the minutes to add to UTC at this moment."""
        utc_day = minute // MINUTES_PER_DAY
        if utc_day not in self._offsets:
            start, stop = utc_day * MINUTES_PER_DAY, (utc_day + 1) * MINUTES_PER_DAY
            first = self._look_up(start)
            # a zone changes its clock at most once a day
            self._offsets[utc_day] = first if first == self._look_up(stop) else None
        known = self._offsets[utc_day]
        return self._look_up(minute) if known is None else known

    def local(self, minute: int) -> tuple[int, int]:
        """Return the local day (proleptic ordinal) and the minute of that day."""
        day, minute_of_day = divmod(minute + self.offset(minute), MINUTES_PER_DAY)
        return day + _EPOCH_DAY, minute_of_day

    def iso(self, minute: int) -> str:
        """Return the local time with its offset."""
        offset = self.offset(minute)
        day, minute_of_day = divmod(minute + offset, MINUTES_PER_DAY)
        text = self._days.get(day)
        if text is None:
            text = self._days[day] = date.fromordinal(day + _EPOCH_DAY).isoformat()
        suffix = self._suffixes.get(offset)
        if suffix is None:
            sign, hours, minutes = "-" if offset < 0 else "+", abs(offset) // 60, abs(offset) % 60
            suffix = self._suffixes[offset] = f"{sign}{hours:02}:{minutes:02}"
        return text + _CLOCK[minute_of_day] + suffix

    def _look_up(self, minute: int) -> int:
        offset = (_EPOCH + timedelta(minutes=minute)).astimezone(self._zone).utcoffset()
        return int(offset.total_seconds()) // 60 if offset is not None else 0


def minute_of(text: str) -> int:
    """Return the minutes since the epoch of an ISO 8601 time with its offset.

    :raises ValueError: not such a time, without offset, or not on a whole minute

    >>> minute_of("2026-02-23T09:00+01:00") == minute_of("2026-02-23T08:00:00Z") == 29_530_560
    True
    """
    # Python 3.10 knows no Z
    moment = datetime.fromisoformat(f"{text[:-1]}+00:00" if text.endswith("Z") else text)
    if moment.tzinfo is None:
        raise ValueError("an offset from UTC is needed")
    # subtraction needs no conversion to UTC, which fails at both ends of the calendar
    minutes, rest = divmod(moment - _EPOCH, timedelta(minutes=1))
    if rest:
        raise ValueError("a whole minute is needed")
    return minutes


def slots_json(slots: Iterable[Slot], clock: LocalClock) -> str:
    """Return the slots as a JSON array of start, agendas and capacity, written straight as text.

    >>> from zoneinfo import ZoneInfo
    >>> slots_json([Slot(29_530_560, (4, 7), 2)], LocalClock(ZoneInfo("Europe/Paris")))
    '[{"start":"2026-02-23T09:00:00+01:00","agendas":[4,7],"capacity":2}]'
    """
    iso = clock.iso
    # neighbours mostly have the same agendas free: each list is written once
    lists: dict[tuple[int, ...], str] = {}
    rows = []
    for start, agendas, capacity in slots:
        written = lists.get(agendas)
        if written is None:
            written = lists[agendas] = ",".join(map(str, agendas))
        rows.append(f'{{"start":"{iso(start)}","agendas":[{written}],"capacity":{capacity}}}')
    return f"[{','.join(rows)}]"
