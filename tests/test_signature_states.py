"""States only move forward, whatever comes in whatever order; no call is made twice (BIL-39)."""

from clicrdv_billing_logic import signature_states as states
from hypothesis import given
from hypothesis import strategies as st

STATUSES = [*states.REPORTED, "sealed", ""]


def test_every_state_is_reached_and_every_word_of_the_provider_known():
    reached = {target for _current, target in states.TRANSITIONS}
    assert reached | {states.PREPARING} == set(states.STATES)
    assert set(states.REPORTED.values()) <= set(states.STATES)
    assert {states.FILED, states.DECLINED, states.CANCELED}.isdisjoint(c for c, _t in states.TRANSITIONS)


@given(st.lists(st.sampled_from(STATUSES), max_size=12))
def test_once_signed_nothing_that_comes_late_takes_it_back(heard):
    state = states.PREPARING
    for status in [*heard, *heard]:
        before, state = state, states.after_look(state, status)
        assert state == before or states.may(before, state)
        if before in (states.SIGNED, states.DECLINED, states.CANCELED):
            assert state == before


@given(st.sampled_from(states.STATES), st.sampled_from(STATUSES))
def test_the_same_word_twice_changes_nothing_the_second_time(state, status):
    once = states.after_look(state, status)
    assert states.after_look(once, status) == once


def test_an_order_goes_out_in_four_calls():
    held, made = None, []
    while call := states.next_call(held):
        made.append(call)
        has_document, has_signer = states.UPLOAD in made, states.ADD_SIGNER in made
        held = states.Held("ongoing" if call == states.ACTIVATE else "draft", has_document, has_signer)
    assert tuple(made) == states.CALLS


@given(st.integers(1, 100), st.integers(-5, 10**9))
def test_waiting_grows_and_respects_what_was_asked(failures, asked):
    waited = states.wait(failures, asked)
    assert waited >= states.wait(max(failures - 1, 1))
    assert waited.total_seconds() >= min(max(asked, 0), 86_400)
    assert waited.total_seconds() <= 86_400
