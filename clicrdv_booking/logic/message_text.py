"""Texts of messages, written by establishments, with the details of an appointment put in.

A text is only ever searched for the names in :data:`PLACEHOLDERS`: nothing in it is run, and what is put in is not read
again, so a client called ``{link}`` stays one. Dates, times and lists come from the Unicode CLDR, by way of Babel.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from sys import maxsize
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, match_skeleton
from babel.lists import format_list

from .contacts import clean_name
from .sms_text import measure, transliterate

PLACEHOLDERS: Final[tuple[str, ...]] = (
    "date", "time", "service", "establishment", "address", "phone", "professional", "client", "link",
)  # fmt: skip

#: Values that a person still understands when they are cut; of two as long as each other the first is cut.
SHORTENABLE: Final[tuple[str, ...]] = ("service", "professional", "address", "establishment", "client")

_DEFAULT_LANG: Final = "fr_FR"
_BRACES: Final = re.compile(r"\{([^{}\n]+)\}|[{}]")
_PIECE: Final = re.compile(r"\{([^{}\n]+)\}\.?|[^{}]+")

#: Letters that a cut value keeps at least, and words that it does not end with.
_STUMP: Final = 3
_SMALL_WORDS: Final = frozenset(
    {"a", "à", "and", "at", "au", "aux", "avec", "by", "chez", "de", "des", "du", "en", "et", "for", "in", "la", "le", "les",
     "of", "on", "ou", "par", "pour", "sur", "the", "to", "un", "une", "with", "&", "-", "–", "/", "+"}
)  # fmt: skip
_PUNCTUATION: Final = " .,;:-–—/(&+'’"


class TextError(ValueError):
    """A text that cannot be used; ``code`` is stable."""

    code = "invalid_text"


class EmptyText(TextError):
    """There is nothing to read."""

    code = "empty_text"


class UnknownPlaceholder(TextError):
    """``{name}`` is no placeholder here; ``suggestion`` is the nearest one, or empty."""

    code = "unknown_placeholder"

    def __init__(self, name: str, suggestion: str) -> None:
        super().__init__(name)
        self.name = name
        self.suggestion = suggestion


class StrayBrace(TextError):
    """The brace at ``position`` (from 0) belongs to no placeholder."""

    code = "stray_brace"

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class SmsTooLong(TextError):
    """The SMS takes ``parts`` parts with everything cut that can be, and may take ``max_parts``."""

    code = "too_long"

    def __init__(self, parts: int, max_parts: int) -> None:
        super().__init__(f"{parts} parts, at most {max_parts}")
        self.parts = parts
        self.max_parts = max_parts


@dataclass(frozen=True, slots=True)
class Sms:
    """A text ready to be sent; ``shortened`` when a value had to be cut."""

    text: str
    encoding: str
    parts: int
    shortened: bool


def check(text: str, allowed: Collection[str] = PLACEHOLDERS) -> None:
    """Raise the first reason why a text cannot be used, a :class:`TextError`; braces only serve placeholders.

    >>> check("Bonjour {client}, à {time}")
    >>> check("Bonjour {clent}")
    Traceback (most recent call last):
    ...
    clicrdv_booking_logic.message_text.UnknownPlaceholder: clent
    """
    if not text.strip():
        raise EmptyText
    for token in _BRACES.finditer(text):
        name = token[1]
        if name is None:
            raise StrayBrace(token.start())
        if name not in allowed:
            near = difflib.get_close_matches(name.strip().lower(), allowed, 1)
            raise UnknownPlaceholder(name, near[0] if near else "")


def names(text: str) -> frozenset[str]:
    """Return the names between braces.

    >>> sorted(names("Le {date} à {time}"))
    ['date', 'time']
    """
    return frozenset(token[1] for token in _BRACES.finditer(text) if token[1] is not None)


def render(text: str, values: Mapping[str, str]) -> str:
    """Return a checked text with its values, each brought on one line without invisible characters.

    Spaces in a row become one, a line's ends are trimmed, and a line that has only empty values goes. Raises
    ``KeyError`` for a placeholder without value.

    >>> render("Bonjour {client} !\\n{address}\\n{link}", {"client": " Zoé\\nMartin ", "address": "", "link": "a.fr"})
    'Bonjour Zoé Martin !\\na.fr'
    """
    return _put_in(text, _one_line(text, values), str)


def render_sms(text: str, values: Mapping[str, str], max_parts: int, plain_letters: bool) -> Sms:
    """Return a checked text with its values, as an SMS of ``max_parts`` parts at most.

    ``plain_letters`` writes characters that would turn the whole text to UCS-2 by readable ones, except in the link.
    Too long, the values of :data:`SHORTENABLE` are cut, the longest first, at a word where possible. Raises
    ``KeyError`` as :func:`render` does, :class:`EmptyText`, and :class:`SmsTooLong` when cutting does not help.

    >>> render_sms("RDV : {service}", {"service": "Examen de vue"}, 1, plain_letters=True)
    Sms(text='RDV : Examen de vue', encoding='gsm7', parts=1, shortened=False)
    >>> render_sms("x" * 152 + " {service}", {"service": "Examen de vue"}, 1, plain_letters=True).text[152:]
    ' Examen.'
    """
    letters: Callable[[str], str] = transliterate if plain_letters else str
    lines = _one_line(text, values)
    lines = {name: value if name == "link" else letters(value) for name, value in lines.items()}
    message, shortened = _put_in(text, lines, letters), False
    if not message:
        raise EmptyText
    while (size := measure(message)).parts > max_parts:
        if not _shorten_longest(lines):
            raise SmsTooLong(size.parts, max_parts)
        message, shortened = _put_in(text, lines, letters), True
    return Sms(message, size.encoding, size.parts, shortened)


def spoken_date(day: date, lang: str, *, with_year: bool = False) -> str:
    """Return a date in words; a ``lang`` such as ``en_US`` that is unknown counts as French.

    >>> spoken_date(date(2027, 1, 11), "fr_FR"), spoken_date(date(2027, 1, 1), "fr_FR", with_year=True)
    ('lundi 11 janvier', 'vendredi 1er janvier 2027')
    """
    locale = _locale(lang)
    return _written(day, "full" if with_year else _wide_pattern(locale), locale)


def short_date(day: date, lang: str) -> str:
    """Return a date as short as it is understood, without its year.

    >>> short_date(date(2027, 1, 11), "fr_FR"), short_date(date(2027, 1, 11), "en_US")
    ('lun. 11 janv.', 'Mon, Jan 11')
    """
    locale = _locale(lang)
    return _written(day, _pattern(locale, "MMMEd"), locale)


def spoken_time(moment: time, lang: str) -> str:
    """Return a time as it is written in a sentence: in French with an h (Lexique de l'Imprimerie nationale).

    >>> spoken_time(time(14, 30), "fr_FR"), spoken_time(time(9), "fr_FR"), spoken_time(time(14, 30), "en_US")
    ('14 h 30', '9 h', '2:30 PM')
    """
    locale = _locale(lang)
    if locale.language == "fr":
        return f"{moment.hour} h {moment.minute:02}" if moment.minute else f"{moment.hour} h"
    return _plain_spaces(format_time(moment, "short", locale=locale))


def joined(parts: Sequence[str], lang: str) -> str:
    """Return an enumeration.

    >>> joined(["9 h", "11 h", "14 h 30"], "fr_FR"), joined(["a", "b"], "en_US"), joined([], "fr_FR")
    ('9 h, 11 h et 14 h 30', 'a and b', '')
    """
    return format_list(parts, locale=_locale(lang))


def _one_line(text: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values that a text asks for, each on one line."""
    return {name: clean_name(values[name], maxsize) for name in names(text)}


def _put_in(text: str, values: Mapping[str, str], letters: Callable[[str], str]) -> str:
    """Return a text with its values as they are and what is between them written in ``letters``."""
    lines = []
    for line in text.splitlines():
        filled = _PIECE.sub(lambda piece: _filled(piece, values, letters), line)
        filled = re.sub(r"[ \t]+", " ", filled).strip(" ")
        if filled or not line.strip():
            lines.append(filled)
    return "\n".join(lines).strip()


def _filled(piece: re.Match[str], values: Mapping[str, str], letters: Callable[[str], str]) -> str:
    name = piece[1]
    if name is None:
        return letters(piece[0])
    # after an abbreviation the full stop of the sentence is not written again
    return values[name] if piece[0].endswith("}") or values[name].endswith(".") else f"{values[name]}."


def _shorten_longest(values: dict[str, str]) -> bool:
    """Cut one step off the longest value that can be cut; False when none can."""
    present = [name for name in SHORTENABLE if name in values]
    for name in sorted(present, key=lambda name: len(values[name]), reverse=True):
        shorter = _shorter(values[name])
        if shorter:
            values[name] = shorter
            return True
    return False


def _shorter(value: str) -> str:
    """Return a value without its last word, or where too little stays without its last letter; empty at the end."""
    words = value.rstrip(_PUNCTUATION).split(" ")[:-1]
    while words and words[-1].lower() in _SMALL_WORDS:
        words.pop()
    kept = " ".join(words).rstrip(_PUNCTUATION)
    if sum(map(str.isalpha, kept)) < _STUMP:
        kept = value.rstrip(_PUNCTUATION)[: len(value) - 2].rstrip(_PUNCTUATION)
    return f"{kept}." if len(kept) >= _STUMP else ""


@lru_cache(maxsize=128)
def _locale(lang: str) -> Locale:
    try:
        return Locale.parse(lang)
    except (ValueError, UnknownLocaleError):
        return Locale.parse(_DEFAULT_LANG)


@lru_cache(maxsize=128)
def _pattern(locale: Locale, skeleton: str) -> str:
    """Return the pattern that the CLDR has for the fields of a skeleton, or nearly these fields."""
    found = match_skeleton(skeleton, locale.datetime_skeletons)
    return str(locale.datetime_skeletons[found].pattern) if found else "EEEE d MMMM"


@lru_cache(maxsize=128)
def _wide_pattern(locale: Locale) -> str:
    """Return the pattern of a day with its names in full: Babel finds the order of the fields, not their width."""
    pattern = _pattern(locale, "MMMMEEEEd")
    return re.sub(r"'[^']*'|E+|c+|M{3,}|L{3,}", lambda field: _widened(field[0]), pattern)


def _widened(field: str) -> str:
    return field if field.startswith("'") else field[0] * 4


def _written(day: date, pattern: str, locale: Locale) -> str:
    text = _plain_spaces(format_date(day, pattern, locale=locale))
    # French says the first as an ordinal, which the CLDR does not know
    return re.sub(r"\b1 ", "1er ", text, count=1) if locale.language == "fr" and day.day == 1 else text


def _plain_spaces(text: str) -> str:
    """Return a text without no-break spaces, which are outside the GSM alphabet."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")
