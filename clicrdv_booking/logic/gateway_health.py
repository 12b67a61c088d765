"""When to try a message again, and when to leave a gateway alone that does not work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_RETRY_MINUTES: Final = (1, 2, 4, 8, 15, 30, 60)

#: Where an e-mail can say the same, a message does not wait longer than this for a gateway.
PATIENCE: Final = timedelta(minutes=30)
#: After a day nobody cares any more.
LONGEST: Final = timedelta(days=1)

_FAILURES_TO_OPEN: Final = 5
_FIRST_PAUSE: Final = timedelta(seconds=60)
_LONGEST_PAUSE: Final = timedelta(minutes=15)
_DOUBLINGS: Final = 4  # 60 s, four times doubled, are more than the longest pause


@dataclass(frozen=True)
class Health:
    """How a gateway does: failures in a row, and until when it is left alone."""

    failures: int = 0
    open_until: datetime | None = None


def retry_delay_seconds(attempts: int) -> int:
    """Return how long to wait after ``attempts`` tries that have not sent a message: 1 minute to 1 hour.

    >>> [retry_delay_seconds(attempts) // 60 for attempts in range(1, 10)]
    [1, 2, 4, 8, 15, 30, 60, 60, 60]
    """
    return 60 * _RETRY_MINUTES[min(max(attempts, 1), len(_RETRY_MINUTES)) - 1]


def after(health: Health, ok: bool, now: datetime) -> Health:
    """Return the health after one more message.

    ``ok`` means that the gateway answered, be it with a refusal. The fifth failure in a row opens the circuit for
    60 s; then one message is a trial, and each trial that fails doubles the pause, up to 15 minutes. Failures that come
    in during a pause were under way before it and count no more; a success ends any pause.

    >>> noon = datetime(2026, 3, 1, 12)
    >>> after(Health(4), False, noon)
    Health(failures=5, open_until=datetime.datetime(2026, 3, 1, 12, 1))
    >>> after(Health(5, noon), False, noon).open_until, after(Health(5, noon), True, noon)
    (datetime.datetime(2026, 3, 1, 12, 2), Health(failures=0, open_until=None))
    """
    if ok:
        return Health()
    if allowed(health, now) == 0:
        return health
    failures = health.failures + 1
    if failures < _FAILURES_TO_OPEN:
        return Health(failures)
    pause = _FIRST_PAUSE * 2 ** min(failures - _FAILURES_TO_OPEN, _DOUBLINGS)
    return Health(failures, now + min(pause, _LONGEST_PAUSE))


def allowed(health: Health, now: datetime) -> int | None:
    """Return how many messages may go out now: ``None`` any number, 1 a trial, 0 none.

    >>> noon = datetime(2026, 3, 1, 12)
    >>> allowed(Health(4), noon), allowed(Health(5, noon), noon), allowed(Health(5, noon + timedelta(seconds=1)), noon)
    (None, 1, 0)
    """
    if health.open_until is None:
        return None
    return 1 if now >= health.open_until else 0
