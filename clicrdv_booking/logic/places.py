"""Places as people type them: towns, post codes, departments, arrondissements of Paris, Lyon and Marseille (BKG-02).

Source: terms of service 2023, definition "Accès": found « sur un arrondissement (13/69/75), une localité et/ou un
département ». A search for "Lyon 3" never returns Lyon 6.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from .departments import DEPARTMENTS, ZONES, time_zone_of

__all__ = [
    "DEPARTMENTS",
    "ZONES",
    "Place",
    "arrondissement_of",
    "department_of",
    "fold",
    "matches",
    "parse_place",
    "time_zone_of",
]

#: Countries of Odoo whose addresses have French post codes.
_FRENCH: Final = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"})

#: Post codes of collectivities inside the range of Guadeloupe.
_INSIDE_GUADELOUPE: Final = {"97133": "977", "97150": "978"}

#: City → (post code before the arrondissement, number of arrondissements).
_CITIES: Final = {"Paris": ("750", 20), "Lyon": ("690", 9), "Marseille": ("130", 16)}

_BIG_CITIES: Final = {city.lower(): city for city in _CITIES}

#: The 16th arrondissement of Paris has two post codes.
_PARIS_16: Final = "75116"


#: Longer than any name of a place; what is behind is not read.
_MAX_LENGTH: Final = 100

#: A town and a number: an arrondissement or a department.
_TOWN_NUMBER: Final = re.compile(r"(.*[^0-9 ]) ?0*([0-9]{1,3}|2[ab])(?: ?(?:er|e|eme|ieme|nd|nde))?(?: arr[a-z]*)?")


class Place(NamedTuple):
    """What a text says about a place; the narrowest part decides (:func:`matches`). ``city`` is as typed."""

    postcode: str | None = None
    department: str | None = None
    city: str | None = None
    arrondissement: int | None = None


def fold(text: str) -> str:
    """Return a text in lower case without accents, ligatures or punctuation, its words one space apart.

    >>> fold("  Saint-Étienne "), fold("L'Haÿ-les-Roses"), fold("ŒUF")
    ('saint etienne', 'l hay les roses', 'oeuf')
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def department_of(postcode: str, country: str = "FR") -> str:
    """Return the code of the department of a French post code, empty when there is none.

    ``country``: ISO code; any country but France and its overseas territories has no department.

    >>> department_of("75003"), department_of("20200"), department_of("97200"), department_of("75003", "BE")
    ('75', '2B', '972', '')
    """
    digits = "".join(postcode.split())
    if country.upper() not in _FRENCH or not re.fullmatch(r"[0-9]{5}", digits):
        return ""
    if digits.startswith("20"):
        return {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}.get(digits[:3], "")
    code = digits[:3] if digits.startswith(("97", "98")) else digits[:2]
    code = _INSIDE_GUADELOUPE.get(digits, code)
    return code if code in DEPARTMENTS else ""


def arrondissement_of(postcode: str) -> tuple[str, int] | None:
    """Return the city and the arrondissement of a post code of Paris, Lyon or Marseille, ``None`` for any other.

    >>> arrondissement_of("75116"), arrondissement_of("69003"), arrondissement_of("69100")
    (('Paris', 16), ('Lyon', 3), None)
    """
    digits = "".join(postcode.split())
    if digits == _PARIS_16:
        return "Paris", 16
    if not re.fullmatch(r"[0-9]{5}", digits):
        return None
    for city, (prefix, count) in _CITIES.items():
        if digits.startswith(prefix) and 1 <= int(digits[3:]) <= count:
            return city, int(digits[3:])
    return None


def parse_place(text: str) -> Place:
    """Read a place from a search box; an empty :class:`Place` when there is nothing to read.

    Understood: a post code, a department by number or name, a town, a town with its department's number, an
    arrondissement of Paris, Lyon or Marseille in any of its spellings. A name that is a department's and also a
    town's elsewhere ("Vienne") is read as the town.

    >>> parse_place("Lyon 3ème")
    Place(postcode=None, department='69', city='Lyon', arrondissement=3)
    >>> parse_place("martinique").department, parse_place("2a").department, parse_place("St-Étienne").city
    ('972', '2A', 'St-Étienne')
    """
    text = text[:_MAX_LENGTH]
    folded = fold(text)
    postcode = re.search(r"(?<![0-9])([0-9]{5}|[0-9]{2} [0-9]{3})(?![0-9])", folded)
    if postcode:
        return _from_postcode(postcode[1].replace(" ", ""), text)
    code = folded.upper().zfill(2)
    if code in DEPARTMENTS:
        return Place(department=code)
    if folded in _DEPARTMENT_NAMES:
        return Place(department=_DEPARTMENT_NAMES[folded])
    return _from_town(text, folded)


def matches(place: Place, postcode: str, city: str, country: str = "FR") -> bool:
    """Tell whether an address is in a place; an empty place holds every address.

    The narrowest part decides: the arrondissement, else the post code, else town and department together.

    >>> matches(parse_place("Lyon 3"), "69003", "Lyon"), matches(parse_place("Lyon 3"), "69006", "Lyon")
    (True, False)
    """
    if place.arrondissement is not None:
        return arrondissement_of(postcode) == (place.city, place.arrondissement)
    if place.postcode:
        return "".join(postcode.split()) == place.postcode
    if place.department and department_of(postcode, country) != place.department:
        return False
    city = known[0] if (known := arrondissement_of(postcode)) else city
    return not place.city or _fold_town(city) == _fold_town(place.city)


def _from_postcode(postcode: str, text: str) -> Place:
    department = department_of(postcode) or None
    arrondissement = arrondissement_of(postcode)
    if arrondissement:
        return Place(postcode, department, *arrondissement)
    town = " ".join(re.sub(r"[0-9]{2} ?[0-9]{3}", " ", text).split()).strip(" ,()-")
    return Place(postcode, department, town or None)


def _from_town(text: str, folded: str) -> Place:
    town = " ".join(text.split()).strip(" ,()-") or None
    found = _TOWN_NUMBER.fullmatch(folded)
    if not found:
        return Place(city=_BIG_CITIES.get(folded, town))
    name, number = found.groups()
    city = _BIG_CITIES.get(name)
    if city and number.isdigit() and number not in ("69", "75"):
        return Place(None, _CITIES[city][0][:2], city, int(number))
    code = number.upper().zfill(2)
    if code in DEPARTMENTS:
        return Place(department=code, city=city or re.sub(r"[\s,(-]*[0-9]+[^0-9]*$", "", text).strip() or None)
    return Place(city=town)


def _fold_town(name: str) -> str:
    """Fold a town's name so that "St-Denis" and "Saint Denis", "Lyon" and "Lyon Cedex 03" are the same."""
    words = [{"st": "saint", "ste": "sainte"}.get(word, word) for word in fold(name).split()]
    if "cedex" in words:
        words = words[: words.index("cedex")]
    return " ".join(words)


#: Folded names of departments; those that are towns of another department as well are left to the towns.
_DEPARTMENT_NAMES: Final = {
    fold(name): code
    for code, name in DEPARTMENTS.items()
    if name not in ("Paris", "Vienne", "Saint-Martin", "Saint-Barthélemy")
} | {"reunion": "974", "ile de la reunion": "974"}
