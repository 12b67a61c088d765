"""Why an e-mail has failed, without what mail servers repeat: the address it went to, parts of what it said."""

from __future__ import annotations

import re
from typing import Final

_ADDRESS: Final = re.compile(r"\S+@\S+")
#: A reply code and the enhanced one (RFC 5321 § 4.2, RFC 3463), as a server writes them or as Python shows them.
_CODE: Final = re.compile(r"(?<![\w.:-])([245]\d\d)\b(?!\.)(?:(?:[ -]|, b['\"])([245]\.\d{1,3}\.\d{1,3})\b)?")


def code_of(text: str) -> str:
    """Return the code of the mail server's answer, blank when there is none.

    >>> code_of("550 5.1.1 <jean.250@example.com> no such user"), code_of("{'a@b.fr': (451, b'4.7.1 Greylisted')}")
    ('550 5.1.1', '451 4.7.1')
    >>> code_of("552 too big"), code_of("[Errno 111] Connection refused"), code_of("mail.example.com:587 is down")
    ('552', '', '')
    """
    found = _CODE.search(_ADDRESS.sub(" ", text))
    return " ".join(filter(None, found.groups())) if found else ""
