"""A French electronic invoice as plain values, and as what the library factur-x writes: Factur-X, profile EN16931.

The terms (BT-1 …) are those of EN 16931; the French additions (BR-FR-…) are in XP Z12-012, annex A.
Source: https://fnfe-mpe.org/factur-x/ and the rules published at https://github.com/fnfempe/France_RFE
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

SIREN_SCHEME: Final = "0002"
SIRET_SCHEME: Final = "0009"
#: Electronic address inside France: the SIREN, alone or followed by what the holder has chosen.
ADDRESS_SCHEME: Final = "0225"

INVOICE: Final = "380"
CREDIT_NOTE: Final = "381"
#: Billing frame "deposit of an invoice of services".
SERVICES: Final = "S1"
TRANSFER: Final = "30"
#: UN/ECE Recommendation 20: "one".
PIECE: Final = "C62"

#: VAT is due when the invoice is issued (debits), or when it is paid (services without that option; CGI art. 269-2-c).
ON_INVOICE: Final = "invoice"
ON_PAYMENT: Final = "payment"

#: Subjects of the notes that each invoice carries once: fixed indemnity, late penalty, discount (C. com. L441-9).
INDEMNITY, PENALTY, DISCOUNT = "PMT", "PMD", "AAB"
#: Subject of the note that says how the platform treats the invoice.
TREATMENT: Final = "BAR"
NOTES: Final = (INDEMNITY, PENALTY, DISCOUNT)

CENT: Final = Decimal("0.01")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Values = dict[str, Any]


@dataclass(frozen=True)
class Party:
    """Who sells, buys or receives: legal name, numbers and address."""

    name: str
    street: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "FR"
    siren: str = ""
    siret: str = ""
    vat: str = ""
    electronic_address: str = ""
    legal_info: str = ""


@dataclass(frozen=True)
class Line:
    """One service for one establishment and period: `net` is what it costs, rounded to the cent, tax excluded."""

    number: str
    name: str
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    vat_rate: Decimal
    description: str = ""
    period_start: date | None = None
    period_end: date | None = None


@dataclass(frozen=True)
class Tax:
    """The tax of all lines of one rate, in percent."""

    rate: Decimal
    base: Decimal
    amount: Decimal
    exemption: str = ""


@dataclass(frozen=True)
class Preceding:
    """The invoice that a credit note corrects."""

    number: str
    issued_on: date


@dataclass(frozen=True)
class Invoice:
    """An invoice or credit note; all amounts are positive in both, in `currency`."""

    number: str
    issued_on: date
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    taxes: tuple[Tax, ...]
    notes: Mapping[str, str]
    due_on: date | None = None
    credit_note: bool = False
    currency: str = "EUR"
    period_start: date | None = None
    period_end: date | None = None
    contract: str = ""
    order: str = ""
    buyer_reference: str = ""
    payment_terms: str = ""
    payment_reference: str = ""
    iban: str = ""
    bic: str = ""
    account_holder: str = ""
    vat_point: str = ON_PAYMENT
    preceding: tuple[Preceding, ...] = ()
    delivery: Party | None = None


def clean(text: str) -> str:
    """Return a text on one line, without characters that XML does not allow.

    >>> clean("Abonnement\\n juillet\\x00 2026 ")
    'Abonnement juillet 2026'
    """
    return " ".join(_CONTROL.sub("", text).split())


def taxes_of(lines: Iterable[Line], exemption: str = "") -> tuple[Tax, ...]:
    """Sum lines by rate, highest first; the tax is rounded once for each rate (EN 16931, BR-CO-17).

    :param exemption: why the lines without VAT have none

    >>> line = Line("1", "SMS", Decimal(137), Decimal("0.0836"), Decimal("11.45"), Decimal(20))
    >>> taxes_of([line])[0].amount
    Decimal('2.29')
    """
    bases: dict[Decimal, Decimal] = {}
    for line in lines:
        bases[line.vat_rate] = bases.get(line.vat_rate, Decimal(0)) + line.net
    return tuple(
        Tax(
            rate,
            bases[rate].quantize(CENT),
            (bases[rate] * rate / 100).quantize(CENT, ROUND_HALF_UP),
            "" if rate else exemption,
        )
        for rate in sorted(bases, reverse=True)
    )


def number(value: Decimal) -> str:
    """Write a number as short as it is, never with an exponent.

    >>> number(Decimal("0.0836")), number(Decimal("20.0")), number(Decimal("1E+2"))
    ('0.0836', '20', '100')
    """
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def money(value: Decimal) -> str:
    """Write an amount with its two decimals.

    >>> money(Decimal("49.9"))
    '49.90'
    """
    # plus nothing: "-0.00" is an amount that no rule understands
    return f"{value.quantize(CENT, ROUND_HALF_UP) + Decimal(0):f}"


def to_values(invoice: Invoice) -> Values:
    """Return an invoice as the dictionary by BT numbers that `facturx.generate_xml.generate_cii_xml` takes.

    Numbers are written here as text, so that no float ever rounds 0.0836 EUR.

    >>> seller = Party("Editor", siren="999340276")
    >>> to_values(Invoice("VT/1", date(2027, 1, 31), seller, seller, (), (), {}))["BT-23"]
    'S1'
    """
    values: Values = {
        "BT-1": invoice.number,
        "BT-2": invoice.issued_on,
        "BT-3": CREDIT_NOTE if invoice.credit_note else INVOICE,
        "BT-5": invoice.currency,
        "BT-8": invoice.vat_point,
        "BT-9": None if invoice.credit_note else invoice.due_on,
        "BT-10": clean(invoice.buyer_reference),
        "BT-12": clean(invoice.contract),
        "BT-13": clean(invoice.order),
        "BT-20": clean(invoice.payment_terms),
        "BT-23": SERVICES,
        # always there: the library writes an invalid empty element without it
        "BT-72": invoice.period_end or invoice.issued_on,
        "BT-73": invoice.period_start,
        "BT-74": invoice.period_end,
        "BG-1": [{"BT-21": code, "BT-22": clean(text)} for code, text in invoice.notes.items()],
        "BG-3": [{"BT-25": one.number, "BT-26": one.issued_on} for one in invoice.preceding],
        "BG-4": _party(invoice.seller),
        "BG-7": _party(invoice.buyer),
        "BG-13": _delivery(invoice.delivery),
        "BG-23": [_tax(tax) for tax in invoice.taxes],
        "BG-25": [_line(line) for line in invoice.lines],
        **_totals(invoice),
        **({} if invoice.credit_note else _transfer(invoice)),
    }
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _totals(invoice: Invoice) -> Values:
    lines = sum((line.net for line in invoice.lines), Decimal(0))
    taxes = sum((tax.amount for tax in invoice.taxes), Decimal(0))
    return {
        "BT-106": money(lines),
        "BT-109": money(lines),
        "BT-110": money(taxes),
        "BT-112": money(lines + taxes),
        "BT-115": money(lines + taxes),
    }


def _transfer(invoice: Invoice) -> Values:
    return {
        "BT-81": TRANSFER,
        "BT-83": clean(invoice.payment_reference),
        "BT-84": invoice.iban,
        "BT-85": clean(invoice.account_holder),
        "BT-86": invoice.bic,
    }


def _party(party: Party) -> Values:
    values = {
        "name": clean(party.name),
        "legal_info": clean(party.legal_info),
        "identifiers": {SIRET_SCHEME: party.siret} if party.siret else {},
        "legal_identifier": party.siren,
        "legal_identifier_schemeid": SIREN_SCHEME if party.siren else "",
        "vat_identifier": party.vat,
        "einvoicing_addr": party.electronic_address,
        "einvoicing_addr_schemeid": ADDRESS_SCHEME if party.electronic_address else "",
        "addr_l1": clean(party.street),
        "addr_l2": clean(party.street2),
        "postcode": clean(party.postcode),
        "city": clean(party.city),
        "country_code": party.country,
    }
    return {key: value for key, value in values.items() if value}


def _delivery(party: Party | None) -> Values:
    kept = ("name", "identifiers", "addr_l1", "addr_l2", "postcode", "city", "country_code")
    return {key: value for key, value in _party(party).items() if key in kept} if party else {}


def _tax(tax: Tax) -> Values:
    values = {
        "BT-116": money(tax.base),
        "BT-117": money(tax.amount),
        "BT-118": _category(tax.rate),
        "BT-119": number(tax.rate),
        "BT-120": clean(tax.exemption),
    }
    return {key: value for key, value in values.items() if value}


def _line(line: Line) -> Values:
    # a price is never negative (BR-27): what is given back is a negative quantity
    sign = -1 if line.unit_price < 0 else 1
    values = {
        "BT-126": line.number,
        "BT-129": number(sign * line.quantity),
        "BT-130": PIECE,
        "BT-131": money(line.net),
        "BT-134": line.period_start,
        "BT-135": line.period_end,
        "BT-146": number(sign * line.unit_price),
        "BT-151": _category(line.vat_rate),
        "BT-152": number(line.vat_rate),
        "BT-153": clean(line.name),
        "BT-154": clean(line.description),
    }
    return {key: value for key, value in values.items() if value not in (None, "")}


def _category(rate: Decimal) -> str:
    # "E" and not "O": an invoice of a head office mixes establishments with VAT and without, which "O" forbids (BR-O-11)
    return "S" if rate else "E"
