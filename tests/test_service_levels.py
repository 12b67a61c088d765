"""Delays by severity and minutes allowed (BKG-40, BKG-43…46; compliance sheet, § 1.5-C)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from clicrdv_billing_logic import incidents
from clicrdv_billing_logic import service_levels as levels
from clicrdv_booking_logic.working_days import is_working_day
from hypothesis import given
from hypothesis import strategies as st
from test_business_hours import MOMENTS, paris


def due(severity, declared, calendar):
    return levels.deadlines(severity, paris(declared), calendar, is_working_day)


@pytest.mark.parametrize(
    ("declared", "calendar", "gti", "gtr3", "gtr6"),
    [
        ("2026-11-24 12:30", "A", "2026-11-24 13:30", "2026-11-24 15:30", "2026-11-25 09:30"),
        ("2026-11-24 12:30", "B", "2026-11-24 14:30", "2026-11-24 16:30", "2026-11-25 10:30"),
        ("2026-11-20 17:15", "A", "2026-11-23 09:15", "2026-11-23 11:15", "2026-11-23 14:15"),
        ("2026-11-20 17:15", "B", "2026-11-23 09:15", "2026-11-23 11:15", "2026-11-23 15:15"),
        ("2026-11-21 10:00", "A", "2026-11-23 09:30", "2026-11-23 11:30", "2026-11-23 14:30"),
        ("2026-11-21 10:00", "B", "2026-11-23 10:00", "2026-11-23 12:00", "2026-11-23 16:00"),
    ],
)
def test_the_vectors_of_the_clock(declared, calendar, gti, gtr3, gtr6):
    blocking, major = due("1", declared, calendar), due("2", declared, calendar)
    assert blocking.acknowledge_by == blocking.intervene_by == major.intervene_by == paris(gti)
    assert (blocking.restore_by, major.restore_by) == (paris(gtr3), paris(gtr6))


@pytest.mark.parametrize(("calendar", "gtr"), [("A", "2026-11-26 14:30"), ("B", "2026-11-26 17:30")])
def test_the_vector_of_twenty_hours(calendar, gtr):
    assert due("3", "2026-11-24 12:30", calendar).restore_by == paris(gtr)


def test_a_minor_defect_is_declared_until_half_past_five_only():
    """BKG-46: the calendar B runs until 18:00, yet a severity 3 of 17:40 counts from the next morning."""
    assert due("3", "2026-11-24 17:40", "B").intervene_by == paris("2026-11-25 11:00")
    assert due("1", "2026-11-24 17:40", "B").intervene_by == paris("2026-11-25 09:40")
    assert due("1", "2026-11-24 17:40", "A").intervene_by == paris("2026-11-25 09:30")


def test_what_nobody_has_judged_yet_has_the_strictest_delays():
    assert due("", "2026-11-24 12:30", "A") == due("1", "2026-11-24 12:30", "A")


@given(MOMENTS, st.sampled_from(["A", "B"]), st.sampled_from(levels.SEVERITIES))
def test_no_duty_is_due_before_an_hour_has_passed_nor_in_the_wrong_order(declared, calendar, severity):
    found = levels.deadlines(severity, declared, calendar, is_working_day)
    assert declared + timedelta(hours=1) <= found.acknowledge_by <= found.intervene_by < found.restore_by


@pytest.mark.parametrize(
    ("days", "minutes"), [(28, "120.96"), (29, "125.28"), (30, "129.6"), (31, "133.92"), (365, "1576.8")]
)
def test_the_vectors_of_allowed_minutes(days, minutes):
    assert levels.allowed_minutes(days * 24 * 60) == Decimal(minutes)


@given(st.integers(1, 600_000), st.integers(0, 600_000))
def test_a_percentage_looks_like_the_promise_only_when_it_is_kept(total, down):
    down = min(down, total)
    assert (levels.percent_up(total, down) >= levels.PROMISED_PERCENT) == (down <= levels.allowed_minutes(total))


@pytest.mark.parametrize("severity", ["", "1"])
def test_no_severity_and_severity_1_need_no_founding(severity):
    assert not incidents.lacks(severity, "", "", "")


def test_severity_2_needs_a_workaround_or_a_note_and_severity_3_a_reproduction():
    """BKG-42."""
    assert incidents.lacks("2", " \n", "", "steps") == "severity_2_unfounded"
    assert not incidents.lacks("2", "by phone", "", "") and not incidents.lacks("2", "", "slower", "")
    assert incidents.lacks("3", "by phone", "slower", " ") == "severity_3_unfounded"
    assert not incidents.lacks("3", "", "", "click twice")


def test_each_state_is_in_the_table_and_reached():
    reached = {target for _current, target in incidents.TRANSITIONS}
    assert reached == set(incidents.STATES)
    assert {current for current, _target in incidents.TRANSITIONS} == set(incidents.STATES)


def test_nothing_is_closed_that_was_not_restored():
    assert {current for current, target in incidents.TRANSITIONS if target == incidents.CLOSED} == {incidents.RESTORED}
