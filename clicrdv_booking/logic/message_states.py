"""The states of a message and the only ways from one to another, as a table (issue 3 § 2).

What a gateway reports comes late, twice and in any order: a report moves a message forward, never back.
"""

from __future__ import annotations

from typing import Final

PLANNED: Final = "planned"
SENDING: Final = "sending"
UNKNOWN: Final = "unknown"
SENT: Final = "sent"
FAILED: Final = "failed"
DELIVERED: Final = "delivered"
CANCELLED: Final = "cancelled"
SKIPPED: Final = "skipped"

STATES: Final = (PLANNED, SENDING, UNKNOWN, SENT, DELIVERED, FAILED, CANCELLED, SKIPPED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (PLANNED, SENDING),
        (PLANNED, SKIPPED),
        (PLANNED, CANCELLED),
        (PLANNED, FAILED),
        # a gateway said "not now", and took it all the same: its report comes while another try waits
        (PLANNED, SENT),
        (PLANNED, DELIVERED),
        # the appointment, or a rule, came back to what it was
        (CANCELLED, PLANNED),
        (SKIPPED, PLANNED),
        # the gateway surely has not sent it
        (SENDING, PLANNED),
        # an e-mail was taken back from the queue
        (SENDING, SKIPPED),
        (SENDING, CANCELLED),
        (SENDING, SENT),
        (SENDING, FAILED),
        (SENDING, DELIVERED),
        # nobody knows whether it left: a report or a person says so later
        (SENDING, UNKNOWN),
        (UNKNOWN, SENT),
        (UNKNOWN, FAILED),
        (UNKNOWN, DELIVERED),
        (SENT, FAILED),
        (SENT, DELIVERED),
        # a network gave up, and the handset got it all the same
        (FAILED, DELIVERED),
    }
)

#: How far a message has come once it was handed over: reports only climb.
_RANK: Final = {SENDING: 0, UNKNOWN: 1, SENT: 2, FAILED: 3, DELIVERED: 4}

#: What a report of a gateway says → the state it leads to; an acceptance is what the gateway had answered already.
REPORTED: Final = {"accepted": SENT, "sent": SENT, "failed": FAILED, "delivered": DELIVERED}

#: What reports that say "it has left" make of a message that waits for another try: it must not leave twice.
RETRIED: Final = ((PLANNED, SENT), (PLANNED, FAILED), (PLANNED, DELIVERED))


def may(current: str, target: str) -> bool:
    """Tell whether a message may go from one state to another; staying where it is is no transition.

    >>> may(PLANNED, SENDING), may(DELIVERED, FAILED), may(SENT, SENT)
    (True, False, False)
    """
    return (current, target) in TRANSITIONS


def furthest(current: str, reported: str) -> str:
    """Return the state after a report: ``reported`` when it is further than ``current``, which else stays.

    A message that was never handed over (planned, cancelled, skipped) is moved by no report; one that waits for another
    try is planned, too, and :data:`RETRIED` says what moves it.

    >>> furthest(SENT, DELIVERED), furthest(DELIVERED, SENT), furthest(PLANNED, DELIVERED)
    ('delivered', 'delivered', 'planned')
    """
    if current not in _RANK or reported not in _RANK:
        return current
    return max(current, reported, key=_RANK.__getitem__)


def passed_by(reported: str) -> tuple[str, ...]:
    """Return the states that a report moves on, so that one statement of SQL can do it.

    >>> passed_by(SENT)
    ('sending', 'unknown')
    """
    return tuple(state for state, rank in _RANK.items() if rank < _RANK[reported])
