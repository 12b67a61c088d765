"""Why is this day empty? Which layer of the slot search removed each candidate of a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum
from typing import NamedTuple

from .intervals import Span, covers, intersect, normalise, subtract, union
from .relay import Relay, relay_starts
from .solo import solo_starts
from .starts import on_grid, open_spans
from .timeline import FreeTimes, Timeline, Visit, Window


class Layer(str, Enum):
    """What removes a candidate, in the order in which the layers are looked at: the first one is named."""

    outside_hours = "outside_hours"
    public_holiday = "public_holiday"
    leave = "leave"
    no_room_for_duration = "no_room_for_duration"
    too_soon = "too_soon"
    too_far = "too_far"
    busy = "busy"
    no_colleague = "no_colleague"
    no_equipment = "no_equipment"


class Candidate(NamedTuple):
    """A start of the day and the layer that removed it, ``None`` when it is offered."""

    start: int
    layer: Layer | None


class Explanation(NamedTuple):
    """The candidates of one agenda, in order of time."""

    agenda_id: int
    candidates: tuple[Candidate, ...]


def explain_day(
    visit: Visit, timelines: Sequence[Timeline], equipment: FreeTimes, window: Window, holidays: Sequence[Span]
) -> list[Explanation]:
    """Say for each agenda that can begin the visit what became of each start of the day on the grid.

    Same arguments as ``slots.find_slots``, in minutes UTC; ``window`` spans the day (``hours.day_span``).
    ``holidays``: the public holidays, normalised; whatever else is in ``Timeline.closed`` is a leave. Outside opening
    hours, where no grid is anchored, the candidates are a step apart from the beginning of the day. Those that are
    offered are exactly the slots.

    >>> from .catalogue import Service
    >>> cut = Service(1, "cut", "Cut", None, 60, 0, 0, None, 1, {5: 60}, (), None, None, True)
    >>> agenda = Timeline(5, 50, [(480, 720)], [], [(540, 600)])
    >>> [day] = explain_day(Visit((cut,), (5,), 60), [agenda], {}, Window(420, 780, 0, 600), [])
    >>> for start, layer in day.candidates:
    ...     print(start // 60, layer and layer.value)
    7 outside_hours
    8 None
    9 busy
    10 None
    11 too_far
    12 outside_hours
    """
    allowed = [timeline for timeline in timelines if timeline.agenda_id in visit.agenda_ids]
    if visit.needs_relay:
        return _explain_relay(visit, allowed, equipment, window, holidays)
    explanations = []
    for timeline, offered in solo_starts(visit, allowed, equipment, window):
        duration = visit.duration_with(timeline.agenda_id)
        if duration is not None:
            day = _Day(visit, timeline, duration, visit.after, window, holidays)
            explanations.append(day.explain(offered, None))
    return explanations


def _explain_relay(
    visit: Visit, timelines: Sequence[Timeline], equipment: FreeTimes, window: Window, holidays: Sequence[Span]
) -> list[Explanation]:
    relay = Relay.of(visit, timelines)
    explanations = []
    for timeline in timelines:
        duration = visit.services[0].skills.get(timeline.agenda_id)
        if duration is not None:
            starts = relay_starts(visit, timelines, equipment, window, (timeline.agenda_id,))
            day = _Day(visit, timeline, duration, 0, window, holidays)
            explanations.append(day.explain([start for start, _ in starts], relay.starts_with(timeline.agenda_id)))
    return explanations


class _Day:
    """One agenda's day, looked at layer by layer."""

    def __init__(
        self, visit: Visit, timeline: Timeline, duration: int, after: int, window: Window, holidays: Sequence[Span]
    ) -> None:
        self.visit, self.timeline, self.window = visit, timeline, window
        self.duration, self.after = duration, after
        self.pieces = normalise(timeline.pieces)
        self.opened = open_spans(timeline)
        self.holidays = intersect(timeline.closed, holidays)
        self.taken = union(timeline.busy, list(timeline.sittings))

    def explain(self, offered: Collection[int], relayed: Sequence[Span] | None) -> Explanation:
        """Name the layer of each candidate; ``relayed``: the starts that colleagues can follow, ``None`` for no relay."""
        found = set(offered)
        candidates = sorted(found.union(self._grid()))
        return Explanation(
            self.timeline.agenda_id,
            tuple(Candidate(start, None if start in found else self._layer(start, relayed)) for start in candidates),
        )

    def _grid(self) -> list[int]:
        day = (self.window.first, self.window.last)
        outside = subtract([day], self.pieces)
        inside = on_grid(self.timeline.pieces, [day], self.visit.step_minutes, day)
        return inside + on_grid([day], outside, self.visit.step_minutes, day)

    def _layer(self, start: int, relayed: Sequence[Span] | None) -> Layer:
        stop = start + self.duration
        if not covers(self.pieces, start, start + 1):
            return Layer.outside_hours
        if intersect(self.holidays, [(start, stop)]):
            return Layer.public_holiday
        if intersect(self.timeline.closed, [(start, stop)]):
            return Layer.leave
        if not covers(self.opened, start, stop):
            return Layer.no_room_for_duration
        if start < self.window.earliest:
            return Layer.too_soon
        if start > self.window.latest:
            return Layer.too_far
        if intersect(self.taken, [(start - self.visit.before, stop + self.after)]):
            return Layer.busy
        if relayed is not None and not covers(relayed, start, start + 1):
            return Layer.no_colleague
        return Layer.no_equipment
