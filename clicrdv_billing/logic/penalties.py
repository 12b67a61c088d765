"""Late-payment penalties: three times the legal interest rate, day by day, on what is unpaid (general terms, art. 6).

The reading of the contract that is applied (it names neither a base nor a day count): the tax-included unpaid amount,
from the day after the due date to the day of payment, both counted, actual days over 365, and for each day the rate of
its own half-year. Source: Code de commerce, art. L441-10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

MULTIPLIER: Final = 3
DAYS_IN_YEAR: Final = 365
#: Code de commerce, art. D441-5: the fixed indemnity for the costs of recovery, in EUR, once for each late invoice.
RECOVERY_INDEMNITY: Final = Decimal("40")

_DAY: Final = timedelta(days=1)
_ZERO: Final = Decimal(0)


class RateMissing(LookupError):
    """The legal interest rate of a half-year that is needed is not known.

    :param half_year: its first day
    """

    def __init__(self, half_year: date) -> None:
        super().__init__(f"no legal interest rate from {half_year}")
        self.half_year = half_year


@dataclass(frozen=True)
class Payment:
    """What lowers a debt: an amount, tax included, and the day on which it came."""

    on: date
    amount: Decimal


@dataclass(frozen=True)
class Debt:
    """An amount, tax included, the day on which it was due, and what came in; payments beyond it count for nothing."""

    amount: Decimal
    due: date
    payments: tuple[Payment, ...] = ()


@dataclass(frozen=True)
class Segment:
    """Days in a row, both ends included, on which the same amount was unpaid at the same yearly rate, in percent."""

    start: date
    end: date
    amount: Decimal
    rate: Decimal

    @property
    def days(self) -> int:
        """The number of its days."""
        return (self.end - self.start).days + 1


def half_year_of(day: date) -> date:
    """Return the first day of the half-year of a day: the legal rate changes on 1 January and 1 July.

    >>> half_year_of(date(2026, 6, 30)), half_year_of(date(2026, 7, 1))
    (datetime.date(2026, 1, 1), datetime.date(2026, 7, 1))
    """
    return date(day.year, 1 if day.month < 7 else 7, 1)


def unpaid_on(debt: Debt, day: date) -> Decimal:
    """Return what was still unpaid during a day; a payment counts from the day after it came.

    >>> debt = Debt(Decimal("100"), date(2026, 1, 31), (Payment(date(2026, 2, 3), Decimal("60")),))
    >>> unpaid_on(debt, date(2026, 2, 3)), unpaid_on(debt, date(2026, 2, 4))
    (Decimal('100'), Decimal('40'))
    """
    paid = sum((payment.amount for payment in debt.payments if payment.on < day), _ZERO)
    return max(debt.amount - paid, _ZERO)


def segments(
    debt: Debt,
    until: date,
    rates: Mapping[date, Decimal],
    suspended: Iterable[tuple[date, date]] = (),
) -> list[Segment]:
    """Cut the lateness of a debt into days in a row with one amount and one rate.

    :param until: the last day to count
    :param rates: first day of a half-year → legal interest rate for businesses, in percent a year
    :param suspended: periods of force majeure, both ends included, on which nothing runs (general terms, art. 16)
    :raises RateMissing: a day that counts lies in a half-year without a rate

    >>> found = segments(Debt(Decimal("1000"), date(2026, 1, 31)), date(2026, 3, 2), {date(2026, 1, 1): Decimal("2.62")})
    >>> [(part.days, part.amount, part.rate) for part in found]
    [(30, Decimal('1000'), Decimal('2.62'))]
    """
    pauses = tuple(suspended)
    found = []
    for start, end in _stretches(debt, until, pauses):
        amount = unpaid_on(debt, start)
        if amount <= 0 or any(first <= start <= last for first, last in pauses):
            continue
        half_year = half_year_of(start)
        if half_year not in rates:
            raise RateMissing(half_year)
        found.append(Segment(start, end, amount, rates[half_year]))
    return found


def _stretches(debt: Debt, until: date, pauses: tuple[tuple[date, date], ...]) -> list[tuple[date, date]]:
    """Cut the days after the due date wherever the amount, the rate or a pause may change."""
    first = debt.due + _DAY
    if until < first:
        return []
    borders = {payment.on + _DAY for payment in debt.payments}
    borders |= {start for start, _end in pauses} | {end + _DAY for _start, end in pauses}
    half_year = half_year_of(first)
    while half_year <= until:
        borders.add(half_year)
        half_year = half_year_of(half_year + timedelta(days=190))
    starts = [first, *sorted(border for border in borders if first < border <= until)]
    return list(zip(starts, [*(start - _DAY for start in starts[1:]), until], strict=True))


def day_weight(parts: Iterable[Segment]) -> Decimal:
    """Return the exact sum of amount × rate in percent × days, which may be added up before anything is rounded.

    >>> day_weight([Segment(date(2026, 2, 1), date(2026, 3, 2), Decimal("1000"), Decimal("2.62"))])
    Decimal('78600.00')
    """
    return sum((part.amount * part.rate * part.days for part in parts), _ZERO)


def penalty(
    debt: Debt,
    until: date,
    rates: Mapping[date, Decimal],
    suspended: Iterable[tuple[date, date]] = (),
    unit: Decimal = Decimal("0.01"),
) -> Decimal:
    """Return the penalty of a debt up to a day, rounded once at the end.

    :param unit: the smallest amount of the currency
    :raises RateMissing: see `segments`

    >>> penalty(Debt(Decimal("1000"), date(2026, 1, 31)), date(2026, 3, 2), {date(2026, 1, 1): Decimal("2.62")})
    Decimal('6.46')
    """
    exact = MULTIPLIER * day_weight(segments(debt, until, rates, suspended)) / (100 * DAYS_IN_YEAR)
    return (exact / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def late_days(debt: Debt, until: date, suspended: Iterable[tuple[date, date]] = ()) -> int:
    """Return how many days something of a debt was unpaid after its due date, up to a day.

    :param suspended: periods of force majeure, both ends included, on which nobody is late (general terms, art. 16)

    >>> late_days(Debt(Decimal("10"), date(2026, 1, 31), (Payment(date(2026, 2, 3), Decimal("10")),)), date(2026, 12, 31))
    3
    """
    pauses = tuple(suspended)
    return sum(
        (end - start).days + 1
        for start, end in _stretches(debt, until, pauses)
        if unpaid_on(debt, start) > 0 and not any(first <= start <= last for first, last in pauses)
    )
