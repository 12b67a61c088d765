"""Why is this day empty? The layer that removed each candidate."""

from clicrdv_booking_logic.explain import Layer, explain_day
from clicrdv_booking_logic.slots import Visit, Window, find_slots
from hypothesis import given
from hypothesis import strategies as st
from strategies import make_service, make_timeline, scenes, spans

DAY = Window(0, 240, 0, 240)


def layers(timeline, *, window=DAY, holidays=(), equipment=None, duration=30, **changes) -> dict[int, str | None]:
    visit = Visit((make_service(1, {timeline.agenda_id: duration}, **changes),), (timeline.agenda_id,), 30)
    [day] = explain_day(visit, [timeline], equipment or {}, window, list(holidays))
    return {start: layer and layer.value for start, layer in day.candidates}


def test_a_day_without_hours_is_outside_hours():
    assert layers(make_timeline(1, [])) == dict.fromkeys(range(0, 240, 30), "outside_hours")


def test_candidates_inside_hours_follow_the_grid_of_the_opening():
    found = layers(make_timeline(1, [(100, 190)]))
    assert [start for start, layer in found.items() if layer != "outside_hours"] == [100, 130, 160]


def test_a_public_holiday_is_told_from_a_leave():
    agenda = make_timeline(1, [(0, 240)], closed=[(0, 60), (180, 240)])
    found = layers(agenda, holidays=[(0, 60)])
    assert found == {
        0: "public_holiday", 30: "public_holiday", 60: None, 90: None, 120: None, 150: None, 180: "leave", 210: "leave",
    }  # fmt: skip


def test_a_public_holiday_opened_by_hand_removes_nothing():
    assert set(layers(make_timeline(1, [(0, 240)]), holidays=[(0, 240)]).values()) == {None}


def test_an_appointment_on_a_public_holiday_opened_by_hand_is_busy():
    found = layers(make_timeline(1, [(0, 60)], busy=[(30, 60)]), holidays=[(0, 240)])
    assert [found[0], found[30]] == [None, "busy"]


def test_a_start_too_near_closing_time_has_no_room():
    assert layers(make_timeline(1, [(0, 60)]), duration=45)[30] == "no_room_for_duration"


def test_notice_and_horizon_are_named():
    found = layers(make_timeline(1, [(0, 240)]), window=Window(0, 240, 60, 150))
    assert [found[30], found[60], found[150], found[180]] == ["too_soon", None, None, "too_far"]


def test_an_appointment_and_its_buffers_are_busy():
    found = layers(make_timeline(1, [(0, 240)], busy=[(60, 90)]), buffer_after_minutes=10)
    assert [found[0], found[30], found[60], found[90]] == [None, "busy", "busy", None]


def test_an_appointment_in_the_buffer_before_is_busy():
    found = layers(make_timeline(1, [(60, 120)], busy=[(30, 55)]), buffer_before_minutes=10)
    assert [found[60], found[90]] == ["busy", None]


def test_a_full_group_sitting_is_busy():
    assert layers(make_timeline(1, [(0, 60)], sittings={(30, 60): 0}), capacity=5)[30] == "busy"


def test_a_room_that_misses_is_named():
    found = layers(make_timeline(1, [(0, 120)]), equipment={7: [[(0, 60)]]}, kinds=(7,))
    assert [found[0], found[30], found[60], found[90]] == [None, None, "no_equipment", "no_equipment"]


def test_the_colleague_who_cannot_go_on_is_named():
    first, second = make_service(1, {1: 30}), make_service(2, {2: 30})
    timelines = [make_timeline(1, [(0, 120)]), make_timeline(2, [(0, 120)], busy=[(60, 120)])]
    [day] = explain_day(Visit((first, second), (1, 2), 30), timelines, {}, DAY, [])
    assert day.agenda_id == 1
    assert day.candidates[:3] == ((0, None), (30, Layer.no_colleague), (60, Layer.no_colleague))


def test_an_agenda_without_the_skill_is_not_listed():
    visit = Visit((make_service(1, {2: 30}),), (1, 2), 30)
    timelines = [make_timeline(ident, [(0, 240)]) for ident in (1, 2)]
    assert [day.agenda_id for day in explain_day(visit, timelines, {}, DAY, [])] == [2]


@given(scenes(), spans())
def test_what_no_layer_removed_is_exactly_what_is_offered(scene, holidays):
    slots = find_slots(scene.visit, scene.timelines, scene.equipment, scene.window)
    explained = explain_day(scene.visit, scene.timelines, scene.equipment, scene.window, holidays)
    kept = {(day.agenda_id, start) for day in explained for start, layer in day.candidates if layer is None}
    assert {start for _, start in kept} == {slot.start for slot in slots}
    if not scene.visit.needs_relay:
        assert kept == {(agenda_id, slot.start) for slot in slots for agenda_id in slot.agendas}


@given(scenes(), st.data())
def test_each_layer_named_is_true(scene, data):
    explained = explain_day(scene.visit, scene.timelines, scene.equipment, scene.window, [])
    removed = [(day.agenda_id, start, layer) for day in explained for start, layer in day.candidates if layer]
    if not removed:
        return
    agenda_id, start, layer = data.draw(st.sampled_from(removed))
    [timeline] = [timeline for timeline in scene.timelines if timeline.agenda_id == agenda_id]
    inside = any(first <= start < last for first, last in timeline.pieces)
    assert (layer is Layer.outside_hours) == (not inside)
    if layer is Layer.leave:
        assert timeline.closed
    if layer is Layer.too_soon:
        assert start < scene.window.earliest
    if layer is Layer.too_far:
        assert start > scene.window.latest
    if layer is Layer.busy:
        assert timeline.busy or timeline.sittings
    if layer is Layer.no_equipment:
        assert scene.visit.kinds
    if layer is Layer.no_colleague:
        assert scene.visit.needs_relay
    assert layer is not Layer.public_holiday
