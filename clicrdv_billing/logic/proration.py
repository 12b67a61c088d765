"""What a part of a month costs (general terms, art. 6: « au prorata temporis »)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from . import months

CENT: Final = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round an amount in euros to the cent, halves away from zero, as Odoo and invoices do.

    >>> to_cents(137 * Decimal("0.0836")), to_cents(3 * Decimal("0.0836"))
    (Decimal('11.45'), Decimal('0.25'))
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def share(price: Decimal, start: date, end: date) -> Decimal:
    """Return what the days from ``start`` to ``end`` of one month cost, when the whole month costs ``price``.

    Counted from the sums at its two borders, so that the parts of a month always add up to the month, to the cent.

    :param price: euros for the whole month
    :param start: first day
    :param end: last day, included, of the same month
    :raises ValueError: the days are not of one month, or in the wrong order

    >>> share(Decimal("49.90"), date(2026, 11, 11), date(2026, 11, 30))
    Decimal('33.27')
    >>> share(Decimal("49.90"), date(2026, 11, 1), date(2026, 11, 10))
    Decimal('16.63')
    """
    if (start.year, start.month) != (end.year, end.month) or start > end:
        raise ValueError(f"{start} to {end} is no part of one month")
    days = months.days_in(start)
    return to_cents(price * end.day / days) - to_cents(price * (start.day - 1) / days)
