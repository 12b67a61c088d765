"""Term, notice and renewals of a contract: the vectors of the decisions, and what holds for every start."""

from datetime import date, timedelta

import pytest
from clicrdv_billing_logic.terms import (
    TERMS,
    add_months,
    days_of_reminders,
    decide_notice,
    latest_notice_day,
    period,
    period_of,
    reminder_due,
)
from hypothesis import given
from hypothesis import strategies as st

DAY = timedelta(days=1)
days = st.dates(date(2020, 1, 1), date(2060, 12, 31))
terms = st.sampled_from(TERMS)


# 1.5-A: start, term, last day, notice by, renewal: last day, notice by
@pytest.mark.parametrize(
    ("start", "term", "last", "notice", "renewed", "renewed_notice"),
    [
        ("2026-01-15", 12, "2027-01-14", "2026-09-14", "2028-01-14", "2027-09-14"),
        ("2026-10-31", 12, "2027-10-30", "2027-06-30", "2028-10-30", "2028-06-30"),
        ("2026-07-01", 12, "2027-06-30", "2027-02-28", "2028-06-30", "2028-02-29"),
        ("2025-12-01", 36, "2028-11-30", "2028-07-31", "2029-11-30", "2029-07-31"),
        # edges of our own: a leap day, the ends of months of unequal length
        ("2028-02-29", 12, "2029-02-27", "2028-10-27", "2030-02-27", "2029-10-27"),
        ("2026-03-01", 12, "2027-02-28", "2026-10-31", "2028-02-29", "2027-10-31"),
        ("2027-03-01", 12, "2028-02-29", "2027-10-31", "2029-02-28", "2028-10-31"),
        ("2026-07-02", 36, "2029-07-01", "2029-03-01", "2030-07-01", "2030-03-01"),
    ],
)
def test_vectors_of_term_and_notice(start, term, last, notice, renewed, renewed_notice):
    begins = date.fromisoformat(start)
    first, second = period(begins, term, 0), period(begins, term, 1)
    assert (str(first.last), str(first.notice_by)) == (last, notice)
    assert (str(second.last), str(second.notice_by)) == (renewed, renewed_notice)


@given(days, terms, st.integers(0, 10))
def test_notice_is_the_latest_day_that_leaves_four_months(start, term, number):
    found = period(start, term, number)
    assert add_months(found.notice_by, 4) <= found.last
    assert add_months(found.notice_by + DAY, 4) > found.last


@given(days)
def test_the_notice_day_exists_for_every_last_day(last):
    assert add_months(latest_notice_day(last), 4) <= last < add_months(latest_notice_day(last) + DAY, 4)


@given(days, terms, st.integers(0, 20))
def test_the_end_of_a_renewal_comes_from_the_start_alone(start, term, number):
    assert period(start, term, number).last == add_months(start, term + 12 * number) - DAY


@given(days, terms)
def test_periods_tile_the_time_line(start, term):
    found = [period(start, term, number) for number in range(8)]
    assert found[0].first == start
    assert all(before.last + DAY == after.first for before, after in zip(found, found[1:], strict=False))
    assert all(one.first <= one.notice_by < one.last for one in found)


@given(days, terms, st.integers(0, 6000))
def test_each_day_of_a_contract_falls_in_its_period(start, term, after):
    day = start + timedelta(days=after)
    found = period_of(start, term, day)
    assert found.first <= day <= found.last
    assert found == period(start, term, found.number)


@given(days, terms, st.integers(0, 3000))
def test_notice_is_in_time_exactly_until_its_latest_day(start, term, after):
    received = start + timedelta(days=after)
    decision = decide_notice(start, term, received)
    assert decision.in_time == (add_months(received, 4) <= decision.period.last)


def test_no_day_before_the_contract_has_a_period():
    with pytest.raises(ValueError):
        period_of(date(2026, 7, 1), 12, date(2026, 6, 30))
    with pytest.raises(ValueError):
        period(date(2026, 7, 1), 12, -1)


@given(days, st.lists(st.integers(1, 200), unique=True, max_size=4))
def test_each_reminder_is_sent_once_if_the_job_runs_every_day(notice_by, before):
    sent, last = [], None
    for left in range(220, -30, -1):
        due = reminder_due(notice_by, before, last, notice_by - timedelta(days=left))
        if due is not None:
            sent.append((left, due))
            last = due
    assert sent == [(days, days) for days in sorted(before, reverse=True)]


def test_after_a_long_stop_only_the_closest_reminder_is_sent():
    assert reminder_due(date(2027, 2, 28), [90, 30], None, date(2027, 2, 20)) == 30
    assert reminder_due(date(2027, 2, 28), [90, 30], None, date(2027, 3, 1)) is None


@pytest.mark.parametrize("text", ["x", "90; 30", "-3", "0", "366", "1.5"])
def test_days_of_reminders_are_whole_and_of_one_year(text):
    with pytest.raises(ValueError):
        days_of_reminders(text)
