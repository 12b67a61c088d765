"""French numbers of companies and bank accounts, as they are typed, checked by their own digits."""

from __future__ import annotations

from collections.abc import Callable

from stdnum import iban  # type: ignore[import-untyped]
from stdnum.exceptions import ValidationError  # type: ignore[import-untyped]
from stdnum.fr import siren as siren_number  # type: ignore[import-untyped]
from stdnum.fr import siret as siret_number
from stdnum.fr import tva


def siret_of(text: str) -> str:
    """Return the SIRET that a text holds, or nothing.

    >>> siret_of("999 340 276 00016"), siret_of("123"), siret_of("999340276")
    ('99934027600016', '', '')
    """
    return _checked(siret_number.validate, text)


def siren_of(text: str) -> str:
    """Return the SIREN that a text holds, alone or as the beginning of a SIRET, or nothing.

    >>> siren_of("999 340 276"), siren_of("99934027600016"), siren_of("999340277")
    ('999340276', '999340276', '')
    """
    siret = siret_of(text)
    return siret[:9] or _checked(siren_number.validate, text)


def vat_of(text: str) -> str:
    """Return the French VAT number that a text holds, with its country, or nothing.

    >>> vat_of("fr 33 999340276"), vat_of("FR00999340276"), vat_of("/")
    ('FR33999340276', '', '')
    """
    number = _checked(tva.validate, text)
    return f"FR{number}" if number else ""


def vat_agrees(vat: str, siren: str) -> bool:
    """Tell whether a French VAT number is that of a SIREN: its last nine digits.

    >>> vat_agrees("FR33999340276", "999340276"), vat_agrees("FR33999340276", "999084122")
    (True, False)
    """
    return bool(vat_of(vat)) and vat_of(vat).endswith(siren)


def iban_of(text: str) -> str:
    """Return the IBAN that a text holds, or nothing.

    >>> iban_of("FR76 3000 6000 0112 3456 7890 189"), iban_of("FR76")
    ('FR7630006000011234567890189', '')
    """
    return _checked(iban.validate, text)


def _checked(validate: Callable[[str], str], text: str) -> str:
    try:
        return str(validate(text or ""))
    except ValidationError:
        return ""
