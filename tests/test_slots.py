"""The slot rules by example. ``test_slots_properties`` holds the laws."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from clicrdv_booking_logic.hours import WeeklyHour, day_span, expand_week, minute_to_local
from clicrdv_booking_logic.intervals import subtract
from clicrdv_booking_logic.slots import Segment, Slot, Visit, Window, find_slots, plan
from strategies import at, clocks, make_service, make_timeline, spans_of

ANY = Window(-10_000, 10_000, -10_000, 10_000)


def solo(duration: int, step: int, timeline, window: Window = ANY, **changes) -> list[Slot]:
    service = make_service(1, {timeline.agenda_id: duration}, **changes)
    return find_slots(Visit((service,), (timeline.agenda_id,), step), [timeline], {}, window)


# --- one service, one person -------------------------------------------------


def test_the_worked_example_of_the_original_service():
    agenda = make_timeline(1, spans_of("08:00-12:00"), busy=spans_of("09:00-09:30", "10:00-10:40"))
    assert clocks(solo(30, 10, agenda)) == [
        "08:00", "08:10", "08:20", "08:30", "09:30", "10:40", "10:50", "11:00", "11:10", "11:20", "11:30",
    ]  # fmt: skip


def test_the_grid_begins_with_each_opening_not_with_midnight():
    agenda = make_timeline(1, spans_of("08:05-09:00", "14:20-15:00"))
    assert clocks(solo(15, 15, agenda)) == ["08:05", "08:20", "08:35", "14:20", "14:35"]


def test_an_appointment_may_run_on_into_the_opening_that_touches():
    agenda = make_timeline(1, spans_of("08:00-09:00", "09:00-10:00"))
    assert clocks(solo(45, 30, agenda)) == ["08:00", "08:30", "09:00"]


def test_two_openings_that_overlap_offer_each_start_once():
    agenda = make_timeline(1, spans_of("08:00-10:00", "09:00-11:00"))
    assert clocks(solo(60, 30, agenda)) == ["08:00", "08:30", "09:00", "09:30", "10:00"]


def test_a_leave_cuts_the_opening_and_leaves_the_grid_where_it_was():
    agenda = make_timeline(1, spans_of("08:00-12:00"), closed=spans_of("09:10-10:50"))
    assert clocks(solo(30, 30, agenda)) == ["08:00", "08:30", "11:00", "11:30"]


def test_buffers_keep_away_from_other_appointments_but_may_leave_opening_hours():
    agenda = make_timeline(1, spans_of("08:00-10:00"), busy=spans_of("09:00-09:15"))
    found = solo(30, 5, agenda, buffer_before_minutes=10, buffer_after_minutes=5)
    assert clocks(found) == ["08:00", "08:05", "08:10", "08:15", "08:20", "08:25", "09:25", "09:30"]


def test_a_buffer_over_an_appointment_outside_hours_is_refused():
    agenda = make_timeline(1, spans_of("08:00-09:00"), busy=spans_of("07:00-07:55"))
    assert clocks(solo(30, 15, agenda, buffer_before_minutes=10)) == ["08:15", "08:30"]


def test_notice_and_horizon_include_their_own_minute():
    agenda = make_timeline(1, spans_of("08:00-12:00"))
    window = Window(0, 1440, at("09:00"), at("10:00"))
    assert clocks(solo(30, 30, agenda, window)) == ["09:00", "09:30", "10:00"]


def test_the_window_holds_starts_and_not_ends():
    agenda = make_timeline(1, spans_of("08:00-12:00"))
    window = Window(at("09:00"), at("10:00"), 0, 1440)
    assert clocks(solo(90, 30, agenda, window)) == ["09:00", "09:30"]


def test_an_empty_day_offers_nothing():
    assert solo(30, 15, make_timeline(1, [])) == []


def test_an_opening_shorter_than_the_service_offers_nothing():
    assert solo(31, 5, make_timeline(1, spans_of("08:00-08:30"))) == []


@pytest.mark.parametrize("step", [0, -5])
def test_a_grid_step_below_one_minute_is_refused(step):
    with pytest.raises(ValueError, match="grid step"):
        Visit((make_service(1, {1: 30}),), (1,), step)


def test_a_visit_without_service_is_refused():
    with pytest.raises(ValueError, match="needs a service"):
        Visit((), (1,), 15)


# --- several agendas ---------------------------------------------------------


def test_a_slot_names_the_free_agendas_in_the_order_of_the_establishment():
    service = make_service(1, {1: 30, 2: 30, 3: 30})
    timelines = [make_timeline(ident, spans_of("08:00-08:30")) for ident in (2, 1, 3)]
    assert find_slots(Visit((service,), (1, 2), 30), timelines, {}, ANY) == [Slot(at("08:00"), (2, 1), 2)]


def test_each_agenda_takes_its_own_time():
    service = make_service(1, {1: 30, 2: 60})
    timelines = [make_timeline(ident, spans_of("08:00-09:00")) for ident in (1, 2)]
    found = find_slots(Visit((service,), (1, 2), 30), timelines, {}, ANY)
    assert found == [Slot(at("08:00"), (1, 2), 2), Slot(at("08:30"), (1,), 1)]


def test_agendas_of_one_schedule_have_their_own_leaves():
    service = make_service(1, {1: 30, 2: 30})
    timelines = [make_timeline(1, []), make_timeline(2, [], closed=spans_of("08:00-08:30"))]
    shared = spans_of("08:00-09:00")  # one list for both, as the models give it
    timelines = [replace(timeline, pieces=shared) for timeline in timelines]
    found = find_slots(Visit((service,), (1, 2), 30), timelines, {}, ANY)
    assert found == [Slot(at("08:00"), (1,), 1), Slot(at("08:30"), (1, 2), 2)]


def test_one_person_behind_two_agendas_counts_once():
    service = make_service(1, {1: 30, 2: 30})
    timelines = [make_timeline(ident, spans_of("08:00-08:30"), resource_id=50) for ident in (1, 2)]
    assert find_slots(Visit((service,), (1, 2), 30), timelines, {}, ANY) == [Slot(at("08:00"), (1, 2), 1)]


def test_what_a_shared_person_does_elsewhere_hides_her_slots():
    elsewhere = spans_of("08:30-09:00")
    agenda = make_timeline(1, spans_of("08:00-10:00"), busy=elsewhere, resource_id=50)
    assert clocks(solo(30, 30, agenda)) == ["08:00", "09:00", "09:30"]


def test_the_preferred_agenda_gets_the_visit():
    service = make_service(1, {1: 30, 2: 30, 3: 30})
    timelines = [make_timeline(ident, spans_of("08:00-09:00")) for ident in (1, 2, 3)]
    visit = Visit((service,), (1, 2, 3), 30)
    assert plan(visit, timelines, {}, at("08:00"), [3, 1, 2]).segments[0].agenda_id == 3
    assert plan(visit, timelines, {}, at("08:00")).segments[0].agenda_id == 1


def test_a_preferred_agenda_that_is_taken_gives_way_to_the_next():
    service = make_service(1, {1: 30, 2: 30, 3: 30})
    timelines = [
        make_timeline(ident, spans_of("08:00-09:00"), busy=spans_of("08:00-08:10")[: ident == 3]) for ident in (1, 2, 3)
    ]
    assert plan(Visit((service,), (1, 2, 3), 30), timelines, {}, at("08:00"), [3, 2]).segments[0].agenda_id == 2


# --- several services --------------------------------------------------------


def test_several_services_of_one_person_are_one_span():
    cut = make_service(1, {1: 30}, buffer_before_minutes=5, buffer_after_minutes=10)
    colour = make_service(2, {1: 60}, buffer_before_minutes=15, buffer_after_minutes=20)
    agenda = make_timeline(1, spans_of("08:00-10:00"))
    visit = Visit((cut, colour), (1,), 15)
    assert clocks(find_slots(visit, [agenda], {}, ANY)) == ["08:00", "08:15", "08:30"]
    assert plan(visit, [agenda], {}, at("08:15")).segments == (
        Segment(1, at("08:15"), at("09:45"), at("08:10"), at("10:05"), (1, 2)),
    )


# --- rooms and equipment -----------------------------------------------------

EXAM = 7


def test_free_times_of_two_chairs_are_not_glued_together():
    """Chair 1 taken from 9 to 10, chair 2 from 10 to 11: a visit of two hours fits neither (OCA calendar issue 143)."""
    day = spans_of("08:00-13:00")
    chairs = [subtract(day, spans_of("09:00-10:00")), subtract(day, spans_of("10:00-11:00"))]
    service = make_service(1, {1: 120}, kinds=(EXAM,))
    visit = Visit((service,), (1,), 15)
    found = clocks(find_slots(visit, [make_timeline(1, day)], {EXAM: chairs}, ANY))
    assert found == ["08:00", "10:00", "10:15", "10:30", "10:45", "11:00"]


def test_the_first_free_room_is_taken_for_the_whole_visit_with_its_buffers():
    service = make_service(1, {1: 60}, kinds=(EXAM,), buffer_before_minutes=5, buffer_after_minutes=10)
    rooms = {EXAM: [(70, spans_of("08:00-09:05")), (71, spans_of("07:55-09:10"))]}
    placed = plan(Visit((service,), (1,), 15), [make_timeline(1, spans_of("08:00-09:00"))], rooms, at("08:00"))
    assert placed.equipment == ((71, at("07:55"), at("09:10")),)


def test_each_kind_needed_must_have_a_free_resource():
    service = make_service(1, {1: 60}, kinds=(EXAM, 8))
    visit, agenda = Visit((service,), (1,), 30), make_timeline(1, spans_of("08:00-12:00"))
    free = {EXAM: [spans_of("08:00-10:00")], 8: [spans_of("09:00-12:00")]}
    assert clocks(find_slots(visit, [agenda], free, ANY)) == ["09:00"]


def test_a_kind_without_any_resource_offers_nothing():
    service = make_service(1, {1: 60}, kinds=(EXAM,))
    assert find_slots(Visit((service,), (1,), 30), [make_timeline(1, spans_of("08:00-12:00"))], {}, ANY) == []


# --- clock changes and zones -------------------------------------------------

PARIS = ZoneInfo("Europe/Paris")


def night_starts(day: date, zone: ZoneInfo = PARIS) -> list[str]:
    pieces = expand_week([WeeklyHour(day.weekday(), 60, 360)], zone, day, 1)
    first, last = day_span(day, zone)
    found = solo(60, 60, make_timeline(1, pieces), Window(first, last, first, last))
    return [
        minute_to_local(slot.start, zone).isoformat()[11:16] + minute_to_local(slot.start, zone).isoformat()[19:]
        for slot in found
    ]


def test_the_night_that_skips_an_hour_offers_no_time_that_does_not_exist():
    assert night_starts(date(2027, 3, 28)) == ["01:00+01:00", "03:00+02:00", "04:00+02:00", "05:00+02:00"]


def test_the_night_that_repeats_an_hour_offers_it_twice():
    assert night_starts(date(2026, 10, 25)) == [
        "01:00+02:00", "02:00+02:00", "02:00+01:00", "03:00+01:00", "04:00+01:00", "05:00+01:00",
    ]  # fmt: skip


def test_martinique_keeps_its_clock_when_paris_changes_it():
    assert night_starts(date(2026, 3, 29), ZoneInfo("America/Martinique")) == [
        f"0{hour}:00-04:00" for hour in range(1, 6)
    ]
