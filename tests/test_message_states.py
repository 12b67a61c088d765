"""The states of a message, and what reports make of them."""

import itertools

import pytest
from clicrdv_booking_logic.message_states import (
    REPORTED,
    RETRIED,
    STATES,
    TRANSITIONS,
    furthest,
    may,
    passed_by,
)
from hypothesis import given
from hypothesis import strategies as st

ALLOWED = {
    "planned": "sending skipped cancelled failed sent delivered",
    "sending": "planned sent failed delivered unknown skipped cancelled",
    "unknown": "sent failed delivered",
    "sent": "failed delivered",
    "failed": "delivered",
    "delivered": "",
    "cancelled": "planned",
    "skipped": "planned",
}
#: From the least to the furthest: what a report may only climb.
CLIMB = ("sending", "unknown", "sent", "failed", "delivered")
NEVER_HANDED_OVER = ("planned", "cancelled", "skipped")
REPORTS = st.lists(st.sampled_from(sorted(REPORTED)), max_size=12)


@pytest.mark.parametrize(("current", "target"), list(itertools.product(ALLOWED, ALLOWED)))
def test_only_the_ways_of_the_issue_are_open(current, target):
    assert may(current, target) == (target in ALLOWED[current].split())


def test_every_way_joins_two_known_states():
    assert {state for way in TRANSITIONS for state in way} == set(STATES) == set(ALLOWED)


def test_nothing_uncertain_or_sent_is_ever_planned_again():
    """The way back to "planned" is the way to a second SMS."""
    assert {current for current, target in TRANSITIONS if target == "planned"} == {"sending", "cancelled", "skipped"}


def test_what_waits_for_another_try_is_moved_by_what_has_left_by_ways_of_the_table():
    assert {*RETRIED} <= TRANSITIONS
    assert {target for _planned, target in RETRIED} == {*REPORTED.values()}
    assert {current for current, _target in RETRIED} == {"planned"}


def test_an_unknown_state_goes_nowhere():
    assert not may("sent", "gone") and not may("gone", "sent")
    assert furthest("gone", "delivered") == "gone" and furthest("sent", "gone") == "sent"


@pytest.mark.parametrize(("current", "reported"), list(itertools.product(CLIMB, CLIMB)))
def test_a_report_only_climbs(current, reported):
    assert furthest(current, reported) == CLIMB[max(CLIMB.index(current), CLIMB.index(reported))]


@pytest.mark.parametrize(("current", "reported"), list(itertools.product(NEVER_HANDED_OVER, STATES)))
def test_what_was_never_handed_over_is_moved_by_no_report(current, reported):
    assert furthest(current, reported) == current


@pytest.mark.parametrize("current", STATES)
def test_no_report_takes_a_message_back_to_what_was_never_handed_over(current):
    assert {furthest(current, reported) for reported in NEVER_HANDED_OVER} == {current}


@given(st.sampled_from(CLIMB), st.sampled_from(CLIMB), st.sampled_from(CLIMB))
def test_the_order_of_reports_does_not_matter(one, two, three):
    assert furthest(one, two) == furthest(two, one)
    assert furthest(furthest(one, two), three) == furthest(one, furthest(two, three))
    assert furthest(one, one) == one


@given(REPORTS, st.randoms(use_true_random=False), st.integers(1, 3))
def test_shuffled_and_repeated_reports_lead_to_the_same_end(reports, random, copies):
    def end(said):
        state = "sending"
        for report in said:
            state = furthest(state, REPORTED[report])
        return state

    shuffled = reports * copies
    random.shuffle(shuffled)
    assert end(shuffled) == end(reports)


@given(REPORTS)
def test_each_step_of_a_report_is_a_way_of_the_table_or_none(reports):
    state = "sending"
    for report in reports:
        after = furthest(state, REPORTED[report])
        assert after == state or may(state, after)
        state = after


def test_a_delivered_message_is_never_failed_again_but_a_failed_one_may_arrive():
    assert furthest("delivered", "failed") == furthest("failed", "delivered") == "delivered"


@pytest.mark.parametrize("reported", CLIMB)
def test_one_statement_of_sql_moves_exactly_what_the_report_moves(reported):
    assert set(passed_by(reported)) == {state for state in STATES if furthest(state, reported) != state}
    assert all(furthest(state, reported) == reported for state in passed_by(reported))
