"""Phone numbers, e-mail addresses and texts typed by clients, brought into one form or refused with a code."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

MAX_EMAIL: Final = 254
MAX_NAME: Final = 64
_MAX_PHONE: Final = 40

#: France and its overseas departments dial each other with the same ten digits. The overseas ranges are narrow: tried
#: first.
_FRENCH_REGIONS: Final = ("GP", "MQ", "GF", "RE", "YT", "FR")
_FRENCH: Final = frozenset({*_FRENCH_REGIONS, "BL", "MF"})

#: Ranges that ARCEP keeps free for films and books (plan national de numérotation, décision 2018-0881), after +33.
_FICTION: Final = re.compile(r"(?:19900|26191|35301|46571|53649|63998)[0-9]{4}")

_LOCAL_PART: Final = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

#: Categories never kept: control, format (bidi and zero-width marks), surrogate, private use.
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co"})


class ContactError(ValueError):
    """Something typed by a client that cannot be used; ``code`` is stable."""

    code = "invalid"


class InvalidPhone(ContactError):
    """The phone number cannot exist."""

    code = "invalid_phone"


class InvalidEmail(ContactError):
    """The e-mail address cannot exist."""

    code = "invalid_email"


class TextTooLong(ContactError):
    """The text has more characters than the field takes."""

    code = "too_long"


def normalise_phone(text: str, country: str) -> str:
    """Return a phone number in E.164 form; ``country`` is the ISO code of the establishment's country.

    A French establishment takes the numbers of all of France: ``0696…`` is a mobile of Martinique wherever it is typed.
    Numbers reserved for fiction are taken, though the library calls some of them invalid. Raises :class:`InvalidPhone`.

    >>> [normalise_phone(typed, "FR") for typed in ("06 12 34 56 78", "0696 30 12 34", "+32 2 555 12 12")]
    ['+33612345678', '+596696301234', '+3225551212']
    """
    if len(text) > _MAX_PHONE or any(unicodedata.category(letter) in _INVISIBLE for letter in text.strip()):
        raise InvalidPhone(text)
    region = country.upper()
    for candidate in _FRENCH_REGIONS if region in _FRENCH else (region,):
        number = _parse_phone(text, candidate)
        if number and (phonenumbers.is_valid_number(number) or _is_fiction(number)):
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    raise InvalidPhone(text)


@lru_cache(maxsize=1024)  # asked several times for each number of a batch
def is_mobile(number: str) -> bool:
    """Tell whether a number in E.164 form can receive an SMS: a mobile one, or one that may be.

    >>> [is_mobile(number) for number in ("+33639981234", "+33612345678", "+33142681234", "")]
    [True, True, False, False]
    """
    parsed = _parse_phone(number, "ZZ")
    if parsed is None:
        return False
    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    is_fictional_mobile = _is_fiction(parsed) and str(parsed.national_number)[0] in "67"
    return phonenumbers.number_type(parsed) in kinds or is_fictional_mobile


def masked(address: str) -> str:
    """Return a number or an e-mail address that its owner recognises, and nobody else can use.

    >>> masked("+33639981234"), masked("zoe.martin@example.com"), masked("")
    ('+336 ** ** ** 34', 'z***@example.com', '')
    """
    if "@" in address:
        local, _at, domain = address.rpartition("@")
        return f"{local[:1]}***@{domain}"
    return f"{address[:4]} ** ** ** {address[-2:]}" if len(address) > 6 else "***" * bool(address)


def normalise_email(text: str) -> str:
    """Return an e-mail address in lower case, its domain in the ASCII form of IDNA.

    Only a bare address: no display name, no comment, no quoted part, no invisible character. Raises
    :class:`InvalidEmail`.

    >>> normalise_email(" Jeanne.Martin@Exemple.FR "), normalise_email("a@café.fr")
    ('jeanne.martin@exemple.fr', 'a@xn--caf-dma.fr')
    """
    address = text.strip(" ").lower()
    local, at, domain = address.rpartition("@")
    if not at or len(address) > MAX_EMAIL or any(unicodedata.category(letter) in _INVISIBLE for letter in address):
        raise InvalidEmail(text)
    # before lower(): the Kelvin sign becomes a k
    if not text.rpartition("@")[0].isascii() or len(local) > 64 or not _LOCAL_PART.fullmatch(local):
        raise InvalidEmail(text)
    address = f"{local}@{_ascii_domain(domain, text)}"
    if len(address) > MAX_EMAIL:
        raise InvalidEmail(text)
    return address


def clean_name(text: str, max_length: int = MAX_NAME) -> str:
    """Return a name on one line: NFC, no invisible character, single spaces. Raises :class:`TextTooLong`.

    >>> clean_name(" Anne\\u200b\\n Marie ")
    'Anne Marie'
    """
    return _limited(" ".join(_visible(text).split()), max_length)


def clean_text(text: str, max_length: int) -> str:
    """Return a text of several lines: NFC, no invisible character, single spaces, one empty line at most in a row.

    Raises :class:`TextTooLong` when more than ``max_length`` characters are left.

    >>> clean_text(" Bonjour  à tous\\r\\n\\r\\n\\n\\nMerci\\u202e ", 100)
    'Bonjour à tous\\n\\nMerci'
    """
    lines = "\n".join(" ".join(line.split()) for line in _visible(text).splitlines())
    return _limited(re.sub(r"\n{3,}", "\n\n", lines).strip(), max_length)


def _parse_phone(text: str, region: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _is_fiction(number: PhoneNumber) -> bool:
    return number.country_code == 33 and bool(_FICTION.fullmatch(str(number.national_number)))


def _ascii_domain(domain: str, text: str) -> str:
    """Return a domain of two labels at least, the last one no number, in ASCII."""
    try:
        labels = domain.encode("idna").decode("ascii").lower().split(".")
    except UnicodeError:
        raise InvalidEmail(text) from None
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise InvalidEmail(text)
    return ".".join(labels)


def _visible(text: str) -> str:
    """Return a text in NFC without invisible characters; white space of any kind stays, as it separates words."""
    kept = (letter for letter in text if letter.isspace() or unicodedata.category(letter) not in _INVISIBLE)
    return unicodedata.normalize("NFC", "".join(kept))


def _limited(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise TextTooLong(f"{len(text)} characters, at most {max_length}")
    return text
