"""Visits that no single agenda can do: consecutive agendas relay each other."""

from clicrdv_booking_logic.relay import Relay
from clicrdv_booking_logic.slots import Segment, Slot, Visit, Window, find_slots, plan
from strategies import at, clocks, make_service, make_timeline, spans_of

ANY = Window(-10_000, 10_000, -10_000, 10_000)
ROOM = 7


def test_nobody_relays_where_one_person_can_do_all():
    cut, colour = make_service(1, {1: 30, 2: 30}), make_service(2, {1: 30})
    whole_day_off = make_timeline(1, spans_of("08:00-12:00"), closed=spans_of("08:00-12:00"))
    other = make_timeline(2, spans_of("08:00-12:00"))
    assert find_slots(Visit((cut, colour), (1, 2), 30), [whole_day_off, other], {}, ANY) == []


def test_two_agendas_relay_each_other_without_a_gap():
    cut = make_service(1, {1: 30}, buffer_after_minutes=10)
    nails = make_service(2, {2: 45}, buffer_before_minutes=5)
    hair = make_timeline(1, spans_of("08:00-10:00"), busy=spans_of("09:00-09:20"))
    hands = make_timeline(2, spans_of("08:00-10:00"), busy=spans_of("08:00-08:25"))
    visit = Visit((cut, nails), (1, 2), 10)
    found = find_slots(visit, [hair, hands], {}, ANY)
    assert clocks(found) == ["08:00", "08:10", "08:20"]
    assert found[0].agendas == (1, 2) and found[0].capacity == 1
    assert plan(visit, [hair, hands], {}, at("08:10")).segments == (
        Segment(1, at("08:10"), at("08:40"), at("08:10"), at("08:50"), (1,)),
        Segment(2, at("08:40"), at("09:25"), at("08:35"), at("09:25"), (2,)),
    )


def test_a_relay_stays_with_the_same_person_as_long_as_she_can():
    wash, cut, nails = make_service(1, {1: 10, 2: 10}), make_service(2, {1: 30, 2: 30}), make_service(3, {3: 30})
    timelines = [make_timeline(ident, spans_of("08:00-12:00")) for ident in (1, 2, 3)]
    visit = Visit((wash, cut, nails), (1, 2, 3), 30)
    assert [(s.agenda_id, s.services) for s in plan(visit, timelines, {}, at("08:00"), [2, 1, 3]).segments] == [
        (2, (1, 2)),
        (3, (3,)),
    ]


def test_buffers_between_two_services_of_one_person_do_not_count_in_a_relay():
    wash = make_service(1, {1: 10}, buffer_after_minutes=60)
    cut = make_service(2, {1: 30}, buffer_before_minutes=60)
    nails = make_service(3, {2: 30})
    hair = make_timeline(1, spans_of("08:00-09:00"), busy=spans_of("07:00-08:00", "08:40-09:30"))
    visit = Visit((wash, cut, nails), (1, 2), 30)
    assert clocks(find_slots(visit, [hair, make_timeline(2, spans_of("08:00-10:00"))], {}, ANY)) == ["08:00"]


def test_a_relay_that_comes_back_names_each_agenda_once():
    first, second, third = make_service(1, {1: 30}), make_service(2, {2: 30}), make_service(3, {1: 30})
    timelines = [make_timeline(ident, spans_of("08:00-09:30")) for ident in (1, 2)]
    visit = Visit((first, second, third), (1, 2), 30)
    assert find_slots(visit, timelines, {}, ANY) == [Slot(at("08:00"), (1, 2), 1)]
    assert [segment.agenda_id for segment in plan(visit, timelines, {}, at("08:00")).segments] == [1, 2, 1]


def test_a_relay_begins_on_the_grid_of_the_person_who_begins():
    first, second = make_service(1, {1: 30}), make_service(2, {2: 30})
    timelines = [make_timeline(1, spans_of("08:05-09:00")), make_timeline(2, spans_of("08:00-10:00"))]
    assert clocks(find_slots(Visit((first, second), (1, 2), 20), timelines, {}, ANY)) == ["08:05", "08:25"]


def test_a_relay_keeps_its_room_from_beginning_to_end():
    first, second = make_service(1, {1: 30}, kinds=(ROOM,)), make_service(2, {2: 30})
    timelines = [make_timeline(ident, spans_of("08:00-10:00")) for ident in (1, 2)]
    rooms = {ROOM: [(70, spans_of("08:00-08:45")), (71, spans_of("08:30-09:30"))]}
    visit = Visit((first, second), (1, 2), 30)
    assert clocks(find_slots(visit, timelines, {ROOM: [free for _, free in rooms[ROOM]]}, ANY)) == ["08:30"]
    assert plan(visit, timelines, rooms, at("08:30")).equipment == ((71, at("08:30"), at("09:30")),)


def test_who_can_do_most_of_what_follows_begins_although_another_comes_first():
    wash, cut, nails = make_service(1, {1: 10, 2: 10}), make_service(2, {2: 30}), make_service(3, {3: 30})
    timelines = [make_timeline(ident, spans_of("08:00-12:00")) for ident in (1, 2, 3)]
    placed = plan(Visit((wash, cut, nails), (1, 2, 3), 30), timelines, {}, at("08:00"), [1, 2, 3])
    assert [segment.agenda_id for segment in placed.segments] == [2, 3]


def test_whoever_hands_over_needs_the_buffer_after_even_where_only_the_short_way_has_its_room():
    first = make_service(1, {1: 10}, buffer_after_minutes=60, kinds=(ROOM,))
    second, third = make_service(2, {1: 30, 2: 10}), make_service(3, {2: 10})
    timelines = [
        make_timeline(1, spans_of("08:00-08:40"), busy=spans_of("08:45-09:00")),
        make_timeline(2, spans_of("08:00-09:00")),
    ]
    visit = Visit((first, second, third), (1, 2), 60)
    assert clocks(find_slots(visit, timelines, {ROOM: [spans_of("08:00-09:00")]}, ANY)) == ["08:00"]
    assert clocks(find_slots(visit, timelines, {ROOM: [spans_of("08:00-08:35")]}, ANY)) == []


def test_a_relay_without_equipment_is_given_up_before_every_way_is_tried():
    agendas = range(4)
    able = [[agenda_id for agenda_id in agendas if agenda_id != number % 4] for number in range(10)]
    services = tuple(make_service(number, dict.fromkeys(who, 5)) for number, who in enumerate(able))
    timelines = [make_timeline(agenda_id, spans_of("08:00-12:00")) for agenda_id in agendas]
    relay = Relay.of(Visit(services, tuple(agendas), 60), timelines)
    ends = []
    assert relay.route(at("08:00"), agendas, agendas, lambda stop: ends.append(stop) or False) is None
    assert len(ends) <= len(agendas)
