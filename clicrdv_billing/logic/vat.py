"""Which French VAT a service has: it follows the department of the establishment that receives it.

Source: https://impots.gouv.fr/portail/professionnel/tva-sur-prestations-de-services-metropoledom (services between
businesses) and art. 294 and 296 of the CGI.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

METROPOLE: Final = "metropole"
ANTILLES_REUNION: Final = "antilles_reunion"
OUTSIDE: Final = "outside"

RATES: Final = {METROPOLE: Decimal("20"), ANTILLES_REUNION: Decimal("8.5"), OUTSIDE: Decimal("0")}

_ZONES: Final = {
    "971": ANTILLES_REUNION,  # Guadeloupe
    "972": ANTILLES_REUNION,  # Martinique
    "974": ANTILLES_REUNION,  # La Réunion
    "973": OUTSIDE,  # Guyane
    "976": OUTSIDE,  # Mayotte
    # collectivities outside the territory of French VAT
    **dict.fromkeys(("975", "977", "978", "984", "986", "987", "988"), OUTSIDE),
}


def zone_of(department: str) -> str:
    """Return the VAT zone of an establishment.

    :param department: code of its department as in `clicrdv_booking.logic.departments`: "75", "2A", "972"…

    >>> zone_of("75"), zone_of("2A"), zone_of("972"), zone_of("976")
    ('metropole', 'metropole', 'antilles_reunion', 'outside')
    """
    return _ZONES.get(department, METROPOLE)
