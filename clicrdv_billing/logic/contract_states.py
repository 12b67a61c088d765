"""The states of a contract and the only ways from one to another, as a table (general terms, art. 4, 14–16, 21)."""

from __future__ import annotations

from typing import Final

DRAFT: Final = "draft"
TO_SIGN: Final = "to_sign"
ACTIVE: Final = "active"
NOTICE: Final = "notice"
SUSPENDED: Final = "suspended"
ENDED: Final = "ended"
TERMINATED: Final = "terminated"
REFUSED: Final = "refused"
CANCELLED: Final = "cancelled"

STATES: Final = (DRAFT, TO_SIGN, ACTIVE, NOTICE, SUSPENDED, ENDED, TERMINATED, REFUSED, CANCELLED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (DRAFT, TO_SIGN),
        (DRAFT, REFUSED),
        (DRAFT, CANCELLED),
        # a refused order is kept, and may be asked again with other papers
        (REFUSED, DRAFT),
        (TO_SIGN, DRAFT),
        (TO_SIGN, ACTIVE),
        (TO_SIGN, CANCELLED),
        (ACTIVE, NOTICE),
        (ACTIVE, SUSPENDED),
        (ACTIVE, TERMINATED),
        # notice is taken back by agreement of both
        (NOTICE, ACTIVE),
        (NOTICE, SUSPENDED),
        (NOTICE, ENDED),
        (NOTICE, TERMINATED),
        (SUSPENDED, ACTIVE),
        (SUSPENDED, NOTICE),
        (SUSPENDED, ENDED),
        (SUSPENDED, TERMINATED),
    }
)

#: In force: its subscriptions are billed, its prices apply.
IN_FORCE: Final[frozenset[str]] = frozenset({ACTIVE, NOTICE, SUSPENDED})

#: Signed once: kept for ever, never edited, only amended (art. 21).
SIGNED: Final[frozenset[str]] = IN_FORCE | {ENDED, TERMINATED}


def may(current: str, target: str) -> bool:
    """Tell whether a contract may go from one state to another; staying where it is is no transition.

    >>> may(TO_SIGN, ACTIVE), may(ENDED, ACTIVE), may(ACTIVE, ACTIVE)
    (True, False, False)
    """
    return (current, target) in TRANSITIONS
