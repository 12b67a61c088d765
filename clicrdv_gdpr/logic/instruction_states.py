"""The states of a controller's instruction (agreement 3.3.2; GDP-06, 07, 09)."""

from __future__ import annotations

from typing import Final

RECEIVED: Final = "received"
APPLIED: Final = "applied"
SUSPENDED: Final = "suspended"
UPHELD: Final = "upheld"
WITHDRAWN: Final = "withdrawn"

STATES: Final = (RECEIVED, APPLIED, SUSPENDED, UPHELD, WITHDRAWN)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (RECEIVED, APPLIED),
        (RECEIVED, SUSPENDED),
        (RECEIVED, WITHDRAWN),
        (APPLIED, SUSPENDED),
        (APPLIED, WITHDRAWN),
        # the doubt was unfounded, or the instruction was corrected
        (SUSPENDED, APPLIED),
        # the controller insists: it stays suspended, and the termination right opens
        (SUSPENDED, UPHELD),
        (SUSPENDED, WITHDRAWN),
        (UPHELD, WITHDRAWN),
    }
)

#: Nothing is done on such an instruction.
HELD: Final[frozenset[str]] = frozenset({SUSPENDED, UPHELD, WITHDRAWN})


def may(current: str, target: str) -> bool:
    """Tell whether an instruction may go from one state to another.

    >>> may(RECEIVED, SUSPENDED), may(RECEIVED, UPHELD), may(UPHELD, APPLIED)
    (True, False, False)
    """
    return (current, target) in TRANSITIONS
