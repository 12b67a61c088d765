"""For which days an accepted quote is charged: month by month, each day once (general terms, art. 6 and 10.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .calendar_months import month_of


@dataclass(frozen=True)
class Piece:
    """The days of one month that a monthly line covers.

    :param first: first day, included
    :param last: last day, included
    :param month_days: days of the whole month
    """

    first: date
    last: date
    month_days: int

    @property
    def share(self) -> Decimal:
        """The part of the month: 1 for a whole one (art. 6: prorata temporis)."""
        return Decimal((self.last - self.first).days + 1) / self.month_days


def pieces(first: date, last: date, until: date) -> Iterator[Piece]:
    """Cut a span into months, those only whose charge is due; how the caller cuts his periods changes nothing.

    :param first: first day of the service
    :param last: last day of the service, included
    :param until: last day of the period that is billed; a month is due once its own last day is billed

    >>> [january] = pieces(date(2027, 1, 16), date(2027, 2, 28), date(2027, 1, 31))
    >>> january.first.day, january.last.day, round(january.share, 4)
    (16, 31, Decimal('0.5161'))
    >>> list(pieces(date(2027, 1, 16), date(2027, 2, 28), date(2027, 1, 30)))
    []
    """
    day = first
    while day <= last:
        month_first, month_last = month_of(day)
        if month_last > until:
            return
        yield Piece(day, min(last, month_last), (month_last - month_first).days + 1)
        day = month_last + timedelta(days=1)
