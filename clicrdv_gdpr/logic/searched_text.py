"""The ways in which a person's words may stand in a database: as typed, in capitals, inside JSON, inside HTML."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from typing import Final

#: Shorter words stand in other words: a search for them finds everybody.
SHORTEST: Final = 3


def forms(text: str) -> tuple[str, ...]:
    r"""Return the ways in which a text may be stored, in lower case as PostgreSQL's ``lower`` leaves it in the C locale.

    Only ASCII letters change their case there: capitals with accents are forms of their own. A text that is too short
    to search for has none.

    >>> forms("Zoé O'N")
    ("zoé o'n", 'zoé o&#39;n', 'zoé o&#x27;n', "zo\\u00e9 o'n", "zoÉ o'n", 'zoÉ o&#39;n', 'zoÉ o&#x27;n', "zo\\u00c9 o'n")
    """
    text = text.strip()
    if len(text) < SHORTEST:
        return ()
    found: dict[str, None] = {}
    for typed in (text, text.upper(), text.lower()):
        escaped = html.escape(typed)
        for form in (typed, escaped.replace("&#x27;", "&#39;"), escaped, json.dumps(typed)[1:-1]):
            found.setdefault(_ascii_lower(form))
    return tuple(found)


def _ascii_lower(text: str) -> str:
    return "".join(char.lower() if char.isascii() else char for char in text)


def phone_forms(number: str) -> tuple[str, ...]:
    """Return the ways in which a French number is written; of another one, how it is given.

    >>> phone_forms("+33639981234")
    ('+33639981234', '0639981234', '06 39 98 12 34', '06.39.98.12.34', '+33 6 39 98 12 34')
    """
    digits = re.sub(r"[^\d+]", "", number)
    found = {digits: None} if len(digits) >= SHORTEST else {}
    if len(digits) == 12 and digits.startswith("+33"):
        national = "0" + digits[3:]
        pairs = re.findall("..", national)
        for form in (national, " ".join(pairs), ".".join(pairs), f"+33 {digits[3]} " + " ".join(pairs[1:])):
            found.setdefault(form)
    return tuple(found)


def needles(texts: Iterable[str]) -> tuple[str, ...]:
    """Return every form of several texts, each once.

    >>> needles(["Zoe", "zoe"])
    ('zoe',)
    """
    return tuple(dict.fromkeys(form for text in texts for form in forms(text)))


def pattern(texts: Iterable[str]) -> str:
    """Return a regular expression of PostgreSQL that finds any of these texts; blank when there is none.

    >>> pattern(["a.b@c", "0639"])
    'a\\\\.b@c|0639'
    """
    return "|".join(re.sub(r"([\\.+*?^$()\[\]{}|])", r"\\\1", text) for text in texts)
