"""The states of a quote and the only ways from one to another (general terms, art. 10.2: capacity, quote first)."""

from __future__ import annotations

from typing import Final

DRAFT: Final = "draft"
SENT: Final = "sent"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
EXPIRED: Final = "expired"

STATES: Final = (DRAFT, SENT, ACCEPTED, REFUSED, EXPIRED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (DRAFT, SENT),
        # taken back to correct it: the customer then gets it again
        (SENT, DRAFT),
        (SENT, ACCEPTED),
        (SENT, REFUSED),
        (SENT, EXPIRED),
        (EXPIRED, DRAFT),
        (REFUSED, DRAFT),
    }
)


def may(current: str, target: str) -> bool:
    """Tell whether a quote may go from one state to another; what is accepted stays accepted.

    >>> may(SENT, ACCEPTED), may(DRAFT, ACCEPTED), may(ACCEPTED, DRAFT)
    (True, False, False)
    """
    return (current, target) in TRANSITIONS
