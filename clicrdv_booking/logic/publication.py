"""What an establishment must state before it is shown to clients (BKG-01).

Source: terms of service 2023, definition "Accès": « L'Accès comprend un intitulé, un bloc adresse (adresse + n° de
télécommunication), une activité, une localité et un département. »
"""

from __future__ import annotations

from typing import Final

#: The codes of the five parts, in the order of the definition.
PARTS: Final = ("title", "address", "activity", "locality", "department")


def missing_parts(
    title: str | None,
    street: str | None,
    phone: str | None,
    activity: str | None,
    city: str | None,
    department: str | None,
) -> tuple[str, ...]:
    """Return the codes of the parts that miss, in the order of the definition; blank counts as missing.

    The address block is there when both the street and the phone number are.

    >>> missing_parts("Horizon Optique", "1 rue de Turenne", "", "Opticien", "Paris", "75")
    ('address',)
    """
    filled = {
        "title": _is_filled(title),
        "address": _is_filled(street) and _is_filled(phone),
        "activity": _is_filled(activity),
        "locality": _is_filled(city),
        "department": _is_filled(department),
    }
    return tuple(part for part in PARTS if not filled[part])


def _is_filled(text: str | None) -> bool:
    return bool(text and text.strip())
