"""Whether a client may book, move or cancel: the rules of the establishment's policy.

All times are minutes since the Unix epoch, UTC. The same bounds cut the slots shown and check the one chosen, so that
what is shown can be booked. Rules: issue 2 § 2, ``clicrdv.md`` § 2.2 (12–15).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from .catalogue import Policy, Service
from .hours import day_span, minute_to_local
from .intervals import Span


class Refusal(str, Enum):
    """Why a client may not book; the values are the codes that web page and API use."""

    too_soon = "too_soon"
    too_far = "too_far"
    too_many_upcoming = "too_many_upcoming"
    too_close = "too_close"
    same_time = "same_time"
    closed = "closed"
    slot_taken = "slot_taken"
    too_many_services = "too_many_services"
    agenda_not_offered = "agenda_not_offered"
    past_deadline = "past_deadline"
    group_alone = "group_alone"


def bounds(now: int, policy: Policy, services: Sequence[Service], zone: ZoneInfo) -> tuple[int, int]:
    """Return the first and the last minute, both included, at which a visit may start.

    A service's own notice and horizon replace those of the policy; of several services the strictest counts (longest
    notice, shortest horizon). The horizon counts local days: the last one is today's local date + horizon, to its
    last minute.

    >>> from .catalogue import Policy
    >>> policy = Policy(15, 120, 1, 0, 0, 0, 0, 0, True, False, True, True, False, 10)
    >>> bounds(600, policy, [], ZoneInfo("UTC"))
    (720, 2879)
    """
    notices = [policy.notice_minutes if item.notice_minutes is None else item.notice_minutes for item in services]
    horizons = [policy.horizon_days if item.horizon_days is None else item.horizon_days for item in services]
    notice = max(notices, default=policy.notice_minutes)
    horizon = min(horizons, default=policy.horizon_days)
    last_day = minute_to_local(now, zone).date() + timedelta(days=horizon)
    return now + notice, day_span(last_day, zone)[1] - 1


def check_start(start: int, now: int, policy: Policy, services: Sequence[Service], zone: ZoneInfo) -> Refusal | None:
    """Say why a visit may not start then: too soon or too far, ``None`` when it may.

    >>> from .catalogue import Policy
    >>> policy = Policy(15, 120, 1, 0, 0, 0, 0, 0, True, False, True, True, False, 10)
    >>> check_start(719, 600, policy, [], ZoneInfo("UTC")).value
    'too_soon'
    """
    earliest, latest = bounds(now, policy, services, zone)
    if start < earliest:
        return Refusal.too_soon
    return Refusal.too_far if start > latest else None


def check_services(services: Sequence[Service], policy: Policy) -> Refusal | None:
    """Say why these services may not be booked together: too many, or a group one among others; ``None`` when they may.

    >>> from .catalogue import Policy
    >>> policy = Policy(15, 120, 1, 0, 0, 0, 0, 0, True, False, True, True, False, 10)
    >>> check_services([], policy) is None
    True
    """
    if policy.max_services and len(services) > policy.max_services:
        return Refusal.too_many_services
    if len(services) > 1 and any(service.is_group for service in services):
        return Refusal.group_alone
    return None


def check_client(start: int, stop: int, others: Sequence[Span], now: int, policy: Policy) -> Refusal | None:
    """Say why this client may not have one more appointment then, ``None`` when he may.

    ``others``: the client's other appointments, without buffers. In this order: one at the same time, as many
    upcoming ones (not over yet) as the policy allows, one nearer than its minimum gap.

    >>> from .catalogue import Policy
    >>> policy = Policy(15, 0, 9, 0, 0, 0, 30, 0, True, False, True, True, False, 10)
    >>> check_client(100, 130, [(140, 170)], 0, policy).value
    'too_close'
    """
    if any(other_start < stop and start < other_stop for other_start, other_stop in others):
        return Refusal.same_time
    if policy.max_upcoming and sum(other_stop > now for _, other_stop in others) >= policy.max_upcoming:
        return Refusal.too_many_upcoming
    gap = policy.min_gap_minutes
    if any(other_start < stop + gap and start < other_stop + gap for other_start, other_stop in others):
        return Refusal.too_close
    return None


def may_move(start: int, now: int, policy: Policy) -> bool:
    """Tell whether the client may still move an appointment: it has not begun and the deadline is not over.

    >>> from .catalogue import Policy
    >>> policy = Policy(15, 0, 9, 60, 120, 0, 0, 0, True, False, True, True, False, 10)
    >>> may_move(100, 40, policy), may_move(100, 41, policy)
    (True, False)
    """
    return now < start and start - now >= policy.move_deadline_minutes


def may_cancel(start: int, now: int, policy: Policy) -> bool:
    """Tell whether the client may still cancel an appointment: it has not begun and the deadline is not over.

    >>> from .catalogue import Policy
    >>> policy = Policy(15, 0, 9, 60, 120, 0, 0, 0, True, False, True, True, False, 10)
    >>> may_cancel(200, 80, policy), may_cancel(200, 81, policy)
    (True, False)
    """
    return now < start and start - now >= policy.cancel_deadline_minutes
