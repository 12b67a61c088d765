"""How much an operator may owe for a breach: the deadline of a claim and the two caps (general terms, art. 8.1).

The terms say "montant facturé" without more: what is compared here is the amount excluding tax, since damages bear no VAT,
and an invoice counts for the month of the last day that it bills, or of its own date when it names no period.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from .calendar_months import months_after, months_before

#: Art. 8.1: to be told within six months from the breach.
CLAIM_MONTHS: Final = 6
#: Art. 8.1: one event costs at most what was billed over the six months before its month.
EVENT_MONTHS: Final = 6
#: Art. 8.1: the damages of a calendar year are at most what was billed over the last twelve months.
YEAR_MONTHS: Final = 12

INDIRECT: Final = "indirect_loss"
ABOVE_EVENT_CAP: Final = "above_event_cap"
ABOVE_YEAR_CAP: Final = "above_year_cap"


@dataclass(frozen=True)
class Billed:
    """One posted invoice, or one credit note with a negative amount.

    :param day: last day that it bills, or its date
    :param amount: excluding tax, in the operator's currency
    """

    id: int
    day: date
    amount: Decimal


@dataclass(frozen=True)
class Caps:
    """What may be paid for one event, and why not more.

    :param event_ids: invoices that make the cap of the event; `year_ids`: those of the cap of the year
    :param payable: what may be paid at most, never negative
    """

    event_cap: Decimal
    event_ids: tuple[int, ...]
    year_cap: Decimal
    year_ids: tuple[int, ...]
    granted_this_year: Decimal
    payable: Decimal


def claim_deadline(breach: date) -> date:
    """Return the last day on which a breach may be claimed (art. 8.1; how months are counted: CPC art. 641).

    :param breach: the day of the breach, at the operator's

    >>> claim_deadline(date(2026, 8, 31)), claim_deadline(date(2026, 7, 1))
    (datetime.date(2027, 2, 28), datetime.date(2027, 1, 1))
    """
    return months_after(breach, CLAIM_MONTHS)


def is_late(breach: date, received: date) -> bool:
    """Tell whether a claim came after the last day for it; on that day it is in time.

    >>> is_late(date(2026, 7, 1), date(2027, 1, 1)), is_late(date(2026, 7, 1), date(2027, 1, 2))
    (False, True)
    """
    return received > claim_deadline(breach)


def billed_over(span: tuple[date, date], bills: Iterable[Billed]) -> tuple[Decimal, tuple[int, ...]]:
    """Add up what was billed for a span of days, both included; credit notes are taken off, never below zero.

    :return: amount excluding tax, and the ids of what makes it

    >>> july, august = Billed(1, date(2026, 7, 31), Decimal("49.90")), Billed(2, date(2026, 8, 31), Decimal("60"))
    >>> billed_over((date(2026, 7, 1), date(2026, 7, 31)), [july, august])
    (Decimal('49.90'), (1,))
    """
    first, last = span
    counted = [bill for bill in bills if first <= bill.day <= last]
    total = sum((bill.amount for bill in counted), Decimal(0))
    return max(total, Decimal(0)), tuple(bill.id for bill in counted)


def caps(event: date, decided: date, bills: Iterable[Billed], granted_this_year: Decimal) -> Caps:
    """Compute the two caps of art. 8.1 for one event.

    :param event: the day of the event that caused the damage
    :param decided: the day on which the damages are granted; its calendar year counts
    :param bills: posted invoices and credit notes of the customer; those of other months are left out
    :param granted_this_year: damages granted already in that calendar year, excluding this event

    >>> bills = [Billed(1, date(2026, 12, 31), Decimal("100")), Billed(2, date(2026, 3, 31), Decimal("50"))]
    >>> found = caps(date(2027, 1, 11), date(2027, 2, 1), bills, Decimal("90"))
    >>> found.event_cap, found.year_cap, found.payable
    (Decimal('100'), Decimal('150'), Decimal('60'))
    """
    bills = list(bills)
    event_cap, event_ids = billed_over(months_before(event, EVENT_MONTHS), bills)
    year_cap, year_ids = billed_over(months_before(decided, YEAR_MONTHS), bills)
    payable = min(event_cap, max(year_cap - granted_this_year, Decimal(0)))
    return Caps(event_cap, event_ids, year_cap, year_ids, granted_this_year, payable)


def refusal(damages: Decimal, direct_loss: Decimal, limits: Caps) -> str | None:
    """Tell why damages cannot be granted; nothing when they can.

    :param damages: what is to be paid
    :param direct_loss: the direct and immediate part of the loss claimed; the rest (profits, financial and commercial
        losses) is never paid
    :return: INDIRECT, ABOVE_EVENT_CAP, ABOVE_YEAR_CAP or None

    >>> limits = Caps(Decimal(100), (1,), Decimal(150), (1, 2), Decimal(90), Decimal(60))
    >>> refusal(Decimal(60), Decimal(60), limits), refusal(Decimal(70), Decimal(60), limits)
    (None, 'indirect_loss')
    >>> refusal(Decimal(61), Decimal(500), limits), refusal(Decimal(101), Decimal(500), limits)
    ('above_year_cap', 'above_event_cap')
    """
    if damages > direct_loss:
        return INDIRECT
    if damages > limits.event_cap:
        return ABOVE_EVENT_CAP
    return ABOVE_YEAR_CAP if damages > limits.payable else None
