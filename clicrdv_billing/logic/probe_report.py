"""What a probe outside of this server tells of it, checked line by line before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

#: A probe that could not reach us keeps its results and brings them later; older ones would change what was published.
OLDEST: Final = timedelta(days=35)
#: Clocks of two servers differ a little.
_AHEAD: Final = timedelta(minutes=2)
MAX_LINES: Final = 2000
_MAX_MS: Final = 600_000


class BadProbeReport(ValueError):
    """Something that is no report of a probe; says what is wrong with it, for whoever sets up the probe."""


@dataclass(frozen=True, slots=True)
class ProbeLine:
    """One result: the naive UTC minute, was the service up, how long the answer took (0: not told)."""

    at: datetime
    ok: bool
    ms: int = 0


def read(sent: object, now: datetime) -> list[ProbeLine]:
    """Return the results in a report: one object, or a list of them, each ``{"ok": true, "ms": 120, "at": …}``.

    :param sent: what the JSON body says
    :param now: naive UTC; also the time of a result that tells none

    Raises :class:`BadProbeReport` for anything else: nothing of such a report is kept.

    >>> read({"ok": False, "at": "2026-11-24T10:15:42+01:00"}, datetime(2026, 11, 24, 9, 30))
    [ProbeLine(at=datetime.datetime(2026, 11, 24, 9, 15), ok=False, ms=0)]
    """
    lines = sent if isinstance(sent, list) else [sent]
    if not 1 <= len(lines) <= MAX_LINES:
        raise BadProbeReport(f"a report has 1 to {MAX_LINES} results")
    return [_line(line, now) for line in lines]


def _line(sent: object, now: datetime) -> ProbeLine:
    if not isinstance(sent, Mapping):
        raise BadProbeReport("a result is an object with ok, and if you like ms and at")
    ok, ms = sent.get("ok"), sent.get("ms", 0)
    if not isinstance(ok, bool):
        raise BadProbeReport("ok is true or false")
    if isinstance(ms, bool) or not isinstance(ms, int) or not 0 <= ms <= _MAX_MS:
        raise BadProbeReport(f"ms is a whole number from 0 to {_MAX_MS}")
    return ProbeLine(_moment(sent.get("at"), now), ok, ms)


def _moment(sent: object, now: datetime) -> datetime:
    if sent is None:
        return now.replace(second=0, microsecond=0)
    if not isinstance(sent, str):
        raise BadProbeReport("at is a time such as 2026-11-24T09:15:00Z")
    try:
        moment = datetime.fromisoformat(sent.strip().replace("Z", "+00:00"))
        moment = moment.replace(tzinfo=None) if moment.tzinfo is None else _utc(moment)
    except (ValueError, OverflowError):
        raise BadProbeReport("at is a time such as 2026-11-24T09:15:00Z") from None
    if not now - OLDEST <= moment <= now + _AHEAD:
        raise BadProbeReport(f"at is in the last {OLDEST.days} days, in UTC or with its offset")
    return min(moment, now).replace(second=0, microsecond=0)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
