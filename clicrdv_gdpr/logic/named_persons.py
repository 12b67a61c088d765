"""Which of many persons a text names: word by word, so that a text is read once however many they are.

A text names somebody by something that is his alone: his address, his number, or his full name. A first name or a word of a
street names nobody, and what is a part of longer words neither: “Joanna Martinet” is not “Anna Martin”.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

#: Least digits of a number that tells who somebody is.
LEAST_DIGITS: Final = 8
#: Least letters of each word of a full name.
LEAST_LETTERS: Final = 2

_WORD: Final = re.compile(r"""[^\s<>"'’“”«»,;:()\[\]{}=|\\/?!&#*]+""")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_CONTROL: Final = re.compile(r"\\[nrt]")


def words_of(text: str) -> list[str]:
    r"""Return the words of a text in lower case, as a reader sees them: HTML and JSON are undone.

    >>> words_of('Zo\\u00e9 O&#39;NEIL, <zoe@example.com>.')
    ['zoé', 'o', 'neil', 'zoe@example.com']
    """
    if "\\" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = _CONTROL.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    return [word for word in (found.strip(".") for found in _WORD.findall(text.lower())) if word]


def is_telling(text: str) -> bool:
    """Tell whether a text names one person: an address, a number, or two words that are no initials.

    >>> [is_telling(text) for text in ("Anna", "Anna M", "Anna Martin", "a@b.example", "06 39 98 12 34", "75011 Paris")]
    [False, False, True, True, True, False]
    """
    if "@" in text.strip("@ "):
        return True
    digits = sum(char.isdigit() for char in text)
    names = [word for word in words_of(text) if sum(char.isalpha() for char in word) >= LEAST_LETTERS]
    return digits >= LEAST_DIGITS or len(names) >= 2


def telling(texts: Iterable[str]) -> tuple[str, ...]:
    """Return those of some texts that name one person, each once however it is written.

    >>> telling(["zoé neil", "zoé", "ZOÉ  Neil", "zo&eacute; neil"])
    ('zoé neil',)
    """
    found: dict[str, str] = {}
    for text in texts:
        if is_telling(text):
            found.setdefault(" ".join(words_of(text)), text)
    return tuple(found.values())


class Names:
    """Some persons and the texts that name them."""

    def __init__(self, known: Iterable[tuple[int, Iterable[str]]]) -> None:
        """Know persons by their texts; those that tell nobody are left out.

        :param known: (key of a person or of several, texts)

        >>> Names([(7, ["zoé neil", "zoé"])]).find("from Zoé NEIL")
        {'zoé neil'}
        """
        self._keys: dict[str, set[int]] = {}
        self._texts: dict[str, str] = {}
        self._lengths: dict[str, set[int]] = {}
        for key, texts in known:
            for text in telling(texts):
                words = words_of(text)
                name = " ".join(words)
                self._keys.setdefault(name, set()).add(key)
                self._texts.setdefault(name, text)
                self._lengths.setdefault(words[0], set()).add(len(words))

    def __bool__(self) -> bool:
        return bool(self._keys)

    def find(self, text: str) -> set[str]:
        """Return the names that stand in a text, as `keys_of`, `text_of` and `forget` take them.

        >>> sorted(Names([(7, ["a@b.example", "+33639981234", "0639981234"])]).find("a@b.example, 0639981234"))
        ['0639981234', 'a@b.example']
        """
        words = words_of(text)
        found: set[str] = set()
        for index, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                name = " ".join(words[index : index + length])
                if name in self._keys:
                    found.add(name)
        return found

    def keys_of(self, name: str) -> frozenset[int]:
        """Return whose name it is.

        >>> sorted(Names([(7, ["anna martin"]), (8, ["Anna Martin"])]).keys_of("anna martin"))
        [7, 8]
        """
        return frozenset(self._keys.get(name, ()))

    def text_of(self, name: str) -> str:
        """Return a name as it was given.

        >>> Names([(7, ["zoé o'neil"])]).text_of("zoé o neil")
        "zoé o'neil"
        """
        return self._texts[name]

    def forget(self, names: Iterable[str]) -> None:
        """Leave out names that somebody else has as well.

        >>> known = Names([(7, ["anna martin", "a@b.example"])])
        >>> known.forget(known.find("Anna Martin, of the staff"))
        >>> known.find("Anna Martin, a@b.example")
        {'a@b.example'}
        """
        for name in names:
            self._keys.pop(name, None)
