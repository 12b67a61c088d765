"""Whether a message that was planned may leave now: what has changed since, and what time it is (issue 3 § 1)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from .message_plan import REMINDERS_OFF, TOO_LATE, URGENT_MINUTES, Courtesy, next_allowed
from .message_rules import CANCELLATION, CONFIRMATION, DONE, EMAIL, MODIFICATION, NO_SHOW, ONCE, REMINDER

CHANGED: Final = "changed"

#: Kind → states of the appointment in which the message is true.
TRUE_IN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        CONFIRMATION: frozenset({"requested", "booked"}),
        REMINDER: frozenset({"booked"}),
        MODIFICATION: frozenset({"requested", "booked"}),
        CANCELLATION: frozenset({"cancelled", "refused"}),
        NO_SHOW: frozenset({"no_show"}),
        DONE: frozenset({"done"}),
    }
)

#: Reasons for which an e-mail goes instead of an SMS, where the rule says "SMS, else e-mail".
ELSE_EMAIL: Final = frozenset({"no_number", "no_consent", "blacklisted", "sms_not_chosen", "text_too_long"})


def obstacle(kind: str, state: str, is_current: bool, reminders_off: bool, start: int, now: int) -> str:
    """Return why a message is of no use any more, blank when nothing of the appointment speaks against it.

    ``state`` is that of the appointment; ``is_current``: it has not changed since the message was planned. ``start`` and
    ``now`` are minutes since the epoch.

    >>> obstacle(REMINDER, "booked", True, False, 600, 599), obstacle(REMINDER, "booked", True, False, 600, 600)
    ('', 'too_late')
    >>> obstacle(REMINDER, "cancelled", True, False, 600, 0), obstacle(NO_SHOW, "no_show", False, False, 600, 700)
    ('changed', '')
    """
    if state not in TRUE_IN[kind]:
        return CHANGED
    if kind in ONCE:
        return ""
    if not is_current:
        return CHANGED
    if now >= start:
        return TOO_LATE
    return REMINDERS_OFF if kind == REMINDER and reminders_off else ""


def may_leave_at(kind: str, channel: str, due: int, start: int, now: int, zone: ZoneInfo, courtesy: Courtesy) -> int:
    """Return when a message that did not leave in time may leave: ``now``, or the next morning if that is early enough.

    What was due at night was meant to leave at night. E-mails wake nobody, but for reminders, which wait by any way;
    news of a visit within 24 h cannot wait. Times are minutes since the epoch.

    >>> paris = ZoneInfo("Europe/Paris")
    >>> evening = next_allowed(30_000_000, paris, Courtesy()) // 1440 * 1440 + 19 * 60 + 55  # 20:55 in winter
    >>> late, week = evening + 90, evening + 7 * 1440
    >>> may_leave_at(REMINDER, "sms", evening, week, late, paris, Courtesy()) - late
    575
    >>> may_leave_at(REMINDER, "sms", evening, late + 60, late, paris, Courtesy()) - late
    0
    """
    morning = next_allowed(now, zone, courtesy)
    if morning == now or next_allowed(due, zone, courtesy) != due:
        return now
    if kind != REMINDER and (channel == EMAIL or kind not in ONCE and start - now <= URGENT_MINUTES):
        return now
    return morning if kind in ONCE or morning < start else now
