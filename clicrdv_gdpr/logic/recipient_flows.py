"""Whether personal data may go to a recipient for one controller, and if not, why (agreement 3.3.5, 3.3.12, sub-annex B)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

STOPPED: Final = "recipient_stopped"
NOT_STARTED: Final = "recipient_not_started"
UNKNOWN: Final = "recipient_unknown"
NOT_CHOSEN: Final = "service_not_chosen"
NO_TRANSFER: Final = "no_transfer_record"
OBJECTED: Final = "recipient_objected"

#: Every reason for which a connector refuses to send, in the order in which they are told.
OBSTACLES: Final = (UNKNOWN, STOPPED, NOT_STARTED, NOT_CHOSEN, OBJECTED, NO_TRANSFER)

PROPOSED: Final = "proposed"
IN_USE: Final = "in_use"
ENDED: Final = "ended"
STATES: Final = (PROPOSED, IN_USE, ENDED)

TRANSITIONS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        (PROPOSED, IN_USE),
        (PROPOSED, ENDED),
        (IN_USE, ENDED),
        # hired again: with a new notice, like any other
        (ENDED, PROPOSED),
    }
)

#: Standard clauses of art. 46(2) c and d, a decision of adequacy of art. 45, a derogation of art. 49.
SCC: Final = "scc"
AUTHORITY_CLAUSES: Final = "authority_clauses"
ADEQUACY: Final = "adequacy"
DEROGATION: Final = "derogation"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One instrument for one country outside the European Union; days are local ones of the processor."""

    country: str
    instrument: str
    #: when controllers were informed in writing
    informed_on: date | None
    #: when the clauses were signed, or the decision published
    signed_on: date | None
    has_document: bool
    #: from this day on the instrument is void
    void_from: date | None = None
    #: art. 49: this controller has decided to allow it
    is_decided: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """A sub-processor as one controller sees it."""

    state: str
    is_stopped: bool = False
    #: it serves only those who chose its service (sub-annex B, second table)
    only_if_chosen: bool = False
    #: ISO codes of the countries outside the European Union from which it works or reads
    third_countries: frozenset[str] = frozenset()
    transfers: tuple[Transfer, ...] = field(default=())


def may(current: str, target: str) -> bool:
    """Tell whether a sub-processor may go from one state to another.

    >>> may(PROPOSED, IN_USE), may(ENDED, IN_USE)
    (True, False)
    """
    return (current, target) in TRANSITIONS


def covers(transfer: Transfer, today: date) -> bool:
    """Tell whether a transfer record allows data to leave on a day (agreement 3.3.12).

    Controllers were informed in writing before, and the instrument is signed, kept and not void; for a derogation of
    art. 49 the controller's own decision is needed besides.

    :param today: local day of the processor

    >>> signed = Transfer("US", SCC, date(2026, 11, 2), date(2026, 11, 20), True)
    >>> covers(signed, date(2026, 11, 23)), covers(signed, date(2026, 11, 19))
    (True, False)
    """
    if not transfer.informed_on or transfer.informed_on > today:
        return False
    if transfer.void_from and transfer.void_from <= today:
        return False
    if transfer.instrument == DEROGATION:
        return transfer.is_decided
    return bool(transfer.has_document and transfer.signed_on and transfer.signed_on <= today)


def uncovered(countries: Iterable[str], transfers: Iterable[Transfer], today: date) -> list[str]:
    """Return the countries outside the European Union that no valid transfer record covers, in order.

    :param countries: ISO codes
    :param today: local day of the processor

    >>> uncovered({"US", "IN"}, [Transfer("US", SCC, date(2026, 1, 5), date(2026, 1, 5), True)], date(2026, 2, 1))
    ['IN']
    """
    covered = {transfer.country for transfer in transfers if covers(transfer, today)}
    return sorted(set(countries) - covered)


def obstacle(recipient: Recipient, is_chosen: bool, is_refused: bool, today: date) -> str:
    """Return why data of one controller must not go to a recipient, empty when nothing speaks against it.

    :param recipient: the sub-processor
    :param is_chosen: the controller has chosen the service that this one carries
    :param is_refused: the controller has not accepted him (pending or open objection)
    :param today: local day of the processor

    >>> twilio = Recipient(IN_USE, only_if_chosen=True, third_countries=frozenset({"US"}))
    >>> obstacle(twilio, True, False, date(2026, 11, 26)), obstacle(twilio, False, False, date(2026, 11, 26))
    ('no_transfer_record', 'service_not_chosen')
    """
    if recipient.is_stopped:
        return STOPPED
    if recipient.state != IN_USE:
        return NOT_STARTED
    if recipient.only_if_chosen and not is_chosen:
        return NOT_CHOSEN
    if is_refused:
        return OBJECTED
    return NO_TRANSFER if uncovered(recipient.third_countries, recipient.transfers, today) else ""
