"""The interval functions against plain sets of minutes."""

import pytest
from clicrdv_booking_logic.intervals import clamp, covers, intersect, normalise, subtract, total, union
from hypothesis import given
from hypothesis import strategies as st
from strategies import spans

minute = st.integers(-30, 130)


def minutes(some) -> set[int]:
    return {minute for start, stop in some for minute in range(start, stop)}


def is_normal(some) -> bool:
    """Sorted, none empty, none touching the next."""
    flat = [minute for span in some for minute in span]
    return all(before < after for before, after in zip(flat, flat[1:], strict=False))


@given(spans())
def test_normalising_keeps_every_minute(a):
    assert minutes(normalise(a)) == minutes(a)
    assert is_normal(normalise(a))


@given(spans())
def test_normalising_twice_changes_nothing(a):
    assert normalise(normalise(a)) == normalise(a)


def test_spans_that_touch_become_one():
    assert normalise([(10, 20), (0, 10)]) == [(0, 20)]


def test_a_span_inside_another_does_not_shorten_it():
    assert normalise([(0, 100), (10, 20), (50, 60)]) == [(0, 100)]


@pytest.mark.parametrize(
    ("function", "operator"),
    [(union, set.__or__), (intersect, set.__and__), (subtract, set.__sub__)],
    ids=["union", "intersect", "subtract"],
)
@given(a=spans(), b=spans())
def test_two_lists_combine_like_sets_of_minutes(function, operator, a, b):
    found = function(normalise(a), normalise(b))
    assert minutes(found) == operator(minutes(a), minutes(b))
    assert is_normal(found)


@given(spans(), minute, minute)
def test_clamping_keeps_the_minutes_of_the_window(a, start, stop):
    found = clamp(normalise(a), start, stop)
    assert minutes(found) == minutes(a) & set(range(start, stop))
    assert is_normal(found)


@given(spans(), minute, minute)
def test_a_list_covers_a_span_when_it_has_all_its_minutes(a, start, stop):
    assert covers(normalise(a), start, stop) == (set(range(start, stop)) <= minutes(a))


@given(spans())
def test_the_total_counts_the_minutes(a):
    assert total(normalise(a)) == len(minutes(a))
