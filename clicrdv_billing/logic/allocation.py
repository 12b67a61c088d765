"""Which debts a payment settles once a contract was terminated: the oldest first, over all contracts (art. 6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class OpenDebt:
    """What is open of an invoice, and since when it has been due."""

    key: int
    due: date
    amount: Decimal


@dataclass(frozen=True)
class Share:
    """The part of a payment that goes to one debt."""

    key: int
    amount: Decimal


def oldest_first(debts: Iterable[OpenDebt]) -> list[OpenDebt]:
    """Return what is open, the longest due first; among debts of one day, the one recorded first.

    >>> debts = [OpenDebt(2, date(2026, 3, 1), Decimal(5)), OpenDebt(1, date(2026, 1, 1), Decimal(0))]
    >>> [debt.key for debt in oldest_first(debts)]
    [2]
    """
    return sorted((debt for debt in debts if debt.amount > 0), key=lambda debt: (debt.due, debt.key))


def allocate(payment: Decimal, debts: Iterable[OpenDebt]) -> tuple[list[Share], Decimal]:
    """Share a payment out among debts and return what remains of it.

    Source: general terms, art. 6 (a payment made after the termination goes to the debit balance of one or several
    contracts, earlier ones included; the order is left open, the oldest due date is proposed).

    :param payment: amount, tax included, in the currency of the debts
    :raises ValueError: the payment is negative

    >>> allocate(Decimal("70"), [OpenDebt(2, date(2026, 3, 1), Decimal("50")), OpenDebt(1, date(2026, 1, 1), Decimal("40"))])
    ([Share(key=1, amount=Decimal('40')), Share(key=2, amount=Decimal('30'))], Decimal('0'))
    """
    if payment < 0:
        raise ValueError("a payment is not negative")
    shares, left = [], payment
    for debt in oldest_first(debts):
        if left <= 0:
            break
        amount = min(left, debt.amount)
        shares.append(Share(debt.key, amount))
        left -= amount
    return shares, left


def passed_over(matched: OpenDebt, still_open: Iterable[OpenDebt]) -> list[OpenDebt]:
    """Return the older debts that stayed open although a payment went to a newer one.

    :param matched: the debt that the payment went to
    :param still_open: what is open of the customer now

    >>> older = OpenDebt(1, date(2026, 1, 1), Decimal("40"))
    >>> passed_over(OpenDebt(2, date(2026, 3, 1), Decimal("50")), [older]) == [older]
    True
    """
    return [debt for debt in oldest_first(still_open) if debt.due < matched.due and debt.key != matched.key]
