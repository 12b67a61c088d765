"""From which day an establishment is no longer served."""

from datetime import date, timedelta

import pytest
from clicrdv_billing_logic.service_days import Span, first_day_without
from hypothesis import given
from hypothesis import strategies as st

START = date(2027, 1, 1)


def day(number):
    return START + timedelta(days=number)


def spans_of(numbers, is_open):
    """Rows that do not overlap, from sorted distinct day numbers taken two by two; the last one may be open."""
    pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
    rows = [Span(day(first), day(last)) for first, last in pairs]
    return [*rows[:-1], Span(rows[-1].first, None)] if is_open else rows


@given(st.lists(st.integers(0, 60), min_size=2, max_size=10, unique=True), st.booleans(), st.integers(0, 80))
def test_it_is_the_end_of_the_run_of_days_that_counts_today(numbers, is_open, today):
    spans = spans_of(sorted(numbers), is_open)
    if spans[0].first > day(today):
        with pytest.raises(ValueError):
            first_day_without(spans, day(today))
        return

    def served(number):
        return any(span.first <= day(number) and (span.last is None or day(number) <= span.last) for span in spans)

    if served(today):
        expected = next((number for number in range(today, 200) if not served(number)), None)
    else:
        expected = next(number for number in range(today, -1, -1) if served(number)) + 1
    assert first_day_without(spans, day(today)) == (None if expected is None else day(expected))


def test_rows_of_a_changed_tariff_are_one_time():
    rows = [Span(day(10), day(20)), Span(day(0), day(9)), Span(day(21), None)]
    assert first_day_without(rows, day(5)) is None


def test_without_any_row_there_is_nothing_to_say():
    with pytest.raises(ValueError):
        first_day_without([], START)
