"""The states of a monthly run and of its lines, as tables."""

from __future__ import annotations

from typing import Final

DRAFT: Final = "draft"
RUNNING: Final = "running"
DONE: Final = "done"

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (DRAFT, RUNNING),
        (RUNNING, DONE),
        # stopped by a person, with what was billed so far
        (RUNNING, DRAFT),
        # lines that had failed are tried again
        (DONE, RUNNING),
    }
)

#: A line: still to bill, cannot be billed before something is put right, failed while it was billed, billed, nothing due.
TODO: Final = "todo"
BLOCKED: Final = "blocked"
FAILED: Final = "failed"
BILLED: Final = "billed"
EMPTY: Final = "empty"


def may(current: str, target: str) -> bool:
    """Tell whether a run may go from one state to another; staying where it is is no transition.

    >>> may(DRAFT, RUNNING), may(DRAFT, DONE)
    (True, False)
    """
    return (current, target) in TRANSITIONS
