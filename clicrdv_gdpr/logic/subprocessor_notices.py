"""The states of a notice of a sub-processor (agreement 3.3.5; GDP-14)."""

from __future__ import annotations

from typing import Final

DRAFT: Final = "draft"
SENT: Final = "sent"

STATES: Final = (DRAFT, SENT)
TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset({(DRAFT, SENT)})


def may(current: str, target: str) -> bool:
    """Tell whether a notice may go from one state to another; one that was sent stays sent.

    >>> may(DRAFT, SENT), may(SENT, DRAFT)
    (True, False)
    """
    return (current, target) in TRANSITIONS
