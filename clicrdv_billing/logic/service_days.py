"""From which day an establishment is no longer served: what its subscriptions say (general terms, art. 7.2; BKG-24)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The first and the last day of a subscription; no last day: it is open."""

    first: date
    last: date | None


def first_day_without(spans: Iterable[Span], today: date) -> date | None:
    """Return the first day without a subscription: after today's one, or after the last one that is over; None: open.

    Rows that follow each other without a gap are one time.

    :param spans: subscriptions of one establishment, which do not overlap; one of them at least has begun
    :param today: in the operator's time zone
    :raises ValueError: none has begun: it is not this rule's concern whether it is served yet

    >>> first_day_without([Span(date(2027, 1, 1), date(2027, 3, 31)), Span(date(2027, 4, 1), None)], date(2027, 2, 1))
    >>> first_day_without([Span(date(2027, 1, 1), date(2027, 3, 31))], date(2027, 2, 1))
    datetime.date(2027, 4, 1)
    """
    ordered = sorted(spans, key=lambda span: span.first)
    if not ordered or ordered[0].first > today:
        raise ValueError("no subscription has begun")
    end = ordered[0].first
    for span in ordered:
        if span.first > end and span.first > today:
            break
        if span.last is None:
            return None
        end = span.last + _DAY
    return end
