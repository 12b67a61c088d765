"""The states of a claim and the only ways from one to another (general terms, art. 8.1)."""

from __future__ import annotations

from typing import Final

RECEIVED: Final = "received"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
WITHDRAWN: Final = "withdrawn"

STATES: Final = (RECEIVED, ACCEPTED, REFUSED, WITHDRAWN)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (RECEIVED, ACCEPTED),
        (RECEIVED, REFUSED),
        (RECEIVED, WITHDRAWN),
        # new facts, or a mistake: the claim is looked at again; damages that are granted stay granted
        (REFUSED, RECEIVED),
        (WITHDRAWN, RECEIVED),
    }
)


def may(current: str, target: str) -> bool:
    """Tell whether a claim may go from one state to another.

    >>> may(RECEIVED, ACCEPTED), may(ACCEPTED, REFUSED)
    (True, False)
    """
    return (current, target) in TRANSITIONS
