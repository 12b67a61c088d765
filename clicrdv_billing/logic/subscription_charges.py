"""What subscriptions owe month by month, and what is still to be billed or given back (general terms, art. 6).

Everything is computed anew from the days of each subscription and compared with what was billed before: a join, a leave
or a change of tariff that is entered late is billed, or credited, by the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from . import months, proration


class NoPrice(Exception):
    """No price of the contract is in force on the first day of a period."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(f"no price on {day}")


@dataclass(frozen=True)
class Span:
    """The days of one subscription, at one tariff.

    :param start: first day
    :param end: last day, included; None: no end is known
    :param prices: euros a month, each from its day on, oldest first
    """

    start: date
    end: date | None
    prices: tuple[tuple[date, Decimal], ...]

    def price_on(self, day: date) -> Decimal:
        """Return the price that is in force on a day.

        :raises NoPrice: there is none

        >>> Span(date(2026, 1, 1), None, ((date(2026, 1, 1), Decimal(50)),)).price_on(date(2026, 2, 1))
        Decimal('50')
        """
        found = [price for since, price in self.prices if since <= day]
        if not found:
            raise NoPrice(day)
        return found[-1]


@dataclass(frozen=True)
class Owed:
    """What one subscription owes for its days of one month.

    :param start: first day
    :param end: last day, included
    :param price: euros for the whole month
    :param amount: euros for these days
    """

    start: date
    end: date
    price: Decimal
    amount: Decimal

    @property
    def month(self) -> date:
        """First day of the month."""
        return months.first_of(self.start)

    @property
    def days(self) -> int:
        """Number of days that are owed."""
        return (self.end - self.start).days + 1

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole month."""
        return self.days == months.days_in(self.start)


@dataclass(frozen=True)
class Due:
    """What is still to be billed for one month of a subscription.

    :param month: first day of the month
    :param owed: what is owed for that month now, None when nothing is any more
    :param amount: euros still to bill; negative: to give back
    :param edition: 0 for the first bill of this month, more for a correction
    """

    month: date
    owed: Owed | None
    amount: Decimal
    edition: int

    @property
    def is_correction(self) -> bool:
        """Whether something was billed for this month before."""
        return self.edition > 0


@dataclass(frozen=True)
class Billed:
    """What was billed for one month of a subscription.

    :param amount: euros, corrections included
    :param editions: number of charges that this sum is made of
    """

    amount: Decimal
    editions: int


def owed(span: Span, until: date) -> list[Owed]:
    """Return what a subscription owes, month by month.

    :param span: its days and its prices
    :param until: last day to count
    :raises NoPrice: a month begins without a price

    >>> span = Span(date(2026, 11, 11), None, ((date(2026, 11, 1), Decimal("49.90")),))
    >>> [(str(part.month), str(part.amount)) for part in owed(span, date(2026, 12, 31))]
    [('2026-11-01', '33.27'), ('2026-12-01', '49.90')]
    """
    end = until if span.end is None else min(until, span.end)
    found = []
    for first, last in months.pieces(span.start, end):
        # a new price begins on the first of a month (art. 14): one price for each piece
        price = span.price_on(first)
        found.append(Owed(first, last, price, proration.share(price, first, last)))
    return found


def due(span: Span | None, until: date, billed: Mapping[date, Billed]) -> list[Due]:
    """Return what is still to be billed or given back for a subscription, month by month.

    :param span: its days and its prices; None: it has no day, or none any more
    :param until: last day to count; what was billed for later months is another run's concern
    :param billed: what was billed before, by the first day of the month
    :raises NoPrice: a month begins without a price

    >>> span = Span(date(2026, 11, 1), date(2026, 11, 10), ((date(2026, 11, 1), Decimal("49.90")),))
    >>> [str(one.amount) for one in due(span, date(2026, 11, 30), {date(2026, 11, 1): Billed(Decimal("49.90"), 1)})]
    ['-33.27']
    """
    parts = {part.month: part for part in owed(span, until)} if span else {}
    found = []
    for month in sorted({*parts, *(month for month in billed if month <= until)}):
        part, before = parts.get(month), billed.get(month, Billed(Decimal(0), 0))
        amount = (part.amount if part else Decimal(0)) - before.amount
        # a month that costs nothing is billed once at nothing, so that it is known
        if amount or part and not before.editions:
            found.append(Due(month, part, amount, before.editions))
    return found


def give_back(amount: Decimal, rooms: Iterable[Decimal]) -> list[Decimal]:
    """Share out what is given back among the bills that it was billed on, so that none gives back more than it billed.

    Source: CGI, art. 289, I-5: what changes an invoice names it, and can change no more than it has billed.

    :param amount: euros to give back, positive
    :param rooms: what is left of each bill, in the order in which they give back
    :raises ValueError: they have not so much left

    >>> give_back(Decimal("16.10"), [Decimal("8.05"), Decimal("24.15")])
    [Decimal('8.05'), Decimal('8.05')]
    """
    parts, left = [], amount
    for room in rooms:
        part = max(min(left, room), Decimal(0))
        parts.append(part)
        left -= part
    if left > 0:
        raise ValueError(f"{left} too much is given back")
    return parts


def horizon(run_month: date, in_advance: bool) -> date:
    """Return the last day that a run bills subscriptions for.

    :param run_month: a day of the month whose activity the run bills
    :param in_advance: whether the month that follows is billed with it

    >>> horizon(date(2026, 11, 1), False), horizon(date(2026, 11, 1), True)
    (datetime.date(2026, 11, 30), datetime.date(2026, 12, 31))
    """
    return months.last_of(months.following(run_month)) if in_advance else months.last_of(run_month)


def differs(amount: Decimal, before: Decimal, ratio: Decimal = Decimal("0.2")) -> bool:
    """Tell whether an amount is so far from that of last month that somebody should look.

    >>> differs(Decimal(121), Decimal(100)), differs(Decimal(120), Decimal(100)), differs(Decimal(10), Decimal(0))
    (True, False, False)
    """
    return bool(before) and abs(amount - before) > abs(before) * ratio


def total(dues: Iterable[Due]) -> Decimal:
    """Add up what is to be billed.

    >>> total([])
    Decimal('0')
    """
    return sum((one.amount for one in dues), Decimal(0))
