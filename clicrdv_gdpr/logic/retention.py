"""How long a client file is kept, and what happens to it when its time is over."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from typing import Final

#: Sub-annex A: three years after the last interaction of the person; a longer time needs a new sub-annex.
LONGEST_MONTHS: Final = 36
#: Sub-annex A and DPA 3.3.11: nothing is left three months after the contract has ended.
AFTER_CONTRACT_MONTHS: Final = 3


class State(Enum):
    """The three states of a client file."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    DESTROYED = "destroyed"


class Rule(Enum):
    """Why the time of a client file is over."""

    INTERACTION = "interaction"
    CONTRACT_END = "contract_end"


class PeriodError(ValueError):
    """A period that nobody may choose; ``code`` is stable."""

    code = "invalid_period"


@dataclass(frozen=True)
class Policy:
    """What an establishment keeps, and how long, in months; the defaults are those of a fresh database.

    ``file``: client files, after the last interaction (sub-annex A). ``message``: text and number of messages, after they
    were due. ``trace``: history of appointments. ``log``: technical logs (CNIL, deliberation 2021-122: six months to a
    year). ``optout``: refusals of messages of somebody who has no file (CNIL: at least three years). ``visit_days``: in a
    health establishment, days after the visit after which what the client wrote for it goes. ``register``: names of
    representatives in registers of duties, until claims are barred (Code civil, art. 2224).
    """

    file: int = LONGEST_MONTHS
    message: int = 12
    trace: int = LONGEST_MONTHS
    log: int = 6
    optout: int = 36
    register: int = 60
    is_health: bool = False
    visit_days: int = 1

    def __post_init__(self) -> None:
        """:raises PeriodError: a period is shorter or longer than it may be"""
        for field in fields(self):
            low, high = LIMITS.get(field.name, (0, 1))
            if not low <= getattr(self, field.name) <= high:
                raise PeriodError(field.name)


#: Least and most months (days for visits) that may be chosen.
LIMITS: Final = {
    "file": (1, LONGEST_MONTHS),
    "message": (1, LONGEST_MONTHS),
    "trace": (1, LONGEST_MONTHS),
    "log": (6, 12),
    "optout": (36, 60),
    "register": (60, 60),
    "visit_days": (0, 30),
}


def months_after(day: date, months: int) -> date:
    """Return the day with the same number some months later, or the last day of that month.

    :param months: may be negative

    Source: Regulation (EEC, Euratom) 1182/71, art. 3(2)(c).

    >>> months_after(date(2024, 2, 29), 36), months_after(date(2027, 2, 28), -36)
    (datetime.date(2027, 2, 28), datetime.date(2024, 2, 28))
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def latest_over(today: date, months: int) -> date:
    """Return the last day from which a period of some months is over today.

    ``months_after(day, months) <= today`` holds for that day and those before it, for none after it.

    >>> latest_over(date(2027, 2, 28), 36), latest_over(date(2027, 3, 31), 1)
    (datetime.date(2024, 2, 29), datetime.date(2027, 2, 28))
    """
    index = today.year * 12 + today.month - 1 - months
    year, month = index // 12, index % 12 + 1
    length = calendar.monthrange(year, month)[1]
    is_last = today.day == calendar.monthrange(today.year, today.month)[1]
    return date(year, month, length if is_last else min(today.day, length))


def due_on(last_interaction: date, policy: Policy, service_end: date | None) -> tuple[date, Rule]:
    """Return the day on which a client file is destroyed, and by which rule.

    :param last_interaction: day of the last act of the person himself, in the time zone of the establishment
    :param service_end: first day without contract; None while there is one

    Source: DPA sub-annex A (GDP-57, GDP-58): three years after the last interaction, at most the contract and three
    months.

    >>> due_on(date(2024, 2, 29), Policy(), None)
    (datetime.date(2027, 2, 28), <Rule.INTERACTION: 'interaction'>)
    >>> due_on(date(2026, 11, 30), Policy(), date(2026, 12, 1))
    (datetime.date(2027, 3, 1), <Rule.CONTRACT_END: 'contract_end'>)
    """
    by_interaction = months_after(last_interaction, policy.file)
    if service_end is not None:
        by_contract = months_after(service_end, AFTER_CONTRACT_MONTHS)
        if by_contract < by_interaction:
            return by_contract, Rule.CONTRACT_END
    return by_interaction, Rule.INTERACTION


def kept_until(document: date, months: int) -> date:
    """Return the last day on which the law wants a document: some months from the end of its year.

    Source: Code de commerce, art. L123-22: ten years; counted from the end of the year, as the financial year may be.

    >>> kept_until(date(2026, 5, 3), 120)
    datetime.date(2036, 12, 31)
    """
    return months_after(date(document.year, 12, 31), months)


def state_of(today: date, due: date, on_hold: bool, law_until: date | None) -> State:
    """Return the state in which a client file has to be.

    :param due: as of ``due_on``
    :param on_hold: somebody needs it for a claim or a dispute (RGPD art. 17(3)(e))
    :param law_until: last day on which the law keeps a document of the person, such as an invoice; None: no document

    >>> state_of(date(2030, 1, 1), date(2029, 1, 1), False, date(2036, 12, 31))
    <State.ARCHIVED: 'archived'>
    """
    if today < due:
        return State.ACTIVE
    if on_hold or (law_until is not None and today <= law_until):
        return State.ARCHIVED
    return State.DESTROYED
