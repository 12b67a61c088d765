"""Which letter is due (BIL-19 to BIL-22), what a payment settles (BIL-23), a dispute's deadline (BIL-42), the texts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from clicrdv_billing_logic import disputes, dunning, letter_text
from clicrdv_billing_logic.allocation import OpenDebt, allocate, oldest_first, passed_over
from clicrdv_billing_logic.dunning import Level, Sent, Terms, next_level
from hypothesis import given
from hypothesis import strategies as st

STEPS = (
    Level(1, dunning.REMINDER, 5),
    Level(2, dunning.FORMAL_NOTICE, 20),
    Level(3, dunning.ACCELERATION, 28),
    Level(4, dunning.TERMINATION, 36),
)
DUE = date(2026, 1, 31)


def sent(sequence, on):
    return Sent(sequence, on, STEPS[sequence - 1].kind)


@pytest.mark.parametrize(
    "today, letters, expected",
    [
        (date(2026, 2, 4), [], None),
        (date(2026, 2, 5), [], 1),  # five days after 31 January
        (date(2026, 2, 5), [sent(1, date(2026, 2, 5))], None),  # the job runs twice
        (date(2026, 2, 19), [sent(1, date(2026, 2, 5))], None),
        (date(2026, 2, 20), [sent(1, date(2026, 2, 5))], 2),
        # the job stood still for months: still the reminder first, and its fifteen days are the customer's
        (date(2026, 6, 1), [], 1),
        (date(2026, 6, 2), [sent(1, date(2026, 6, 1))], None),
        (date(2026, 6, 16), [sent(1, date(2026, 6, 1))], 2),
        (date(2026, 6, 23), [sent(1, date(2026, 6, 1)), sent(2, date(2026, 6, 16))], None),
        (date(2026, 6, 24), [sent(1, date(2026, 6, 1)), sent(2, date(2026, 6, 16))], 3),
        (date(2027, 6, 1), [sent(4, date(2026, 8, 1))], None),
    ],
)
def test_the_next_letter(today, letters, expected):
    step = next_level(STEPS, DUE, today, letters)
    assert (step.sequence if step else None) == expected


def test_a_formal_notice_gives_seven_days_whatever_the_policy_says():
    steps = [Level(1, dunning.FORMAL_NOTICE, 10), Level(2, dunning.TERMINATION, 12)]
    letters = [Sent(1, date(2026, 2, 10), dunning.FORMAL_NOTICE)]
    assert next_level(steps, DUE, date(2026, 2, 17), letters) is None
    assert next_level(steps, DUE, date(2026, 2, 18), letters) == steps[1]


def test_a_dispute_and_a_pause_hold_letters_up():
    assert next_level(STEPS, DUE, date(2026, 3, 1), terms=Terms(disputed=True)) is None
    assert next_level(STEPS, DUE, date(2026, 3, 1), terms=Terms(paused_until=date(2026, 3, 1))) is None
    assert next_level(STEPS, DUE, date(2026, 3, 2), terms=Terms(paused_until=date(2026, 3, 1))) == STEPS[0]


def test_bil_24_stricter_terms_leave_the_reminder_out():
    step = next_level(STEPS, DUE, date(2026, 2, 5), terms=Terms(strict=True))
    assert step.kind == dunning.FORMAL_NOTICE
    letters = [sent(2, date(2026, 2, 5))]
    assert next_level(STEPS, DUE, date(2026, 2, 12), letters, Terms(strict=True)) is None
    assert next_level(STEPS, DUE, date(2026, 2, 13), letters, Terms(strict=True)).kind == dunning.ACCELERATION


@given(st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.lists(st.integers(0, 30), max_size=60))
def test_whenever_the_job_runs_letters_only_go_forward_and_never_two_on_a_day(due, jumps):
    letters, today = [], due
    for jump in jumps:
        today += timedelta(jump)
        step = next_level(STEPS, due, today, letters)
        if step:
            assert today >= due + timedelta(step.days)
            assert step.sequence == len(letters) + 1
            assert not letters or letters[-1].on < today
            letters.append(Sent(step.sequence, today, step.kind))


def test_steps_escalate():
    assert dunning.ordered(STEPS)
    assert not dunning.ordered([Level(1, dunning.FORMAL_NOTICE, 5), Level(2, dunning.REMINDER, 9)])


@pytest.mark.parametrize(
    "posted, received, day",
    [
        (date(2026, 2, 24), None, date(2026, 3, 4)),
        (date(2028, 2, 24), None, date(2028, 3, 3)),  # a leap year
        (date(2026, 12, 28), None, date(2027, 1, 5)),
        (date(2026, 2, 24), date(2026, 2, 27), date(2026, 3, 7)),
        (date(2026, 2, 24), date(2026, 2, 20), date(2026, 3, 4)),  # a receipt cannot come before the letter
    ],
)
def test_bil_22_termination_is_possible_from_day_8(posted, received, day):
    assert dunning.may_terminate_from(posted, received) == day


amounts = st.decimals(Decimal("-5"), Decimal("999.99"), places=2)
debts = st.lists(st.tuples(st.dates(date(2025, 1, 1), date(2026, 12, 31)), amounts), max_size=8).map(
    lambda rows: [OpenDebt(key, due, amount) for key, (due, amount) in enumerate(rows)]
)


@given(st.decimals(Decimal("0"), Decimal("5000"), places=2), debts)
def test_bil_23_a_payment_is_shared_out_to_the_cent_and_nothing_is_overpaid(payment, owed):
    shares, left = allocate(payment, owed)
    amounts_owed = {debt.key: debt.amount for debt in owed}
    assert sum(share.amount for share in shares) + left == payment
    assert all(0 < share.amount <= amounts_owed[share.key] for share in shares)
    assert not left or sum(share.amount for share in shares) == sum(max(debt.amount, 0) for debt in owed)


@given(st.decimals(Decimal("0"), Decimal("5000"), places=2), debts)
def test_bil_23_no_debt_gets_a_cent_before_older_ones_are_settled(payment, owed):
    shares, _left = allocate(payment, owed)
    order = oldest_first(owed)
    assert [share.key for share in shares] == [debt.key for debt in order[: len(shares)]]
    assert all(share.amount == debt.amount for share, debt in zip(shares[:-1], order, strict=False))


def test_a_negative_payment_is_not_shared_out():
    with pytest.raises(ValueError, match="negative"):
        allocate(Decimal("-1"), [])


def test_bil_23_debts_that_were_passed_over_are_named():
    old, new = OpenDebt(1, date(2026, 1, 1), Decimal(9)), OpenDebt(2, date(2026, 3, 1), Decimal(9))
    assert passed_over(new, [old, new]) == [old]
    assert passed_over(old, [old, new]) == []


@pytest.mark.parametrize(
    "letter, last",
    [
        (date(2026, 3, 15), date(2026, 5, 15)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 11, 30), date(2027, 1, 30)),
    ],
)
def test_bil_42_talks_last_two_months_from_the_registered_letter(letter, last):
    assert disputes.amicable_until(letter) == last


@given(st.text())
def test_a_text_is_filled_and_never_executed(text):
    assert letter_text.fill(text, {}) == text
    assert letter_text.fill(text, {"total": "x"}).count("{total}") == 0
