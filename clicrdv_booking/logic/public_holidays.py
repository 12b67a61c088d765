"""Public holidays by zone, from the ``holidays`` library, less the local customs that it lists beside them.

Kept are the eleven days of article L3133-1 of the Code du travail, the two of Alsace and Moselle (L3134-13; Good
Friday only in communes with a Protestant or mixed church, so establishments can open it by hand), and the
commemoration of the abolition of slavery overseas (L3422-2). Left out: Mi-Carême, Good Friday and Schoelcher day in
the Antilles, which are customs. The Pacific territories have labour codes of their own and no zone here.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import holidays

_ABOLITION: Final = frozenset({"Abolition de l'esclavage"})
_ALSACE_MOSELLE: Final = frozenset({"Vendredi saint", "Saint-Étienne"})

#: Zone → what people call it.
ZONES: Final[dict[str, str]] = {
    "": "Aucun jour férié",
    "FR": "France métropolitaine",
    "FR-6AE": "Alsace",
    "FR-57": "Moselle",
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "975": "Saint-Pierre-et-Miquelon",
    "976": "Mayotte",
    "BL": "Saint-Barthélemy",
    "MF": "Saint-Martin",
}

#: Zone → (subdivision in the library, names of the local days kept).
_LOCAL: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "FR-6AE": ("6AE", _ALSACE_MOSELLE),
    "FR-57": ("57", _ALSACE_MOSELLE),
    "971": ("971", _ABOLITION),
    "972": ("972", _ABOLITION),
    "973": ("973", _ABOLITION),
    "974": ("974", _ABOLITION),
    "976": ("976", _ABOLITION),
    "BL": ("BL", _ABOLITION),
    "MF": ("MF", _ABOLITION),
}

_ZONE_OF_DEPARTMENT: Final = {"67": "FR-6AE", "68": "FR-6AE", "57": "FR-57", "977": "BL", "978": "MF"}
_WITHOUT_ZONE: Final = frozenset({"984", "986", "987", "988"})


def holidays_of(zone: str, year: int) -> list[tuple[date, str]]:
    """Return the public holidays of a zone in a year, in order, with their French names.

    Raises ``ValueError`` for a zone that is not in :data:`ZONES`.

    >>> [name for day, name in holidays_of("972", 2026) if day.month == 5]
    ['Fête du Travail', 'Fête de la Victoire', 'Ascension', "Abolition de l'esclavage", 'Lundi de Pentecôte']
    """
    if zone not in ZONES:
        raise ValueError(f"no such public holiday zone: {zone!r}")
    if not zone:
        return []
    days = _from_library(None, year)
    subdivision, kept = _LOCAL.get(zone, (None, frozenset()))
    if subdivision:
        local = _from_library(subdivision, year)
        days |= {day: name for day, name in local.items() if day not in days and name in kept}
    return sorted(days.items())


def zone_of_department(code: str) -> str:
    """Return the public holiday zone of a department by its code, empty for the Pacific territories and for no code.

    >>> zone_of_department("67"), zone_of_department("972"), zone_of_department("69"), zone_of_department("988")
    ('FR-6AE', '972', 'FR', '')
    """
    if not code or code in _WITHOUT_ZONE:
        return ""
    return _ZONE_OF_DEPARTMENT.get(code, code if code in ZONES else "FR")


def _from_library(subdivision: str | None, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("FR", subdiv=subdivision, years=year, language="fr"))
