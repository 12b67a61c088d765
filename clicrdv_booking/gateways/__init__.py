"""The ways out to SMS gateways, one class a protocol, and what comes back from them."""

from __future__ import annotations

from typing import Final

from .base import (
    CONFIGURATION,
    OPTED_OUT,
    Account,
    Answer,
    BadReport,
    BadSetting,
    Gateway,
    Inbound,
    Incoming,
    Outcome,
    Report,
    Sms,
    check_url,
)
from .demo import DemoGateway
from .generic_http import GenericHttpGateway, check_pattern
from .ovh import OvhGateway
from .presets import JASMIN, KANNEL, PRESETS
from .templates import check_template
from .twilio import TwilioGateway

PROTOCOLS: Final[dict[str, type[Gateway]]] = {
    "demo": DemoGateway,
    "generic_http": GenericHttpGateway,
    "ovh": OvhGateway,
    "twilio": TwilioGateway,
}


def open_gateway(account: Account) -> Gateway:
    """Return the gateway of an account. Raises ``KeyError`` when its protocol is unknown."""
    return PROTOCOLS[account.protocol](account)
