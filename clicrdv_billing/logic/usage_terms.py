"""How long what a customer lends may be used: his comments one year, his logo as long as the contract (art. 1 and 7.2)."""

from __future__ import annotations

from datetime import date

from .calendar_months import months_after

COMMENT_MONTHS = 12


def comment_expiry(consented: date) -> date:
    """Return the first day on which a comment may not be shown any more: one year after the consent (art. 1).

    >>> comment_expiry(date(2027, 1, 11)), comment_expiry(date(2028, 2, 29))
    (datetime.date(2028, 1, 11), datetime.date(2029, 2, 28))
    """
    return months_after(consented, COMMENT_MONTHS)


def may_use(first: date | None, past: date | None, today: date) -> bool:
    """Tell whether something may be shown today.

    :param first: first day of the permission, None without any
    :param past: first day after it, None when it has no end yet

    >>> may_use(date(2027, 1, 11), date(2028, 1, 11), date(2028, 1, 10)), may_use(None, None, date(2028, 1, 10))
    (True, False)
    >>> may_use(date(2027, 1, 11), date(2028, 1, 11), date(2028, 1, 11))
    False
    """
    return first is not None and first <= today and (past is None or today < past)
