"""What becomes of an order at the provider of signatures: states that only move forward, and the next call to make.

Nothing that comes from outside is taken for true by itself: an event says "look", and the look says how far the order
has come. Events come late, twice and in any order (compliance § 3.1), so a state is only left for a further one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

PREPARING: Final = "preparing"
ONGOING: Final = "ongoing"
EXPIRED: Final = "expired"
SIGNED: Final = "signed"
FILED: Final = "filed"
DECLINED: Final = "declined"
CANCELED: Final = "canceled"
FAILED: Final = "failed"

STATES: Final = (PREPARING, ONGOING, EXPIRED, SIGNED, FILED, DECLINED, CANCELED, FAILED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (PREPARING, ONGOING),
        # while its reply was lost, everything may have happened already
        (PREPARING, EXPIRED),
        (PREPARING, SIGNED),
        (PREPARING, DECLINED),
        (PREPARING, CANCELED),
        (PREPARING, FAILED),
        # a person has repaired what was wrong
        (FAILED, PREPARING),
        (FAILED, CANCELED),
        (ONGOING, EXPIRED),
        (ONGOING, SIGNED),
        (ONGOING, DECLINED),
        (ONGOING, CANCELED),
        # activated once more, or signed after that
        (EXPIRED, ONGOING),
        (EXPIRED, SIGNED),
        (EXPIRED, DECLINED),
        (EXPIRED, CANCELED),
        # both files are here
        (SIGNED, FILED),
    }
)

#: Yousign's word → ours (https://developers.yousign.com/docs/signature-request-2).
REPORTED: Final = {
    "draft": PREPARING,
    "approval": ONGOING,
    "ongoing": ONGOING,
    "expired": EXPIRED,
    "done": SIGNED,
    "rejected": DECLINED,
    "declined": DECLINED,
    "canceled": CANCELED,
    "deleted": CANCELED,
}

#: Somebody may still sign, or its files are still to fetch: the job looks at these.
OPEN: Final[frozenset[str]] = frozenset({PREPARING, ONGOING, SIGNED})
#: The order is on its way or signed: no second one may be sent.
LIVE: Final[frozenset[str]] = frozenset({PREPARING, ONGOING, EXPIRED, SIGNED, FAILED})

#: Calls in the order in which an order goes out.
CREATE: Final = "create"
UPLOAD: Final = "upload"
ADD_SIGNER: Final = "add_signer"
ACTIVATE: Final = "activate"
CALLS: Final = (CREATE, UPLOAD, ADD_SIGNER, ACTIVATE)

#: Waiting times after 1, 2, 3 … failures in a row, in minutes; the last one for all that follow.
_BACK_OFF_MINUTES: Final = (1, 2, 5, 15, 60, 360)
#: After so many failures in a row a person has to look.
MOST_FAILURES: Final = 12
#: How often an order that waits for its signer is looked at, in case its event is lost.
LOOK_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Held:
    """What the provider holds of an order."""

    status: str
    has_document: bool = False
    has_signer: bool = False


def may(current: str, target: str) -> bool:
    """Tell whether a request may go from one state to another; staying where it is is no transition.

    >>> may(ONGOING, SIGNED), may(SIGNED, ONGOING), may(EXPIRED, ONGOING)
    (True, False, True)
    """
    return (current, target) in TRANSITIONS


def after_look(current: str, status: str) -> str:
    """Return the state after the provider said ``status``: further on, or where it is.

    An unknown status changes nothing: a provider may add words.

    >>> after_look(ONGOING, "done"), after_look(SIGNED, "ongoing"), after_look(ONGOING, "sealed")
    ('signed', 'signed', 'ongoing')
    """
    target = REPORTED.get(status, current)
    return target if may(current, target) else current


def next_call(held: Held | None) -> str | None:
    """Return the next call that brings an order to its signer; None when it is with him already.

    Asked of what the provider holds, so that a call whose reply was lost is never made twice
    (https://developers.yousign.com/docs/create-your-first-signature-request).

    >>> next_call(None), next_call(Held("draft", True)), next_call(Held("ongoing", True, True))
    ('create', 'add_signer', None)
    """
    if held is None:
        return CREATE
    if held.status != "draft":
        return None
    if not held.has_document:
        return UPLOAD
    return ACTIVATE if held.has_signer else ADD_SIGNER


def wait(failures: int, asked_seconds: int = 0) -> timedelta:
    """Return how long to wait after so many failures in a row.

    :param failures: at least 1
    :param asked_seconds: what the provider has asked for (Retry-After); never waited for less

    >>> wait(1), wait(3), wait(1, 600)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=300), datetime.timedelta(seconds=600))
    """
    minutes = _BACK_OFF_MINUTES[min(max(failures, 1), len(_BACK_OFF_MINUTES)) - 1]
    return max(timedelta(minutes=minutes), timedelta(seconds=min(max(asked_seconds, 0), 86_400)))
