"""A controller's answer to a new sub-processor: silence, objection, talks, end (agreement 3.3.5; GDP-14…16)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

#: Working days ("jours ouvrés") that a controller has, and by which a notice goes ahead of the change.
NOTICE_WORKING_DAYS: Final = 20

PENDING: Final = "pending"
SILENT: Final = "silent"
ACCEPTED: Final = "accepted"
OBJECTED: Final = "objected"
TALKS: Final = "talks"
AGREED: Final = "agreed"
EXCLUDED: Final = "excluded"
TERMINATION: Final = "termination"

STATES: Final = (PENDING, SILENT, ACCEPTED, OBJECTED, TALKS, AGREED, EXCLUDED, TERMINATION)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (PENDING, SILENT),
        (PENDING, ACCEPTED),
        (PENDING, OBJECTED),
        (OBJECTED, TALKS),
        # a word is enough: the objection is taken back, or another way is found, without talks
        (OBJECTED, AGREED),
        (OBJECTED, EXCLUDED),
        (TALKS, AGREED),
        (TALKS, EXCLUDED),
        # no agreement was found
        (TALKS, TERMINATION),
        (TERMINATION, AGREED),
        (TERMINATION, EXCLUDED),
        # who was excluded by agreement may accept later
        (EXCLUDED, AGREED),
    }
)

#: The sub-processor gets nothing of this controller.
REFUSING: Final[frozenset[str]] = frozenset({PENDING, OBJECTED, TALKS, EXCLUDED, TERMINATION})

AddWorkingDays = Callable[[date, int], date]


def may(current: str, target: str) -> bool:
    """Tell whether an answer may go from one state to another.

    >>> may(PENDING, OBJECTED), may(SILENT, OBJECTED), may(OBJECTED, TERMINATION)
    (True, False, False)
    """
    return (current, target) in TRANSITIONS


def standing(state: str, answer_by: date | None, today: date) -> str:
    """Return the state that counts on a day: whoever has let his period pass is deemed to have accepted.

    "A défaut de réponse ou d'objections dans ce délai, le Responsable du Traitement sera réputé accepter". One who was
    never told has no period, and is not deemed anything.

    :param answer_by: last local day to answer, None while he was not told
    :param today: local day

    >>> standing(PENDING, date(2026, 12, 21), date(2026, 12, 21)), standing(PENDING, date(2026, 12, 21), date(2026, 12, 22))
    ('pending', 'silent')
    """
    return SILENT if state == PENDING and answer_by is not None and answer_by < today else state


def refuses(state: str, answer_by: date | None, today: date) -> bool:
    """Tell whether the sub-processor must get nothing of this controller on a day; see `standing`.

    >>> refuses(PENDING, None, date(2026, 12, 22)), refuses(SILENT, date(2026, 12, 21), date(2026, 12, 22))
    (True, False)
    """
    return standing(state, answer_by, today) in REFUSING


def earliest_start(sent_on: date, add_working_days: AddWorkingDays) -> date:
    """Return the first day on which a change may take effect: the last of the twenty working days after its notice.

    :param sent_on: local day on which the notice leaves
    :param add_working_days: `clicrdv_booking.logic.working_days.add_working_days`

    Source: agreement 3.3.5, "au moins vingt (20) jours ouvrés à l'avance".

    >>> from datetime import timedelta
    >>> earliest_start(date(2026, 11, 2), lambda day, count: day + timedelta(days=count))
    datetime.date(2026, 11, 22)
    """
    return add_working_days(sent_on, NOTICE_WORKING_DAYS)
