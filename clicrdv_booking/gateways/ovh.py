"""OVHcloud SMS: signed requests with three keys, reports to one address for the whole account.

``Account.secret`` is the application secret; ``extra`` holds ``application_key``, ``consumer_key`` and ``service``, the
name of the SMS account (``sms-ab12345-1``). OVHcloud takes no report address with a message: the one of the account is
set once in its manager, and a report is told to a message by its reference.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final
from urllib.parse import quote

from .base import (
    CONFIGURATION,
    Account,
    Answer,
    BadReport,
    Gateway,
    Inbound,
    Incoming,
    Outcome,
    Report,
    Sms,
    answer_by_status,
    read_number,
)
from .wire import Reply, Request

#: How long the operator keeps trying to reach the telephone; OVHcloud's own default.
_VALID_MINUTES: Final = 2880
#: A tag has 20 characters at most; so many of a uuid still tell any two messages apart.
_TAG_CHARACTERS: Final = 20

#: By ``ptt``, what the operator says: 1 and 2 it tries again, 3 it has the message, 4 the telephone has it, 6 it will
#: never know. Any other is a failure: https://help.ovhcloud.com, "Everything you need to know about SMS users".
_BY_PTT: Final[Mapping[str, str]] = MappingProxyType(
    {"1": "sent", "2": "sent", "3": "sent", "4": "delivered", "6": "sent"}
)
#: By ``description``, where ``ptt`` says nothing yet: 0 being made, 4 waiting, 8 in a buffer, 2 and 16 failed.
_BY_DESCRIPTION: Final[Mapping[str, str]] = MappingProxyType(
    {"0": "accepted", "1": "delivered", "2": "failed", "4": "accepted", "8": "sent", "16": "failed"}
)


class OvhGateway(Gateway):
    """One SMS account at OVHcloud. ``clock`` gives the seconds since 1970 that a signature holds."""

    default_url: ClassVar[str] = "https://eu.api.ovh.com"
    required: ClassVar[tuple[str, ...]] = ("secret", "application_key", "consumer_key", "service")

    def __init__(self, account: Account, clock: Callable[[], float] = time.time) -> None:
        super().__init__(account)
        self._clock = clock

    def request(self, sms: Sms) -> Request:
        keys = self.account.extra
        url = f"{self.base_url}/1.0/sms/{quote(keys['service'], safe='')}/jobs"
        body = json.dumps(self._job(sms))
        timestamp = str(int(self._clock()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Ovh-Application": keys["application_key"],
            "X-Ovh-Consumer": keys["consumer_key"],
            "X-Ovh-Timestamp": timestamp,
            "X-Ovh-Signature": signature(self.account.secret, keys["consumer_key"], "POST", url, body, timestamp),
        }
        return Request("POST", url, headers, body.encode())

    def answer(self, reply: Reply) -> Answer:
        said = reply.json_object()
        detail = f"HTTP {reply.status}"
        if reply.status // 100 == 2:
            if isinstance(said.get("ids"), list) and said["ids"]:
                return Answer(Outcome.ACCEPTED, str(said["ids"][0]), detail=detail)
            if said.get("invalidReceivers"):
                return Answer(Outcome.REFUSED, code="invalid_number", detail=detail)
        # wrong keys, a wrong signature or a wrong clock are told by an errorCode, some of them with status 400
        elif reply.status < 500 and "errorCode" in said:
            return Answer(Outcome.RETRY, code=CONFIGURATION, detail=detail)
        return answer_by_status(reply)

    def read_report(self, request: Incoming) -> Report:
        said = request.parameters()
        reference, ptt, description = (said.get(name, "") for name in ("id", "ptt", "description"))
        if not re.fullmatch("[0-9]{1,20}", reference) or not re.fullmatch("[0-9]{0,4}", ptt):
            raise BadReport("malformed")
        state = _BY_DESCRIPTION.get(description) if ptt in {"", "0"} else _BY_PTT.get(ptt, "failed")
        if state is None:
            raise BadReport("malformed")
        return Report(state, reference, ptt or description, f"{reference}|{ptt}|{description}")

    def read_inbound(self, request: Incoming) -> Inbound:
        said = request.parameters()
        if "message" not in said:
            raise BadReport("malformed")
        return Inbound(read_number(said.get("sender", "")), said["message"])

    def _job(self, sms: Sms) -> dict[str, Any]:
        sender = sms.sender or self.account.sender
        return {
            "charset": "UTF-8",
            "coding": "7bit" if sms.encoding == "gsm7" else "8bit",
            "class": "phoneDisplay",
            "message": sms.text,
            # a service text, not an advertisement: no "STOP" is added to it
            "noStopClause": True,
            "priority": "high",
            "receivers": [sms.number],
            "tag": sms.uuid.replace("-", "")[:_TAG_CHARACTERS],
            "validityPeriod": _VALID_MINUTES,
            **({"sender": sender, "senderForResponse": False} if sender else {"senderForResponse": True}),
        }


def signature(secret: str, consumer_key: str, method: str, url: str, body: str, timestamp: str) -> str:
    """Return what OVHcloud expects in ``X-Ovh-Signature``."""
    signed = "+".join([secret, consumer_key, method, url, body, timestamp])
    return "$1$" + hashlib.sha1(signed.encode()).hexdigest()
