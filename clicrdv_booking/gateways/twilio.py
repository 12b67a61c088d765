"""Twilio Programmable Messaging: basic authentication, reports and answers of clients with a signature.

``Account.user`` is the account's SID, ``Account.secret`` its auth token; ``extra`` may hold ``messaging_service_sid``,
which then chooses the sender.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final
from urllib.parse import quote, urlencode

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
    answer_by_status,
    read_number,
)
from .wire import Reply, Request

_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "accepted": "accepted",
        "scheduled": "accepted",
        "queued": "accepted",
        "sending": "accepted",
        "sent": "sent",
        "delivered": "delivered",
        "read": "delivered",
        "undelivered": "failed",
        "failed": "failed",
        "canceled": "failed",
    }
)
#: The person has answered STOP to this sender.
_OPTED_OUT_CODE: Final = 21610
#: Errors of status 400 that blame the account: sender missing, wrong, not ours or not allowed for SMS; report address
#: refused; a trial account; messaging service missing or without a number. https://www.twilio.com/docs/api/errors
_CONFIGURATION_CODES: Final = frozenset(
    {20003, 20005, 20404, 21212, 21219, 21603, 21606, 21608, 21609, 21659, 21660, 21661, 21701, 21703, 21704, 21705}
)
#: Too many messages at once, or too many waiting already.
_BUSY_CODES: Final = frozenset({14107, 20429, 21611})


class TwilioGateway(Gateway):
    """One account or subaccount at Twilio."""

    default_url: ClassVar[str] = "https://api.twilio.com"
    required: ClassVar[tuple[str, ...]] = ("user", "secret")

    @classmethod
    def check_settings(cls, account: Account) -> None:
        if not re.fullmatch("[A-Za-z0-9]+", account.user):
            raise BadSetting("user", "bad_sid")

    def request(self, sms: Sms) -> Request:
        service = self.account.extra.get("messaging_service_sid", "")
        form = {"To": sms.number, "Body": sms.text}
        form |= {"MessagingServiceSid": service} if service else {"From": sms.sender or self.account.sender}
        if sms.report_url:
            form["StatusCallback"] = sms.report_url
        password = base64.b64encode(f"{self.account.user}:{self.account.secret}".encode()).decode()
        return Request(
            "POST",
            f"{self.base_url}/2010-04-01/Accounts/{quote(self.account.user, safe='')}/Messages.json",
            {"Authorization": f"Basic {password}", "Content-Type": "application/x-www-form-urlencoded"},
            urlencode(form).encode(),
        )

    def answer(self, reply: Reply) -> Answer:
        said = reply.json_object()
        if reply.status // 100 == 2:
            return _taken(reply, said)
        code = said.get("code")
        if reply.status < 500 and isinstance(code, int):
            return _refused(reply, code)
        # A POST that ended in 5xx may have made the message: Twilio knows no key that would make a second one the same.
        # Only a 503 in Twilio's own words is surely its application saying no; a bare one may come from a proxy that
        # lost the connection half-way.
        if reply.status == 503 and not isinstance(code, int):
            return Answer(Outcome.UNKNOWN, code="unreadable", detail="HTTP 503")
        return answer_by_status(reply)

    def read_report(self, request: Incoming) -> Report:
        self._check_signature(request)
        sid, status = request.form.get("MessageSid", ""), request.form.get("MessageStatus", "")
        if not sid or status not in _STATES:
            raise BadReport("malformed")
        code = request.form.get("ErrorCode", "")[:10]
        if code == str(_OPTED_OUT_CODE):
            code = OPTED_OUT
        return Report(_STATES[status], sid[:100], code, f"{sid[:100]}|{status}|{code}")

    def read_inbound(self, request: Incoming) -> Inbound:
        self._check_signature(request)
        form = request.form
        if "Body" not in form:
            raise BadReport("malformed")
        # where Twilio has understood a word of its own lists, in any language, it is said in the word that we know
        text = "STOP" if form.get("OptOutType") == "STOP" else form["Body"]
        return Inbound(read_number(form.get("From", "")), text)

    def _check_signature(self, request: Incoming) -> None:
        signed = request.url + "".join(name + request.form[name] for name in sorted(request.form))
        digest = hmac.new(self.account.secret.encode(), signed.encode("utf-8", "surrogatepass"), hashlib.sha1).digest()
        given = request.header("X-Twilio-Signature").encode("utf-8", "replace")
        if not hmac.compare_digest(base64.b64encode(digest), given):
            raise BadReport("forged")


def _taken(reply: Reply, said: Mapping[str, Any]) -> Answer:
    detail = f"HTTP {reply.status}"
    sid = said.get("sid")
    if not isinstance(sid, str) or not sid:
        return Answer(Outcome.UNKNOWN, code="unreadable", detail=detail)
    if _STATES.get(str(said.get("status"))) == "failed":
        return Answer(Outcome.REFUSED, sid, str(said.get("error_code") or "refused"), detail)
    return Answer(Outcome.ACCEPTED, sid, detail=detail)


def _refused(reply: Reply, code: int) -> Answer:
    detail = f"HTTP {reply.status}"
    if code == _OPTED_OUT_CODE:
        return Answer(Outcome.REFUSED, code=OPTED_OUT, detail=detail)
    if code in _CONFIGURATION_CODES:
        return Answer(Outcome.RETRY, code=CONFIGURATION, detail=f"{detail}, error {code}")
    if code in _BUSY_CODES:
        return Answer(Outcome.RETRY, code="busy", detail=f"{detail}, error {code}")
    return answer_by_status(reply, str(code))
