"""SMS as charges: each part once, under the contract of its day (BIL-14, vector D)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from clicrdv_billing_logic import sms_charges as rules
from hypothesis import given
from hypothesis import strategies as st

PRICE = Decimal("0.0836")
DAY = date(2026, 11, 15)


def count(day=DAY, parts=1, kind="reminder", price=PRICE):
    return rules.DayCount(day, kind, price, parts, 1)


@pytest.mark.parametrize(("parts", "amount"), [(137, "11.45"), (3, "0.25"), (0, "0.00"), (1, "0.08")])
def test_parts_are_multiplied_by_four_decimals_and_rounded_once(parts, amount):
    [line], outside = rules.charges([count(parts=parts)], [rules.Cover(date(2026, 1, 1), 1)])
    assert line.amount == Decimal(amount)
    assert not outside


def test_a_price_of_two_decimals_would_be_another_amount():
    [wrong], _outside = rules.charges([count(parts=137, price=Decimal("0.08"))], [rules.Cover(date(2026, 1, 1), 1)])
    assert wrong.amount == Decimal("10.96")


def test_kinds_prices_and_months_are_lines_of_their_own():
    counts = [count(), count(kind="confirmation"), count(price=Decimal("0.09")), count(date(2026, 10, 31))]
    lines, _outside = rules.charges(counts, [rules.Cover(date(2026, 1, 1), 1)])
    assert len(lines) == 4
    assert [line.month for line in lines] == [date(2026, 10, 1), *[date(2026, 11, 1)] * 3]


def test_a_day_belongs_to_the_contract_that_covers_it_or_to_the_last_before_it():
    covers = [rules.Cover(date(2026, 11, 10), 1), rules.Cover(date(2026, 11, 20), 2)]
    assert rules.stretch(covers, date(2026, 11, 9)) is None
    assert rules.stretch(covers, date(2026, 11, 10)) == (1, date(2026, 11, 10), date(2026, 11, 19))
    assert rules.stretch(covers, date(2026, 11, 20)) == (2, date(2026, 11, 20), date(2026, 11, 30))
    assert rules.stretch(covers, date(2027, 1, 5)) == (2, date(2027, 1, 1), date(2027, 1, 31))


def test_what_was_sent_before_any_subscription_is_counted_outside():
    assert rules.charges([count(parts=3)], [rules.Cover(DAY + timedelta(days=1), 1)]) == ([], 3)
    assert rules.charges([count(parts=3)], []) == ([], 3)


@given(
    st.lists(
        st.tuples(st.integers(0, 80), st.integers(1, 4), st.sampled_from(["reminder", "confirmation"])), max_size=40
    ),
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 3)), max_size=5, unique_by=lambda pair: pair[0]),
)
def test_every_part_is_on_one_line_or_outside_and_every_line_covers_its_days(sent, starts):
    first = date(2026, 10, 1)
    covers = [rules.Cover(first + timedelta(days=offset), contract) for offset, contract in sorted(starts)]
    counts = [count(first + timedelta(days=offset), parts, kind) for offset, parts, kind in sent]
    lines, outside = rules.charges(counts, covers)
    assert sum(line.parts for line in lines) + outside == sum(one.parts for one in counts)
    for line in lines:
        # the messages that a line is linked to are those of its days, its kind and its price
        inside = [
            one
            for one in counts
            if line.start <= one.day <= line.end and (one.kind, one.unit_price) == (line.kind, PRICE)
        ]
        assert sum(one.parts for one in inside) == line.parts
