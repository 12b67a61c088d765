"""The clock that runs in business hours only (annex 1; compliance sheet, § 1.5-C)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from clicrdv_billing_logic import business_hours as clock
from clicrdv_booking_logic.working_days import is_working_day
from hypothesis import given
from hypothesis import strategies as st

A = clock.BusinessHours(clock.CALENDARS["A"], is_working_day)
B = clock.BusinessHours(clock.CALENDARS["B"], is_working_day)
#: Open on every night of a clock change, which the two calendars never are.
NIGHTS = clock.BusinessHours(((time(1), time(4)),), lambda day: True)
CALENDARS = st.sampled_from([A, B, NIGHTS])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31))
DELAYS = st.timedeltas(timedelta(0), timedelta(hours=60)).map(
    lambda delay: timedelta(seconds=delay // timedelta(seconds=1))
)


def paris(text: str) -> datetime:
    local = datetime.fromisoformat(text)
    return clock.utc_of(local.date(), local.time())


@pytest.mark.parametrize("windows", [(), ((time(9), time(9)),), ((time(9), time(12)), (time(11), time(13)))])
def test_windows_that_overlap_or_are_none_are_refused(windows):
    with pytest.raises(ValueError, match="in order"):
        clock.BusinessHours(windows, is_working_day)


def test_a_calendar_that_never_opens_is_refused_instead_of_searched_for_ever():
    never = clock.BusinessHours(clock.CALENDARS["A"], lambda day: False)
    with pytest.raises(ValueError, match="nothing opens"):
        clock.next_open(never, datetime(2026, 11, 24))


def test_a_negative_delay_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        clock.add_time(A, datetime(2026, 11, 24), timedelta(seconds=-1))


@pytest.mark.parametrize(
    ("hours", "moment", "opening"),
    [
        (A, "2026-11-24 08:29:59", "2026-11-24 08:30"),
        (A, "2026-11-24 17:29:59", "2026-11-24 17:29:59"),
        (A, "2026-11-24 17:30", "2026-11-25 08:30"),
        (B, "2026-11-24 13:00", "2026-11-24 14:00"),
        (A, "2026-12-24 18:00", "2026-12-28 08:30"),  # Christmas on a Friday
        (A, "2026-12-31 20:00", "2027-01-04 08:30"),  # over the year
        (A, "2026-03-27 17:30", "2026-03-30 08:30"),  # over the clock change
        (B, "2026-05-13 18:00", "2026-05-15 09:00"),  # Ascension
    ],
)
def test_what_comes_outside_of_hours_counts_from_the_next_opening(hours, moment, opening):
    assert clock.next_open(hours, paris(moment)) == paris(opening)
    assert clock.is_open(hours, paris(moment)) == (moment == opening)


def test_a_delay_may_end_at_closing_time():
    assert clock.add_time(A, paris("2026-11-24 16:30"), timedelta(hours=1)) == paris("2026-11-24 17:30")


def test_a_night_of_the_clock_change_has_its_true_hours():
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    for day, hours in ((spring, 2), (autumn, 4), (date(2026, 11, 1), 3)):
        start, stop = clock.utc_of(day, time(0)), clock.utc_of(day, time(12))
        assert clock.time_between(NIGHTS, start, stop) == timedelta(hours=hours)


def test_another_zone_has_its_own_hours():
    reunion = clock.BusinessHours(clock.CALENDARS["A"], is_working_day, ZoneInfo("Indian/Reunion"))
    assert clock.next_open(reunion, datetime(2026, 11, 23, 20)) == datetime(2026, 11, 24, 4, 30)


@given(CALENDARS, MOMENTS, DELAYS, DELAYS)
def test_delays_add_up(hours, moment, first, second):
    assert clock.add_time(hours, clock.add_time(hours, moment, first), second) == clock.add_time(
        hours, moment, first + second
    )


@given(CALENDARS, MOMENTS, MOMENTS, DELAYS)
def test_who_declares_later_is_never_due_earlier(hours, one, other, delay):
    early, late = sorted((one, other))
    assert clock.add_time(hours, early, delay) <= clock.add_time(hours, late, delay)


@given(CALENDARS, MOMENTS, DELAYS)
def test_a_delay_is_spent_exactly_and_never_ends_in_closed_time(hours, moment, delay):
    end = clock.add_time(hours, moment, delay)
    assert clock.time_between(hours, moment, end) == delay
    if delay:
        assert clock.is_open(hours, end - timedelta(microseconds=1))


@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_time_between_is_additive_and_never_negative(hours, one, two, three):
    start, middle, stop = sorted((one, two, three))
    parts = clock.time_between(hours, start, middle) + clock.time_between(hours, middle, stop)
    assert clock.time_between(hours, start, stop) == parts
    assert clock.time_between(hours, stop, start) == timedelta(0)


@given(CALENDARS, MOMENTS)
def test_nothing_is_open_between_a_moment_and_the_next_opening(hours, moment):
    opening = clock.next_open(hours, moment)
    assert clock.is_open(hours, opening)
    assert clock.time_between(hours, moment, opening) == timedelta(0)


@given(MOMENTS)
def test_local_and_utc_are_each_other_s_inverse_outside_of_the_repeated_hour(moment):
    local = clock.local_of(moment)
    assert clock.utc_of(local.date(), local.time().replace(fold=local.fold)) == moment
