"""Free time: which starts can be offered for a visit, and how the one chosen would be placed.

Starts lie on the grid of each opening piece. The appointment lies inside opening hours less leaves and public
holidays; the buffers may lie outside them but meet nothing busy. When one allowed agenda can do all services, the
visit is one span with one person; otherwise consecutive agendas relay each other without a gap (``relay``). Each kind
of equipment needed has one resource free for the whole visit, buffers included. A group service joins a sitting that
begins and ends exactly so, on the grid or not and with the equipment that the sitting already holds, or opens a new
one.

All times are minutes since the Unix epoch, UTC. Rules: issue 2 § 3, DESIGN § 5, ``clicrdv.md`` § 2.2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .intervals import Span, covers
from .relay import relay_starts
from .solo import capacity_counter, seats_left, solo_segment, solo_starts
from .timeline import FreeTimes, Plan, Segment, Slot, Timeline, Visit, Window

__all__ = [
    "FreeTimes",
    "NamedFreeTimes",
    "Plan",
    "Segment",
    "Slot",
    "Timeline",
    "Visit",
    "Window",
    "find_slots",
    "plan",
]

#: Free time per kind of equipment: (resource id, normalised list) per room or machine of the kind, in their order.
NamedFreeTimes = Mapping[int, Sequence[tuple[int, Sequence[Span]]]]


def find_slots(visit: Visit, timelines: Sequence[Timeline], equipment: FreeTimes, window: Window) -> list[Slot]:
    """Return the starts that can be booked in the window, in order of time.

    ``timelines`` are in the order of the establishment. ``equipment`` gives for each kind the free time of each
    resource; like ``busy``, it must reach past the window by the length of the visit and its buffers. The capacity of
    a slot counts the free agendas (a resource behind two agendas once), for a group service the seats left.

    >>> from .catalogue import Service
    >>> cut = Service(1, "cut", "Cut", None, 30, 0, 0, None, 1, {5: 30}, (), None, None, True)
    >>> morning = Timeline(5, 50, [(480, 720)], [], [(540, 570), (600, 640)])
    >>> slots = find_slots(Visit((cut,), (5,), 10), [morning], {}, Window(0, 1440, 0, 1440))
    >>> [f"{slot.start // 60}:{slot.start % 60:02}" for slot in slots]
    ['8:00', '8:10', '8:20', '8:30', '9:30', '10:40', '10:50', '11:00', '11:10', '11:20', '11:30']
    """
    allowed = _allowed(visit, timelines)
    if visit.needs_relay:
        return [Slot(start, _who(segments), 1) for start, segments in relay_starts(visit, allowed, equipment, window)]
    offers: defaultdict[int, list[int]] = defaultdict(list)
    for timeline, starts in solo_starts(visit, allowed, equipment, window):
        for start in starts:
            offers[start].append(timeline.agenda_id)
    capacity_of = capacity_counter(visit, allowed)
    return [Slot(start, tuple(agendas), capacity_of(start, agendas)) for start, agendas in sorted(offers.items())]


def plan(
    visit: Visit,
    timelines: Sequence[Timeline],
    equipment_by_kind: NamedFreeTimes,
    start: int,
    preferred: Sequence[int] = (),
) -> Plan | None:
    """Say how the visit that starts at ``start`` is placed, ``None`` when it is not to be had.

    ``preferred`` are the agendas to try first, in order; the first free one wins. ``equipment_by_kind`` gives for
    each kind (resource id, free time) in order; the first free one is taken. Joining a sitting takes no equipment: it
    holds its own. Notice and horizon are not looked at: see ``booking_rules``.

    >>> from .catalogue import Service
    >>> cut = Service(1, "cut", "Cut", None, 30, 0, 5, None, 1, {5: 30}, (), None, None, True)
    >>> plan(Visit((cut,), (5,), 10), [Timeline(5, 50, [(480, 720)], [], [])], {}, 490).segments
    (Segment(agenda_id=5, start=490, stop=520, busy_start=490, busy_stop=525, services=(1,)),)
    """
    allowed = _allowed(visit, timelines)
    free: FreeTimes = {kind: [spans for _, spans in named] for kind, named in equipment_by_kind.items()}
    window = Window(start, start + 1, start, start)
    rank = {agenda_id: index for index, agenda_id in enumerate(preferred)}
    allowed.sort(key=lambda timeline: rank.get(timeline.agenda_id, len(rank)))
    if visit.needs_relay:
        segments = next((found for _, found in relay_starts(visit, allowed, free, window)), None)
        return _planned(visit, equipment_by_kind, segments) if segments else None
    taker = next((timeline for timeline, starts in solo_starts(visit, allowed, free, window) if starts), None)
    if taker is None:
        return None
    segment = solo_segment(visit, taker.agenda_id, start)
    if seats_left(visit, taker, start) is not None:
        return Plan((segment,), (), segment.stop)
    return _planned(visit, equipment_by_kind, (segment,))


def _who(segments: Iterable[Segment]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(segment.agenda_id for segment in segments))


def _allowed(visit: Visit, timelines: Iterable[Timeline]) -> list[Timeline]:
    wanted = set(visit.agenda_ids)
    return [timeline for timeline in timelines if timeline.agenda_id in wanted]


def _planned(visit: Visit, named: NamedFreeTimes, segments: tuple[Segment, ...]) -> Plan:
    """Return the plan of these segments with the first resource of each kind that is free for the whole visit."""
    busy = (segments[0].busy_start, segments[-1].busy_stop)
    resources = (next(resource for resource, spans in named[kind] if covers(spans, *busy)) for kind in visit.kinds)
    return Plan(segments, tuple((resource, *busy) for resource in resources), segments[-1].stop)
