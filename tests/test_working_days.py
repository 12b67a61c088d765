"""Working days of the contract (compliance sheet, § 1.5-B and § 2.7)."""

from datetime import date, timedelta

import pytest
from clicrdv_booking_logic.working_days import add_working_days, is_working_day
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("notice", "count", "result"),
    [
        (date(2026, 11, 23), 20, date(2026, 12, 21)),
        (date(2026, 4, 27), 20, date(2026, 5, 29)),
        (date(2026, 12, 18), 20, date(2027, 1, 19)),
        (date(2026, 7, 3), 10, date(2026, 7, 20)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
    ],
)
def test_the_vectors_of_working_days(notice, count, result):
    assert add_working_days(notice, count) == result


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 22), date(2026, 4, 6), date(2027, 1, 1)])
def test_weekends_and_holidays_are_no_working_days(day):
    assert not is_working_day(day)


def test_a_local_holiday_of_alsace_is_a_working_day_of_the_contract():
    assert is_working_day(date(2025, 12, 26))


@pytest.mark.parametrize("count", [0, -1])
def test_a_delay_without_days_is_refused(count):
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(date(2026, 11, 23), count)


@given(DAYS, st.integers(1, 40))
def test_the_result_is_the_last_of_exactly_that_many_working_days(day, count):
    result = add_working_days(day, count)
    passed = [day + timedelta(days=number) for number in range(1, (result - day).days + 1)]
    assert is_working_day(result) and sum(map(is_working_day, passed)) == count


@given(DAYS, st.integers(1, 20), st.integers(1, 20))
def test_delays_add_up(day, first, second):
    assert add_working_days(add_working_days(day, first), second) == add_working_days(day, first + second)
