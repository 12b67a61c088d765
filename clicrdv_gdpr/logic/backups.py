"""When a backup may be relied on, and how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

#: The contract promises the state of the day before: a backup that is older is an alarm (A1-2, BKG-49).
OLDEST: Final = timedelta(hours=26)
#: Sub-annex C.10: measures are tested regularly; a backup that nobody has restored for so long is an alarm.
UNTESTED_DAYS: Final = 92


class Alarm(Enum):
    """What is wrong with the backups."""

    MISSING = "missing"
    FAILED = "failed"
    OLD = "old"
    EMPTY = "empty"
    PLAIN = "plain"
    GONE = "gone"
    ALTERED = "altered"
    UNTESTED = "untested"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Backup:
    """The last backup as it was recorded; ``made_at`` is naive UTC, the time of its contents."""

    made_at: datetime
    size_bytes: int
    sha256: str
    is_encrypted: bool
    is_done: bool = True


@dataclass(frozen=True)
class File:
    """The file of a backup as it is now, at its place."""

    size_bytes: int
    sha256: str


def alarms(now: datetime, last: Backup | None, file: File | None, restored_on: date | None) -> frozenset[Alarm]:
    """Return what is wrong with the last backup; nothing when it can be relied on.

    :param now: naive UTC
    :param last: the last one; None when none was ever made
    :param file: its file; None when it is not there
    :param restored_on: day of the last restore that went well; None: never

    Source: requirements BKG-49 and GDP-79 (sub-annex C.7).

    >>> sorted(a.value for a in alarms(datetime(2027, 1, 11, 7), None, None, None))
    ['missing']
    >>> made = Backup(datetime(2027, 1, 11, 1), 10, "ab", True)
    >>> alarms(datetime(2027, 1, 11, 7), made, File(10, "ab"), date(2027, 1, 2))
    frozenset()
    """
    if last is None:
        return frozenset({Alarm.MISSING})
    checks = {
        Alarm.FAILED: not last.is_done,
        Alarm.OLD: now - last.made_at > OLDEST,
        Alarm.EMPTY: last.is_done and last.size_bytes <= 0,
        Alarm.PLAIN: last.is_done and not last.is_encrypted,
        Alarm.GONE: last.is_done and file is None,
        Alarm.ALTERED: file is not None and (file.size_bytes, file.sha256) != (last.size_bytes, last.sha256),
        Alarm.UNTESTED: restored_on is None or (now.date() - restored_on).days > UNTESTED_DAYS,
    }
    return frozenset(alarm for alarm, is_so in checks.items() if is_so)


def expires_on(made_on: date, days: int) -> date:
    """Return the first day on which a backup is deleted.

    Source: agreement 3.3.11 (GDP-32): all copies go; what was destroyed lives on in backups until then, no longer.

    >>> expires_on(date(2027, 1, 11), 30)
    datetime.date(2027, 2, 10)
    """
    return made_on + timedelta(days=days)
