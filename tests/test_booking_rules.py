"""May a client book, move or cancel?"""

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

import pytest
from clicrdv_booking_logic.booking_rules import (
    Refusal,
    bounds,
    check_client,
    check_services,
    check_start,
    may_cancel,
    may_move,
)
from clicrdv_booking_logic.hours import day_span, local_to_minute
from clicrdv_booking_logic.slots import Visit, Window, find_slots
from hypothesis import given
from hypothesis import strategies as st
from strategies import make_policy, make_service, make_timeline

UTC, PARIS = ZoneInfo("UTC"), ZoneInfo("Europe/Paris")
NOW = local_to_minute(date(2026, 3, 27), 10 * 60, PARIS)


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(timezone.utc).timestamp()) // 60


# --- notice and horizon ------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "refusal"),
    [
        ("2026-03-27T11:59+01:00", Refusal.too_soon),
        ("2026-03-27T12:00+01:00", None),
        ("2026-03-30T23:59+02:00", None),
        ("2026-03-31T00:00+02:00", Refusal.too_far),
        ("2026-03-27T09:00+01:00", Refusal.too_soon),
    ],
)
def test_a_start_lies_between_the_notice_and_the_end_of_the_last_day(start, refusal):
    policy = make_policy(notice_minutes=120, horizon_days=3)  # over the clock change of 29 March
    assert check_start(moment(start), NOW, policy, [], PARIS) is refusal


def test_the_horizon_counts_the_days_of_the_establishment():
    policy = make_policy(horizon_days=0)
    late = moment("2026-03-28T02:00+01:00")  # still the evening of the 27th in Martinique
    assert bounds(late, policy, [], ZoneInfo("America/Martinique"))[1] == moment("2026-03-27T23:59-04:00")
    assert bounds(late, policy, [], PARIS)[1] == moment("2026-03-28T23:59+01:00")


def test_a_horizon_of_no_day_ends_tonight():
    assert bounds(NOW, make_policy(horizon_days=0), [], PARIS) == (NOW, day_span(date(2026, 3, 27), PARIS)[1] - 1)


def test_a_service_replaces_the_notice_and_the_horizon_of_the_policy():
    policy = make_policy(notice_minutes=600, horizon_days=5)
    service = make_service(1, {}, notice_minutes=0, horizon_days=9)
    assert bounds(600, policy, [service], UTC) == (600, 10 * 1440 - 1)


def test_of_several_services_the_strictest_counts():
    policy = make_policy(notice_minutes=60, horizon_days=9)
    services = [
        make_service(1, {}, notice_minutes=0, horizon_days=3),
        make_service(2, {}),
        make_service(3, {}, horizon_days=5),
    ]
    assert bounds(600, policy, services, UTC) == (660, 4 * 1440 - 1)


@given(st.integers(0, 400), st.integers(0, 3), st.integers(0, 2000))
def test_what_is_shown_passes_the_check_and_what_is_not_does_not(notice, horizon, now):
    policy = make_policy(notice_minutes=notice, horizon_days=horizon)
    service = make_service(1, {1: 30})
    window = Window(0, 8000, *bounds(now, policy, [service], PARIS))
    slots = find_slots(Visit((service,), (1,), 60), [make_timeline(1, [(0, 8000)])], {}, window)
    bookable = [start for start in range(0, 7971, 60) if check_start(start, now, policy, [service], PARIS) is None]
    assert [slot.start for slot in slots] == bookable


# --- services ----------------------------------------------------------------


def test_as_many_services_as_the_policy_allows_may_be_booked():
    three = [make_service(ident, {}) for ident in (1, 2, 3)]
    assert check_services(three, make_policy(max_services=3)) is None
    assert check_services(three, make_policy(max_services=2)) is Refusal.too_many_services
    assert check_services(three, make_policy(max_services=0)) is None


def test_a_group_service_may_be_booked_alone_only():
    group = make_service(1, {}, capacity=8)
    assert check_services([group], make_policy()) is None
    assert check_services([group, make_service(2, {})], make_policy()) is Refusal.group_alone


# --- the client's other appointments -----------------------------------------


@pytest.mark.parametrize(
    ("start", "stop", "refusal"),
    [
        (70, 100, None),
        (70, 101, Refusal.same_time),
        (110, 120, Refusal.same_time),
        (130, 140, None),
        (129, 140, Refusal.same_time),
    ],
)
def test_a_client_cannot_be_twice_at_the_same_time(start, stop, refusal):
    assert check_client(start, stop, [(100, 130)], 0, make_policy()) is refusal


@pytest.mark.parametrize(
    ("now", "refusal"), [(0, Refusal.too_many_upcoming), (129, Refusal.too_many_upcoming), (130, None), (500, None)]
)
def test_upcoming_appointments_count_until_they_are_over(now, refusal):
    assert check_client(900, 930, [(100, 130), (600, 630)], now, make_policy(max_upcoming=2)) is refusal


def test_no_maximum_means_any_number():
    others = [(start, start + 10) for start in range(0, 900, 10)]
    assert check_client(900, 930, others, 0, make_policy(max_upcoming=0)) is None


@pytest.mark.parametrize(
    ("start", "stop", "refusal"),
    [(40, 70, None), (41, 71, Refusal.too_close), (159, 189, Refusal.too_close), (160, 190, None)],
)
def test_the_minimum_gap_counts_on_both_sides(start, stop, refusal):
    assert check_client(start, stop, [(100, 130)], 0, make_policy(min_gap_minutes=30)) is refusal


def test_the_same_time_is_named_before_too_many_and_too_many_before_too_close():
    policy = make_policy(max_upcoming=1, min_gap_minutes=30)
    assert check_client(110, 140, [(100, 130)], 0, policy) is Refusal.same_time
    assert check_client(135, 140, [(100, 130)], 0, policy) is Refusal.too_many_upcoming


# --- move and cancel ---------------------------------------------------------


@pytest.mark.parametrize(("now", "allowed"), [(0, True), (940, True), (941, False), (1000, False), (2000, False)])
def test_a_client_moves_until_the_deadline(now, allowed):
    assert may_move(1000, now, make_policy(move_deadline_minutes=60, cancel_deadline_minutes=9999)) is allowed


@pytest.mark.parametrize(("now", "allowed"), [(0, True), (940, True), (941, False), (1000, False), (2000, False)])
def test_a_client_cancels_until_the_deadline(now, allowed):
    assert may_cancel(1000, now, make_policy(cancel_deadline_minutes=60, move_deadline_minutes=9999)) is allowed


@pytest.mark.parametrize("allowed", [may_move, may_cancel])
def test_without_deadline_what_has_begun_can_no_longer_be_changed(allowed):
    assert allowed(1000, 999, make_policy())
    assert not allowed(1000, 1000, make_policy())
