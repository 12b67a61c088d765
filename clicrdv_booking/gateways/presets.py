"""The settings of known gateways for :mod:`generic_http`, as data.

Kannel 1.4.5: the account's user and secret are those of a ``sendsms-user`` group. Its ``max-messages`` has to be as large
as the longest text allowed here (10 parts): Kannel cuts the rest silently and still answers 202. Kannel would also tell
what the operator answered (``%A``), but operators repeat the text of the message in it, so it is not asked for.
For answers of clients, its ``sms-service`` has a ``get-url`` that ends in ``?from=%p&text=%a``.

Jasmin: a text that needs UCS-2 is passed on byte by byte, so it is handed over in UTF-16. Report level 3 tells both what
the operator and what the telephone said; reports come again until they are answered with ``ACK/Jasmin``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

KANNEL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "method": "GET",
        "path": "/cgi-bin/sendsms?username={user}&password={secret}&from={sender}&to={number}&text={text}"
        "&charset=UTF-8&coding={coding}&dlr-mask=31&dlr-url={report_url_and}type%3D%25d%26fid%3D%25F",
        "coding_gsm7": "0",
        "coding_ucs2": "2",
        # 0: accepted, 3: queued until an operator is connected
        "success": r"^202 (0: |3: |Sent\.)",
        "permanent": r"^403 Not routable",
        "temporary": r"^503 ",
        "report_state": "type",
        "report_states": "1=delivered\n2=failed\n4=accepted\n8=sent\n16=failed",
        "report_reference": "fid",
        "inbound_number": "from",
        "inbound_text": "text",
    }
)

JASMIN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "method": "POST",
        "path": "/send",
        "body_type": "form",
        "body": "username={user}&password={secret}&from={sender}&to={number}&content={text_by_coding}&coding={coding}"
        "&dlr=yes&dlr-level=3&dlr-method=POST&dlr-url={report_url}",
        "coding_gsm7": "0",
        "coding_ucs2": "8",
        "success": r'^200 Success "',
        "reference": r'Success "([^"]+)"',
        # too fast, or no route or no connection to an operator at this moment: the message has not been queued
        "temporary": r'^(412|503) |^403 Error "User throughput exceeded|^500 Error "Cannot send submit_sm',
        "report_state": "message_status",
        "report_states": "DELIVRD=delivered\nESME_ROK=sent\nACCEPTD=sent\nENROUTE=sent\nUNKNOWN=accepted\n"
        "UNDELIV=failed\nEXPIRED=failed\nREJECTD=failed\nDELETED=failed\nESME_*=failed",
        "report_reference": "id",
        "inbound_number": "from",
        "inbound_text": "content",
        "acknowledgement": "ACK/Jasmin",
    }
)

PRESETS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({"kannel": KANNEL, "jasmin": JASMIN})
