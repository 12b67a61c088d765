"""SMS as charges: which contract pays a message, in which month it is counted, what its line says (art. 6).

A message is counted in parts, at the price that the ledger holds, in the month of its local day. One that a gateway
accepted in a month that is billed already (its row was committed later) is counted by the next run, as late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from . import months, proration


@dataclass(frozen=True)
class DayCount:
    """Messages of one kind and price that an establishment sent on one day.

    :param day: local day of the establishment
    :param kind: reminder, confirmation…
    :param unit_price: euros for one part
    :param parts: parts of SMS that the gateway accepted
    :param messages: number of messages
    """

    day: date
    kind: str
    unit_price: Decimal
    parts: int
    messages: int


@dataclass(frozen=True)
class Cover:
    """From which day on the messages of an establishment are paid under a contract.

    :param start: first day
    :param contract: id of the contract
    """

    start: date
    contract: int


@dataclass(frozen=True, order=True)
class SmsCharge:
    """One line: the messages of one kind and price of one month under one contract.

    :param contract: id of the contract
    :param start: first day of this contract in the month
    :param end: last day, included
    """

    contract: int
    start: date
    end: date
    kind: str
    unit_price: Decimal
    parts: int
    messages: int

    @property
    def month(self) -> date:
        """First day of the month."""
        return months.first_of(self.start)

    @property
    def amount(self) -> Decimal:
        """Euros, rounded once.

        >>> SmsCharge(1, date(2026, 1, 1), date(2026, 1, 31), "reminder", Decimal("0.0836"), 137, 137).amount
        Decimal('11.45')
        """
        return proration.to_cents(self.parts * self.unit_price)


def stretch(covers: Sequence[Cover], day: date) -> tuple[int, date, date] | None:
    """Return which contract pays the messages of a day, and the days of that month that it pays.

    It is the contract of the subscription that covers the day, or of the last one before it.

    :param covers: by their first day, oldest first
    :return: id of the contract, first and last day; None when no subscription had begun

    >>> stretch([Cover(date(2026, 1, 10), 7), Cover(date(2026, 1, 20), 8)], date(2026, 1, 15))
    (7, datetime.date(2026, 1, 10), datetime.date(2026, 1, 19))
    """
    begun = [cover for cover in covers if cover.start <= day]
    if not begun:
        return None
    contract = begun[-1].contract
    # neighbours of the same contract are one stretch
    since = begun[-1].start
    for cover in reversed(begun):
        if cover.contract != contract:
            break
        since = cover.start
    others = [cover.start for cover in covers if cover.start > day and cover.contract != contract]
    last = min([months.last_of(day), *(start - timedelta(days=1) for start in others)])
    return contract, max(months.first_of(day), since), last


def charges(counts: Iterable[DayCount], covers: Sequence[Cover]) -> tuple[list[SmsCharge], int]:
    """Add up the messages of an establishment into lines.

    :param counts: its messages that were not billed yet
    :param covers: its subscriptions, oldest first
    :return: the lines, in the order of a bill, and the parts that no contract pays (sent before any subscription)

    >>> one = DayCount(date(2026, 1, 15), "reminder", Decimal("0.0836"), 3, 2)
    >>> found, outside = charges([one, one], [Cover(date(2026, 1, 1), 7)])
    >>> [(line.parts, line.messages, str(line.amount)) for line in found], outside
    ([(6, 4, '0.50')], 0)
    """
    sums: dict[tuple[int, date, date, str, Decimal], list[int]] = defaultdict(lambda: [0, 0])
    outside = 0
    for count in counts:
        found = stretch(covers, count.day)
        if found is None:
            outside += count.parts
            continue
        contract, first, last = found
        entry = sums[contract, first, last, count.kind, count.unit_price]
        entry[0] += count.parts
        entry[1] += count.messages
    lines = [SmsCharge(*key, parts, messages) for key, (parts, messages) in sums.items()]
    return sorted(lines), outside
