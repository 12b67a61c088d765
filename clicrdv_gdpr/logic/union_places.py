"""Where the GDPR applies, by the codes of countries that Odoo knows: no transfer takes place there (agreement 1, 3.3.12)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_UNION: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
#: Joint Committee of the EEA, decision 154/2018.
_ECONOMIC_AREA: Final = "IS LI NO"
#: Regions of the Union with a code of their own (TFEU, art. 349 and 355): Åland, Guadeloupe, Guyane, Martinique…
_REGIONS: Final = "AX GF GP MF MQ RE YT"

PLACES: Final = frozenset(f"{_UNION} {_ECONOMIC_AREA} {_REGIONS}".split())


def third_countries(codes: Iterable[str]) -> frozenset[str]:
    """Return those of some countries to which going is a transfer.

    >>> sorted(third_countries(["FR", "RE", "NO", "US", "GB"]))
    ['GB', 'US']
    """
    return frozenset(codes) - PLACES
