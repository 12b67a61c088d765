"""Which names and numbers an SMS may come from.

Sources: ARCEP decision 2018-0881 (plan national de numérotation): numbers that begin with 06 and 07 belong to people and
are no senders of automatic messages; short numbers, such as 38xxx, are. A name has 3 to 11 letters, digits and spaces and
is not digits only: https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id
"""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9 ]{1,9}[A-Za-z0-9]")
_SHORT_NUMBER: Final = re.compile(r"[1-9][0-9]{4}")
_E164: Final = re.compile(r"\+?[1-9][0-9]{6,14}")
#: French mobile numbers, those overseas included, however they are written.
_FRENCH_MOBILE: Final = re.compile(r"(?:0|(?:\+|00)?(?:33|262|590|594|596)0?)[67][0-9]*")


def problem(sender: str) -> str:
    """Return why nothing can be sent under a name or number: "mobile", "malformed", or "" when it can.

    >>> problem("Salon Ana"), problem("36111"), problem("06 12 34 56 78"), problem("06123 45678 9")
    ('', '', 'mobile', 'mobile')
    >>> problem("No"), problem("12345678901234567")
    ('malformed', 'malformed')
    """
    if _SHORT_NUMBER.fullmatch(sender) or _NAME.fullmatch(sender):
        return ""
    if _FRENCH_MOBILE.fullmatch(re.sub(r"[ .-]", "", sender)):
        return "mobile"
    return "" if _E164.fullmatch(sender) else "malformed"
