"""Information notices: versions that are never changed, and the proof of what somebody was shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final

DRAFT: Final = "draft"
PUBLISHED: Final = "published"
SUPERSEDED: Final = "superseded"

#: State → states that follow it. A published notice is replaced by the next one, never taken back.
STEPS: Final[dict[str, frozenset[str]]] = {
    DRAFT: frozenset({PUBLISHED}),
    PUBLISHED: frozenset({SUPERSEDED}),
    SUPERSEDED: frozenset(),
}

#: States that the public may read: what somebody was shown years ago as well.
PUBLIC: Final = frozenset({PUBLISHED, SUPERSEDED})

#: Language → sections → (title, paragraphs).
Text = Mapping[str, Sequence[Mapping[str, object]]]


def may(before: str, after: str) -> bool:
    """Return whether a notice may go from one state to another.

    >>> may(DRAFT, PUBLISHED), may(PUBLISHED, DRAFT), may(SUPERSEDED, PUBLISHED)
    (True, False, False)
    """
    return after in STEPS[before]


def text_hash(text: str) -> str:
    """Return the SHA-256 hash of a text, in hexadecimal: the same words give the same hash, whatever their line ends.

    Source: RGPD art. 7(1): who relies on a consent shows what was agreed to.

    >>> text_hash("Yes\\r\\nplease ") == text_hash("Yes\\nplease")
    True
    >>> len(text_hash(""))
    64
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return hashlib.sha256("\n".join(lines).strip("\n").encode()).hexdigest()


def notice_hash(version: int, text: Text) -> str:
    """Return the SHA-256 hash of a version of a notice in all of its languages, in hexadecimal.

    :param version: number of the version, from 1

    Source: RGPD art. 5(2), 12(1): who was told what is shown later.

    >>> notice_hash(1, {"fr": [{"title": "A", "lines": ["b"]}]}) == notice_hash(1, {"fr": [{"lines": ["b"], "title": "A"}]})
    True
    >>> notice_hash(1, {}) == notice_hash(2, {})
    False
    """
    canonical = json.dumps([version, text], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def best_language(wanted: str, own: str, there: Sequence[str]) -> str:
    """Return the language of a notice that somebody is shown: his own, else that of the controller, else the first.

    :param wanted: code of the visitor's language
    :param own: code of the controller's language
    :param there: codes in which the notice was written; at least one
    :raises IndexError: it was written in none

    >>> best_language("de_DE", "fr_FR", ["en_US", "fr_FR"]), best_language("en_GB", "fr_FR", ["en_US", "fr_FR"])
    ('fr_FR', 'en_US')
    """
    base = wanted.partition("_")[0]
    same = [code for code in there if code.partition("_")[0] == base]
    return next((code for code in (wanted, *same, own) if code in there), there[0])
