"""Ending a subscription for a breach of the data-protection agreement: causes and dates (agreement 6; GDP-48)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

#: Notice in the registered letter: "entre quinze (15) jours et trente (30) jours calendaires".
NOTICE_DAYS: Final = (15, 30)

#: Cause → who may end the subscription.
CAUSES: Final[dict[str, str]] = {
    "purposes": "controller",  # grave or lasting breach of 3.3.1
    "security": "controller",  # of 3.3.10
    "transfers": "controller",  # of 3.3.12
    "unlawful_instruction": "processor",  # 3.3.2: the controller insists
    "sub_processor": "controller",  # 3.3.5: no agreement was found
}


NOTIFIED: Final = "notified"
REMEDIED: Final = "remedied"
ENDED: Final = "ended"
WITHDRAWN: Final = "withdrawn"
STATES: Final = (NOTIFIED, REMEDIED, ENDED, WITHDRAWN)
TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {(NOTIFIED, REMEDIED), (NOTIFIED, ENDED), (NOTIFIED, WITHDRAWN)}
)


def may(current: str, target: str) -> bool:
    """Tell whether a formal notice may go from one state to another; a new one is a new letter.

    >>> may(NOTIFIED, ENDED), may(REMEDIED, ENDED)
    (True, False)
    """
    return (current, target) in TRANSITIONS


class NoticeRefused(ValueError):
    """A cause that ends nothing, or a notice that is too short or too long."""


@dataclass(frozen=True, slots=True)
class Dates:
    """What follows from a formal notice."""

    #: last day to put things right
    remedy_until: date
    #: last day of the notice named in the letter
    notice_until: date
    #: last day of the subscription, when nothing was put right
    ends_on: date


def dates(cause: str, received_on: date, notice_days: int) -> Dates:
    """Return the dates that a registered letter sets going.

    The end comes "de plein droit à l'issue d'un délai d'un (1) mois, resté sans effet"; the notice of the letter is
    another length (decision 1.4-12): the later of both ends the subscription.

    :param cause: one of `CAUSES`
    :param received_on: local day of receipt of the letter
    :param notice_days: calendar days named in it

    Raises ``NoticeRefused`` for another cause, or a notice outside of 15 to 30 days.

    >>> dates("security", date(2027, 1, 31), 15)
    Dates(remedy_until=datetime.date(2027, 2, 28), notice_until=datetime.date(2027, 2, 15), ends_on=datetime.date(2027, 2, 28))
    """
    if cause not in CAUSES:
        raise NoticeRefused(f"no ground for an end: {cause}")
    shortest, longest = NOTICE_DAYS
    if not shortest <= notice_days <= longest:
        raise NoticeRefused(f"a notice is of {shortest} to {longest} days: {notice_days}")
    year, month = divmod(received_on.year * 12 + received_on.month, 12)
    month += 1
    remedy_until = date(year, month, min(received_on.day, calendar.monthrange(year, month)[1]))
    notice_until = received_on + timedelta(days=notice_days)
    return Dates(remedy_until, notice_until, max(remedy_until, notice_until))
