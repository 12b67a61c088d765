"""Local ISO times of slots: right at clock changes, and the same as the standard library's."""

import json
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from clicrdv_booking_logic.iso import LocalClock, minute_of, slots_json
from clicrdv_booking_logic.timeline import Slot
from hypothesis import given
from hypothesis import strategies as st

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
ZONES = ["Europe/Paris", "America/Martinique", "Pacific/Noumea", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]


@given(st.integers(0, 60_000_000), st.sampled_from(ZONES))
def test_a_minute_is_written_as_the_standard_library_writes_it(minute, name):
    zone = ZoneInfo(name)
    expected = (EPOCH + timedelta(minutes=minute)).astimezone(zone)
    # zones without offset changes of less than a minute since 1970 only
    assert LocalClock(zone).iso(minute) == expected.isoformat()


@given(st.integers(0, 60_000_000), st.sampled_from(ZONES))
def test_what_is_written_is_read_back(minute, name):
    assert minute_of(LocalClock(ZoneInfo(name)).iso(minute)) == minute


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        ("2027-03-28T00:59+00:00", "2027-03-28T01:59:00+01:00"),
        ("2027-03-28T01:00+00:00", "2027-03-28T03:00:00+02:00"),
        ("2027-10-31T00:30+00:00", "2027-10-31T02:30:00+02:00"),
        ("2027-10-31T01:30+00:00", "2027-10-31T02:30:00+01:00"),
    ],
)
def test_clock_changes_of_paris(utc, local):
    clock = LocalClock(ZoneInfo("Europe/Paris"))
    clock.iso(minute_of("2027-03-27T12:00+01:00"))  # what is kept for a day must not leak into the next one
    assert clock.iso(minute_of(utc)) == local


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2027-01-11",
        "2027-01-11T10:00",
        "2027-01-11T10:00:30+01:00",
        "2027-02-30T10:00Z",
        "2027-01-11T25:00Z",
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError):
        minute_of(text)


def test_both_ends_of_the_calendar_are_read():
    assert minute_of("0001-01-01T00:00:00+23:59") < 0
    assert minute_of("9999-12-31T23:59:00-23:59") > 4_000_000_000


@given(
    st.lists(st.builds(Slot, st.integers(0, 60_000_000), st.lists(st.integers(1, 99)).map(tuple), st.integers(1, 50)))
)
def test_slots_are_valid_json(slots):
    clock = LocalClock(ZoneInfo("Europe/Paris"))
    assert json.loads(slots_json(slots, clock)) == [
        {"start": clock.iso(slot.start), "agendas": list(slot.agendas), "capacity": slot.capacity} for slot in slots
    ]
