"""What a text costs as an SMS, and how to write it so that it costs less.

Sources: 3GPP TS 23.038 § 6.2.1 (the GSM 7 bit alphabet and its extension table), TS 23.040 § 9.2.3.24.1 (six octets of
each part of a long message say which part it is: 153 septets or 67 UTF-16 units are left).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

GSM7: Final = "gsm7"
UCS2: Final = "ucs2"

#: Units in a message of one part, and in each part of a longer one.
_LIMITS: Final = {GSM7: (160, 153), UCS2: (70, 67)}

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = frozenset("\f^{}\\[~]|€")
_GSM: Final = _BASIC | _EXTENSION

#: What Unicode does not decompose by itself into letters of the alphabet.
_READABLE: Final = {
    **dict.fromkeys("’‘‚‛′´`ʼ", "'"),
    **dict.fromkeys("«»“”„‟″¨", '"'),
    **dict.fromkeys("‐‒–—―−•", "-"),
    **dict.fromkeys("\u00ad\u200b\u200e\u200f\u2060\ufeff", ""),
    **dict.fromkeys("\u2028\u2029\u0085", "\n"),
    "\t": " ", "‹": "<", "›": ">", "·": ".", "×": "x", "÷": ":", "⁄": "/", "¦": "|", "¸": ",", "°": "o", "µ": "u",
    "¢": "c", "©": "(c)", "®": "(r)", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "þ": "th", "Þ": "Th", "ħ": "h", "Ħ": "H", "ı": "i", "ẞ": "SS",
}  # fmt: skip

#: French quotation marks stand apart from what they quote; those of the alphabet do not.
_QUOTE_SPACE: Final = re.compile(r"(?<=«)[ \u00a0\u202f]|[ \u00a0\u202f](?=»)")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a text takes: ``units`` are septets (GSM) or UTF-16 units (UCS-2), ``left`` those free in the last part."""

    encoding: str
    units: int
    parts: int
    left: int


def measure(text: str) -> Measure:
    """Return what a text takes when it is sent as it is; an empty text takes no part.

    >>> measure("Bonjour à tous"), measure("Fête")
    (Measure(encoding='gsm7', units=14, parts=1, left=146), Measure(encoding='ucs2', units=4, parts=1, left=66))
    >>> measure("a" * 161)
    Measure(encoding='gsm7', units=161, parts=2, left=145)
    """
    encoding = UCS2 if outside_gsm(text) else GSM7
    sizes = [units for _, units in _cut(text, encoding)]
    whole, part = _LIMITS[encoding]
    return Measure(encoding, sum(sizes), len(sizes), (part if len(sizes) > 1 else whole) - sum(sizes[-1:]))


def split(text: str) -> tuple[str, ...]:
    """Return the parts in which a text is sent; no part ends inside a character that takes two units.

    >>> [len(part) for part in split("a" * 152 + "€" + "a" * 10)]
    [152, 11]
    """
    return tuple(part for part, _ in _cut(text, UCS2 if outside_gsm(text) else GSM7))


def outside_gsm(text: str) -> str:
    """Return the characters that make a text be sent in UCS-2, each once, in order of appearance.

    >>> outside_gsm("Fête à l’hôtel, fête")
    'ê’ô'
    """
    return "".join(dict.fromkeys(letter for letter in text if letter not in _GSM))


def transliterate(text: str) -> str:
    """Return a text with the characters outside the GSM alphabet written by readable ones of it.

    Letters of the alphabet keep their accents; what has no equivalent (emoji, Chinese…) stays. The text is composed
    first (NFC). Doing it twice changes nothing.

    >>> transliterate("Ça, c’est le cœur de la fête « d’été » – à 9 h…")
    'Ça, c\\'est le coeur de la fete "d\\'été" - à 9 h...'
    """
    visible = "".join(letter for letter in text if _READABLE.get(letter) != "")
    letters: list[str] = []
    for letter in _QUOTE_SPACE.sub("", unicodedata.normalize("NFC", visible)):
        # an accent that could not be composed with its letter goes with it
        if not (letters and letters[-1][-1] in _GSM and unicodedata.combining(letter)):
            letters.append(_in_gsm(letter) or letter)
    return "".join(letters)


def _in_gsm(letter: str) -> str:
    """Return the equivalent of a character in the alphabet, empty when there is none."""
    if letter in _GSM:
        return letter
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    written = _READABLE.get(letter) or "".join(_READABLE.get(part, part) for part in plain)
    return "" if outside_gsm(written) else written


def _cut(text: str, encoding: str) -> Iterator[tuple[str, int]]:
    """Yield each part of a text with its units."""
    whole, part = _LIMITS[encoding]
    costs = [_units(letter, encoding) for letter in text]
    limit = whole if sum(costs) <= whole else part
    start = units = 0
    for index, cost in enumerate(costs):
        if units + cost > limit:
            yield text[start:index], units
            start, units = index, 0
        units += cost
    if text:
        yield text[start:], units


def _units(letter: str, encoding: str) -> int:
    return 2 if (letter in _EXTENSION if encoding == GSM7 else ord(letter) > 0xFFFF) else 1
