"""The earliest last day of a contract that a party ends, and who may (general terms, art. 6, 14, 15, 16, 18)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from clicrdv_billing_logic import terminations as t
from clicrdv_billing_logic.terms import add_months
from hypothesis import given
from hypothesis import strategies as st

SENT, RECEIVED = date(2027, 3, 1), date(2027, 3, 3)
days = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def facts(cause, author=None, **values):
    return t.Facts(cause, author or sorted(t.AUTHORS[cause])[0], SENT, **values)


@pytest.mark.parametrize("author", [t.PROVIDER, t.CUSTOMER])
def test_bil_34_either_party_ends_for_fault_seven_days_after_sending(author):
    assert t.earliest_last_day(facts(t.FAULT, author, received=RECEIVED)) == date(2027, 3, 8)


def test_bil_22_unpaid_seven_days_after_the_formal_notice():
    assert t.earliest_last_day(facts(t.UNPAID)) == date(2027, 3, 8)


def test_bil_35_force_majeure_seven_days_after_receipt():
    long = facts(t.FORCE_MAJEURE, received=RECEIVED, force_majeure_start=SENT - timedelta(days=31))
    assert t.earliest_last_day(long) == date(2027, 3, 10)


def test_bil_31_a_change_is_declined_from_the_letter_on():
    assert t.earliest_last_day(facts(t.CHANGE_DECLINED, change_window_end=SENT)) == SENT


@pytest.mark.parametrize("cause", sorted(t.DATA_CAUSES))
def test_data_protection_leaves_a_month_and_the_notice_of_the_letter(cause):
    assert t.earliest_last_day(facts(cause, received=RECEIVED, notice_days=15)) == date(2027, 4, 3)
    in_february = replace(facts(cause, received=date(2027, 2, 3), notice_days=30), sent=date(2027, 2, 1))
    assert t.earliest_last_day(in_february) == date(2027, 3, 5), "a month of 28 days is shorter than the notice"


def test_bil_37_corruption_ends_at_once():
    assert t.earliest_last_day(facts(t.CORRUPTION)) == SENT


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (facts(t.UNPAID, t.CUSTOMER), "author"),
        (facts(t.CHANGE_DECLINED, t.PROVIDER, change_window_end=SENT), "author"),
        (facts(t.CORRUPTION, t.CUSTOMER), "author"),
        (facts(t.DATA_SUBPROCESSOR, t.PROVIDER, received=RECEIVED, notice_days=20), "author"),
        (facts(t.FAULT, received=SENT - timedelta(days=1)), "receipt_before_sending"),
        (facts(t.FORCE_MAJEURE, force_majeure_start=date(2027, 1, 1)), "receipt_missing"),
        (facts(t.FORCE_MAJEURE, received=RECEIVED), "force_majeure_missing"),
        (
            facts(t.FORCE_MAJEURE, received=RECEIVED, force_majeure_start=SENT - timedelta(days=30)),
            "force_majeure_short",
        ),
        (
            facts(
                t.FORCE_MAJEURE,
                received=RECEIVED,
                force_majeure_start=date(2026, 1, 1),
                force_majeure_end=SENT - timedelta(days=1),
            ),
            "force_majeure_short",
        ),
        (facts(t.CHANGE_DECLINED), "window_missing"),
        (facts(t.CHANGE_DECLINED, change_window_end=SENT - timedelta(days=1)), "window_over"),
        (facts(t.DATA_SUBPROCESSOR, received=RECEIVED), "notice_days"),
        (facts(t.DATA_SUBPROCESSOR, received=RECEIVED, notice_days=14), "notice_days"),
        (facts(t.DATA_SUBPROCESSOR, received=RECEIVED, notice_days=31), "notice_days"),
        (facts(t.DATA_SUBPROCESSOR, notice_days=20), "receipt_missing"),
    ],
)
def test_a_termination_that_cannot_be_says_why(given, code):
    with pytest.raises(t.NotPossible) as caught:
        t.earliest_last_day(given)
    assert caught.value.code == code


@given(days, st.integers(0, 40), st.integers(15, 30))
def test_data_protection_never_ends_before_either_time_is_over(sent, travel, notice):
    received = sent + timedelta(days=travel)
    last = t.earliest_last_day(t.Facts(t.DATA_SUBPROCESSOR, t.CUSTOMER, sent, received, notice))
    assert last >= add_months(received, 1)
    assert last >= received + timedelta(days=notice)


def test_what_took_effect_stays():
    assert not {target for current, target in t.TRANSITIONS if current in (t.EFFECTIVE, t.UNDONE, t.REMEDIED)}
