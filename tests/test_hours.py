"""Local hours turned into UTC minutes: clock changes, midnight, leap days, two-week schedules, zones."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from clicrdv_booking_logic.hours import (
    DatedOpening,
    WeeklyHour,
    day_span,
    expand_dated,
    expand_week,
    local_to_minute,
    minute_to_local,
    week_parity,
)
from hypothesis import given
from hypothesis import strategies as st

PARIS, MARTINIQUE = ZoneInfo("Europe/Paris"), ZoneInfo("America/Martinique")
SPRING, AUTUMN, NEXT_SPRING = date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28)
EPOCH = datetime(1970, 1, 1)


def utc(*pairs: str) -> list[tuple[int, int]]:
    """Spans written ``2026-03-29T01:00/02:00`` or with a full second time, in UTC."""
    found = []
    for pair in pairs:
        first, second = pair.split("/")
        second = second if "T" in second else f"{first[:10]}T{second}"
        found.append(tuple((datetime.fromisoformat(text) - EPOCH) // timedelta(minutes=1) for text in (first, second)))
    return found


def line(day: date, start: float, stop: float, parity=None) -> WeeklyHour:
    return WeeklyHour(day.weekday(), int(start * 60), int(stop * 60), parity)


def hours_on(day: date, *lines: tuple[float, float], zone=PARIS) -> list[tuple[int, int]]:
    return expand_week([line(day, *hours) for hours in lines], zone, day, 1)


# --- clock changes -----------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hours", "expected"),
    [
        (SPRING, (1, 4), "2026-03-29T00:00/02:00"),
        (SPRING, (2.5, 3.5), "2026-03-29T01:00/01:30"),
        (SPRING, (1, 2.5), "2026-03-29T00:00/01:00"),
        (SPRING, (1, 3), "2026-03-29T00:00/01:00"),
        (SPRING, (9, 12), "2026-03-29T07:00/10:00"),
        (NEXT_SPRING, (1, 4), "2027-03-28T00:00/02:00"),
        (AUTUMN, (1, 4), "2026-10-24T23:00/2026-10-25T03:00"),
        (AUTUMN, (2, 3), "2026-10-25T00:00/02:00"),
        (AUTUMN, (0, 2), "2026-10-24T22:00/2026-10-25T00:00"),
        (AUTUMN, (2.5, 4), "2026-10-25T00:30/03:00"),
        (AUTUMN, (1, 2.5), "2026-10-24T23:00/2026-10-25T01:30"),
        (AUTUMN, (3, 5), "2026-10-25T02:00/04:00"),
        (AUTUMN, (9, 12), "2026-10-25T08:00/11:00"),
    ],
)
def test_hours_of_a_sunday_on_which_paris_changes_its_clock(day, hours, expected):
    assert hours_on(day, hours) == utc(expected)


def test_an_opening_inside_the_hour_that_spring_skips_disappears():
    assert hours_on(SPRING, (2, 3), (2.25, 2.75)) == []


def test_an_opening_of_the_saturday_reaches_into_the_changed_night():
    saturday = AUTUMN - timedelta(days=1)
    assert hours_on(saturday, (22, 27)) == utc("2026-10-24T20:00/2026-10-25T02:00")
    saturday = SPRING - timedelta(days=1)
    assert hours_on(saturday, (22, 27)) == utc("2026-03-28T21:00/2026-03-29T01:00")


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 1), 24)])
def test_a_day_of_paris_has_23_24_or_25_hours(day, hours):
    start, stop = day_span(day, PARIS)
    assert stop - start == hours * 60


def test_days_follow_each_other_without_gap_over_a_year():
    days = [date(2026, 1, 1) + timedelta(days=shift) for shift in range(366)]
    spans = [day_span(day, PARIS) for day in days]
    assert all(before[1] == after[0] for before, after in zip(spans, spans[1:], strict=False))


def test_a_repeated_time_is_the_first_one_unless_the_latest_is_asked():
    first = local_to_minute(AUTUMN, 150, PARIS)
    assert utc("2026-10-25T00:30/01:30") == [(first, local_to_minute(AUTUMN, 150, PARIS, latest=True))]


@pytest.mark.parametrize("minute", [120, 121, 150, 179])
@pytest.mark.parametrize("latest", [False, True])
def test_a_skipped_time_is_the_instant_of_the_jump(minute, latest):
    assert minute_to_local(local_to_minute(SPRING, minute, PARIS, latest=latest), PARIS).isoformat() == (
        "2026-03-29T03:00:00+02:00"
    )


# --- zones -------------------------------------------------------------------


def test_martinique_opens_four_hours_behind_utc_all_year():
    for day in (date(2026, 1, 5), SPRING, date(2026, 7, 6), AUTUMN):
        start, stop = (local_to_minute(day, minute, ZoneInfo("UTC")) + 4 * 60 for minute in (480, 720))
        assert hours_on(day, (8, 12), zone=MARTINIQUE) == [(start, stop)]


def test_a_morning_of_martinique_is_an_afternoon_of_paris():
    [(start, _)] = hours_on(date(2026, 7, 6), (8, 12), zone=MARTINIQUE)
    assert minute_to_local(start, PARIS).strftime("%H:%M") == "14:00"


ZONES = [PARIS, MARTINIQUE, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia"), ZoneInfo("Africa/Casablanca")]
TURNS = [SPRING, AUTUMN, NEXT_SPRING, date(2026, 4, 5), date(2026, 10, 4), date(2011, 12, 30), date(2026, 2, 15)]


@given(
    zone=st.sampled_from(ZONES),
    turn=st.sampled_from(TURNS),
    shift=st.integers(-2, 2),
    start=st.integers(0, 1439),
    length=st.integers(1, 1440),
)
def test_an_opening_covers_each_minute_at_which_the_clock_shows_its_hours(zone, turn, shift, start, length):
    day = turn + timedelta(days=shift)
    opening = WeeklyHour(day.weekday(), start, start + length)
    midnight = datetime(day.year, day.month, day.day)
    from_clock, to_clock = midnight + timedelta(minutes=start), midnight + timedelta(minutes=start + length)
    around = (midnight - EPOCH) // timedelta(minutes=1)
    shown = [
        minute
        for minute in range(around - 20 * 60, around + 65 * 60, 15)
        if from_clock <= minute_to_local(minute, zone).replace(tzinfo=None) < to_clock
    ]
    found = expand_week([opening], zone, day, 1)
    assert all(any(first <= minute < last for first, last in found) for minute in shown)
    for first, last in found:
        assert from_clock <= minute_to_local(first, zone).replace(tzinfo=None) < to_clock
        assert from_clock <= minute_to_local(last - 1, zone).replace(tzinfo=None) < to_clock


# --- days, weeks -------------------------------------------------------------

MONDAY = date(2026, 1, 5)


def test_pieces_come_in_order_and_are_not_merged():
    assert hours_on(MONDAY, (12, 14), (8, 12)) == utc("2026-01-05T07:00/11:00", "2026-01-05T11:00/13:00")


def test_a_night_that_began_the_day_before_is_there_whole():
    night = line(MONDAY, 22, 26)
    expected = utc("2026-01-05T21:00/2026-01-06T01:00")
    assert expand_week([night], PARIS, MONDAY, 1) == expected
    assert expand_week([night], PARIS, MONDAY + timedelta(days=1), 1) == expected
    assert expand_week([night], PARIS, MONDAY + timedelta(days=2), 1) == []


def test_an_opening_that_ends_at_midnight_belongs_to_its_own_day_only():
    evening = line(MONDAY, 20, 24)
    assert expand_week([evening], PARIS, MONDAY, 1) == utc("2026-01-05T19:00/23:00")
    assert expand_week([evening], PARIS, MONDAY + timedelta(days=1), 1) == []


def test_a_leap_day_has_the_hours_of_its_weekday():
    leap_day = date(2028, 2, 29)
    tuesday = WeeklyHour(1, 9 * 60, 17 * 60)
    assert expand_week([tuesday], PARIS, date(2028, 2, 28), 3) == utc("2028-02-29T08:00/16:00")
    assert day_span(leap_day, PARIS)[1] == day_span(date(2028, 3, 1), PARIS)[0]


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_week_types_always_alternate_even_over_a_week_53(day):
    assert {week_parity(day), week_parity(day + timedelta(weeks=1))} == {0, 1}


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_week_type_lasts_from_monday_to_sunday(day):
    monday = day - timedelta(days=day.weekday())
    assert week_parity(day) == week_parity(monday)


def test_the_first_week_of_the_calendar_is_of_type_0_as_in_odoo():
    assert (week_parity(date(1, 1, 1)), week_parity(date(1, 1, 8))) == (0, 1)


def test_a_line_of_one_week_type_opens_every_other_week():
    both = [line(MONDAY, 8, 9, week_parity(MONDAY)), line(MONDAY, 10, 11, 1 - week_parity(MONDAY))]
    assert expand_week(both, PARIS, MONDAY, 21) == utc(
        "2026-01-05T07:00/08:00", "2026-01-12T09:00/10:00", "2026-01-19T07:00/08:00"
    )


@given(
    st.lists(
        st.builds(
            WeeklyHour,
            st.integers(0, 6),
            st.integers(0, 1439),
            st.integers(1440, 2880),
            st.sampled_from([None, 0, 1]),
        ),
        max_size=4,
    ),
    st.sampled_from(TURNS),
    st.integers(1, 6),
    st.integers(1, 6),
)
def test_two_searches_side_by_side_see_the_pieces_of_the_long_one(hours, first_day, days, more):
    middle = first_day + timedelta(days=days)
    apart = {*expand_week(hours, PARIS, first_day, days), *expand_week(hours, PARIS, middle, more)}
    assert apart == set(expand_week(hours, PARIS, first_day, days + more))


@pytest.mark.parametrize(
    ("weekday", "start", "stop"),
    [(7, 0, 60), (-1, 0, 60), (0, -1, 60), (0, 60, 60), (0, 90, 60), (0, 1440, 1500), (0, 0, 2881)],
)
def test_hours_that_mean_nothing_are_refused(weekday, start, stop):
    with pytest.raises(ValueError, match="weekday|opening"):
        WeeklyHour(weekday, start, stop)


# --- extra openings ----------------------------------------------------------


def test_an_extra_opening_counts_on_its_day_and_in_the_night_that_follows():
    opening = DatedOpening(MONDAY, 22 * 60, 25 * 60)
    expected = utc("2026-01-05T21:00/2026-01-06T00:00")
    for first_day, days, found in [(-1, 1, []), (-1, 2, expected), (0, 1, expected), (1, 1, expected), (2, 9, [])]:
        assert expand_dated([opening], PARIS, MONDAY + timedelta(days=first_day), days) == found


def test_extra_openings_come_in_order():
    openings = [DatedOpening(MONDAY, 840, 900), DatedOpening(MONDAY, 480, 540)]
    assert expand_dated(openings, PARIS, MONDAY, 1) == utc("2026-01-05T07:00/08:00", "2026-01-05T13:00/14:00")


def test_an_extra_opening_follows_the_same_clock_change():
    assert expand_dated([DatedOpening(SPRING, 150, 210)], PARIS, SPRING, 1) == utc("2026-03-29T01:00/01:30")


def test_an_extra_opening_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="opening"):
        DatedOpening(MONDAY, 600, 540)
