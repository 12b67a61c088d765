"""A visit that no single agenda can do: consecutive agendas, in the order of the services, without a gap.

Worked out backwards: from the last service to the first, for each agenda, the set of minutes at which it could start
that service so that the rest can follow. Whoever walks forward along these sets never meets a dead end but missing
equipment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from .intervals import Span, covers, intersect, normalise, union
from .starts import free_starts, on_grid, open_spans
from .timeline import FreeTimes, Segment, Timeline, Visit, Window

#: The agendas of a visit, one per service, and its end.
Route = tuple[tuple[int, ...], int]


@dataclass(frozen=True, slots=True)
class _Leg:
    """When one agenda can do one service of the visit and the rest can follow, as sets of starts.

    ``begin``: taking over or first (its buffer before is free); ``stay``: going on from the service before;
    ``release``: when it may hand over afterwards (its buffer after is free).
    """

    duration: int
    begin: list[Span]
    stay: list[Span]
    release: list[Span]


@dataclass(frozen=True, slots=True)
class Relay:
    """The legs of a visit: for each service in order, by agenda in the order of the establishment."""

    visit: Visit
    legs: tuple[dict[int, _Leg], ...]

    @classmethod
    def of(cls, visit: Visit, timelines: Sequence[Timeline]) -> Relay:
        """Work out the legs of a visit; ``timelines`` are those of the allowed agendas, in their order."""
        opened = {timeline.agenda_id: open_spans(timeline) for timeline in timelines}
        legs: list[dict[int, _Leg]] = []
        for index in reversed(range(len(visit.services))):
            following = legs[-1] if legs else None
            anyone = normalise(span for leg in following.values() for span in leg.begin) if following else []
            legs.append(
                {
                    timeline.agenda_id: _leg(visit, index, timeline, opened[timeline.agenda_id], following, anyone)
                    for timeline in timelines
                    if timeline.agenda_id in visit.services[index].skills
                }
            )
        return cls(visit, tuple(reversed(legs)))

    def starts_with(self, agenda_id: int) -> list[Span]:
        """Return the starts of the whole visit when this agenda does the first service, equipment left aside."""
        leg = self.legs[0].get(agenda_id)
        return leg.begin if leg else []

    def route(
        self, start: int, openers: Collection[int], order: Sequence[int], accept: Callable[[int], bool]
    ) -> Route | None:
        """Return the agendas of the visit that one of ``openers`` begins: the same person goes on where she can.

        Who takes over is the one who can do most of the services that follow, ties by ``order`` (agenda ids).
        ``accept`` tells whether a visit that ends at the given minute has its equipment.
        """
        dead: set[tuple[int, int, int]] = set()
        for agenda_id in self._takers(0, order):
            if agenda_id in openers:
                found = self._walk(0, start, agenda_id, order, accept, dead)
                if found:
                    return found
        return None

    def segments(self, route: Route, start: int) -> tuple[Segment, ...]:
        """Return the segments of a route that starts at ``start``: one for each run of services by one agenda."""
        segments: list[Segment] = []
        index, agendas = 0, route[0]
        while index < len(agendas):
            first, agenda_id, stop = index, agendas[index], start
            while index < len(agendas) and agendas[index] == agenda_id:
                stop += self.legs[index][agenda_id].duration
                index += 1
            services = self.visit.services[first:index]
            busy_start, busy_stop = start - services[0].buffer_before_minutes, stop + services[-1].buffer_after_minutes
            ids = tuple(service.id for service in services)
            segments.append(Segment(agenda_id, start, stop, busy_start, busy_stop, ids))
            start = stop
        return tuple(segments)

    def _walk(
        self,
        index: int,
        start: int,
        agenda_id: int,
        order: Sequence[int],
        accept: Callable[[int], bool],
        dead: set[tuple[int, int, int]],
    ) -> Route | None:
        """Return the rest of the route when ``agenda_id`` does service ``index`` at ``start``; remember dead ends."""
        state = (index, start, agenda_id)
        if state in dead:
            return None
        stop = start + self.legs[index][agenda_id].duration
        if index == len(self.legs) - 1:
            if accept(stop):
                return (agenda_id,), stop
        else:
            for taker in self._next(index, start, agenda_id, order):
                rest = self._walk(index + 1, stop, taker, order, accept, dead)
                if rest:
                    return (agenda_id, *rest[0]), rest[1]
        dead.add(state)
        return None

    def _next(self, index: int, start: int, agenda_id: int, order: Sequence[int]) -> Iterator[int]:
        """Yield who can do the service after ``index``: the same agenda first."""
        leg, following = self.legs[index][agenda_id], self.legs[index + 1]
        stop = start + leg.duration
        if agenda_id in following and _has(following[agenda_id].stay, stop):
            yield agenda_id
        if _has(leg.release, start):
            for taker in self._takers(index + 1, order):
                if taker != agenda_id and _has(following[taker].begin, stop):
                    yield taker

    def _takers(self, index: int, order: Sequence[int]) -> list[int]:
        """Return the agendas that can do service ``index``, those first that can do most of what follows."""
        takers = [agenda_id for agenda_id in order if agenda_id in self.legs[index]]
        return sorted(takers, key=lambda agenda_id: -self._run(index, agenda_id))

    def _run(self, index: int, agenda_id: int) -> int:
        run = 0
        while index + run < len(self.legs) and agenda_id in self.legs[index + run]:
            run += 1
        return run


def relay_starts(
    visit: Visit,
    timelines: Sequence[Timeline],
    equipment: FreeTimes,
    window: Window,
    openers: Collection[int] | None = None,
) -> Iterator[tuple[int, tuple[Segment, ...]]]:
    """Yield each start in the window at which agendas can relay each other, in order, with the segments of the relay.

    The start is on the grid of the agenda that begins, one of ``openers`` (agenda ids; any of them by default).
    """
    relay = Relay.of(visit, timelines)
    order = [timeline.agenda_id for timeline in timelines]
    found: defaultdict[int, list[int]] = defaultdict(list)
    for timeline in timelines:
        if openers is None or timeline.agenda_id in openers:
            begin = relay.starts_with(timeline.agenda_id)
            for start in on_grid(timeline.pieces, begin, visit.step_minutes, window.span):
                found[start].append(timeline.agenda_id)
    for start, first in sorted(found.items()):
        route = relay.route(start, first, order, partial(_is_equipped, visit, equipment, start))
        if route:
            yield start, relay.segments(route, start)


def _is_equipped(visit: Visit, equipment: FreeTimes, start: int, stop: int) -> bool:
    """Tell whether each kind has one resource free for the whole visit, buffers included."""
    busy = (start - visit.before, stop + visit.after)
    return all(any(covers(spans, *busy) for spans in equipment.get(kind, ())) for kind in visit.kinds)


def _leg(
    visit: Visit,
    index: int,
    timeline: Timeline,
    opened: list[Span],
    following: dict[int, _Leg] | None,
    anyone: list[Span],
) -> _Leg:
    """Work out one leg from those of the service after it; ``anyone``: when some agenda can begin that one."""
    service, busy = visit.services[index], timeline.busy
    duration = service.skills[timeline.agenda_id]
    release = free_starts(opened, busy, duration, 0, service.buffer_after_minutes)
    if following is None:
        stay = release
    else:
        stay = intersect(release, _earlier(anyone, duration))
        own = following.get(timeline.agenda_id)
        if own:
            alone = free_starts(opened, busy, duration, 0, 0)
            stay = union(stay, intersect(alone, _earlier(own.stay, duration)))
    begin = intersect(stay, free_starts(opened, busy, duration, service.buffer_before_minutes, 0))
    return _Leg(duration, begin, stay, release)


def _earlier(spans: Sequence[Span], minutes: int) -> list[Span]:
    return [(start - minutes, stop - minutes) for start, stop in spans]


def _has(starts: Sequence[Span], minute: int) -> bool:
    return covers(starts, minute, minute + 1)
