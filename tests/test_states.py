"""The table of the states of an appointment."""

import itertools

import pytest
from clicrdv_booking_logic import states
from clicrdv_booking_logic.states import OCCUPYING, STATES, TRANSITIONS, may, reachable, takes_time_again

ALLOWED = {
    "held": "booked requested",
    "requested": "booked refused cancelled",
    "booked": "done no_show cancelled",
    "done": "no_show booked",
    "no_show": "done booked",
    "cancelled": "booked",
    "refused": "booked",
}


@pytest.mark.parametrize(("current", "target"), list(itertools.product(ALLOWED, ALLOWED)))
def test_only_the_transitions_of_the_issue_are_allowed(current, target):
    assert may(current, target) == (target in ALLOWED[current].split())


def test_every_transition_joins_two_known_states():
    assert {state for transition in TRANSITIONS for state in transition} == set(STATES) == set(ALLOWED)


def test_every_state_can_be_reached_from_a_hold():
    assert reachable() == set(STATES)


def test_no_appointment_becomes_a_hold_or_a_request_again():
    assert not {states.HELD, states.REQUESTED} & set.union(
        *(set(reachable(state)) for state in ("booked", "cancelled"))
    )


def test_an_unknown_state_goes_nowhere():
    assert not may("booked", "gone") and not may("gone", "booked")


def test_only_a_cancelled_or_refused_appointment_leaves_its_time_free():
    assert set(STATES) - OCCUPYING == {"cancelled", "refused"}


def test_only_restoring_needs_the_time_again():
    assert {pair for pair in TRANSITIONS if takes_time_again(*pair)} == {("cancelled", "booked"), ("refused", "booked")}
