"""The ways out to SMS gateways, one class a protocol, and what comes back from them."""

from __future__ import annotations

from typing import Final

from .base import (
    CONFIGURATION,
    OPTED_OUT,
    Account,
    Answer,
    BadReport,
    Gateway,
    Inbound,
    Incoming,
    Outcome,
    Report,
    Sms,
    check_url,
)
from .demo import DemoGateway

PROTOCOLS: Final[dict[str, type[Gateway]]] = {
    "demo": DemoGateway,
}


def open_gateway(account: Account) -> Gateway:
    """Return the gateway of an account. Raises ``KeyError`` when its protocol is unknown."""
    return PROTOCOLS[account.protocol](account)
