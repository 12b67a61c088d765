"""A visit that one agenda does alone, from its first service to its last, group services included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .intervals import Span, covers, intersect, union
from .starts import equipment_starts, free_starts, on_grid, open_spans
from .timeline import FreeTimes, Segment, Timeline, Visit, Window


def solo_starts(
    visit: Visit, timelines: Iterable[Timeline], equipment: FreeTimes, window: Window
) -> Iterator[tuple[Timeline, list[int]]]:
    """Yield each timeline whose agenda can do the whole visit, with its starts in the window, in order.

    Starts are on the grid, but for those that join a sitting: it may have been placed anywhere by hand.

    >>> from .catalogue import Service
    >>> yoga = Service(1, "yoga", "Yoga", None, 60, 0, 0, None, 8, {5: 60}, (), None, None, True)
    >>> gym = Timeline(5, 50, [(480, 660)], [], [], {(530, 590): 2})
    >>> [starts for _, starts in solo_starts(Visit((yoga,), (5,), 30), [gym], {}, Window(0, 1440, 0, 1440))]
    [[530, 600]]
    """
    opened: dict[tuple[int, int], list[Span]] = {}
    equipped: dict[int, list[Span] | None] = {}
    before, after, within = visit.before, visit.after, window.span
    for timeline in timelines:
        duration = visit.duration_with(timeline.agenda_id)
        if duration is None:
            continue
        schedule = id(timeline.pieces), id(timeline.closed)  # many agendas share these lists: merge each pair once
        if schedule not in opened:
            opened[schedule] = open_spans(timeline)
        if duration not in equipped:
            equipped[duration] = equipment_starts(visit.kinds, equipment, duration, before, after)
        taken = union(timeline.busy, list(timeline.sittings)) if timeline.sittings else timeline.busy
        starts = free_starts(opened[schedule], taken, duration, before, after)
        with_equipment = equipped[duration]
        if with_equipment is not None:
            starts = intersect(starts, with_equipment)
        found = on_grid(timeline.pieces, starts, visit.step_minutes, within)
        if timeline.sittings:
            found = sorted({*found, *_joinable(visit, timeline, opened[schedule], within)})
        yield timeline, found


def seats_left(visit: Visit, timeline: Timeline, start: int) -> int | None:
    """Return the seats left in the sitting that the agenda holds for this visit at ``start``, ``None`` without one."""
    segment = solo_segment(visit, timeline.agenda_id, start)
    return timeline.sittings.get((segment.busy_start, segment.busy_stop))


def capacity_counter(visit: Visit, timelines: Iterable[Timeline]) -> Callable[[int, list[int]], int]:
    """Return the function that counts how many clients some agendas, all free at a start, can take together there.

    A resource behind two agendas counts once. In a group service each agenda takes the seats left in its sitting, or
    all seats when it has none.
    """
    service = visit.services[0]
    by_agenda = {timeline.agenda_id: timeline for timeline in timelines}
    if service.is_group:

        def count_seats(start: int, agendas: list[int]) -> int:
            left = (seats_left(visit, by_agenda[agenda_id], start) for agenda_id in agendas)
            return sum(service.capacity if seats is None else seats for seats in left)

        return count_seats
    resources = {agenda_id: timeline.resource_id for agenda_id, timeline in by_agenda.items()}
    if len(set(resources.values())) == len(resources):
        return lambda start, agendas: len(agendas)
    return lambda start, agendas: len({resources[agenda_id] for agenda_id in agendas})


def solo_segment(visit: Visit, agenda_id: int, start: int) -> Segment:
    """Return the one segment of a visit that this agenda does alone; raises ``ValueError`` when it cannot."""
    duration = visit.duration_with(agenda_id)
    if duration is None:
        raise ValueError(f"agenda {agenda_id} cannot do the whole visit")
    stop = start + duration
    services = tuple(service.id for service in visit.services)
    return Segment(agenda_id, start, stop, start - visit.before, stop + visit.after, services)


def _joinable(visit: Visit, timeline: Timeline, opened: Sequence[Span], within: Span) -> Iterator[int]:
    """Yield the starts of the sittings to join: seats left, in opening hours, nothing else at the time."""
    duration = visit.duration_with(timeline.agenda_id)
    for (busy_start, busy_stop), left in timeline.sittings.items():
        start, stop = busy_start + visit.before, busy_stop - visit.after
        fits = stop - start == duration and within[0] <= start < within[1] and covers(opened, start, stop)
        if left > 0 and fits and not intersect(timeline.busy, [(busy_start, busy_stop)]):
            yield start
