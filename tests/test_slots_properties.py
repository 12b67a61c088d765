"""The laws of the slot engine, over small worlds drawn at random, against an oracle that counts single minutes."""

from dataclasses import replace

import oracle
from clicrdv_booking_logic.intervals import covers, intersect, normalise
from clicrdv_booking_logic.slots import Slot, find_slots, plan
from hypothesis import given
from hypothesis import strategies as st
from strategies import AGENDAS, FIRST, LAST, Scene, scenes, spans


def search(scene: Scene) -> list[Slot]:
    return find_slots(scene.visit, scene.timelines, scene.equipment, scene.window)


def starts(scene: Scene) -> set[int]:
    return {slot.start for slot in search(scene)}


@given(scenes(relay=False))
def test_one_person_slots_are_those_that_counting_minutes_gives(scene):
    if scene.visit.needs_relay:  # nobody allowed has the skill
        assert oracle.solo(scene) == {}
        return
    expected = oracle.solo(scene)
    found = search(scene)
    assert [slot.start for slot in found] == sorted(expected)
    for slot in found:
        assert slot.agendas == tuple(agenda_id for agenda_id, _ in expected[slot.start])
        assert slot.capacity == sum(places for _, places in expected[slot.start])


@given(scenes(relay=True))
def test_relay_slots_are_those_that_trying_every_assignment_gives(scene):
    assert [slot.start for slot in search(scene)] == sorted(oracle.relay(scene))


@given(scenes(), st.permutations(AGENDAS))
def test_a_start_is_offered_exactly_when_it_can_be_planned(scene, preferred):
    offered = starts(scene)
    for start in range(FIRST - 20, LAST + 30):
        if oracle.in_window(scene, start):
            placed = plan(scene.visit, scene.timelines, scene.named, start, preferred)
            assert (placed is not None) == (start in offered)


@given(scenes(), st.permutations(AGENDAS))
def test_a_plan_takes_only_free_time_and_leaves_no_gap(scene, preferred):
    timelines = {timeline.agenda_id: timeline for timeline in scene.timelines}
    for slot in search(scene):
        placed = plan(scene.visit, scene.timelines, scene.named, slot.start, preferred)
        moment = slot.start
        for segment in placed.segments:
            timeline = timelines[segment.agenda_id]
            assert segment.agenda_id in scene.visit.agenda_ids
            assert segment.start == moment
            assert covers(normalise(timeline.pieces), segment.start, segment.stop)
            assert not intersect(timeline.closed, [(segment.start, segment.stop)])
            assert not intersect(timeline.busy, [(segment.busy_start, segment.busy_stop)])
            moment = segment.stop
        assert placed.stop == moment
        assert [ident for segment in placed.segments for ident in segment.services] == [
            s.id for s in scene.visit.services
        ]
        for resource, busy_start, busy_stop in placed.equipment:
            [free] = [free for named in scene.named.values() for ident, free in named if ident == resource]
            assert covers(free, busy_start, busy_stop)


@given(scenes(), st.integers(0, 2), st.integers(0, 2))
def test_taking_an_opening_away_never_adds_a_slot(scene, agenda, piece):
    kept = [span for index, span in enumerate(scene.timelines[agenda].pieces) if index != piece]
    assert starts(scene.with_timeline(agenda, pieces=kept)) <= starts(scene)


@given(scenes(), st.integers(0, 2), spans())
def test_one_more_appointment_never_adds_a_slot(scene, agenda, more):
    busy = normalise([*scene.timelines[agenda].busy, *more])
    assert starts(scene.with_timeline(agenda, busy=busy)) <= starts(scene)


@given(scenes(), st.integers(0, 2), spans())
def test_one_more_leave_never_adds_a_slot(scene, agenda, more):
    closed = normalise([*scene.timelines[agenda].closed, *more])
    assert starts(scene.with_timeline(agenda, closed=closed)) <= starts(scene)


@given(scenes(), st.integers(FIRST - 20, LAST + 90))
def test_a_window_cut_in_two_gives_the_same_slots(scene, cut):
    window = scene.window
    cut = min(max(cut, window.first), window.last)
    early = replace(scene, window=window._replace(last=cut))
    late = replace(scene, window=window._replace(first=cut))
    assert search(early) + search(late) == search(scene)


@given(scenes(), st.permutations(range(3)))
def test_the_order_of_the_agendas_changes_no_start(scene, order):
    shuffled = replace(scene, timelines=[scene.timelines[index] for index in order])
    assert starts(shuffled) == starts(scene)
