"""Which messages an appointment needs, and when: rules in, planned messages out (issue 3 § 1).

Times are minutes since the epoch, UTC (:mod:`.minutes`); only the hours of the day are local.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from .hours import local_to_minute, minute_to_local
from .message_rules import (
    CLIENT,
    CONFIRMATION,
    DONE,
    EMAIL,
    HOURS_BEFORE,
    KINDS,
    MODIFICATION,
    NO_SHOW,
    ONCE,
    PROFESSIONAL,
    REMINDER,
    SMS,
    SMS_OR_EMAIL,
    Rule,
    apply_rules,
)

#: The mark "did not come" writes to the client from so many minutes before the start on (clicrdv.md § 2.7).
NO_SHOW_FROM_MINUTES: Final = 15
#: News of an appointment that starts within this time cannot wait for the morning (compliance § 2.4).
URGENT_MINUTES: Final = 24 * 60
_DAY: Final = 24 * 60

# Reasons why a message is not sent; people read them in their language.
TOO_LATE: Final = "too_late"
SAID_BY_CONFIRMATION: Final = "said_by_confirmation"
SAID_BY_MODIFICATION: Final = "said_by_modification"
MARKED_EARLY: Final = "marked_early"
REMINDERS_OFF: Final = "reminders_off"


@dataclass(frozen=True, slots=True)
class Courtesy:
    """The local minutes of the day between which messages may leave: from ``opens`` to ``closes``, both included."""

    opens: int = 8 * 60
    closes: int = 21 * 60


@dataclass(frozen=True, slots=True)
class Appointment:
    """What the rules need of a visit: its start, its services, its revision, and whether it will take place.

    ``waiting``: asked for, and not yet accepted by the establishment.
    """

    start: int
    zone: ZoneInfo
    service_ids: frozenset[int]
    revision: int = 0
    expected: bool = True
    waiting: bool = False
    reminders_off: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """When and by whom something happens, and what the establishment has chosen.

    ``now`` is a minute since the epoch. ``sms_on``: the SMS service is chosen. ``actor`` is ``client`` or
    ``professional`` (the one whose agenda it is) when one of them acts himself, else blank.
    """

    now: int
    courtesy: Courtesy = Courtesy()
    sms_on: bool = True
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A message to write down: due, or not sent for a ``reason``."""

    rule_id: int
    kind: str
    target: str
    channel: str
    revision: int
    due: int
    reason: str = ""
    or_email: bool = False


def plan(
    appointment: Appointment,
    kinds: frozenset[str],
    rules: Iterable[Rule],
    situation: Situation,
    untold: frozenset[tuple[str, str]] = frozenset(),
) -> tuple[Planned, ...]:
    """Return every message that an appointment needs from now on, after what has just happened to it (``kinds``).

    ``untold`` are the (target, channel) by which the appointment itself is still to be told: who does not know of it
    is not told that it has changed. The same input gives the same messages; nobody gets two of one kind by one way at
    one time.
    """
    rules = tuple(rules)
    news = tuple(_news(appointment, kinds, rules, situation, untold)) if kinds else ()
    said = {(message.target, message.channel) for message in news if not message.reason and message.kind not in ONCE}
    reminders = _reminders(appointment, rules, situation, said) if appointment.expected else ()
    unique: dict[tuple[str, str, str, int], Planned] = {}
    for message in (*news, *reminders):
        unique.setdefault((message.kind, message.target, message.channel, message.due), message)
    return tuple(unique.values())


def _news(
    appointment: Appointment,
    kinds: frozenset[str],
    rules: tuple[Rule, ...],
    situation: Situation,
    untold: frozenset[tuple[str, str]],
) -> Iterator[Planned]:
    """Yield a message for each thing that has happened."""
    changed = set()
    for kind in (MODIFICATION, *(kind for kind in KINDS if kind not in (MODIFICATION, REMINDER))):
        for rule in apply_rules(rules, kind, appointment.service_ids, situation.sms_on):
            way = (rule.target, _channel(rule, situation))
            if kind not in _kinds_for(way, kinds, untold) or not _is_told(rule, appointment, situation):
                continue
            due, reason = news_due(appointment, kind, way[1], situation)
            if kind == MODIFICATION:
                changed.add(way)
            elif kind == CONFIRMATION and way in changed:
                reason = SAID_BY_MODIFICATION
            yield _planned(rule, appointment, due, reason, situation)


