"""The states of a security measure of sub-annex C, and how one is replaced (agreement 3.3.10; GDP-26, 27)."""

from __future__ import annotations

from datetime import date
from typing import Final

PLANNED: Final = "planned"
RUNNING: Final = "running"
TESTED: Final = "tested"
RETIRED: Final = "retired"

STATES: Final = (PLANNED, RUNNING, TESTED, RETIRED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (PLANNED, RUNNING),
        (RUNNING, TESTED),
        # the test failed, or is too old: it is never told better than it is (decision 1.4-16)
        (TESTED, RUNNING),
        (RUNNING, PLANNED),
        (RUNNING, RETIRED),
        (TESTED, RETIRED),
        (PLANNED, RETIRED),
    }
)


def may(current: str, target: str) -> bool:
    """Tell whether a measure may go from one state to another.

    >>> may(PLANNED, TESTED), may(RUNNING, TESTED)
    (False, True)
    """
    return (current, target) in TRANSITIONS


def may_apply(informed_on: date | None, today: date) -> bool:
    """Tell whether a change of measures may be put to work: controllers were informed on an earlier day.

    Source: agreement 3.3.10, "en informer le Responsable du Traitement préalablement à leurs mises en œuvre".

    >>> may_apply(date(2026, 11, 25), date(2026, 11, 26)), may_apply(date(2026, 11, 26), date(2026, 11, 26))
    (True, False)
    """
    return informed_on is not None and informed_on < today
