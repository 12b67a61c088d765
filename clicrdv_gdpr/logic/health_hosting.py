"""Whether an installation may host health data (Code de la santé publique, art. L1111-8; GDP-28, 56)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

#: The six activities of the certification (art. R1111-9): from premises to backup.
ACTIVITIES: Final = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of a health-data host; days are local ones."""

    number: str
    valid_from: date
    valid_until: date
    activities: frozenset[int]


def is_valid(certificate: Certificate, today: date) -> bool:
    """Tell whether a certificate counts on a day: a number, at least one activity, and the day within its validity.

    >>> own = Certificate("HDS-1", date(2026, 1, 1), date(2028, 12, 31), frozenset({1, 2, 3, 4, 5, 6}))
    >>> is_valid(own, date(2028, 12, 31)), is_valid(own, date(2029, 1, 1))
    (True, False)
    """
    in_time = certificate.valid_from <= today <= certificate.valid_until
    return bool(certificate.number.strip() and certificate.activities and in_time)


def missing_activities(certificates: list[Certificate], today: date) -> list[int]:
    """Return the activities that no valid certificate covers; none missing means that health data may be hosted.

    Several hosts may share the work, each with its own certificate.

    >>> missing_activities([Certificate("A", date(2026, 1, 1), date(2026, 12, 31), frozenset({1, 2}))], date(2026, 6, 1))
    [3, 4, 5, 6]
    """
    covered = {activity for own in certificates if is_valid(own, today) for activity in own.activities}
    return [activity for activity in ACTIVITIES if activity not in covered]
