"""What probes tell of a period: minutes up, down and unknown, and what exclusions take out (annex 1, § 1).

Each minute of the period has one of three states. A probe speaks for the time until the next one, and for
:data:`REACH_MINUTES` at most; a minute for which no probe speaks is *unknown*: it is counted neither as up nor as down,
is shown, and the promise counts as kept only if it would be kept with all of them down. A probe from outside, which sees
what visitors see, decides over one from the server itself. An outage that a person has recorded is down whatever probes
say. Overlapping outages and exclusions are counted once, since a minute is only one minute.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from .service_levels import MET, MISSED, PROMISED_THOUSANDTHS, allowed_minutes, percent_up

#: Probes come once a minute; a few may be lost without losing sight of the service.
REACH_MINUTES: Final = 5
UNPROVEN: Final = "unproven"

_MINUTE: Final = timedelta(minutes=1)
_ALMOST_A_MINUTE: Final = _MINUTE - timedelta(microseconds=1)
_UNKNOWN, _UP, _DOWN = range(3)

#: Naive UTC, from … to, the end not included.
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Probe:
    """One look at the service, naive UTC."""

    at: datetime
    ok: bool
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """How a period was spent; ``down`` and ``unknown`` are without what is excluded."""

    up: int = 0
    down: int = 0
    unknown: int = 0
    excluded: int = 0

    @property
    def total(self) -> int:
        """All minutes of the period."""
        return self.up + self.down + self.unknown + self.excluded


@dataclass(frozen=True, slots=True)
class Availability:
    """A period against the promise; ``percent`` counts no unknown minute as up, ``percent_at_best`` counts them all."""

    minutes: Minutes
    allowed: Decimal
    percent: Decimal
    percent_at_best: Decimal
    verdict: str


class Timeline:
    """The minutes of a period, painted by what is known of them."""

    def __init__(self, start: datetime, stop: datetime) -> None:
        if stop <= start:
            raise ValueError("a period has a first minute")
        self._start = start
        self._states = bytearray(self._index(stop))
        self._excluded = bytearray(len(self._states))

    def probes(self, probes: Iterable[Probe]) -> None:
        """Paint what probes have seen; those just before the period reach into it."""
        seen = list(probes)
        for outside in (False, True):
            # of two in one minute, the one that failed decides
            states: dict[datetime, bool] = {}
            for probe in seen:
                if probe.outside == outside:
                    states[probe.at] = probe.ok and states.get(probe.at, True)
            moments = sorted(states)
            for at, following in zip(moments, [*moments[1:], datetime.max], strict=False):
                stop = min(at + REACH_MINUTES * _MINUTE, following)
                self._paint(self._states, (at, stop), _UP if states[at] else _DOWN)

    def outages(self, spans: Iterable[Span]) -> None:
        """Paint outages that persons have recorded; a minute that is begun counts."""
        for start, stop in spans:
            self._paint(self._states, (start, stop + _ALMOST_A_MINUTE), _DOWN)

    def exclusions(self, spans: Iterable[Span]) -> None:
        """Mark what is not counted against the service: whole minutes that are down or unknown in these spans."""
        for start, stop in spans:
            self._paint(self._excluded, (start + _ALMOST_A_MINUTE, stop), 1)

    def minutes(self, start: datetime | None = None, stop: datetime | None = None) -> Minutes:
        """Count the minutes of the period, or of a part of it."""
        first = 0 if start is None else self._clamp(start)
        last = len(self._states) if stop is None else self._clamp(stop)
        states, excluded = self._states[first:last], self._excluded[first:last]
        both = [state for state, out in zip(states, excluded, strict=True) if out and state != _UP]
        down, unknown = both.count(_DOWN), both.count(_UNKNOWN)
        return Minutes(states.count(_UP), states.count(_DOWN) - down, states.count(_UNKNOWN) - unknown, down + unknown)

    def _paint(self, minutes: bytearray, span: Span, value: int) -> None:
        first, last = self._clamp(span[0]), self._clamp(span[1])
        if first < last:
            minutes[first:last] = bytes([value]) * (last - first)

    def _clamp(self, moment: datetime) -> int:
        return min(max(self._index(moment), 0), len(self._states))

    def _index(self, moment: datetime) -> int:
        return (moment - self._start) // _MINUTE


def judge(minutes: Minutes) -> Availability:
    """Hold a period against the 99.7 %: met, missed, or unproven when the unknown minutes decide.

    >>> judge(Minutes(up=43_100, down=100)).verdict, judge(Minutes(up=43_000, down=200)).verdict
    ('met', 'missed')
    >>> judge(Minutes(up=43_000, down=100, unknown=100)).verdict
    'unproven'
    >>> judge(Minutes(up=43_000, excluded=200)).percent
    Decimal('100.000')
    """
    total = minutes.total
    worst = minutes.down + minutes.unknown
    if minutes.down * 1000 > total * (1000 - PROMISED_THOUSANDTHS):
        result = MISSED
    elif worst * 1000 <= total * (1000 - PROMISED_THOUSANDTHS):
        result = MET
    else:
        result = UNPROVEN
    return Availability(
        minutes, allowed_minutes(total), percent_up(total, worst), percent_up(total, minutes.down), result
    )
