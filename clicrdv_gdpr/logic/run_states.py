"""The states of a retention run as a table."""

from __future__ import annotations

from typing import Final

COUNTING: Final = "counting"
ANNOUNCED: Final = "announced"
DONE: Final = "done"
CANCELLED: Final = "cancelled"

TRANSITIONS: Final = frozenset(
    {
        (COUNTING, ANNOUNCED),
        (COUNTING, CANCELLED),
        (ANNOUNCED, DONE),
        (ANNOUNCED, CANCELLED),
    }
)


def may(current: str, target: str) -> bool:
    """Return whether a run may go from one state to another.

    >>> may(COUNTING, ANNOUNCED), may(DONE, COUNTING)
    (True, False)
    """
    return (current, target) in TRANSITIONS
