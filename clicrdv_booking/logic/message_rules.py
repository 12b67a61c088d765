"""Which rules of an establishment count when something happens to an appointment (issue 3 § 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

CONFIRMATION: Final = "confirmation"
REMINDER: Final = "reminder"
MODIFICATION: Final = "modification"
CANCELLATION: Final = "cancellation"
NO_SHOW: Final = "no_show"
DONE: Final = "done"
#: The kinds of the terms of service (art. 6: five; BKG-20), and the one after a visit.
KINDS: Final = (CONFIRMATION, REMINDER, MODIFICATION, CANCELLATION, NO_SHOW, DONE)

CLIENT: Final = "client"
PROFESSIONAL: Final = "professional"

SMS: Final = "sms"
EMAIL: Final = "email"
SMS_OR_EMAIL: Final = "sms_or_email"

DAY_BEFORE: Final = "day_before"
HOURS_BEFORE: Final = "hours_before"

#: Sent once in the life of an appointment, whatever changes: their revision is always 0.
ONCE: Final = frozenset({NO_SHOW, DONE})


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of an establishment's notifications.

    ``service_ids`` empty: all services. ``timing`` and ``minutes`` count for reminders: the minute of the day before
    at which they leave (``day_before``), or the minutes before the start (``hours_before``).
    """

    id: int
    kind: str
    target: str
    channel: str
    is_on: bool = True
    service_ids: frozenset[int] = frozenset()
    timing: str = DAY_BEFORE
    minutes: int = 18 * 60


def apply_rules(rules: Iterable[Rule], kind: str, service_ids: frozenset[int], sms_on: bool) -> tuple[Rule, ...]:
    """Return the rules of a kind that count for some services; ``sms_on``: the establishment has chosen SMS.

    Rules for one of the services replace the general ones of the same target, even when they are switched off. Without
    SMS, a rule "SMS, else e-mail" is one for e-mails.

    >>> general, own = Rule(1, DONE, CLIENT, EMAIL), Rule(2, DONE, CLIENT, EMAIL, False, frozenset({7}))
    >>> [[rule.id for rule in apply_rules((general, own), DONE, frozenset({s}), True)] for s in (7, 8)]
    [[], [1]]
    """
    found = [rule for rule in rules if rule.kind == kind and (not rule.service_ids or rule.service_ids & service_ids)]
    special = {rule.target for rule in found if rule.service_ids}
    counting = [rule for rule in found if rule.is_on and bool(rule.service_ids) == (rule.target in special)]
    return tuple(rule for rule in counting if sms_on or rule.channel != SMS)


def happened(before: tuple[str, int, object] | None, after: tuple[str, int, object]) -> frozenset[str]:
    """Return what has happened to a visit, as kinds of messages (the table of issue 3 § 1).

    :param before: (state, start, what it consists of) as it was, ``None`` for a new one; see :mod:`.states`
    :param after: the same as it is now

    >>> sorted(happened(("booked", 600, "cut"), ("booked", 660, "cut")))
    ['confirmation', 'modification']
    >>> sorted(happened(None, ("booked", 600, "cut"))), sorted(happened(("booked", 600, "cut"), ("no_show", 600, "cut")))
    (['confirmation'], ['no_show'])
    """
    old, new = before[0] if before else "held", after[0]
    if old != new:
        return frozenset({_BY_CHANGE[old, new]} if (old, new) in _BY_CHANGE else ())
    if new not in ("requested", "booked") or before is None or before == after:
        return frozenset()
    return frozenset({MODIFICATION, CONFIRMATION} if before[1] != after[1] else {MODIFICATION})


#: Change of state → kind of message. A mark that is corrected back to "booked" says nothing.
_BY_CHANGE: Final = {
    ("held", "booked"): CONFIRMATION,
    ("held", "requested"): CONFIRMATION,  # for the professional only, see message_plan
    ("requested", "booked"): CONFIRMATION,
    ("cancelled", "booked"): CONFIRMATION,
    ("refused", "booked"): CONFIRMATION,
    ("requested", "refused"): CANCELLATION,
    ("requested", "cancelled"): CANCELLATION,
    ("booked", "cancelled"): CANCELLATION,
    ("booked", "no_show"): NO_SHOW,
    ("done", "no_show"): NO_SHOW,
    ("booked", "done"): DONE,
    ("no_show", "done"): DONE,
}
