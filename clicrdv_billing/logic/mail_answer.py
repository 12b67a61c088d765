"""Whether a mail may be answered by a machine: never another machine, a list, a bounce or ourselves.

Source: RFC 3834 (Recommendations for Automatic Responses to Electronic Mail), § 2; the headers of Microsoft and of mailing
lists that came before or beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

#: Headers whose mere presence tells of a machine or of a list.
_MACHINES: Final = frozenset(
    {"list-id", "list-post", "list-unsubscribe", "feedback-id", "x-autoreply", "x-autorespond", "x-loop",
     "x-mailman-version", "x-failed-recipients"}
)  # fmt: skip
_BULK: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
#: Exchange: what kinds of answers the sender does not want.
_SUPPRESSED: Final = frozenset({"all", "oof", "autoreply"})
_NOBODY: Final = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|ne-?pas-?repondre|bounces?|owner-.*|.*-request"
    r"|.*-bounces?)(?:[+=].*)?$"
)


def silence(headers: Iterable[tuple[str, str]], sender: str, own: Collection[str]) -> str:
    """Return why a mail is not to be answered by a machine, empty when it may be.

    :param headers: (name, value) of the mail, in any case
    :param sender: bare address that would get the answer, empty when there is none
    :param own: bare addresses that come back to us, in lower case

    >>> silence([("Subject", "Help")], "zoe@example.com", {"support@example.com"})
    ''
    >>> silence([("Auto-Submitted", "auto-replied (vacation)")], "zoe@example.com", ())
    'machine'
    >>> silence([], "noreply@example.com", ()), silence([], "Support@example.com", {"support@example.com"})
    ('nobody', 'own')
    """
    sender = sender.strip().lower()
    if not sender or _NOBODY.match(sender.partition("@")[0]):
        return "nobody"
    if sender in own:
        return "own"
    return next((reason for name, value in headers if (reason := _told_by(name.strip().lower(), value))), "")


def _told_by(name: str, value: str) -> str:
    value = value.strip().lower()
    if name in _MACHINES:
        return "machine"
    if name == "auto-submitted" and not re.match(r"no\b", value):
        return "machine"
    if name == "precedence" and value in _BULK:
        return "machine"
    if name == "x-auto-response-suppress" and _SUPPRESSED & set(re.split(r"[\s,;]+", value)):
        return "suppressed"
    # the empty return path of a bounce, RFC 5321 § 4.5.5
    return "bounce" if name == "return-path" and value == "<>" else ""
