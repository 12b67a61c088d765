"""Whether a message that was planned may leave now."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest
from clicrdv_booking_logic import states
from clicrdv_booking_logic.hours import minute_to_local
from clicrdv_booking_logic.message_plan import Courtesy, next_allowed
from clicrdv_booking_logic.message_rules import (
    CANCELLATION,
    CONFIRMATION,
    DONE,
    EMAIL,
    KINDS,
    NO_SHOW,
    ONCE,
    REMINDER,
    SMS,
)
from clicrdv_booking_logic.message_truth import TRUE_IN, may_leave_at, obstacle
from hypothesis import given
from hypothesis import strategies as st

PARIS = ZoneInfo("Europe/Paris")
DUE = "2027-01-17T20:55"
NEXT_WEEK = "2027-01-24T10:00"


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(timezone.utc).timestamp()) // 60


def leaves(kind, channel, now, start=NEXT_WEEK, due=DUE):
    at = may_leave_at(kind, channel, moment(due), moment(start), moment(now), PARIS, Courtesy())
    return minute_to_local(at, PARIS).isoformat()[:16]


@pytest.mark.parametrize(
    ("kind", "channel", "now", "start", "expected"),
    [
        # in time, or late and still polite
        (REMINDER, SMS, "2027-01-17T20:56", NEXT_WEEK, "2027-01-17T20:56"),
        (REMINDER, SMS, "2027-01-18T09:00", NEXT_WEEK, "2027-01-18T09:00"),
        # late at night: the morning
        (REMINDER, SMS, "2027-01-17T22:30", NEXT_WEEK, "2027-01-18T08:00"),
        (REMINDER, EMAIL, "2027-01-17T22:30", NEXT_WEEK, "2027-01-18T08:00"),
        (CONFIRMATION, SMS, "2027-01-18T03:00", NEXT_WEEK, "2027-01-18T08:00"),
        (NO_SHOW, SMS, "2027-01-17T22:30", "2027-01-17T18:00", "2027-01-18T08:00"),
        # the morning is too late, or the news is urgent, or nobody is woken
        (REMINDER, SMS, "2027-01-18T05:00", "2027-01-18T08:00", "2027-01-18T05:00"),
        (REMINDER, SMS, "2027-01-18T05:00", "2027-01-18T08:01", "2027-01-18T08:00"),
        (CANCELLATION, SMS, "2027-01-17T22:30", "2027-01-18T10:00", "2027-01-17T22:30"),
        (CONFIRMATION, EMAIL, "2027-01-18T03:00", NEXT_WEEK, "2027-01-18T03:00"),
        (DONE, EMAIL, "2027-01-18T03:00", "2027-01-17T18:00", "2027-01-18T03:00"),
    ],
)
def test_what_did_not_leave_in_time_waits_for_the_morning_where_that_is_early_enough(
    kind, channel, now, start, expected
):
    assert leaves(kind, channel, now, start) == expected


def test_what_was_meant_to_leave_at_night_leaves_at_night():
    assert leaves(CONFIRMATION, SMS, "2027-01-17T22:31", due="2027-01-17T22:30") == "2027-01-17T22:31"


MINUTES = st.integers(29_000_000, 31_000_000)


@given(st.sampled_from(KINDS), st.sampled_from([SMS, EMAIL]), MINUTES, st.integers(-3000, 30_000), st.integers(0, 9000))
def test_nothing_is_put_off_beyond_the_start_or_out_of_the_window(kind, channel, due, until_start, late):
    now, start, courtesy = due + late, due + late + until_start, Courtesy()
    at = may_leave_at(kind, channel, due, start, now, PARIS, courtesy)
    assert at >= now
    if at > now:
        assert next_allowed(at, PARIS, courtesy) == at
        assert kind in ONCE or at < start


def test_every_kind_is_true_in_states_that_exist_and_in_no_other():
    assert set(TRUE_IN) == set(KINDS)
    assert set().union(*TRUE_IN.values()) <= set(states.STATES)
    for kind in KINDS:
        for state in states.STATES:
            assert (obstacle(kind, state, True, False, 10, 0) == "changed") == (state not in TRUE_IN[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_an_older_revision_says_nothing_but_what_is_said_once(kind):
    [state, *_] = TRUE_IN[kind]
    assert obstacle(kind, state, False, False, 10, 0) == ("" if kind in ONCE else "changed")
    assert obstacle(kind, state, True, False, 10, 10) == ("" if kind in ONCE else "too_late")


def test_only_reminders_are_switched_off_for_an_appointment():
    off = {kind for kind in KINDS if obstacle(kind, next(iter(TRUE_IN[kind])), True, True, 10, 0) == "reminders_off"}
    assert off == {REMINDER}
