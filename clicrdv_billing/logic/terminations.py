"""Why and when a contract ends before its term: the earliest last day of each cause.

General terms, art. 6 (unpaid), 14 (change declined), 15 (fault), 16 (force majeure), 18 (corruption), and the data
protection agreement, art. 6. The day of a letter is not counted: seven days after a letter of the 1st, the 8th is the
last day and the contract has ended on the 9th (BIL-22: possible from day 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from . import terms

FAULT: Final = "fault"
UNPAID: Final = "unpaid"
FORCE_MAJEURE: Final = "force_majeure"
CHANGE_DECLINED: Final = "change_declined"
DATA_PROCESSOR_BREACH: Final = "data_processor_breach"
DATA_UNLAWFUL_INSTRUCTION: Final = "data_unlawful_instruction"
DATA_SUBPROCESSOR: Final = "data_subprocessor"
CORRUPTION: Final = "corruption"

PROVIDER: Final = "provider"
CUSTOMER: Final = "customer"

#: Who may end a contract for a cause.
AUTHORS: Final[dict[str, frozenset[str]]] = {
    FAULT: frozenset({PROVIDER, CUSTOMER}),
    UNPAID: frozenset({PROVIDER}),
    FORCE_MAJEURE: frozenset({PROVIDER, CUSTOMER}),
    CHANGE_DECLINED: frozenset({CUSTOMER}),
    DATA_PROCESSOR_BREACH: frozenset({CUSTOMER}),
    DATA_UNLAWFUL_INSTRUCTION: frozenset({PROVIDER}),
    DATA_SUBPROCESSOR: frozenset({CUSTOMER}),
    CORRUPTION: frozenset({PROVIDER}),
}
DATA_CAUSES: Final = frozenset({DATA_PROCESSOR_BREACH, DATA_UNLAWFUL_INSTRUCTION, DATA_SUBPROCESSOR})
#: Causes that the other party can still put right within the time given.
REMEDIABLE: Final = frozenset({FAULT, UNPAID}) | DATA_CAUSES
#: Causes whose days count from the receipt of the letter, not from its sending.
FROM_RECEIPT: Final = frozenset({FORCE_MAJEURE}) | DATA_CAUSES

FAULT_DAYS: Final = 7
RECEIPT_DAYS: Final = 7
FORCE_MAJEURE_DAYS: Final = 30
DATA_REMEDY_MONTHS: Final = 1
DATA_NOTICE_DAYS: Final = (15, 30)

DRAFT: Final = "draft"
CONFIRMED: Final = "confirmed"
EFFECTIVE: Final = "effective"
REMEDIED: Final = "remedied"
UNDONE: Final = "undone"

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (DRAFT, CONFIRMED),
        (DRAFT, REMEDIED),
        (DRAFT, UNDONE),
        # until its last day is over, both may go on
        (CONFIRMED, UNDONE),
        (CONFIRMED, EFFECTIVE),
    }
)


@dataclass(frozen=True)
class Facts:
    """What is known of a termination; dates are days in the operator's time zone."""

    cause: str
    author: str
    sent: date
    received: date | None = None
    notice_days: int | None = None
    force_majeure_start: date | None = None
    force_majeure_end: date | None = None
    change_window_end: date | None = None


class NotPossible(ValueError):
    """The termination cannot be; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def may(current: str, target: str) -> bool:
    """Tell whether a termination may go from one state to another.

    >>> may(CONFIRMED, UNDONE), may(EFFECTIVE, UNDONE)
    (True, False)
    """
    return (current, target) in TRANSITIONS


def earliest_last_day(facts: Facts) -> date:
    """Return the earliest last day of a contract that a party ends for a cause.

    Fault and non-payment: 7 days after the letter was sent (art. 15, 6). Force majeure: once it has lasted more than 30
    days, 7 days after receipt (art. 16). A change that is declined: the day of the letter, sent within the window (art.
    14). Data protection: one month after receipt, and never before the 15 to 30 calendar days that the letter names
    (agreement, art. 6; decision 1.4-12). Corruption: the day of the letter (art. 18).

    :raises NotPossible: "author", "receipt_missing", "receipt_before_sending", "force_majeure_missing",
        "force_majeure_short", "window_missing", "window_over", "notice_days"

    >>> earliest_last_day(Facts(FAULT, CUSTOMER, date(2027, 3, 1)))
    datetime.date(2027, 3, 8)
    >>> earliest_last_day(Facts(DATA_SUBPROCESSOR, CUSTOMER, date(2027, 2, 1), date(2027, 2, 3), notice_days=30))
    datetime.date(2027, 3, 5)
    """
    if facts.author not in AUTHORS[facts.cause]:
        raise NotPossible("author")
    if facts.received and facts.received < facts.sent:
        raise NotPossible("receipt_before_sending")
    if facts.cause in FROM_RECEIPT:
        if not facts.received:
            raise NotPossible("receipt_missing")
        return (_force_majeure if facts.cause == FORCE_MAJEURE else _data_protection)(facts, facts.received)
    if facts.cause == CHANGE_DECLINED:
        return _change_declined(facts)
    return facts.sent + timedelta(days=FAULT_DAYS if facts.cause in (FAULT, UNPAID) else 0)


def _force_majeure(facts: Facts, received: date) -> date:
    if not facts.force_majeure_start:
        raise NotPossible("force_majeure_missing")
    over = facts.force_majeure_end is not None and facts.force_majeure_end < facts.sent
    # its first day is not counted, as none is from which a delay runs
    if over or (facts.sent - facts.force_majeure_start).days <= FORCE_MAJEURE_DAYS:
        raise NotPossible("force_majeure_short")
    return received + timedelta(days=RECEIPT_DAYS)


def _change_declined(facts: Facts) -> date:
    if not facts.change_window_end:
        raise NotPossible("window_missing")
    if facts.sent > facts.change_window_end:
        raise NotPossible("window_over")
    return facts.sent


def _data_protection(facts: Facts, received: date) -> date:
    shortest, longest = DATA_NOTICE_DAYS
    if facts.notice_days is None or not shortest <= facts.notice_days <= longest:
        raise NotPossible("notice_days")
    remedy_over = terms.add_months(received, DATA_REMEDY_MONTHS)
    return max(remedy_over, received + timedelta(days=facts.notice_days))
