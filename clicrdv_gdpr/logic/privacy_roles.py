"""Who answers for which processing (agreement 2, 3.1 and 4; GDP-01)."""

from __future__ import annotations

from typing import Final

PROCESSOR: Final = "processor"
CONTROLLER: Final = "controller"

#: Processing → the part that the provider plays in it.
ROLES: Final[dict[str, str]] = {
    "appointments": PROCESSOR,
    "hosting": PROCESSOR,
    "transactional_messages": PROCESSOR,
    "marketing_messages": PROCESSOR,
    # identification and contact of those who work with the service (4.1)
    "professional_accounts": CONTROLLER,
    # identification and contact of those who keep an account of their own (4.1)
    "consumer_accounts": CONTROLLER,
}


def role_of(processing: str) -> str:
    """Return the part of the provider in a processing.

    Raises ``KeyError`` for one that nobody has classified: there is no part by default.

    >>> role_of("appointments"), role_of("professional_accounts")
    ('processor', 'controller')
    """
    return ROLES[processing]
