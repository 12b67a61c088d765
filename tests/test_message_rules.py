"""Which rules count for a service, and what has happened to an appointment."""

import itertools

import pytest
from clicrdv_booking_logic import states
from clicrdv_booking_logic.message_rules import (
    CANCELLATION,
    CLIENT,
    CONFIRMATION,
    DONE,
    EMAIL,
    KINDS,
    MODIFICATION,
    NO_SHOW,
    PROFESSIONAL,
    REMINDER,
    SMS,
    SMS_OR_EMAIL,
    Rule,
    apply_rules,
    happened,
)
from hypothesis import given
from hypothesis import strategies as st

ALL = frozenset()
CUT, COLOR = 7, 8
#: Change of state → what people are told. Every change that is not here says nothing.
TOLD = {
    ("held", "booked"): CONFIRMATION,
    ("held", "requested"): CONFIRMATION,
    ("requested", "booked"): CONFIRMATION,
    ("cancelled", "booked"): CONFIRMATION,
    ("refused", "booked"): CONFIRMATION,
    ("requested", "refused"): CANCELLATION,
    ("requested", "cancelled"): CANCELLATION,
    ("booked", "cancelled"): CANCELLATION,
    ("booked", "no_show"): NO_SHOW,
    ("done", "no_show"): NO_SHOW,
    ("booked", "done"): DONE,
    ("no_show", "done"): DONE,
}
SILENT = {("done", "booked"), ("no_show", "booked")}


def ids(*rules, kind=CONFIRMATION, services=(CUT,), sms_on=True):
    return [rule.id for rule in apply_rules(rules, kind, frozenset(services), sms_on)]


def rule(ident, target=CLIENT, channel=EMAIL, is_on=True, services=(), kind=CONFIRMATION):
    return Rule(ident, kind, target, channel, is_on, frozenset(services))


# --- which rules count -------------------------------------------------------


def test_a_general_rule_counts_for_every_service_and_for_none():
    assert ids(rule(1)) == ids(rule(1), services=()) == [1]


def test_a_rule_that_is_off_or_of_another_kind_does_not_count():
    assert ids(rule(1, is_on=False), rule(2, kind=REMINDER), rule(3)) == [3]


def test_rules_for_a_service_replace_the_general_ones_of_that_service_only():
    rules = rule(1), rule(2, services={CUT})
    assert ids(*rules, services={CUT}) == [2]
    assert ids(*rules, services={COLOR}) == [1]


def test_a_rule_for_a_service_that_is_off_silences_the_general_one():
    assert ids(rule(1), rule(2, is_on=False, services={CUT})) == []


def test_a_rule_for_a_service_silences_the_general_ones_of_all_channels():
    assert ids(rule(1, channel=SMS), rule(2, channel=EMAIL), rule(3, channel=SMS, services={CUT})) == [3]


def test_a_rule_for_a_service_leaves_the_other_target_alone():
    rules = rule(1), rule(2, target=PROFESSIONAL), rule(3, is_on=False, services={CUT})
    assert ids(*rules) == [2]


def test_a_visit_of_two_services_follows_the_rules_of_both():
    rules = rule(1), rule(2, services={CUT}), rule(3, services={COLOR})
    assert ids(*rules, services={CUT, COLOR}) == [2, 3]


def test_without_the_sms_service_sms_rules_do_not_count_and_the_others_do():
    rules = rule(1, channel=SMS), rule(2, channel=EMAIL), rule(3, channel=SMS_OR_EMAIL)
    assert ids(*rules, sms_on=False) == [2, 3]
    assert ids(*rules, sms_on=True) == [1, 2, 3]


def test_an_sms_rule_for_a_service_replaces_the_general_ones_even_without_the_sms_service():
    # the establishment has said what it wants for this service: nothing but an SMS
    assert ids(rule(1), rule(2, channel=SMS, services={CUT}), sms_on=False) == []


RULES = st.lists(
    st.builds(
        Rule,
        id=st.integers(1, 99),
        kind=st.sampled_from(KINDS),
        target=st.sampled_from((CLIENT, PROFESSIONAL)),
        channel=st.sampled_from((SMS, EMAIL, SMS_OR_EMAIL)),
        is_on=st.booleans(),
        service_ids=st.frozensets(st.sampled_from((CUT, COLOR)), max_size=2),
    ),
    max_size=8,
)


@given(RULES, st.sampled_from(KINDS), st.frozensets(st.sampled_from((CUT, COLOR, 9))), st.booleans())
def test_what_counts_is_on_of_this_kind_and_either_all_special_or_all_general(rules, kind, services, sms_on):
    counting = apply_rules(rules, kind, services, sms_on)
    for target in (CLIENT, PROFESSIONAL):
        mine = [rule for rule in counting if rule.target == target]
        assert len({bool(rule.service_ids) for rule in mine}) <= 1
    for found in counting:
        assert found.is_on and found.kind == kind and found in rules
        assert not found.service_ids or found.service_ids & services
        assert sms_on or found.channel != SMS


@given(RULES, st.sampled_from(KINDS), st.frozensets(st.sampled_from((CUT, COLOR))), st.booleans())
def test_with_everything_switched_off_no_rule_counts(rules, kind, services, sms_on):
    off = [Rule(each.id, each.kind, each.target, each.channel, False, each.service_ids) for each in rules]
    assert not apply_rules(off, kind, services, sms_on)


# --- what has happened -------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), sorted(states.TRANSITIONS))
def test_every_change_of_state_says_what_the_table_has_and_nothing_else(old, new):
    assert happened((old, 600, "cut"), (new, 600, "cut")) == frozenset(filter(None, [TOLD.get((old, new))]))
    assert ((old, new) in TOLD) != ((old, new) in SILENT), "each change is thought of"


@pytest.mark.parametrize("state", states.STATES)
def test_a_new_appointment_is_confirmed_when_it_will_take_place(state):
    wanted = {CONFIRMATION} if state in ("booked", "requested") else set()
    assert happened(None, (state, 600, "cut")) == wanted


@pytest.mark.parametrize("state", ["booked", "requested"])
def test_a_change_of_an_open_appointment_is_a_modification(state):
    before = (state, 600, "cut")
    assert happened(before, before) == set()
    assert happened(before, (state, 660, "cut")) == {CONFIRMATION, MODIFICATION}
    assert happened(before, (state, 600, "color")) == {MODIFICATION}


@pytest.mark.parametrize("state", ["done", "no_show", "cancelled", "refused"])
def test_nobody_is_told_of_a_change_to_what_is_over(state):
    assert happened((state, 600, "cut"), (state, 660, "color")) == set()


def test_what_is_cancelled_and_moved_at_once_is_cancelled():
    assert happened(("booked", 600, "cut"), ("cancelled", 660, "color")) == {CANCELLATION}


PICTURES = st.tuples(st.sampled_from(states.STATES), st.integers(0, 3), st.sampled_from(("cut", "color")))


@given(st.none() | PICTURES, PICTURES)
def test_only_the_kinds_of_the_table_ever_happen(before, after):
    kinds = happened(before, after)
    assert REMINDER not in kinds and kinds <= set(KINDS)
    old = before[0] if before else "held"
    if old != after[0]:
        assert kinds == frozenset(filter(None, [TOLD.get((old, after[0]))]))
    else:
        assert kinds <= {CONFIRMATION, MODIFICATION}


@given(PICTURES)
def test_staying_as_it_is_says_nothing(picture):
    assert not happened(picture, picture)


def test_the_kinds_of_the_terms_of_service_are_there():
    assert set(itertools.chain(TOLD.values(), [REMINDER, MODIFICATION])) == set(KINDS)
