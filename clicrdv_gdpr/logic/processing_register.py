"""The register of processings (RGPD art. 30), from sub-annex A and the declarations of personal data.

Nothing here is written twice: which data a purpose needs is read from the declarations; sub-annex A says the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .personal_data import Category, Declaration, Purpose
from .privacy_roles import CONTROLLER, PROCESSOR, role_of

#: Sub-annex A, persons (GDP-53).
PERSONS: Final = ("controller_staff", "final_clients")
#: Sub-annex A, recipients: these three and nobody else (GDP-59).
RECIPIENTS: Final = ("provider_administration", "sub_processors", "controller_staff")


class PurposeError(ValueError):
    """A use of data outside the purposes of sub-annex A; ``code`` is stable."""

    code = "outside_purpose"


@dataclass(frozen=True)
class Processing:
    """One entry of the register; ``switch`` names the choice of the establishment that it needs, blank: always."""

    code: str
    purpose: Purpose | None
    persons: tuple[str, ...]
    categories: tuple[Category, ...]
    switch: str = ""

    @property
    def role(self) -> str:
        """The part that the provider plays in it."""
        return role_of(self.code)


_CLIENT_DATA: Final = (Category.IDENTITY, Category.CONTACT, Category.APPOINTMENT, Category.FREE_TEXT)

#: Sub-annex A, purposes (GDP-52), then what the provider does for himself (agreement 4).
PROCESSINGS: Final = (
    Processing("appointments", Purpose.BOOKING, PERSONS, _CLIENT_DATA),
    Processing("hosting", Purpose.HOSTING, PERSONS, (*_CLIENT_DATA, Category.TECHNICAL)),
    Processing(
        "transactional_messages",
        Purpose.MESSAGES,
        ("final_clients",),
        (Category.IDENTITY, Category.CONTACT, Category.APPOINTMENT),
    ),
    Processing(
        "marketing_messages", Purpose.MARKETING, ("final_clients",), (Category.IDENTITY, Category.CONTACT), "marketing"
    ),
    Processing("professional_accounts", None, ("controller_staff",), (Category.IDENTITY, Category.CONTACT)),
    Processing(
        "consumer_accounts",
        None,
        ("final_clients",),
        (Category.IDENTITY, Category.CONTACT, Category.TECHNICAL),
        "accounts",
    ),
)


def processings(role: str, switches: Iterable[str]) -> tuple[Processing, ...]:
    """Return the entries of a register in which the provider has some part.

    :param role: ``processor`` or ``controller``
    :param switches: what is chosen: ``marketing``, ``accounts``

    >>> [entry.code for entry in processings("processor", [])]
    ['appointments', 'hosting', 'transactional_messages']
    >>> [entry.code for entry in processings("controller", ["accounts"])]
    ['professional_accounts', 'consumer_accounts']
    """
    chosen = frozenset(switches)
    return tuple(entry for entry in PROCESSINGS if entry.role == role and entry.switch in {"", *chosen})


def tables_of(purpose: Purpose, declarations: Iterable[Declaration]) -> tuple[Declaration, ...]:
    """Return the declarations of the data that is kept for a purpose.

    >>> tables_of(Purpose.MARKETING, [Declaration("a", "a", "A", Purpose.BOOKING, ())])
    ()
    """
    return tuple(declaration for declaration in declarations if declaration.purpose is purpose)


def without_purpose(declarations: Iterable[Declaration]) -> tuple[str, ...]:
    """Return the keys of declarations whose purpose no entry of sub-annex A has (GDP-05); none in a sound register.

    >>> without_purpose([Declaration("a", "a", "A", "curiosity", ())])
    ('a',)
    """
    known = {entry.purpose for entry in PROCESSINGS if entry.purpose and entry.role == PROCESSOR}
    return tuple(declaration.key for declaration in declarations if declaration.purpose not in known)


def check_use(purpose: str, switches: Iterable[str]) -> Purpose:
    """Return the purpose of an export, a campaign or a statistic, if it is one of sub-annex A that is chosen.

    :param purpose: its code: booking, hosting, messages or marketing
    :param switches: as in ``processings``
    :raises PurposeError: it is none, or it was not chosen

    Source: agreement 3.3.1 (GDP-05).

    >>> check_use("booking", []).value
    'booking'
    >>> check_use("marketing", [])
    Traceback (most recent call last):
    clicrdv_gdpr_logic.processing_register.PurposeError: marketing
    """
    for entry in processings(PROCESSOR, switches):
        if entry.purpose is not None and entry.purpose.value == purpose:
            return entry.purpose
    raise PurposeError(purpose)


def fields_outside(
    names: Iterable[str], table: str, declarations: Iterable[Declaration], exempt: Iterable[str]
) -> list[str]:
    """Return which columns of a table must not leave with an export: tied to no purpose, or opening something.

    :param names: columns that are asked for
    :param exempt: columns that say nothing about persons, ``*`` for all

    Source: agreement 3.3.1 (GDP-05).

    >>> fields_outside(["x"], "a", [Declaration("a", "a", "A", Purpose.BOOKING, ())], [])
    ['x']
    """
    mine = [declaration for declaration in declarations if declaration.table == table]
    if not mine:
        return []
    secret = {column.name for declaration in mine for column in declaration.columns if column.is_secret}
    known = frozenset({"id"}).union(exempt, *(declaration.covers() for declaration in mine))
    return sorted({name for name in names if name in secret or ("*" not in known and name not in known)})


ROLES: Final = (PROCESSOR, CONTROLLER)
