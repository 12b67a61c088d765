"""Whether a network may order (general terms, art. 2): what is missing, and what a person has to approve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from stdnum.exceptions import ValidationError  # type: ignore[import-untyped]
from stdnum.fr import siren as siren_number  # type: ignore[import-untyped]
from stdnum.fr import siret as siret_number

#: General terms, art. 2: a network has at least so many establishments (BIL-03).
ESTABLISHMENTS: Final = 5

INTEGRATED: Final = "integrated"
FRANCHISE: Final = "franchise"

#: What nobody can approve: the order waits until it is put right.
MISSING: Final = (
    "no_establishment",
    "network_siren",
    "siret_missing",
    "siret_invalid",
    "siret_other_siren",
    "siret_twice",
    "inactive",
    "declaration",
    "brand",
    "inpi_number",
    "inpi_class",
    "inpi_date",
    "inpi_document",
    "negotiator",
    "negotiator_rights",
    "mandate",
)
#: What a person may approve, with a reason (BIL-07, decision 1.4-6).
DOUBTS: Final = ("too_few", "franchise", "grouping")


@dataclass(frozen=True)
class Establishment:
    """An establishment of an order; `declared_on` is the day on which the customer certified its real activity."""

    name: str
    siret: str
    active: bool
    declared_on: date | None


@dataclass(frozen=True)
class Order:
    """What is known of an order: of the network, of its brand, of who negotiates, and its establishments."""

    kind: str
    siren: str
    establishments: tuple[Establishment, ...]
    brand: str
    inpi_number: str
    inpi_class: str
    inpi_date: date | None
    has_inpi_document: bool
    negotiator: str
    negotiator_rights: str
    has_mandate: bool
    grouping_in_doubt: bool


@dataclass(frozen=True)
class Problem:
    """A stable code, and the name of the establishment that it is about, if any."""

    code: str
    subject: str = ""


def problems(order: Order, today: date) -> list[Problem]:
    """List everything that stands against an order, in the order of art. 2.

    Codes in `DOUBTS` may be approved by a person; the others are put right first.

    :param today: day of the check, in the operator's time zone: nothing is declared or deposited in the future

    >>> shop = Establishment("Lyon", "73282932000074", True, date(2026, 1, 1))
    >>> paper = dict(brand="X", inpi_number="4012345", inpi_class="44", inpi_date=date(2020, 1, 1),
    ...              has_inpi_document=True, negotiator="Jane", negotiator_rights="owner",
    ...              has_mandate=True, grouping_in_doubt=False)
    >>> problems(Order("integrated", "732829320", (shop,), **paper), date(2026, 2, 1))
    [Problem(code='too_few', subject='')]
    """
    return [*_of_establishments(order, today), *_of_brand(order, today), *_of_negotiator(order)]


def problem_of_siret(kind: str, siren: str, siret: str) -> str | None:
    """Return what is wrong with the number of one establishment, None when nothing is (BIL-04, decision 1.4-6).

    :param kind: "integrated" or "franchise"
    :param siren: number of the network; the establishments of an integrated network share it
    :param siret: number of the establishment, spaces are ignored

    >>> problem_of_siret("integrated", "732829320", "732 829 320 00074") is None
    True
    >>> problem_of_siret("integrated", "404833048", "73282932000074")
    'siret_other_siren'
    >>> problem_of_siret("franchise", "404833048", "73282932000075")
    'siret_invalid'
    """
    if not siret:
        return "siret_missing"
    try:
        number = siret_number.validate(siret)
    except ValidationError:
        return "siret_invalid"
    if kind == INTEGRATED and not number.startswith(siren_number.compact(siren)):
        return "siret_other_siren"
    return None


def _of_establishments(order: Order, today: date) -> Iterator[Problem]:
    if not order.establishments:
        yield Problem("no_establishment")
        return
    if sum(shop.active for shop in order.establishments) < ESTABLISHMENTS:
        yield Problem("too_few")
    if order.kind == FRANCHISE:
        yield Problem("franchise")
    elif not siren_number.is_valid(order.siren):
        yield Problem("network_siren")
    seen = Counter(shop.siret.replace(" ", "") for shop in order.establishments if shop.siret)
    for shop in order.establishments:
        wrong = problem_of_siret(order.kind, order.siren, shop.siret)
        if wrong:
            yield Problem(wrong, shop.name)
        elif seen[shop.siret.replace(" ", "")] > 1:
            yield Problem("siret_twice", shop.name)
        if not shop.active:
            yield Problem("inactive", shop.name)
        if not shop.declared_on or shop.declared_on > today:
            yield Problem("declaration", shop.name)


def _of_brand(order: Order, today: date) -> Iterator[Problem]:
    given = {
        "brand": order.brand.strip(),
        "inpi_number": order.inpi_number.strip(),
        "inpi_class": order.inpi_class.strip(),
        "inpi_date": order.inpi_date and order.inpi_date <= today,
        "inpi_document": order.has_inpi_document,
    }
    yield from (Problem(code) for code, value in given.items() if not value)


def _of_negotiator(order: Order) -> Iterator[Problem]:
    if not order.negotiator.strip():
        yield Problem("negotiator")
    if not order.negotiator_rights.strip():
        yield Problem("negotiator_rights")
    if not order.has_mandate:
        yield Problem("mandate")
    if order.grouping_in_doubt:
        yield Problem("grouping")
