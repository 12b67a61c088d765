"""Minutes since the Unix epoch, UTC: the engine's clock, and the database's naive UTC times."""

from __future__ import annotations

from datetime import datetime, timedelta

_EPOCH = datetime(1970, 1, 1)
_MINUTE = timedelta(minutes=1)


def from_utc(moment: datetime) -> int:
    """Return the minute that a naive UTC time falls in.

    >>> from_utc(datetime(1970, 1, 1, 1, 0, 59))
    60
    """
    return (moment - _EPOCH) // _MINUTE


def to_utc(minute: int) -> datetime:
    """Return the naive UTC time at which a minute begins.

    >>> to_utc(60)
    datetime.datetime(1970, 1, 1, 1, 0)
    """
    return _EPOCH + minute * _MINUTE
