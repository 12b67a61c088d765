"""When a change of prices, of the offer or of the general terms takes effect (general terms, art. 14)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from . import terms

#: From the day on which the information was sent, the customer has so many days to leave (art. 14).
WINDOW_DAYS: Final = 15
#: New general terms apply so many months after their publication (art. 14).
PUBLICATION_MONTHS: Final = 1

DRAFT: Final = "draft"
SENT: Final = "sent"
ACCEPTED: Final = "accepted"
APPLIED: Final = "applied"
DECLINED: Final = "declined"
CANCELLED: Final = "cancelled"

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (DRAFT, SENT),
        (DRAFT, CANCELLED),
        # no answer within the window is acceptance
        (SENT, ACCEPTED),
        (SENT, DECLINED),
        # the operator withdraws it, or the contract ends before its effect
        (SENT, CANCELLED),
        (ACCEPTED, CANCELLED),
        (ACCEPTED, APPLIED),
        # the termination that declined it was taken back
        (DECLINED, SENT),
    }
)
#: Told to the customer and not yet in effect.
PENDING: Final[frozenset[str]] = frozenset({SENT, ACCEPTED})


def may(current: str, target: str) -> bool:
    """Tell whether a change may go from one state to another.

    >>> may(SENT, ACCEPTED), may(APPLIED, CANCELLED)
    (True, False)
    """
    return (current, target) in TRANSITIONS


def window_end(sent: date) -> date:
    """Return the last day on which the customer can leave because of a substantial change (art. 14: 15 days from sending).

    :param sent: day on which the information was sent, which counts (art. 14)

    >>> window_end(date(2027, 1, 28))
    datetime.date(2027, 2, 12)
    """
    return sent + timedelta(days=WINDOW_DAYS)


def terms_apply_on(published: date) -> date:
    """Return the day from which new general terms apply: one month after their publication (art. 14, BIL-33).

    >>> terms_apply_on(date(2027, 1, 31))
    datetime.date(2027, 2, 28)
    """
    return terms.add_months(published, PUBLICATION_MONTHS)


def effect_day(sent: date, *, commercial: bool, published: date | None) -> date:
    """Return the day from which a change takes effect.

    Prices and offer: the first day of a month, at least 15 days after sending (BIL-32, decision 1.4-5). General terms:
    one month after publication (BIL-33), and never before the customer was told. Both: the later of the two (decision
    1.4-4), on the first of a month, since a price begins with a month.

    :param sent: day on which the customer was told
    :param commercial: it changes prices or the offer
    :param published: day on which the latest of its new texts was published; None: it changes no text
    :raises ValueError: it changes nothing

    >>> effect_day(date(2027, 1, 10), commercial=True, published=None)
    datetime.date(2027, 2, 1)
    >>> effect_day(date(2027, 1, 18), commercial=True, published=None)
    datetime.date(2027, 3, 1)
    >>> effect_day(date(2027, 1, 10), commercial=False, published=date(2027, 1, 10))
    datetime.date(2027, 2, 10)
    >>> effect_day(date(2027, 1, 10), commercial=True, published=date(2027, 1, 10))
    datetime.date(2027, 3, 1)
    """
    if not commercial and not published:
        raise ValueError("a change changes something")
    days = [window_end(sent)] if commercial else [sent]
    if published:
        days.append(terms_apply_on(published))
    return first_of_month_from(max(days)) if commercial else max(days)


def first_of_month_from(day: date) -> date:
    """Return the first day of a month that is this day or later.

    >>> first_of_month_from(date(2027, 2, 1)), first_of_month_from(date(2027, 12, 2))
    (datetime.date(2027, 2, 1), datetime.date(2028, 1, 1))
    """
    return day if day.day == 1 else terms.add_months(day.replace(day=1), 1)
