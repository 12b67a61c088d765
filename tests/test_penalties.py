"""Late-payment penalties (BIL-20): the vector of the requirements, and what holds for every debt."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from clicrdv_billing_logic import penalties
from clicrdv_billing_logic.penalties import Debt, Payment, RateMissing
from hypothesis import given
from hypothesis import strategies as st

H2_2025, H1_2026 = date(2025, 7, 1), date(2026, 1, 1)
RATES = {
    date(2024, 1, 1): Decimal("5.07"),
    date(2024, 7, 1): Decimal("4.92"),
    date(2025, 1, 1): Decimal("3.71"),
    H2_2025: Decimal("2.76"),
    H1_2026: Decimal("2.62"),
}
days = st.dates(date(2024, 1, 1), date(2026, 6, 30))
amounts = st.decimals(Decimal("0"), Decimal("99999.99"), places=2)
payments = st.lists(st.builds(Payment, days, amounts), max_size=4).map(tuple)
debts = st.builds(Debt, amounts, days, payments)
pauses = st.lists(st.tuples(days, st.integers(0, 60)).map(lambda p: (p[0], p[0] + timedelta(p[1]))), max_size=3)


def weight(debt, until, suspended=()):
    return penalties.day_weight(penalties.segments(debt, until, RATES, suspended))


def by_hand(debt, until, suspended=()):
    """Day after day, as the contract is read."""
    total, day = Decimal(0), debt.due + timedelta(1)
    while day <= until:
        if not any(first <= day <= last for first, last in suspended):
            paid = sum(payment.amount for payment in debt.payments if payment.on < day)
            rate = RATES[max(start for start in RATES if start <= day)]
            total += max(debt.amount - paid, Decimal(0)) * rate
        day += timedelta(1)
    return total


def test_thirty_days_wholly_in_the_first_half_of_2026_cost_6_46_for_1000():
    assert penalties.penalty(Debt(Decimal("1000"), date(2026, 1, 31)), date(2026, 3, 2), RATES) == Decimal("6.46")
    assert penalties.RECOVERY_INDEMNITY == 40


@pytest.mark.parametrize(
    "until, expected",
    [
        (date(2025, 12, 30), "0.00"),
        (date(2025, 12, 31), "0.00"),  # the due date itself is not late
        (date(2026, 1, 1), "0.22"),  # the first day: 1000 × 7.86 % / 365
    ],
)
def test_nothing_runs_before_the_day_after_the_due_date(until, expected):
    assert str(penalties.penalty(Debt(Decimal("1000"), date(2025, 12, 31)), until, RATES)) == expected


def test_each_half_year_has_its_own_rate():
    found = penalties.segments(Debt(Decimal("1000"), date(2025, 12, 21)), date(2026, 1, 10), RATES)
    assert [(part.days, part.rate) for part in found] == [(10, Decimal("2.76")), (10, Decimal("2.62"))]


def test_the_day_of_payment_counts_and_the_day_after_does_not():
    debt = Debt(Decimal("1000"), date(2026, 1, 31), (Payment(date(2026, 2, 10), Decimal("1000")),))
    assert penalties.late_days(debt, date(2026, 6, 30)) == 10
    assert (
        penalties.penalty(debt, date(2026, 6, 30), RATES)
        == penalties.penalty(debt, date(2026, 2, 10), RATES)
        == Decimal("2.15")
    )


def test_a_partial_payment_lowers_what_the_following_days_cost():
    debt = Debt(Decimal("1000"), date(2026, 1, 31), (Payment(date(2026, 2, 10), Decimal("600")),))
    found = penalties.segments(debt, date(2026, 2, 20), RATES)
    assert [(part.days, part.amount) for part in found] == [(10, 1000), (10, 400)]


def test_bil_35_force_majeure_suspends_the_penalty():
    debt = Debt(Decimal("1000"), date(2026, 1, 31))
    pause = [(date(2026, 2, 6), date(2026, 2, 10))]
    assert sum(part.days for part in penalties.segments(debt, date(2026, 2, 20), RATES, pause)) == 15


def test_a_missing_half_year_is_an_error_and_never_zero():
    with pytest.raises(RateMissing) as caught:
        penalties.penalty(Debt(Decimal("1000"), date(2026, 6, 1)), date(2026, 7, 1), RATES)
    assert caught.value.half_year == date(2026, 7, 1)


def test_a_missing_half_year_that_is_not_needed_does_not_matter():
    debt = Debt(Decimal("1000"), date(2026, 6, 1), (Payment(date(2026, 6, 10), Decimal("1000")),))
    assert penalties.penalty(debt, date(2026, 12, 1), RATES) == Decimal("1.94")


@given(debts, days, pauses)
def test_the_sum_is_that_of_each_day_by_itself(debt, until, suspended):
    assert weight(debt, until, suspended) == by_hand(debt, until, suspended)


@given(debts, days, days)
def test_penalties_are_additive_over_days(debt, one, other):
    first, second = sorted((one, other))
    later = penalties.segments(debt, second, RATES, [(date(2000, 1, 1), first)])
    assert weight(debt, first) + penalties.day_weight(later) == weight(debt, second)


@given(debts, days, st.integers(0, 400))
def test_a_penalty_never_falls_with_time(debt, until, more):
    later = min(until + timedelta(more), date(2026, 6, 30))
    assert penalties.penalty(debt, max(later, until), RATES) >= penalties.penalty(debt, until, RATES)


@given(debts, days, amounts, days)
def test_a_further_payment_never_raises_a_penalty(debt, until, amount, on):
    paid = Debt(debt.amount, debt.due, (*debt.payments, Payment(on, amount)))
    assert penalties.penalty(paid, until, RATES) <= penalties.penalty(debt, until, RATES)


@given(debts, days)
def test_a_penalty_is_rounded_once_at_the_end(debt, until):
    exact = 3 * weight(debt, until) / 36500
    assert penalties.penalty(debt, until, RATES) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("unit, expected", [("0.01", "6.46"), ("0.05", "6.45"), ("1", "6")])
def test_a_penalty_is_a_multiple_of_the_smallest_coin_of_its_currency(unit, expected):
    debt = Debt(Decimal("1000"), date(2026, 1, 31))
    assert penalties.penalty(debt, date(2026, 3, 2), RATES, unit=Decimal(unit)) == Decimal(expected)


@given(debts, days, pauses)
def test_parts_follow_each_other_without_overlap(debt, until, suspended):
    found = penalties.segments(debt, until, RATES, suspended)
    assert all(part.start <= part.end <= until and part.start > debt.due for part in found)
    assert all(before.end < after.start for before, after in zip(found, found[1:], strict=False))
    assert all(penalties.half_year_of(part.start) == penalties.half_year_of(part.end) for part in found)
