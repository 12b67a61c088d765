"""Obvious words about health and opinions in free text: a hint to the staff, never an obstacle to a booking.

Source: RGPD art. 9(1): data about health, political opinions, religious or philosophical beliefs, trade-union membership,
sexual orientation; sub-annex A, free-text zones ("ZLC"; GDP-55).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

HEALTH: Final = "health"
OPINION: Final = "opinion"

#: Whole words in lower case without accents; a final ``*`` is any end of the word.
_HEALTH: Final = (
    "cancer(?:s|eux|euses?|ologue)?",
    "tumeur*", "leucemi*", "chimio*", "radiotherapi*", "vih", "hiv", "sida", "seropositi*", "seropo",
    "diabet*", "insuline", "epilep*", "asthm*", "allergi*", "alzheimer", "parkinson", "sclerose", "autis*", "bipolaire*",
    "schizophren*", "depressi(?:f|ve|on)s?", "burn[- ]?out", "anxieu(?:x|se|ses)", "psychiatr*", "psychotherap*",
    "enceintes?", "grossesses?", "fausses? couches?", "ivg", "pma", "fiv", "menopaus*", "handicap*", "fauteuil roulant",
    "invalidite", "maladi?(?:e|es|f|ve)", "malades?", "hepatites?", "herpes", "syphilis", "tuberculose", "covid",
    "hypertensi*", "cardiaques?", "infarctus", "avc", "migraines?", "eczema", "psoriasis", "chirurgi*",
    "hospitalis*", "hopital", "hopitaux", "clinique", "medicaments?", "medicamenteu*", "traitements? medica*", "ordonnances?",
    "antidepresseurs?", "anticoagulants?", "cortisone", "alcooli(?:que|sme)s?", "toxicoman*", "drogues?", "sevrages?",
    "arret maladie", "mi-temps therapeutique", "ald", "mdph", "numero de securite sociale", "groupe sanguin",
)  # fmt: skip
_OPINION: Final = (
    "catholiques?", "protestante?s?", "evangeliques?", "musulmane?s?", "islam*", "jui(?:f|fs|ve|ves)", "judai*",
    "bouddhis*", "hindou*", "athees?", "temoins? de jehovah", "halal", "casher", "kasher", "ramadan", "sabbat", "shabbat",
    "religi*", "mosquees?", "synagogues?", "syndicalis*", "syndique*", "cgt", "cfdt", "militante?s?", "communistes?",
    "socialistes?", "gauchistes?", "extreme droite", "extreme gauche", "royalistes?", "macronistes?", "lepenistes?",
    "homosexuel*", "lesbiennes?", "bisexuel*", "transgenres?", "transsexuel*", "lgbt*",
)  # fmt: skip
_SIGNS: Final = {**dict.fromkeys("’‘", "'"), **dict.fromkeys("–—−‑", "-"), "œ": "oe", "æ": "ae"}


def _words(patterns: tuple[str, ...]) -> re.Pattern[str]:
    ends = "|".join(re.sub(r"(?<=[a-z])\*$", "[a-z]*", pattern).replace(" ", r"\s+") for pattern in patterns)
    return re.compile(rf"(?<!\w)(?:{ends})(?!\w)")


_RULES: Final = ((HEALTH, _words(_HEALTH)), (OPINION, _words(_OPINION)))


def folded(text: str) -> str:
    """Return a text in lower case, without accents and invisible signs, for comparing words.

    >>> folded("L’ÉPILEPSIE – cœur")
    "l'epilepsie - coeur"
    """
    plain = unicodedata.normalize("NFKD", "".join(_SIGNS.get(letter, letter) for letter in text.casefold()))
    return "".join(letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cf"))


def findings(texts: Iterable[str]) -> tuple[str, ...]:
    """Return which kinds of sensitive data some texts seem to hold, each once; never the words themselves.

    Whole words only, whatever their accents and case.

    >>> findings(["Je suis DIABÉTIQUE", "plutôt le matin"]), findings(["Repas halal, je suis enceinte"])
    (('health',), ('health', 'opinion'))
    >>> findings(["Cancale, côté jardin", ""])
    ()
    """
    joined = "\n".join(folded(text) for text in texts)
    return tuple(code for code, pattern in _RULES if pattern.search(joined))
