"""The time that an audit takes: two man-days are included, more is billed at the agreed rate (DPA, art. 3.3.13)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

INCLUDED_DAYS: Final = Decimal(2)
#: A man-day: a fifth of the legal week of 35 hours (Code du travail, art. L3121-27).
HOURS_A_DAY: Final = Decimal(7)

_STEP = Decimal("0.0001")


def extra_days(hours: Decimal) -> Decimal:
    """Return the man-days of one audit beyond those that are included, with four decimals.

    :param hours: all hours spent on the audit, never negative

    >>> extra_days(Decimal("14")), extra_days(Decimal("17.5"))
    (Decimal('0.0000'), Decimal('0.5000'))
    """
    days = hours / HOURS_A_DAY - INCLUDED_DAYS
    return max(days, Decimal(0)).quantize(_STEP, ROUND_HALF_UP)


def days_to_charge(hours: Decimal, agreed_days: Decimal, charged_days: Decimal) -> Decimal:
    """Return the extra man-days that are still to be charged: never more than what the accepted quote allows.

    :param agreed_days: most man-days of the accepted quote
    :param charged_days: man-days charged before

    >>> days_to_charge(Decimal(28), Decimal(1), Decimal(0)), days_to_charge(Decimal(21), Decimal(5), Decimal(1))
    (Decimal('1.0000'), Decimal('0.0000'))
    """
    return max(min(extra_days(hours), agreed_days) - charged_days, Decimal(0)).quantize(_STEP)