def _kinds_for(way: tuple[str, str], kinds: frozenset[str], untold: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Return what has happened as one reader sees it by one way: what he does not know of is new to him."""
    return kinds - {MODIFICATION} | {CONFIRMATION} if MODIFICATION in kinds and way in untold else kinds


def _is_told(rule: Rule, appointment: Appointment, situation: Situation) -> bool:
    """Leave out who needs no message: the professional who acts himself, the client whose request is not accepted."""
    if rule.target == PROFESSIONAL:
        return situation.actor != PROFESSIONAL
    return not appointment.waiting or rule.kind not in (CONFIRMATION, MODIFICATION)


def news_due(appointment: Appointment, kind: str, channel: str, situation: Situation) -> tuple[int, str]:
    """Return when news of an appointment leaves, and why not if it does not.

    At once, except that an SMS waits for the morning when the visit is more than a day away and it is not the client
    who acts. Never after the start, but for the two kinds that follow a visit; thanks for a visit never before it.
    """
    now, start = situation.now, appointment.start
    if kind == NO_SHOW and now < start - NO_SHOW_FROM_MINUTES:
        return now, MARKED_EARLY
    moment = max(now, start) if kind == DONE else now
    polite = moment if channel == EMAIL else next_allowed(moment, appointment.zone, situation.courtesy)
    if kind in ONCE:
        return polite, ""
    if now >= start:
        return now, TOO_LATE
    is_urgent = start - now <= URGENT_MINUTES or situation.actor == CLIENT or polite >= start
    return (now if is_urgent else polite), ""


def _reminders(
    appointment: Appointment, rules: tuple[Rule, ...], situation: Situation, said: set[tuple[str, str]]
) -> Iterator[Planned]:
    for rule in apply_rules(rules, REMINDER, appointment.service_ids, situation.sms_on):
        due, reason = reminder_due(rule, appointment, situation, (rule.target, _channel(rule, situation)) in said)
        yield _planned(rule, appointment, due, reason, situation)


def reminder_due(rule: Rule, appointment: Appointment, situation: Situation, just_said: bool) -> tuple[int, str]:
    """Return when a reminder leaves, and why not if it does not (BKG-17).

    Outside the courtesy window it moves to the nearest allowed minute before the start. When its time has passed it
    leaves at once, unless another message to the same person by the same way has ``just_said`` it all.

    >>> paris = ZoneInfo("Europe/Paris")
    >>> start = local_to_minute(minute_to_local(30_000_000, paris).date(), 9 * 60, paris)
    >>> rule = Rule(1, REMINDER, CLIENT, SMS, timing=HOURS_BEFORE, minutes=180)
    >>> due, reason = reminder_due(rule, Appointment(start, paris, frozenset()), Situation(start - 10_000), False)
    >>> minute_to_local(due, paris).strftime("%H:%M"), reason
    ('08:00', '')
    """
    now, courtesy = situation.now, situation.courtesy
    if appointment.reminders_off:
        return appointment.start, REMINDERS_OFF
    if now >= appointment.start:
        return now, TOO_LATE
    due = allowed_before(_wanted(rule, appointment), appointment.start, appointment.zone, courtesy)
    if due > now:
        return due, ""
    if just_said:
        return now, SAID_BY_CONFIRMATION
    at_once = next_allowed(now, appointment.zone, courtesy)
    return (at_once if at_once < appointment.start else now), ""


def _wanted(rule: Rule, appointment: Appointment) -> int:
    """Return the minute that a rule asks for, whatever the time of the day."""
    if rule.timing == HOURS_BEFORE:
        return appointment.start - rule.minutes
    day = minute_to_local(appointment.start, appointment.zone).date() - timedelta(days=1)
    return local_to_minute(day, rule.minutes, appointment.zone)


def next_allowed(moment: int, zone: ZoneInfo, courtesy: Courtesy) -> int:
    """Return the first minute from ``moment`` on that is inside the courtesy window of its local day."""
    day = minute_to_local(moment, zone).date()
    opens, closes = (local_to_minute(day, minute, zone) for minute in (courtesy.opens, courtesy.closes))
    if moment < opens:
        return opens
    return moment if moment <= closes else local_to_minute(day + timedelta(days=1), courtesy.opens, zone)


def allowed_before(moment: int, start: int, zone: ZoneInfo, courtesy: Courtesy) -> int:
    """Return the allowed minute that is nearest to ``moment`` and before ``start``; the earlier of two equally near.

    ``moment`` is before ``start``. Without any allowed minute in the day around it, ``moment`` itself.
    """
    later = next_allowed(moment, zone, courtesy)
    if later == moment:
        return moment
    day = minute_to_local(moment, zone).date()
    closings = (local_to_minute(day - timedelta(days=back), courtesy.closes, zone) for back in (0, 1))
    earlier = max((closing for closing in closings if closing <= moment), default=moment - _DAY)
    return later if later < start and later - moment < moment - earlier else earlier


def _channel(rule: Rule, situation: Situation) -> str:
    """Return the way that a rule tries first."""
    return SMS if rule.channel != EMAIL and situation.sms_on else EMAIL


def _planned(rule: Rule, appointment: Appointment, due: int, reason: str, situation: Situation) -> Planned:
    return Planned(
        rule_id=rule.id,
        kind=rule.kind,
        target=rule.target,
        channel=_channel(rule, situation),
        revision=0 if rule.kind in ONCE else appointment.revision,
        due=due,
        reason=reason,
        or_email=rule.channel == SMS_OR_EMAIL and situation.sms_on,
    )
