"""Documents asked for an audit: from the processor within days, from the controller within hours (GDP-40, 41)."""

from __future__ import annotations

from typing import Final

ASKED: Final = "asked"
DELIVERED: Final = "delivered"
CANCELLED: Final = "cancelled"

STATES: Final = (ASKED, DELIVERED, CANCELLED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (ASKED, DELIVERED),
        (ASKED, CANCELLED),
        # not what was asked for
        (DELIVERED, ASKED),
        (CANCELLED, ASKED),
    }
)


def may(current: str, target: str) -> bool:
    """Tell whether a request may go from one state to another.

    >>> may(ASKED, DELIVERED), may(DELIVERED, CANCELLED)
    (True, False)
    """
    return (current, target) in TRANSITIONS
