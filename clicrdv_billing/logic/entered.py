"""What a person types into a form of the portal: days and amounts, in the ways in which people write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

LARGEST_AMOUNT: Final = Decimal(1_000_000_000)

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_AMOUNT = re.compile(r"\d{1,12}(?:[.,]\d{1,2})?", re.ASCII)


def day(text: str) -> date | None:
    """Return the day that a browser sends, or nothing when it is none.

    >>> day("2027-01-11"), day("2027-02-30"), day("11/01/2027")
    (datetime.date(2027, 1, 11), None, None)
    """
    found = _DAY.fullmatch(text.strip()) if text.isascii() else None
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def amount(text: str) -> Decimal | None:
    """Return an amount with a comma or a point, spaces between the thousands; nothing typed is zero, nonsense nothing.

    >>> amount("1 234,56"), amount(""), amount("-3"), amount("1e9")
    (Decimal('1234.56'), Decimal('0'), None, None)
    """
    packed = re.sub(r"[\s\u00a0\u202f€]", "", text)
    if not packed:
        return Decimal(0)
    if not _AMOUNT.fullmatch(packed):
        return None
    found = Decimal(packed.replace(",", "."))
    return found if found < LARGEST_AMOUNT else None


def text(value: str, longest: int) -> str:
    """Return what was typed without the signs that no keyboard has, cut at a length.

    >>> text("  Down\\x00 since\\nMonday ", 100)
    'Down since\\nMonday'
    """
    return "".join(sign for sign in value if sign.isprintable() or sign in "\n\t").strip()[:longest]
