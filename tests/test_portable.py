"""Files of an export: the same bytes for the same data, and nothing dangerous is read back."""

import json
from datetime import date, datetime

import pytest
from clicrdv_gdpr_logic import portable, portable_calendar, portable_manifest, reversibility
from clicrdv_gdpr_logic.portable import Column, Kind, PortableError
from clicrdv_gdpr_logic.portable_manifest import Entry, File
from hypothesis import given
from hypothesis import strategies as st

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
CELLS = {
    Kind.TEXT: TEXTS,
    Kind.INTEGER: st.integers(-(2**31) + 1, 2**31 - 1),
    Kind.NUMBER: st.floats(-1e15, 1e15),
    Kind.BOOLEAN: st.booleans(),
    Kind.DATE: st.dates(),
    Kind.TIME: st.datetimes(),
    Kind.KEY: st.text("0123456789abcdef", min_size=32, max_size=32),
    Kind.KEYS: st.lists(st.text("0123456789abcdef", min_size=32, max_size=32), unique=True),
    Kind.JSON: st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers(), st.none())),
}
KEY = "0" * 32


@pytest.mark.parametrize("kind", CELLS, ids=lambda kind: kind.name)
@given(data=st.data())
def test_what_is_written_is_read_back(kind, data):
    value = data.draw(st.none() | CELLS[kind])
    line = portable.line({"id": KEY, "x": portable.plain(value)})
    assert line.count(b"\n") == 1
    assert portable.parse(line, [Column("x", kind)]) == {"id": KEY, "x": value}


@given(st.dictionaries(TEXTS, TEXTS))
def test_the_order_of_columns_changes_no_byte(row):
    assert portable.line(row) == portable.line(dict(reversed(row.items())))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | TEXTS, st.lists), st.sampled_from(Kind))
def test_whatever_a_cell_holds_is_read_or_refused(value, kind):
    text = json.dumps({"id": KEY, "x": value}).encode()
    try:
        portable.parse(text, [Column("x", kind)])
    except PortableError as error:
        assert error.code in {"other_kind", "not_json"}


@given(st.binary())
def test_whatever_a_manifest_is_it_is_read_or_refused(text):
    with pytest.raises(PortableError):
        portable_manifest.read(text)


@given(TEXTS)
def test_no_cell_is_a_formula(text):
    assert not portable.cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    "name", ["../x", "/x", "data/../x.jsonl", "data/X.jsonl", "x/y.csv", "data\\x.jsonl", "data/", "files/a/b"]
)
def test_a_name_outside_of_an_export_is_refused(name):
    with pytest.raises(PortableError, match="bad_name"):
        portable_manifest.check_entries([Entry(name, 1, 1, True)], 10**9)


def test_a_manifest_comes_back():
    files = [File("data/clients.jsonl", "a" * 64, 7, 3), File("files/" + "b" * 40, "c" * 64, 0, None)]
    assert [*portable_manifest.read(portable_manifest.render(files, {"controller": "É"})).values()] == files


@given(TEXTS, st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_lines_of_a_calendar_are_short_and_whole(text, moment):
    stamp = moment.replace(microsecond=0).isoformat() + "Z"
    entry = portable_calendar.event({"id": KEY, "start": stamp, "stop": stamp, "name": text, "location": text})
    lines = entry.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    unfolded = entry.replace(b"\r\n ", b"").decode()
    assert unfolded.count("\r\nSUMMARY:") == 1
    assert unfolded.endswith("END:VEVENT\r\n")


def test_a_calendar_that_others_read():
    icalendar = pytest.importorskip("icalendar")
    row = {"id": KEY, "start": "2027-03-28T00:30:00Z", "stop": "2027-03-28T01:30:00Z", "name": "Zoé; a, b\n" + "é" * 90}
    day = {"id": "1" * 32, "allday": True, "start_date": "2027-04-01", "start": "2027-04-01T08:00:00Z",
           "stop": "2027-04-01T18:00:00Z", "name": "Salon", "booking_state": "cancelled"}  # fmt: skip
    entries = map(portable_calendar.event, (row, day))
    calendar = icalendar.Calendar.from_ical(b"".join([portable_calendar.HEAD, *entries, portable_calendar.FOOT]))
    first, second = calendar.walk("VEVENT")
    assert first["SUMMARY"] == row["name"]
    assert second["STATUS"] == "CANCELLED"
    assert second.decoded("DTSTART") == date(2027, 4, 1)


# === THE END OF A CONTRACT === #


def test_every_state_is_reached_and_left():
    reached = {target for _current, target in reversibility.TRANSITIONS}
    left = {current for current, _target in reversibility.TRANSITIONS}
    assert reached | {reversibility.RECEIVED} == {*reversibility.STATES}
    assert {*reversibility.STATES} - left == {reversibility.DONE, reversibility.CANCELLED}


def test_a_destruction_cannot_be_taken_back():
    assert {t for c, t in reversibility.TRANSITIONS if c == reversibility.DESTROYING} == {reversibility.DONE}


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_answer_is_due_thirty_days_after_the_receipt_or_on_the_next_working_day(received):
    """GDP-30, 32"""
    due = reversibility.answer_by(received, lambda day: day.weekday() < 5)
    assert 30 <= (due - received).days <= 32
    assert due.weekday() < 5


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sets(st.integers(-40, 10)))
def test_each_warning_is_given_once_in_its_order_whenever_the_job_runs(end, days):
    """GDP-34"""
    automatic = reversibility.automatic_on(end)
    given_: set[int] = set()
    order = []
    for offset in sorted(days):
        today = date.fromordinal(automatic.toordinal() + offset)
        warning = reversibility.warnings_due(automatic, today, frozenset(given_))
        if warning is not None:
            assert (automatic - today).days <= warning
            order.append(warning)
            given_.add(warning)
    assert order == sorted(set(order), reverse=True)
    assert not (order and max(days) < -30)
