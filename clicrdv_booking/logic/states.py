"""The states of an appointment and the only ways from one to another, as a table (issue 2 § 2)."""

from __future__ import annotations

from typing import Final

HELD: Final = "held"
REQUESTED: Final = "requested"
BOOKED: Final = "booked"
DONE: Final = "done"
NO_SHOW: Final = "no_show"
CANCELLED: Final = "cancelled"
REFUSED: Final = "refused"

STATES: Final = (HELD, REQUESTED, BOOKED, DONE, NO_SHOW, CANCELLED, REFUSED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (HELD, BOOKED),
        (HELD, REQUESTED),
        (REQUESTED, BOOKED),
        (REQUESTED, REFUSED),
        (REQUESTED, CANCELLED),
        (BOOKED, DONE),
        (BOOKED, NO_SHOW),
        (BOOKED, CANCELLED),
        # A mistaken mark is corrected.
        (DONE, NO_SHOW),
        (NO_SHOW, DONE),
        (DONE, BOOKED),
        (NO_SHOW, BOOKED),
        # Restored while the time is still free; the professional's own decision, so no new approval.
        (CANCELLED, BOOKED),
        (REFUSED, BOOKED),
    }
)

#: States whose time is taken: no other appointment may have it.
OCCUPYING: Final[frozenset[str]] = frozenset({HELD, REQUESTED, BOOKED, DONE, NO_SHOW})


def may(current: str, target: str) -> bool:
    """Tell whether an appointment may go from one state to another; staying where it is is no transition.

    >>> may(BOOKED, CANCELLED), may(REFUSED, DONE), may(BOOKED, BOOKED)
    (True, False, False)
    """
    return (current, target) in TRANSITIONS


def takes_time_again(current: str, target: str) -> bool:
    """Tell whether a transition needs the time to be free still.

    >>> takes_time_again(CANCELLED, BOOKED), takes_time_again(HELD, BOOKED)
    (True, False)
    """
    return current not in OCCUPYING and target in OCCUPYING


def reachable(start: str = HELD) -> frozenset[str]:
    """Return the states that an appointment can come to from ``start``, itself included.

    >>> sorted(reachable(DONE))
    ['booked', 'cancelled', 'done', 'no_show']
    """
    found = {start}
    while True:
        further = {target for current, target in TRANSITIONS if current in found} - found
        if not further:
            return frozenset(found)
        found |= further
