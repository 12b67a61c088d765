"""What a probe outside tells of the service."""

from datetime import datetime, timedelta

import pytest
from clicrdv_billing_logic.probe_report import MAX_LINES, OLDEST, BadProbeReport, ProbeLine, read

NOW = datetime(2026, 11, 24, 9, 30, 40)


def test_one_result_without_a_time_is_of_now():
    assert read({"ok": True, "ms": 120}, NOW) == [ProbeLine(datetime(2026, 11, 24, 9, 30), True, 120)]


def test_late_results_come_together_with_their_times():
    sent = [{"ok": False, "at": "2026-11-24T09:10:00Z"}, {"ok": True, "at": "2026-11-24T10:11:59+01:00", "ms": 3}]
    assert read(sent, NOW) == [
        ProbeLine(datetime(2026, 11, 24, 9, 10), False),
        ProbeLine(datetime(2026, 11, 24, 9, 11), True, 3),
    ]


def test_a_clock_that_is_a_little_ahead_is_of_now():
    assert read({"ok": True, "at": "2026-11-24T09:31:30"}, NOW)[0].at == datetime(2026, 11, 24, 9, 30)


@pytest.mark.parametrize(
    "sent",
    [
        None, "ok", 1, [], {}, [[]], {"ok": 1}, {"ok": "true"}, {"ok": True, "ms": -1}, {"ok": True, "ms": True},
        {"ok": True, "ms": 1.5}, {"ok": True, "ms": 10**9}, {"ok": True, "at": 5}, {"ok": True, "at": "yesterday"},
        {"ok": True, "at": "2026-11-24T09:33:00Z"}, {"ok": True, "at": "9999-12-31T23:59:59-12:00"},
        {"ok": True, "at": "0001-01-01T00:00:00+12:00"}, [{"ok": True}] * (MAX_LINES + 1),
        {"ok": True, "at": (NOW - OLDEST - timedelta(minutes=1)).isoformat()}, [{"ok": True}, {"ok": None}],
    ],
)  # fmt: skip
def test_anything_else_is_refused_as_a_whole(sent):
    with pytest.raises(BadProbeReport):
        read(sent, NOW)
