"""BKG-49, GDP-79: when a backup may be relied on."""

from datetime import date, datetime, timedelta

import pytest
from clicrdv_gdpr_logic.backups import OLDEST, UNTESTED_DAYS, Alarm, Backup, File, alarms, expires_on
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2027, 1, 11, 7)
GOOD = {"made_at": NOW - timedelta(hours=6), "size_bytes": 10, "sha256": "ab", "is_encrypted": True}
FILE, RESTORED = File(10, "ab"), NOW.date() - timedelta(days=9)


def found(file=FILE, restored=RESTORED, **values):
    return alarms(NOW, Backup(**GOOD | values), file, restored)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, set()),
        ({"made_at": NOW - OLDEST}, set()),
        ({"made_at": NOW - OLDEST - timedelta(seconds=1)}, {Alarm.OLD}),
        ({"size_bytes": 0, "file": File(0, "ab")}, {Alarm.EMPTY}),
        ({"is_encrypted": False}, {Alarm.PLAIN}),
        ({"is_done": False, "file": None}, {Alarm.FAILED}),
        ({"file": None}, {Alarm.GONE}),
        ({"file": File(9, "ab")}, {Alarm.ALTERED}),
        ({"file": File(10, "ac")}, {Alarm.ALTERED}),
        ({"restored": None}, {Alarm.UNTESTED}),
        ({"restored": NOW.date() - timedelta(days=UNTESTED_DAYS)}, set()),
        ({"restored": NOW.date() - timedelta(days=UNTESTED_DAYS + 1)}, {Alarm.UNTESTED}),
    ],
)
def test_each_fault_is_one_alarm(values, expected):
    assert found(**values) == expected


def test_without_any_backup_there_is_one_alarm():
    assert alarms(NOW, None, None, None) == {Alarm.MISSING}


@given(st.integers(0, 400), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_a_backup_is_kept_as_many_days_as_were_chosen(days, made_on):
    assert (expires_on(made_on, days) - made_on).days == days
