"""What a controller has to do himself, and what comes next (agreement 3.4; GDP-45)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from .retention import months_after

#: Supervision and the review of accounts are done once a year (sub-annex C.4 for accounts).
YEARLY_MONTHS: Final = 12

DONE: Final = "done"
TO_DO: Final = "to_do"
DUE_AGAIN: Final = "due_again"


@dataclass(frozen=True)
class Duty:
    """One line of the checklist; ``state`` as of ``state_of``."""

    code: str
    state: str


def state_of(done_on: date | None, today: date, every_months: int = 0, not_before: date | None = None) -> str:
    """Return whether a duty is done, has to be done, or has to be done again.

    :param done_on: day on which it was last done; None: never
    :param today: local day of the establishment
    :param every_months: how often it is due; zero: once
    :param not_before: what was done before that day counts no more, because something changed then

    Source: agreement 3.4 (description, instructions, information, supervision).

    >>> state_of(None, date(2027, 1, 11)), state_of(date(2026, 1, 11), date(2027, 1, 11), 12)
    ('to_do', 'due_again')
    >>> state_of(date(2026, 1, 12), date(2027, 1, 11), 12)
    'done'
    """
    if done_on is None:
        return TO_DO
    is_over = every_months > 0 and months_after(done_on, every_months) <= today
    is_outdated = not_before is not None and done_on < not_before
    return DUE_AGAIN if is_over or is_outdated else DONE


def next_duty(duties: Iterable[Duty]) -> Duty | None:
    """Return what a controller does next: the first that was never done, else the first that is due again.

    >>> next_duty([Duty("a", DUE_AGAIN), Duty("b", TO_DO), Duty("c", TO_DO)])
    Duty(code='b', state='to_do')
    >>> next_duty([Duty("a", DONE)]) is None
    True
    """
    known = tuple(duties)
    return next((duty for state in (TO_DO, DUE_AGAIN) for duty in known if duty.state == state), None)
