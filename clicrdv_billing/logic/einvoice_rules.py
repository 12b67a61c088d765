"""The rules of EN 16931 and of France that we hold ourselves to before a file leaves, checked on its terms.

The compiled schematrons are run in the tests; a server has no processor for them. What is checked here is what our data
could break: numbers, notes, addresses, and every sum. Codes are those of the published rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

from .einvoice import ADDRESS_SCHEME, CENT, CREDIT_NOTE, INVOICE, NOTES, SERVICES, SIREN_SCHEME, SIRET_SCHEME

Terms = Mapping[str, Any]

#: What a number of an invoice may be made of (BR-FR-01 and 02).
NUMBER_LENGTH: Final = 35
_NUMBER: Final = re.compile(r"[A-Za-z0-9+\-_/]+\Z")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9+\-_/.]{9,125}\Z")
_SIREN: Final = re.compile(r"\d{9}\Z")
#: Rates that BR-FR-16 allows and that services have here (CGI art. 278, 294, 296).
RATES: Final = frozenset({Decimal("20"), Decimal("8.5"), Decimal("0")})
#: Decimals that a quantity and a price may have (BR-FR-DEC).
DECIMALS: Final = 4


def broken(values: Terms) -> tuple[str, ...]:
    """Return the codes of the rules that an invoice breaks, each once, in the order of the list.

    :param values: terms by BT number as of `einvoice.to_values`, or as the library reads them from a file

    >>> "BR-FR-02" in broken({"BT-1": "VT 2027#1"})
    True
    """
    found: list[str] = []
    for rule in (_header, _notes, _parties, _addresses, _lines, _taxes, _totals):
        try:
            found += rule(values)
        except (KeyError, InvalidOperation, TypeError):
            found.append("INCOMPLETE")
    return tuple(dict.fromkeys(found))


def may_be_a_number(number: str) -> bool:
    """Tell whether a text may be the number of an invoice (BR-FR-01, BR-FR-02).

    >>> may_be_a_number("VT/2027/00001"), may_be_a_number("VT 1"), may_be_a_number("9" * 36)
    (True, False, False)
    """
    return len(number) <= NUMBER_LENGTH and bool(_NUMBER.match(number))


def may_be_an_address(address: str, siren: str) -> bool:
    """Tell whether a text may be the electronic address of a company (BR-FR-21).

    >>> may_be_an_address("999084122_99908412200018", "999084122"), may_be_an_address("1", "999084122")
    (True, False)
    """
    return bool(_SIREN.match(siren)) and address.startswith(siren) and bool(_ADDRESS.match(address))


def _header(values: Terms) -> Iterator[str]:
    number = values.get("BT-1") or ""
    if len(number) > NUMBER_LENGTH:
        yield "BR-FR-01"
    if not _NUMBER.match(number):
        yield "BR-FR-02"
    if values.get("BT-23") != SERVICES:
        yield "BR-FR-08"
    if values.get("BT-3") not in (INVOICE, CREDIT_NOTE):
        yield "BR-FR-04"
    if values.get("BT-3") == CREDIT_NOTE and not all(one.get("BT-26") for one in values.get("BG-3") or [{}]):
        yield "BR-FR-CO-05"
    yield from _dates(values)


def _dates(values: Terms) -> Iterator[str]:
    due, issued = values.get("BT-9"), values["BT-2"]
    if due and due < issued:
        yield "BR-FR-CO-07"
    if values.get("BT-3") == INVOICE and not due:
        yield "BR-CO-25"
    if values.get("BT-3") == INVOICE and not values.get("BT-84"):
        yield "BR-50"
    if not _in_order(values.get("BT-73"), values.get("BT-74")):
        yield "BR-29"


def _in_order(start: date | None, end: date | None) -> bool:
    return not start or not end or start <= end


def _notes(values: Terms) -> Iterator[str]:
    count = Counter(note.get("BT-21") for note in values.get("BG-1") or () if note.get("BT-22"))
    if any(not count[code] for code in NOTES):
        yield "BR-FR-05"
    if any(count[code] > 1 for code in NOTES):
        yield "BR-FR-06"


def _parties(values: Terms) -> Iterator[str]:
    seller, buyer = values["BG-4"], values["BG-7"]
    for party, rule in ((seller, "BR-FR-10"), (buyer, "BR-FR-11")):
        siren = party.get("legal_identifier") or ""
        if not _SIREN.match(siren) or party.get("legal_identifier_schemeid") != SIREN_SCHEME:
            yield rule
        siret = (party.get("identifiers") or {}).get(SIRET_SCHEME)
        if siret and not siret.startswith(siren):
            yield "BR-FR-09"
        if not party.get("name") or not party.get("country_code"):
            yield "BR-08"
    if not seller.get("vat_identifier"):
        yield "BR-S-02"


def _addresses(values: Terms) -> Iterator[str]:
    for party, missing, wrong in (("BG-4", "BR-FR-13", "BR-FR-22"), ("BG-7", "BR-FR-12", "BR-FR-21")):
        address = values[party].get("einvoicing_addr")
        siren = values[party].get("legal_identifier") or ""
        if not address:
            yield missing
        elif values[party].get("einvoicing_addr_schemeid") != ADDRESS_SCHEME or not may_be_an_address(address, siren):
            yield wrong


def _lines(values: Terms) -> Iterator[str]:
    lines = values.get("BG-25") or ()
    if not lines:
        yield "BR-16"
    for line in lines:
        quantity, price, net = (Decimal(line[term]) for term in ("BT-129", "BT-146", "BT-131"))
        if price < 0:
            yield "BR-27"
        if _decimals(quantity) > DECIMALS or _decimals(price) > DECIMALS or _decimals(net) > 2:
            yield "BR-FR-DEC"
        # a quantity is itself rounded to four decimals: a twentieth of a thousandth of the price may be lost
        if abs(quantity * price - net) > Decimal("0.005") + price * Decimal("0.00005"):
            yield "LINE"
        if Decimal(line["BT-152"]) not in RATES:
            yield "BR-FR-16"
        if not line.get("BT-153"):
            yield "BR-25"
        if not _in_order(line.get("BT-134"), line.get("BT-135")):
            yield "BR-30"


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _taxes(values: Terms) -> Iterator[str]:
    bases: dict[Decimal, Decimal] = {}
    for line in values.get("BG-25") or ():
        rate = Decimal(line["BT-152"])
        bases[rate] = bases.get(rate, Decimal(0)) + Decimal(line["BT-131"])
    taxes = {Decimal(tax["BT-119"]): tax for tax in values.get("BG-23") or ()}
    if set(bases) != set(taxes):
        yield "BR-CO-18"
    for rate, tax in taxes.items():
        base, amount = Decimal(tax["BT-116"]), Decimal(tax["BT-117"])
        if base != bases.get(rate, Decimal(0)):
            yield "BR-S-08"
        if amount != (base * rate / 100).quantize(CENT, ROUND_HALF_UP):
            yield "BR-CO-17"
        if not rate and not tax.get("BT-120"):
            yield "BR-E-10"


def _totals(values: Terms) -> Iterator[str]:
    def of(term: str) -> Decimal:
        return Decimal(values.get(term) or 0)

    if of("BT-106") != sum((Decimal(line["BT-131"]) for line in values.get("BG-25") or ()), Decimal(0)):
        yield "BR-CO-10"
    if of("BT-109") != of("BT-106") - of("BT-107") + of("BT-108"):
        yield "BR-CO-13"
    if of("BT-110") != sum((Decimal(tax["BT-117"]) for tax in values.get("BG-23") or ()), Decimal(0)):
        yield "BR-CO-14"
    if of("BT-112") != of("BT-109") + of("BT-110"):
        yield "BR-CO-15"
    if of("BT-115") != of("BT-112") - of("BT-113") + of("BT-114"):
        yield "BR-CO-16"
