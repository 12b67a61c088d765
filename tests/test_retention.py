"""How long a client file is kept: months, the cap of the contract, the law, and the three states."""

from datetime import date, timedelta

import pytest
from clicrdv_gdpr_logic import retention
from clicrdv_gdpr_logic.retention import Policy, Rule, State
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(1, 36)


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2025, 2, 28), 36, date(2028, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 15), 36, date(2026, 12, 15)),
    ],
)
def test_three_years_end_on_the_same_day(last, months, due):
    assert retention.due_on(last, Policy(file=months), None) == (due, Rule.INTERACTION)


def test_the_end_of_the_contract_caps_what_is_kept():
    last = date(2026, 11, 30)
    assert retention.due_on(last, Policy(), date(2026, 12, 31)) == (date(2027, 3, 31), Rule.CONTRACT_END)
    assert retention.due_on(date(2023, 12, 1), Policy(), date(2026, 12, 31)) == (date(2026, 12, 1), Rule.INTERACTION)


@given(DAYS, MONTHS, st.one_of(st.none(), DAYS))
def test_nothing_is_kept_longer_than_three_years_nor_than_the_contract_and_three_months(last, months, end):
    due, rule = retention.due_on(last, Policy(file=months), end)
    assert due <= retention.months_after(last, 36)
    if end:
        assert due <= retention.months_after(end, 3)
    assert end or rule is Rule.INTERACTION


@given(DAYS, MONTHS)
def test_the_latest_day_whose_time_is_over_is_exactly_that(today, months):
    latest = retention.latest_over(today, months)
    assert retention.months_after(latest, months) <= today
    assert retention.months_after(latest + timedelta(days=1), months) > today


@given(DAYS, DAYS, MONTHS)
def test_a_later_interaction_never_makes_a_file_due_earlier(first, second, months):
    low, high = sorted((first, second))
    policy = Policy(file=months)
    assert retention.due_on(low, policy, None)[0] <= retention.due_on(high, policy, None)[0]


@given(DAYS, DAYS, st.booleans(), st.one_of(st.none(), DAYS))
def test_a_file_is_destroyed_only_when_it_is_due_and_nothing_protects_it(today, due, on_hold, until):
    state = retention.state_of(today, due, on_hold, until)
    is_protected = on_hold or (until is not None and today <= until)
    assert (state is State.ACTIVE) == (today < due)
    assert (state is State.DESTROYED) == (today >= due and not is_protected)


@given(DAYS)
def test_an_invoice_is_kept_ten_years_from_the_end_of_its_year(day):
    until = retention.kept_until(day, 120)
    assert (until.month, until.day, until.year) == (12, 31, day.year + 10)


@pytest.mark.parametrize(
    "values", [{"file": 37}, {"file": 0}, {"log": 5}, {"log": 13}, {"optout": 35}, {"message": 40}]
)
def test_a_period_out_of_range_is_refused(values):
    with pytest.raises(retention.PeriodError) as refused:
        Policy(**values)
    assert refused.value.code == "invalid_period"


def test_the_default_is_the_shortest_that_the_agreement_and_the_cnil_allow():
    assert Policy() == Policy(file=36, message=12, trace=36, log=6, optout=36, is_health=False)
