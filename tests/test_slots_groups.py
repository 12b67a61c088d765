"""Group services: sittings that several clients share."""

import pytest
from clicrdv_booking_logic.slots import Slot, Visit, Window, find_slots, plan
from strategies import at, make_service, make_timeline, span, spans_of

ANY = Window(-10_000, 10_000, -10_000, 10_000)
EXAM = 7


def group(timelines, equipment=None, step=30, **changes) -> list[Slot]:
    service = make_service(1, {timeline.agenda_id: 60 for timeline in timelines}, capacity=8, **changes)
    return find_slots(Visit((service,), (1, 2), step), timelines, equipment or {}, ANY)


def test_a_group_start_without_sitting_offers_every_seat():
    assert group([make_timeline(1, spans_of("08:00-09:00"))]) == [Slot(at("08:00"), (1,), 8)]


def test_a_sitting_offers_the_seats_left_and_hides_the_starts_that_overlap_it():
    agenda = make_timeline(1, spans_of("08:00-11:00"), sittings={span("09:00-10:00"): 3})
    assert group([agenda]) == [Slot(at("08:00"), (1,), 8), Slot(at("09:00"), (1,), 3), Slot(at("10:00"), (1,), 8)]


def test_a_full_sitting_is_not_offered():
    assert group([make_timeline(1, spans_of("09:00-10:00"), sittings={span("09:00-10:00"): 0})]) == []


def test_the_seats_of_several_agendas_add_up():
    sitting = make_timeline(1, spans_of("09:00-10:00"), sittings={span("09:00-10:00"): 2})
    assert group([sitting, make_timeline(2, spans_of("09:00-10:00"))]) == [Slot(at("09:00"), (1, 2), 10)]


def test_a_sitting_placed_by_hand_off_the_grid_can_be_joined():
    agenda = make_timeline(1, spans_of("08:00-10:00"), sittings={span("08:40-09:40"): 1})
    assert group([agenda]) == [Slot(at("08:40"), (1,), 1)]


def test_a_sitting_on_a_day_off_cannot_be_joined():
    agenda = make_timeline(
        1, spans_of("08:30-10:00"), closed=spans_of("09:30-09:40"), sittings={span("09:00-10:00"): 1}
    )
    assert group([agenda]) == []


def test_a_sitting_beside_something_else_at_the_time_cannot_be_joined():
    agenda = make_timeline(1, spans_of("09:00-10:00"), busy=spans_of("09:50-10:10"), sittings={span("09:00-10:00"): 3})
    assert group([agenda]) == []


def test_a_sitting_of_another_length_cannot_be_joined():
    assert group([make_timeline(1, spans_of("08:00-10:00"), sittings={span("08:30-09:45"): 1})]) == []


def test_joining_a_sitting_needs_no_other_room():
    agenda = make_timeline(1, spans_of("08:00-10:00"), sittings={span("09:00-10:00"): 3})
    assert group([agenda], {EXAM: [[]]}, kinds=(EXAM,)) == [Slot(at("09:00"), (1,), 3)]
    service = make_service(1, {1: 60}, capacity=8, kinds=(EXAM,))
    assert plan(Visit((service,), (1,), 30), [agenda], {EXAM: [(70, [])]}, at("09:00")).equipment == ()


def test_buffers_of_a_sitting_are_part_of_its_key():
    agenda = make_timeline(1, spans_of("08:00-10:00"), sittings={span("08:50-10:05"): 3})
    found = group([agenda], buffer_before_minutes=10, buffer_after_minutes=5)
    assert found == [Slot(at("09:00"), (1,), 3)]


def test_a_group_service_is_booked_alone():
    with pytest.raises(ValueError, match="booked alone"):
        Visit((make_service(1, {1: 60}, capacity=8), make_service(2, {1: 60})), (1,), 30)
