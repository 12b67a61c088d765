"""Which letter is due for a late invoice, and what a formal notice allows (general terms, art. 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

REMINDER: Final = "reminder"
FORMAL_NOTICE: Final = "formal_notice"
ACCELERATION: Final = "acceleration"
TERMINATION: Final = "termination"

#: In the order in which they may follow each other; a policy may leave some out or have several reminders.
KINDS: Final = (REMINDER, FORMAL_NOTICE, ACCELERATION, TERMINATION)

#: General terms, art. 6: "7 days after a formal notice that stayed without effect".
NOTICE_DAYS: Final = 7


#: States of a letter: put before a person, printed and frozen, gone, or not sent.
TO_SEND: Final = "to_send"
READY: Final = "ready"
SENT: Final = "sent"
CANCELLED: Final = "cancelled"

LETTER_TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {(TO_SEND, READY), (TO_SEND, SENT), (TO_SEND, CANCELLED), (READY, SENT), (READY, CANCELLED)}
)


@dataclass(frozen=True)
class Level:
    """One step of a policy: its place, what it is, and how many days after the due date it comes."""

    sequence: int
    kind: str
    days: int


@dataclass(frozen=True)
class Sent:
    """A letter that concerned an invoice: the step, and the day on which it went, or was put before a person."""

    sequence: int
    on: date
    kind: str


@dataclass(frozen=True)
class Terms:
    """What holds a customer's dunning up, or makes it stricter.

    `paused_until` is the last day without letters, `disputed` stops for the invoice, `strict` leaves reminders out.
    """

    paused_until: date | None = None
    disputed: bool = False
    strict: bool = False


def may(current: str, target: str) -> bool:
    """Tell whether a letter may go from one state to another: what has gone is never taken back.

    >>> may(TO_SEND, READY), may(SENT, CANCELLED)
    (True, False)
    """
    return (current, target) in LETTER_TRANSITIONS


def ordered(levels: Iterable[Level]) -> bool:
    """Tell whether steps escalate: later ones never come earlier, nor are they of a milder kind.

    >>> ordered([Level(1, REMINDER, 5), Level(2, FORMAL_NOTICE, 20)]), ordered([Level(1, REMINDER, 5), Level(2, REMINDER, 5)])
    (True, False)
    """
    steps = sorted(levels, key=lambda level: level.sequence)
    return all(
        before.days < after.days and KINDS.index(before.kind) <= KINDS.index(after.kind)
        for before, after in zip(steps, steps[1:], strict=False)
    )


def next_level(
    levels: Iterable[Level], due: date, today: date, sent: Sequence[Sent] = (), terms: Terms | None = None
) -> Level | None:
    """Return the step whose letter is due today for an invoice, or None.

    Steps are never skipped, repeated or taken backwards, and never two of them on one day. A letter that went late
    moves those after it: the time between two steps is always at least that of the policy, and between a formal notice
    and what it announces at least the days of the notice.

    :param levels: the steps of the policy, in any order
    :param due: day on which the invoice was due
    :param today: day in the operator's time zone
    :param sent: what has gone for this invoice

    >>> steps = [Level(1, REMINDER, 5), Level(2, FORMAL_NOTICE, 20)]
    >>> next_level(steps, date(2026, 1, 31), date(2026, 2, 5)).kind
    'reminder'
    >>> next_level(steps, date(2026, 1, 31), date(2026, 2, 20), [Sent(1, date(2026, 2, 18), REMINDER)]) is None
    True
    """
    terms = terms or Terms()
    if terms.disputed or (terms.paused_until and today <= terms.paused_until):
        return None
    steps = sorted(levels, key=lambda level: level.sequence)
    if terms.strict:
        steps = _stricter(steps)
    last = max(sent, key=lambda letter: (letter.sequence, letter.on), default=None)
    following = [step for step in steps if last is None or step.sequence > last.sequence]
    if not following or any(letter.on >= today for letter in sent):
        return None
    step = following[0]
    return step if today >= _earliest(steps, step, due, last) else None


def _stricter(steps: list[Level]) -> list[Level]:
    """Leave reminders out: the first step after them takes their day."""
    kept = [step for step in steps if step.kind != REMINDER]
    if not kept or len(kept) == len(steps):
        return steps
    earlier = kept[0].days - steps[0].days
    return [Level(step.sequence, step.kind, step.days - earlier) for step in kept]


def _earliest(steps: list[Level], step: Level, due: date, last: Sent | None) -> date:
    """The first day on which a step may be taken, given the letter before it."""
    by_due_date = due + timedelta(days=step.days)
    if last is None:
        return by_due_date
    before = [other.days for other in steps if other.sequence <= last.sequence]
    gap = step.days - before[-1] if before else 1
    if last.kind == FORMAL_NOTICE and step.kind != FORMAL_NOTICE:
        gap = max(gap, NOTICE_DAYS + 1)
    return max(by_due_date, last.on + timedelta(days=max(gap, 1)))


def may_terminate_from(sent_on: date, received_on: date | None = None) -> date:
    """Return the first day on which all contracts of a customer may be terminated: day 8 after the formal notice.

    Seven whole days pass. They run from the day on which the letter was first presented when that is known, which is in
    the customer's favour, else from the day on which it was sent.

    :param sent_on: day on which the registered letter was posted
    :param received_on: day of the receipt, or of its first presentation

    >>> may_terminate_from(date(2026, 2, 24)), may_terminate_from(date(2026, 2, 24), date(2026, 2, 26))
    (datetime.date(2026, 3, 4), datetime.date(2026, 3, 6))
    """
    return max(sent_on, received_on or sent_on) + timedelta(days=NOTICE_DAYS + 1)
