"""Working days (*jours ouvrés*) of the contract: Monday to Friday without the public holidays of mainland France.

The holidays are those of article L3133-1 of the Code du travail, at the provider's seat, wherever an establishment is:
deadlines of the general terms and of the data-protection agreement are counted in them, as are the service levels.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from .public_holidays import holidays_of

_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def is_working_day(day: date) -> bool:
    """Tell whether a local day is a working day.

    >>> is_working_day(date(2026, 7, 13)), is_working_day(date(2026, 7, 14)), is_working_day(date(2026, 7, 18))
    (True, False, False)
    """
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """Return the working day that ends a delay of some working days; the first one counted is after ``day``.

    :param day: local day of the notice, which may be any day
    :param count: working days, at least one

    Raises ``ValueError`` for a count below one. Source: data-protection agreement (annex 2), "jours ouvrés".

    >>> add_working_days(date(2026, 7, 3), 10)
    datetime.date(2026, 7, 20)
    """
    if count < 1:
        raise ValueError(f"a delay has at least one working day: {count}")
    while count:
        day += _ONE_DAY
        count -= is_working_day(day)
    return day


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(day for day, _name in holidays_of("FR", year))
