"""Subscriptions by months: periods tile, parts add up, and what was billed wrongly comes right (BIL-13, BIL-18)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from clicrdv_billing_logic import months, proration
from clicrdv_billing_logic import subscription_charges as rules
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2023, 1, 1), date(2032, 12, 31))
PRICES = st.decimals(Decimal("0.01"), Decimal("999.9999"), places=4)
START = ((date(2020, 1, 1), Decimal("49.90")),)


def span(start, end=None, prices=START):
    return rules.Span(start, end, prices)


@pytest.mark.parametrize(
    ("start", "end", "amount"),
    [
        (date(2026, 11, 11), date(2026, 11, 30), "33.27"),
        (date(2026, 11, 1), date(2026, 11, 30), "49.90"),
        (date(2026, 11, 30), date(2026, 11, 30), "1.66"),
        (date(2028, 2, 1), date(2028, 2, 28), "48.18"),
        (date(2027, 2, 1), date(2027, 2, 28), "49.90"),
    ],
)
def test_a_part_of_a_month_costs_its_days(start, end, amount):
    assert proration.share(Decimal("49.90"), start, end) == Decimal(amount)


@pytest.mark.parametrize(("start", "end"), [((2026, 11, 2), (2026, 11, 1)), ((2026, 11, 30), (2026, 12, 1))])
def test_days_of_two_months_or_in_the_wrong_order_are_no_part_of_one(start, end):
    with pytest.raises(ValueError, match="no part of one month"):
        proration.share(Decimal(1), date(*start), date(*end))


@given(DAYS, PRICES, st.lists(st.integers(1, 31), max_size=5))
def test_the_parts_of_a_month_add_up_to_the_month(day, price, cuts):
    first, last = months.first_of(day), months.last_of(day)
    borders = sorted({cut for cut in cuts if cut < last.day} | {0, last.day})
    parts = [
        proration.share(price, first.replace(day=a + 1), first.replace(day=b))
        for a, b in zip(borders, borders[1:], strict=False)
    ]
    assert sum(parts) == proration.to_cents(price)
    assert all(part >= 0 for part in parts)


@given(DAYS, st.integers(0, 900))
def test_the_pieces_of_a_period_tile_it(start, length):
    end = start + timedelta(days=length)
    pieces = list(months.pieces(start, end))
    assert pieces[0][0] == start
    assert pieces[-1][1] == end
    assert all(a[1] + timedelta(days=1) == b[0] for a, b in zip(pieces, pieces[1:], strict=False))
    assert all((first.year, first.month) == (last.year, last.month) for first, last in pieces)


@given(DAYS, st.integers(-60, 60))
def test_the_following_month_is_that_many_months_away(day, count):
    found = months.following(day, count)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == count
    assert found.day == 1


@given(DAYS, st.integers(0, 400), st.integers(0, 400))
def test_billing_by_months_or_at_once_comes_to_the_same(start, length, cut):
    """What a run bills after another is what one run alone would have billed."""
    end = start + timedelta(days=length)
    # a later run bills at least as far as the one before
    until = max(end + timedelta(days=40), start + timedelta(days=cut))
    early = rules.due(span(start), start + timedelta(days=cut), {})
    billed = {one.month: rules.Billed(one.amount, 1) for one in early}
    later = rules.due(span(start, end), until, billed)
    owed = sum((part.amount for part in rules.owed(span(start, end), until)), Decimal(0))
    assert rules.total(early) + rules.total(later) == owed


@given(DAYS, st.integers(0, 400))
def test_what_is_billed_is_not_due_again(start, length):
    end = start + timedelta(days=length)
    billed = {one.month: rules.Billed(one.amount, 1) for one in rules.due(span(start, end), end, {})}
    assert rules.due(span(start, end), end, billed) == []


def test_two_tariffs_in_one_month_each_cost_their_days():
    first = rules.owed(span(date(2026, 11, 1), date(2026, 11, 10)), date(2026, 11, 30))
    second = rules.owed(span(date(2026, 11, 11), prices=((date(2026, 1, 1), Decimal(80)),)), date(2026, 11, 30))
    assert [part.amount for part in [*first, *second]] == [Decimal("16.63"), Decimal("53.33")]


def test_a_new_price_begins_on_its_day_and_the_old_one_is_billed_before():
    prices = ((date(2026, 1, 1), Decimal(50)), (date(2026, 12, 1), Decimal(55)))
    owed = rules.owed(span(date(2026, 11, 1), prices=prices), date(2026, 12, 31))
    assert [part.amount for part in owed] == [50, 55]


def test_no_price_is_an_error_and_never_zero():
    with pytest.raises(rules.NoPrice) as caught:
        rules.owed(span(date(2026, 11, 11), prices=((date(2026, 12, 1), Decimal(50)),)), date(2026, 12, 31))
    assert caught.value.day == date(2026, 11, 11)


def test_a_join_entered_late_is_billed_as_a_correction_of_its_month():
    [due] = rules.due(
        span(date(2026, 11, 1)), date(2026, 11, 30), {date(2026, 11, 1): rules.Billed(Decimal("33.27"), 1)}
    )
    assert (due.amount, due.edition, due.is_correction) == (Decimal("16.63"), 1, True)


def test_a_month_that_is_owed_no_more_is_given_back():
    billed = {date(2026, 12, 1): rules.Billed(Decimal("49.90"), 2)}
    dues = rules.due(span(date(2026, 11, 1), date(2026, 11, 30)), date(2026, 12, 31), billed)
    assert [(due.month, due.amount, due.owed is None) for due in dues] == [
        (date(2026, 11, 1), Decimal("49.90"), False),
        (date(2026, 12, 1), Decimal("-49.90"), True),
    ]


def test_a_free_month_is_billed_once_at_nothing():
    free = span(date(2026, 11, 1), date(2026, 11, 30), ((date(2026, 1, 1), Decimal(0)),))
    [due] = rules.due(free, date(2026, 11, 30), {})
    assert due.amount == 0
    assert not rules.due(free, date(2026, 11, 30), {due.month: rules.Billed(due.amount, 1)})


def test_what_was_billed_for_later_months_is_left_to_their_own_run():
    billed = {date(2026, 12, 1): rules.Billed(Decimal("49.90"), 1), date(2027, 1, 1): rules.Billed(Decimal("49.90"), 1)}
    assert rules.due(span(date(2026, 12, 1)), date(2026, 12, 31), billed) == []


def test_a_subscription_that_has_no_day_any_more_gives_back_what_was_billed():
    billed = {date(2027, 1, 1): rules.Billed(Decimal("19.32"), 1)}
    assert [(one.amount, one.owed) for one in rules.due(None, date(2027, 1, 31), billed)] == [(Decimal("-19.32"), None)]


@given(st.lists(st.decimals(0, 500, places=2), min_size=1, max_size=6), st.data())
def test_no_bill_gives_back_more_than_it_billed_and_nothing_is_lost(rooms, data):
    amount = data.draw(st.decimals(0, sum(rooms), places=2))
    parts = rules.give_back(amount, rooms)
    assert sum(parts) == amount
    assert all(0 <= part <= room for part, room in zip(parts, rooms, strict=True))


def test_more_than_was_billed_is_not_given_back():
    with pytest.raises(ValueError, match="too much"):
        rules.give_back(Decimal(2), [Decimal(1)])
