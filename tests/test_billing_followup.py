"""Caps, deadlines, quotes, integrity, papers and audits: what holds for all days, amounts and files."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from clicrdv_billing_logic import (
    audit_time,
    calendar_months,
    claim_states,
    document_requests,
    entered,
    integrity,
    liability,
    quote_periods,
    quote_states,
    uploads,
    usage_terms,
)
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
AMOUNTS = st.decimals(0, 100_000, places=2)
BILLS = st.lists(
    st.builds(liability.Billed, st.integers(1, 99), DAYS, st.decimals(-1000, 10_000, places=2)), max_size=30
)

# === CLAIMS === #


@pytest.mark.parametrize(
    ("breach", "deadline"),
    [
        (date(2026, 7, 1), date(2027, 1, 1)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2028, 2, 29), date(2028, 8, 29)),
    ],
)
def test_a_claim_has_six_months_whatever_their_lengths(breach, deadline):
    """BIL-26."""
    assert liability.claim_deadline(breach) == deadline
    assert not liability.is_late(breach, deadline)
    assert liability.is_late(breach, deadline + timedelta(days=1))


@given(DAYS, DAYS)
def test_a_later_breach_never_has_an_earlier_deadline(one, other):
    first, second = sorted((one, other))
    assert liability.claim_deadline(first) <= liability.claim_deadline(second)


@given(DAYS)
def test_the_six_months_are_six_and_end_before_the_month_of_the_event(event):
    """BIL-27."""
    first, last = calendar_months.months_before(event, liability.EVENT_MONTHS)
    assert (first.day, last + timedelta(days=1)) == (1, event.replace(day=1))
    assert (event.year * 12 + event.month) - (first.year * 12 + first.month) == 6


@given(DAYS, st.integers(0, 400), BILLS, AMOUNTS)
def test_what_may_be_paid_is_within_both_caps_and_never_negative(event, later, bills, granted):
    """BIL-27, BIL-28."""
    caps = liability.caps(event, event + timedelta(days=later), bills, granted)
    assert 0 <= caps.payable <= caps.event_cap
    assert caps.payable == 0 or caps.payable + granted <= caps.year_cap


@given(DAYS, BILLS, AMOUNTS, AMOUNTS)
def test_damages_pass_exactly_when_they_are_direct_and_within_the_caps(event, bills, damages, direct):
    caps = liability.caps(event, event, bills, Decimal(0))
    assert (liability.refusal(damages, direct, caps) is None) == (damages <= direct and damages <= caps.payable)


def test_an_invoice_of_the_month_of_the_event_does_not_count():
    bills = [
        liability.Billed(1, date(2026, 12, 31), Decimal(100)),
        liability.Billed(2, date(2027, 1, 1), Decimal(1000)),
        liability.Billed(3, date(2026, 6, 30), Decimal(1000)),
        liability.Billed(4, date(2026, 7, 1), Decimal(-30)),
    ]
    caps = liability.caps(date(2027, 1, 31), date(2027, 1, 31), bills, Decimal(0))
    assert (caps.event_cap, caps.event_ids) == (Decimal(70), (1, 4))


@pytest.mark.parametrize(
    ("module", "ends"),
    [
        (claim_states, {"accepted"}),
        (quote_states, {"accepted"}),
        (document_requests, {"accepted"}),
    ],
)
def test_only_what_is_accepted_stays_as_it_is_for_ever(module, ends):
    assert {state for way in module.TRANSITIONS for state in way} == set(module.STATES)
    assert set(module.STATES) - {current for current, _target in module.TRANSITIONS} == ends


# === QUOTES === #


@given(DAYS, st.integers(0, 900), DAYS)
def test_pieces_tile_the_months_that_are_due(first, length, until):
    """BIL-29: each day once, and no day of a month that is not billed yet."""
    last = first + timedelta(days=length)
    found = list(quote_periods.pieces(first, last, until))
    days = [piece.first + timedelta(days=n) for piece in found for n in range((piece.last - piece.first).days + 1)]
    assert days == [
        day
        for day in (first + timedelta(days=n) for n in range(length + 1))
        if calendar_months.month_of(day)[1] <= until
    ]


@given(DAYS, st.integers(0, 900), st.lists(DAYS, min_size=1))
def test_pieces_are_the_same_however_the_periods_are_cut(first, length, runs):
    last = first + timedelta(days=length)
    at_once = list(quote_periods.pieces(first, last, max(runs)))
    assert set(at_once) == {piece for until in runs for piece in quote_periods.pieces(first, last, until)}


def test_a_whole_month_is_one():
    [july] = quote_periods.pieces(date(2026, 7, 1), date(2026, 7, 31), date(2026, 7, 31))
    assert july.share == 1


# === INTEGRITY === #

ANSWERS = st.lists(
    st.builds(
        integrity.Answer,
        st.sampled_from(["yes", "no", None]),
        st.sampled_from(["yes", "no"]),
        st.sampled_from([integrity.RESERVE, integrity.BLOCKED]),
    )
)


@given(ANSWERS, ANSWERS)
def test_one_more_answer_never_makes_a_result_milder(some, more):
    """BIL-36."""
    rank = integrity.RESULTS.index
    assert rank(integrity.proposed(some + more)) == max(rank(integrity.proposed(some)), rank(integrity.proposed(more)))


@given(st.one_of(st.none(), st.builds(integrity.Review, st.sampled_from([None, *integrity.RESULTS]), st.booleans())))
def test_whoever_is_asked_less_has_no_more_problems(review):
    assert set(integrity.problems(review, required=False)) <= set(integrity.problems(review, required=True))


# === DOCUMENTS === #


@given(DAYS, st.integers(0, 60), st.lists(st.integers(0, 120), max_size=40))
def test_no_reminder_day_is_written_for_twice_and_never_two_a_day(asked, length, runs):
    """BIL-45, whatever days the job misses."""
    due, written = asked + timedelta(days=length), []
    for offset in sorted(runs):
        today = asked + timedelta(days=offset)
        day = document_requests.reminder_due(asked, due, written, today)
        if day is not None:
            assert asked < day <= today
            written.append(day)
    assert len(set(written)) == len(written) <= len(document_requests.REMINDER_DAYS)


@pytest.mark.parametrize(
    ("name", "content", "present", "code"),
    [
        ("kbis.pdf", b"%PDF-1.4", 0, None),
        ("photo.JPG", b"\xff\xd8\xff\xe0", 9, None),
        ("kbis.pdf", b"", 0, uploads.EMPTY),
        ("kbis.pdf", b"<html>", 0, uploads.WRONG_KIND),
        ("kbis.pdf.exe", b"%PDF-1.4", 0, uploads.WRONG_KIND),
        ("photo.svg", b"<svg onload=alert(1)>", 0, uploads.WRONG_KIND),
        ("kbis.pdf", b"%PDF-" + bytes(uploads.LARGEST), 0, uploads.TOO_LARGE),
        ("kbis.pdf", b"%PDF-1.4", uploads.MOST, uploads.TOO_MANY),
    ],
)
def test_a_file_is_taken_for_what_it_is(name, content, present, code):
    assert uploads.refusal(name, content, present) == code


@given(st.text())
def test_the_name_of_a_file_means_nothing_to_a_computer(name):
    safe = uploads.safe_name(name)
    assert 0 < len(safe) <= uploads.LONGEST_NAME
    assert not set('/\\<>"\x00\n:*?|') & set(safe)
    assert not safe.startswith(".")


# === PUBLICITY, AUDITS, FORMS === #


@given(DAYS, DAYS)
def test_a_comment_is_shown_for_one_year(consented, today):
    """BIL-43."""
    shown = usage_terms.may_use(consented, usage_terms.comment_expiry(consented), today)
    assert shown == (consented <= today < usage_terms.comment_expiry(consented))
    assert 364 < (usage_terms.comment_expiry(consented) - consented).days < 367


@given(st.decimals(0, 500, places=2), st.decimals(0, 60, places=2), st.lists(st.decimals(0, 500, places=2)))
def test_an_audit_is_charged_beyond_two_days_and_never_beyond_the_quote(hours, agreed, noted):
    """BIL-46: however the time is noted, the sum of what is charged is the same."""
    charged = Decimal(0)
    for upto in sorted(min(hours, so_far) for so_far in [*noted, hours]):
        charged += audit_time.days_to_charge(upto, agreed, charged)
    assert charged == min(audit_time.extra_days(hours), agreed)
    assert (charged == 0) == (audit_time.extra_days(hours) == 0 or agreed == 0)


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(typed):
    found = entered.amount(typed)
    assert found is None or 0 <= found < entered.LARGEST_AMOUNT
    entered.day(typed)
    assert "\x00" not in entered.text(typed, 100)
    assert len(entered.text(typed, 100)) <= 100
