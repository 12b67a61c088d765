"""Words that do not belong into a service message about an appointment.

Sources: CPCE article L34-5 (a message that promotes goods, services or an image, even indirectly, is direct marketing and
needs prior consent); GDPR article 9 (health data: a locked screen shows an SMS to whoever is near); a STOP mention makes
a provider class a text as marketing (https://developers.brevo.com/reference/transactional-sms-1); operators block links
of public shorteners:
https://support.smsmode.com/fr/migrated/base-de-connaissance/pourquoi-certains-liens-raccourcis-sont-bloqu%C3%A9s-dans-les-sms
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from .message_text import names

#: Patterns of whole words in lower case without accents, the longer first; a final ``*`` is any end of the word.
_ADVERTISING: Final = (
    r"(?:codes? )?promo", r"promos", r"promotion*", r"reductions?", r"rabais", r"ristournes?", r"soldes",
    # not: remise en forme, remise de vos lunettes, remise à neuf
    r"remises?(?! (?:(?:en|de|des|du) \D|a (?:neuf|niveau)))",
    r"(?:prix|tarifs?) (?:reduits?|casses?|barres?|doux|mini)", r"petits prix", r"offres?",
    r"offr(?:ez|ir|ons)", r"offerte?s?", r"gratuit*", r"bons? plans?", r"ventes? (?:privees?|flash)",
    r"(?:bons?|cheques?) d'achat", r"profite[rz]", r"economise[rz]", r"nouveautes?", r"cadeaux?", r"parrain*",
    r"(?:cartes? (?:de )?)?fidelite", r"destockage", r"liquidation", r"black friday", r"happy hours?", r"jeu[- ]concours",
    r"tirage au sort", r"gagnez(?! du temps)", r"decouvrez", r"offers?", r"discount*", r"sale", r"deals?", r"vouchers?",
    r"gift cards?", r"(?:- ?)?\d+(?:[.,]\d+)? ?% (?:off|de (?:moins|rabais))", r"- ?\d+(?:[.,]\d+)? ?%",
    r"-\d+(?:[.,]\d+)? ?€",
)  # fmt: skip
_MEDICAL: Final = (
    r"cancer*", r"oncolog*", r"chimiotherapi*", r"radiotherapi*", r"depistages?", r"vih", r"hiv", r"sida", r"mst",
    r"irm", r"scanners?(?! (?:le|ce|un|votre) (?:qr|code))", r"scintigraphi*", r"mammographi*", r"coloscopi*", r"endoscopi*",
    r"biopsies?", r"echographi*", r"grossesses?", r"femmes? enceintes?", r"ivg", r"avortement*", r"pma", r"fiv",
    r"contracepti*", r"sterilets?", r"gynecolog*", r"obstetri*", r"psychiatr*", r"psycholog*", r"psychotherap*",
    r"psychanaly*", r"depressi(?:on|f|ve)s?", r"addictolog*", r"addictions?", r"alcooli(?:que|sme)s?", r"toxicoman*",
    r"sevrages?", r"dialyses?", r"ordonnances?", r"diabet*", r"insuline", r"hepatites?", r"syphilis", r"tuberculose",
    r"covid(?:[- ]19)?", r"epilep*", r"alzheimer", r"parkinson", r"sclerose", r"vaccin*", r"prises? de sang",
    r"(?:analyses?|bilans?) (?:de sang|sanguine?s?)", r"urolog*", r"proctolog*", r"sexolog*", r"neurolog*", r"cardiolog*",
    r"maladies?", r"symptomes?", r"chirurgies?", r"chirurgica*",
)  # fmt: skip
_STOP_MENTION: Final = (
    r"(?:repond(?:ez|re)|envoye[rz]|tape[rz]|reply|text|send) (?:par )?[\"']? ?(?:stop|arret)",
    r"(?:stop|arret)(?: ?(?:sms|pub))?[\"']? ?:? ?(?:au |to )?\d{5}", r"stop[\"']? (?:au|to) \d+", r"stop (?:sms|pub)",
)  # fmt: skip
_SHORTENERS: Final = (
    "adf.ly", "bit.do", "bit.ly", "bitly.com", "bl.ink", "buff.ly", "clck.ru", "cutt.ly", "goo.gl", "is.gd", "j.mp",
    "lc.cx", "lnkd.in", "ow.ly", "pxl.to", "rb.gy", "rebrand.ly", "s.id", "shorturl.at", "t.co", "t.ly", "tiny.cc",
    "tiny.one", "tinyurl.com", "tr.im", "u.to", "urlz.fr", "v.gd",
)  # fmt: skip

_SIGNS: Final = {**dict.fromkeys("’‘", "'"), **dict.fromkeys("–—−‑", "-"), **dict.fromkeys("“”«»", '"'), "œ": "oe"}
_INVISIBLE: Final = frozenset({"Mn", "Cf"})


@dataclass(frozen=True, slots=True)
class Finding:
    """``word`` stands in the text from ``start`` to ``stop``; ``code`` says why it does not belong there."""

    code: str
    word: str
    start: int
    stop: int


def lint(text: str) -> tuple[Finding, ...]:
    """Return what does not belong into a service message, in the order of the text.

    Codes: ``advertising``, ``medical``, ``stop_mention``, ``link_shortener``. A finding is a hint to a person: a word
    may be right where it stands.

    >>> [(finding.code, finding.word) for finding in lint("Cher client, -10 % sur nos Nouveautés ! STOP au 36180")]
    [('advertising', '-10 %'), ('advertising', 'Nouveautés'), ('stop_mention', 'STOP au 36180')]
    >>> lint("Votre examen de vue est confirmé lundi 11 janvier à 14 h 30.")
    ()
    """
    folded, places = _folded(text)
    found = []
    for code, pattern in _RULES:
        for match in pattern.finditer(folded):
            start, stop = places[match.start()], places[match.end() - 1] + 1
            found.append(Finding(code, text[start:stop], start, stop))
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.stop)))


def missing(template: str) -> tuple[str, ...]:
    """Return what the text of an SMS to a client lacks, before anything is put in for its placeholders.

    Code: ``no_link``, as it is the only way from an SMS to moving, cancelling and the choice of messages.

    >>> missing("See you {date}"), missing("See you {date}: {link}")
    (('no_link',), ())
    """
    return () if "link" in names(template) else ("no_link",)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text in lower case without accents and with plain signs, and where each of its letters comes from."""
    folded: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = unicodedata.normalize("NFKD", _SIGNS.get(letter, letter)).casefold()
        kept = [" " if part.isspace() else part for part in plain if unicodedata.category(part) not in _INVISIBLE]
        folded += kept
        places += [place] * len(kept)
    return "".join(folded), places


def _words(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of whole words."""
    ends = "|".join(re.sub(r"(?<=[a-z])\*$", "[a-z]*", pattern) for pattern in patterns)
    return re.compile(rf"(?<![a-z0-9])(?:{ends})(?![a-z0-9])")


def _hosts(hosts: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of hosts and their subdomains, not of longer names that hold them."""
    return re.compile(rf"(?<![a-z0-9@-])(?:{'|'.join(map(re.escape, hosts))})(?![a-z0-9-]|\.[a-z0-9])")


_RULES: Final = (
    ("advertising", _words(_ADVERTISING)),
    ("medical", _words(_MEDICAL)),
    ("stop_mention", _words(_STOP_MENTION)),
    ("link_shortener", _hosts(_SHORTENERS)),
)
