"""The part of an address that names an establishment: ``/rdv/<slug>``."""

from __future__ import annotations

import re
from typing import Final

from .places import fold

MAX_LENGTH: Final = 60

#: Words that stand for something else after ``/rdv/``, now or one day.
RESERVED: Final = frozenset(
    {"a", "api", "appointments", "assets", "en", "feed", "fr", "health", "my", "sitemap", "static", "w", "widget"}
)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slugify(text: str) -> str:
    """Return a slug for a name; empty when nothing of it can be written with a–z and 0–9.

    A name that gives a reserved word gets ``-rdv`` behind it. Long names are cut between words where possible.

    >>> slugify("Horizon Optique — Paris 3ᵉ"), slugify("L'Œil d'Été"), slugify("API")
    ('horizon-optique-paris-3e', 'l-oeil-d-ete', 'api-rdv')
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", fold(text)))
    if len(slug) > MAX_LENGTH:
        head, _, rest = slug[: MAX_LENGTH + 1].rpartition("-")
        slug = head or rest[:MAX_LENGTH]
    return f"{slug}-rdv" if slug in RESERVED else slug


def is_slug(text: str) -> bool:
    """Tell whether a text may be an establishment's slug.

    >>> is_slug("horizon-optique"), is_slug("Horizon"), is_slug("api"), is_slug("a--b")
    (True, False, False, False)
    """
    return len(text) <= MAX_LENGTH and bool(_SLUG.fullmatch(text)) and text not in RESERVED
