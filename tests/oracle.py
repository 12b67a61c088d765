"""The slot rules once more, as slow and as plain as possible: sets of single minutes, every combination tried."""

from __future__ import annotations

import itertools

from strategies import Scene


def minutes(spans) -> set[int]:
    return {minute for start, stop in spans for minute in range(start, stop)}


def grid(timeline, step: int) -> set[int]:
    return {start for first, stop in timeline.pieces for start in range(first, stop, step)}


def in_window(scene: Scene, start: int) -> bool:
    window = scene.window
    return window.first <= start < window.last and window.earliest <= start <= window.latest


def equipped(scene: Scene, start: int, stop: int) -> bool:
    """Whether each kind has one resource whose free minutes hold the whole time taken."""
    taken = set(
        range(
            start - scene.visit.services[0].buffer_before_minutes, stop + scene.visit.services[-1].buffer_after_minutes
        )
    )
    kinds = {kind for service in scene.visit.services for kind in service.kinds}
    return all(any(taken <= minutes(spans) for _, spans in scene.named[kind]) for kind in kinds)


def free(timeline, services, start: int, *, beside=()) -> int | None:
    """The end of a run of services by one agenda from ``start``, ``None`` when it cannot do them then."""
    opened, busy = minutes(timeline.pieces) - minutes(timeline.closed), minutes(timeline.busy) | minutes(beside)
    stop = start + sum(service.skills[timeline.agenda_id] for service in services)
    taken = set(range(start - services[0].buffer_before_minutes, stop + services[-1].buffer_after_minutes))
    return stop if set(range(start, stop)) <= opened and not taken & busy else None


def solo(scene: Scene) -> dict[int, list[tuple[int, int]]]:
    """Start → (agenda, places) of the agendas that can do the whole visit, in the order of the establishment."""
    services, found = scene.visit.services, {}
    for timeline in scene.timelines:
        if timeline.agenda_id not in scene.visit.agenda_ids:
            continue
        if any(timeline.agenda_id not in service.skills for service in services):
            continue
        on_grid = grid(timeline, scene.visit.step_minutes)
        for start in filter(lambda minute: in_window(scene, minute), range(-60, 200)):
            stop = free(timeline, services, start)
            if stop is None:
                continue
            taken = (start - services[0].buffer_before_minutes, stop + services[-1].buffer_after_minutes)
            new = (
                start in on_grid
                and free(timeline, services, start, beside=timeline.sittings) is not None
                and equipped(scene, start, stop)
            )
            places = services[0].capacity if new else timeline.sittings.get(taken, 0)
            if places:
                found.setdefault(start, []).append((timeline.agenda_id, places))
    return found


def relay(scene: Scene) -> set[int]:
    """The starts at which some assignment of agendas to services works."""
    timelines = {t.agenda_id: t for t in scene.timelines if t.agenda_id in scene.visit.agenda_ids}
    able = [[a for a in timelines if a in service.skills] for service in scene.visit.services]
    return {
        start
        for agendas in itertools.product(*able)
        for start in grid(timelines[agendas[0]], scene.visit.step_minutes)
        if in_window(scene, start) and relay_works(scene, timelines, agendas, start)
    }


def relay_works(scene: Scene, timelines, agendas, start: int) -> bool:
    moment = start
    for agenda_id, run in itertools.groupby(zip(agendas, scene.visit.services, strict=True), key=lambda pair: pair[0]):
        stop = free(timelines[agenda_id], [service for _, service in run], moment)
        if stop is None:
            return False
        moment = stop
    return equipped(scene, start, moment)
