"""A message is tried again ever later, and a gateway that does not work is left alone for a while."""

from datetime import datetime, timedelta, timezone

import pytest
from clicrdv_booking_logic.gateway_health import Health, after, allowed, retry_delay_seconds
from hypothesis import given
from hypothesis import strategies as st

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


def failing(times: int, health: Health = Health(), now: datetime = NOON) -> Health:  # noqa: B008 - a frozen value
    for _ in range(times):
        health = after(health, False, now)
    return health


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 1), (1, 1), (2, 2), (3, 4), (4, 8), (5, 15), (6, 30), (7, 60), (8, 60), (10**9, 60)]
)
def test_a_message_waits_longer_after_each_try_and_an_hour_at_most(attempts, minutes):
    assert retry_delay_seconds(attempts) == minutes * 60


@given(st.integers(min_value=1, max_value=10**6))
def test_no_wait_is_shorter_than_the_one_before(attempts):
    assert retry_delay_seconds(attempts) <= retry_delay_seconds(attempts + 1) <= 3600


def test_four_failures_in_a_row_change_nothing():
    assert allowed(failing(4), NOON) is None


def test_the_fifth_failure_in_a_row_stops_everything_for_a_minute_and_then_allows_one_trial():
    health = failing(5)
    assert allowed(health, NOON) == 0
    assert allowed(health, NOON + timedelta(seconds=59, microseconds=999_999)) == 0
    assert allowed(health, NOON + timedelta(seconds=60)) == 1


def test_a_success_between_failures_starts_the_count_again():
    assert allowed(failing(4, after(failing(4), True, NOON)), NOON) is None


def test_each_trial_that_fails_doubles_the_pause_up_to_fifteen_minutes():
    health, now, pauses = failing(5), NOON, []
    for _ in range(7):
        pauses.append((health.open_until - now).total_seconds())
        now = health.open_until
        health = after(health, False, now)
    assert pauses == [60, 120, 240, 480, 900, 900, 900]


def test_failures_that_were_under_way_when_the_pause_began_do_not_lengthen_it():
    assert failing(8) == failing(5)


def test_a_trial_that_succeeds_opens_the_way_for_all():
    health = failing(5)
    assert after(health, True, health.open_until) == Health()


STEPS = st.lists(st.tuples(st.booleans(), st.integers(min_value=0, max_value=2000)), max_size=60)


@given(STEPS)
def test_whatever_happens_the_pause_ends_within_fifteen_minutes_and_a_success_ends_it_at_once(steps):
    health, now = Health(), NOON
    for ok, seconds in steps:
        now += timedelta(seconds=seconds)
        health = after(health, ok, now)
        if ok:
            assert health == Health() and allowed(health, now) is None
        else:
            assert (allowed(health, now) is None) == (health.failures < 5)
        if health.open_until:
            assert health.open_until <= now + timedelta(minutes=15)
            assert allowed(health, now + timedelta(minutes=15)) == 1


@given(STEPS)
def test_only_as_many_messages_as_allowed_never_reach_more_than_a_trial_a_minute_when_all_fail(steps):
    """With no other behaviour than failing, what is let through gets rare."""
    health, now, trials = failing(5), NOON, []
    for _ok, seconds in steps:
        now += timedelta(seconds=seconds)
        if allowed(health, now) == 1:
            trials.append(now)
            health = after(health, False, now)
    assert all(later - earlier >= timedelta(seconds=60) for earlier, later in zip(trials, trials[1:], strict=False))
