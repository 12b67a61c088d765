"""How strong a password is, by the recommendation of the CNIL (deliberation 2022-100 of 21 July 2022; GDP-73).

Source: https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000046432885. A password alone needs 80 bits; with a second factor, or
where access is blocked after failures, 50. Words that an attacker tries first count as one character.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

ALONE_BITS: Final = 80
GUARDED_BITS: Final = 50
#: Equivalents that the recommendation names: bits → (characters, classes).
EQUIVALENTS: Final = {ALONE_BITS: ((12, 4), (14, 3)), GUARDED_BITS: ((8, 3),)}
#: "A phrase of 7 words" is worth 80 bits.
BITS_PER_WORD: Final = ALONE_BITS / 7
#: Size of each class; 37 special signs are what the recommendation counts with.
SIZES: Final = {"lower": 26, "upper": 26, "digit": 10, "special": 37}
#: More characters of a password are not looked at.
LONGEST: Final = 256

#: French and English keyboards, row by row.
ROWS: Final = (
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
)
#: Columns of the two keyboards that people type downwards.
COLUMNS: Final = ("aqw", "zsx", "edc", "rfv", "tgb", "yhn", "ujm", "qaz", "wsx", "1aq", "2zs", "1qa", "2ws")
#: First what the lists of stolen passwords begin with in France, then the words of this trade.
COMMON: Final = (
    "motdepasse", "password", "passwort", "secret", "bonjour", "bienvenue", "welcome", "soleil", "doudou", "loulou",
    "chouchou", "marseille", "paris", "france", "chocolat", "camille", "nicolas", "thomas", "julien", "princesse",
    "coucou", "amour", "jetaime", "iloveyou", "letmein", "dragon", "monkey", "football", "administrateur",
    "administrator", "admin", "root", "test", "demo", "user", "changeme", "changezmoi", "odoo", "clicrdv", "rendezvous",
    "rdv", "agenda", "salon", "coiffure", "accueil", "contact", "invite", "guest", "printemps", "automne", "hiver",
    "janvier", "fevrier", "mars", "avril", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
)  # fmt: skip
#: What people write for a letter.
DISGUISES: Final = str.maketrans("@4031!$57", "aaoeiisst")


def classes(password: str) -> frozenset[str]:
    """Return the classes of characters in a password; letters with accents are letters.

    >>> sorted(classes("aB3é")), sorted(classes("%"))
    (['digit', 'lower', 'upper'], ['special'])
    """
    return frozenset(
        "digit" if sign.isdigit() else "upper" if sign.isupper() else "lower" if sign.isalpha() else "special"
        for sign in password
    )


def essence(password: str, known: Iterable[str] = ()) -> str:
    """Return a password with each part that is tried first shortened to one character.

    Such parts are common words, walks over the keyboard, sequences, years, repetitions, and what is known of the person.

    :param known: login, names of the person and of his company

    >>> essence("Azerty123456!"), essence("P@ssw0rd2026"), essence("zoe.dupont-Lyon", ["zoe.dupont@example.com"])
    ('A!', 'P', 'z-Lyon')
    >>> essence("abababababab"), essence("Vert-Ogre7-Lampe%")
    ('ab', 'Vert-Ogre7-Lampe%')
    """
    password = password[:LONGEST]
    if unit := re.fullmatch(r"(.+?)\1+", password):
        password = unit[1]
    plain = _fold(password)
    spans = [*_predictable(plain, known), *_predictable(plain.translate(DISGUISES), known)]
    covered = {place for start, stop in spans for place in range(start, stop)}
    kept = [sign for place, sign in enumerate(password) if place not in covered or place - 1 not in covered]
    return re.sub(r"(.)\1{2,}", r"\1", "".join(kept))


def bits(password: str, known: Iterable[str] = ()) -> float:
    """Return the entropy of a password in bits, its predictable parts left out.

    >>> round(bits("aB3$aC4%bD5&")), round(bits("mange deux pommes le soir avec lui")), round(bits("azertyuiop"))
    (80, 80, 5)
    """
    core = essence(password, known)
    size = sum(SIZES[name] for name in classes(core))
    letters = len(core) * math.log2(size) if core else 0.0
    # what is known of somebody may hide that it is a phrase
    return min([letters, *(len({*words}) * BITS_PER_WORD for text in (password, core) if (words := _phrase(text)))])


def is_strong(password: str, required: int, known: Iterable[str] = ()) -> bool:
    """Tell whether a password reaches a number of bits, or is one of the equivalents that the recommendation names.

    :param required: ``ALONE_BITS`` or ``GUARDED_BITS``

    >>> is_strong("aB3$aC4%bD5&", ALONE_BITS), is_strong("aB3aC4bD", ALONE_BITS), is_strong("aB3aC4bD", GUARDED_BITS)
    (True, False, True)
    >>> is_strong("Bienvenue2026!", GUARDED_BITS)
    False
    """
    known = list(known)
    core = essence(password, known)
    if round(bits(password, known)) >= required:
        return True
    # a phrase is as strong as its words, whatever stands between them
    if _phrase(password) or _phrase(core):
        return False
    return any(len(core) >= length and len(classes(core)) >= number for length, number in EQUIVALENTS.get(required, ()))


def waiting_time(failures: int, after: int, at_most: int) -> timedelta:
    """Return how long an account takes no password after failures in a row: it doubles from one minute, up to an hour.

    :param failures: in a row
    :param after: failures that cost nothing
    :param at_most: failures from which on the longest wait holds

    Source: deliberation 2022-100, access restriction of case 2.

    >>> [int(waiting_time(number, 5, 10).total_seconds()) for number in (4, 5, 6, 9, 10, 99)]
    [0, 60, 120, 960, 3600, 3600]
    """
    if failures < after:
        return timedelta()
    if failures >= at_most:
        return timedelta(hours=1)
    return min(timedelta(minutes=2 ** min(failures - after, 10)), timedelta(hours=1))


def _fold(text: str) -> str:
    """The same number of characters, small and without accents."""
    return "".join(unicodedata.normalize("NFKD", sign.lower())[:1] or sign for sign in text)


def _phrase(text: str) -> list[str]:
    """The words of a phrase; none when it is something else."""
    words = re.split(r"[\s_.-]+", text[:LONGEST].strip())
    return words if len(words) > 1 and all(word.isalpha() for word in words) else []


def _predictable(plain: str, known: Iterable[str]) -> list[tuple[int, int]]:
    """Spans of what is tried first; those that touch each other count once."""
    patterns = sorted({*_own_words(known), *COMMON, *COLUMNS}, key=len, reverse=True)
    found = [match.span() for match in re.finditer("|".join(map(re.escape, patterns)), plain)]
    found += [match.span() for match in re.finditer(r"(?<!\d)(?:19|20)\d\d(?!\d)", plain)]
    return [*found, *_walks(plain)]


def _own_words(known: Iterable[str]) -> set[str]:
    words = {_fold(word) for text in known for word in (text, text.partition("@")[0], *re.split(r"[\W_]+", text))}
    return {word for word in words if len(word) >= 3}


def _walks(plain: str) -> Iterable[tuple[int, int]]:
    """Spans of four characters or more that follow each other on a keyboard or in the alphabet, in either direction."""
    for row in ROWS:
        for line in (row, row[::-1]):
            start = 0
            for place in range(1, len(plain) + 1):
                if place == len(plain) or plain[place - 1 : place + 1] not in line:
                    if place - start >= 4:
                        yield start, place
                    start = place
