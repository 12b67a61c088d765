"""The deadlines of a dispute (general terms, art. 23)."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Final

AMICABLE_MONTHS: Final = 2


def amicable_until(letter_date: date) -> date:
    """Return the last day of the talks: two months from the registered letter, then the courts of Paris decide.

    A month without that day ends them on its last day.

    :param letter_date: day on which the registered letter was sent

    >>> amicable_until(date(2026, 3, 15)), amicable_until(date(2026, 12, 31))
    (datetime.date(2026, 5, 15), datetime.date(2027, 2, 28))
    """
    month = letter_date.month - 1 + AMICABLE_MONTHS
    year, month = letter_date.year + month // 12, month % 12 + 1
    return date(year, month, min(letter_date.day, calendar.monthrange(year, month)[1]))
