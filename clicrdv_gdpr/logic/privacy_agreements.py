"""Which version of the data-protection agreement binds a controller (agreement 3.1, 7, sub-annex A; GDP-03, 49, 50)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

#: In a conflict the earlier one prevails (agreement 7.2); the general terms come last.
PRECEDENCE: Final = ("standard_clauses", "agreement", "terms")

DRAFT: Final = "draft"
PUBLISHED: Final = "published"
STATES: Final = (DRAFT, PUBLISHED)
TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset({(DRAFT, PUBLISHED)})


@dataclass(frozen=True, slots=True)
class Signed:
    """One version as one controller has signed it; days are local ones of the processor."""

    key: int
    published_on: date
    #: sub-annex A changes: an amendment that both sign ("avenant signé des deux parties")
    needs_both: bool
    by_controller: date | None
    by_processor: date | None


def may(current: str, target: str) -> bool:
    """Tell whether a version may go from one state to another; what was published stays.

    >>> may(DRAFT, PUBLISHED), may(PUBLISHED, DRAFT)
    (True, False)
    """
    return (current, target) in TRANSITIONS


def prevails(one: str, other: str) -> str:
    """Return which of two texts counts where they differ (agreement 7.2).

    >>> prevails("terms", "agreement"), prevails("agreement", "standard_clauses")
    ('agreement', 'standard_clauses')
    """
    return min(one, other, key=PRECEDENCE.index)


def in_force(version: Signed, today: date) -> bool:
    """Tell whether a version binds its controller on a day.

    >>> day = date(2027, 1, 5)
    >>> in_force(Signed(1, day, True, day, None), day), in_force(Signed(1, day, False, day, None), day)
    (False, True)
    """
    if not version.by_controller or version.by_controller > today:
        return False
    return not version.needs_both or (version.by_processor is not None and version.by_processor <= today)


def applied(versions: Iterable[Signed], today: date) -> Signed | None:
    """Return the newest version in force; one that lacks a signature leaves the older one in force. None: nothing binds.

    >>> old = Signed(1, date(2026, 1, 1), False, date(2026, 2, 1), None)
    >>> applied([old, Signed(2, date(2027, 1, 1), True, date(2027, 1, 2), None)], date(2027, 1, 11)).key
    1
    """
    bound = [version for version in versions if in_force(version, today)]
    return max(bound, key=lambda version: (version.published_on, version.key), default=None)
