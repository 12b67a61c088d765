"""Requests of persons: time limits in calendar months (Reg. 1182/71), states, grounds of refusal; what the export holds."""

import csv
import io
from datetime import date, datetime, timedelta, timezone

import pytest
from clicrdv_booking_logic.working_days import is_working_day
from clicrdv_gdpr_logic import person_export, privacy_requests
from clicrdv_gdpr_logic.privacy_requests import alarm_on, answer_by, may, may_extend, may_refuse
from clicrdv_gdpr_logic.retention import months_after
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

DAYS = st.dates(date(2018, 5, 25), date(2090, 12, 31))
YES_NO = st.booleans()


@pytest.mark.parametrize(
    ("received", "answer", "extended"),
    [
        # the notices of § 1.5-B, as requests
        (date(2026, 11, 23), date(2026, 12, 23), date(2027, 2, 23)),
        (date(2026, 4, 27), date(2026, 5, 27), date(2026, 7, 27)),
        (date(2026, 12, 18), date(2027, 1, 18), date(2027, 3, 18)),
        (date(2026, 7, 3), date(2026, 8, 3), date(2026, 10, 5)),
        # a month without that date ends on its last day
        (date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 30)),
        (date(2027, 1, 29), date(2027, 3, 1), date(2027, 4, 29)),
        (date(2028, 1, 31), date(2028, 2, 29), date(2028, 5, 2)),
        # Saturday 30 January; three months end on 31 March: never chained from the day that was moved
        (date(2026, 12, 31), date(2027, 2, 1), date(2027, 3, 31)),
        # public holidays: 14 July, 1 May before a week-end, Easter Monday, Christmas before a week-end
        (date(2026, 6, 14), date(2026, 7, 15), date(2026, 9, 14)),
        (date(2026, 4, 1), date(2026, 5, 4), date(2026, 7, 1)),
        (date(2027, 2, 28), date(2027, 3, 30), date(2027, 5, 28)),
        (date(2026, 11, 25), date(2026, 12, 28), date(2027, 2, 25)),
    ],
)
def test_a_request_is_answered_within_a_month_or_three(received, answer, extended):
    """GDP-20"""
    assert answer_by(received, False, is_working_day) == answer
    assert answer_by(received, True, is_working_day) == extended


@given(DAYS, YES_NO)
def test_a_period_ends_on_the_first_working_day_from_the_same_date_on(received, is_extended):
    last = answer_by(received, is_extended, is_working_day)
    same = months_after(received, 3 if is_extended else 1)
    assert is_working_day(last) and same <= last
    assert not any(is_working_day(same + timedelta(days=number)) for number in range((last - same).days))


@given(DAYS, st.integers(0, 40), YES_NO)
def test_a_later_request_is_never_due_earlier(received, days, is_extended):
    later = received + timedelta(days=days)
    assert answer_by(received, is_extended, is_working_day) <= answer_by(later, is_extended, is_working_day)


@given(DAYS)
def test_the_alarm_comes_before_the_end_and_the_extension_is_later(received):
    for is_extended in (False, True):
        assert (
            received
            < alarm_on(received, is_extended, is_working_day)
            < answer_by(received, is_extended, is_working_day)
        )
    assert alarm_on(received, False, is_working_day) == received + timedelta(days=20)
    assert answer_by(received, False, is_working_day) < answer_by(received, True, is_working_day)


@given(DAYS, st.integers(-40, 120))
def test_an_extension_is_told_within_the_first_month_only(received, days):
    today = received + timedelta(days=days)
    in_time = received <= today <= answer_by(received, False, is_working_day)
    assert may_extend(today, received, is_working_day) == in_time


def test_every_state_is_reached_and_only_ends_are_final():
    left = {current for current, _target in privacy_requests.TRANSITIONS}
    reached = {target for _current, target in privacy_requests.TRANSITIONS}
    assert left == {*privacy_requests.OPEN}
    assert reached | {privacy_requests.RECEIVED} == {*privacy_requests.STATES}


def test_nothing_is_answered_while_one_does_not_know_to_whom():
    assert not may("identity", "answered") and may("identity", "in_progress") and may("identity", "refused")


def test_the_withdrawal_of_consent_is_never_refused_but_for_who_asks_or_how():
    reasons = {ground for ground in privacy_requests.GROUNDS if may_refuse("consent", ground)}
    assert reasons == {"not_identified", "unfounded", "excessive"}


@given(st.sampled_from(privacy_requests.RIGHTS), st.text())
def test_no_reason_outside_the_list_refuses(right, reason):
    assert may_refuse(right, reason) == (
        reason in privacy_requests.GROUNDS and right in privacy_requests.GROUNDS[reason].rights
    )


# === EXPORT === #

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_begins_like_a_formula(text):
    [_names, [cell]] = csv.reader(
        io.StringIO(person_export.table([{"a": text}]).decode("utf-8-sig"), newline=""), delimiter=";"
    )
    assert cell == f"'{text}"


@given(st.lists(st.dictionaries(st.text(min_size=1), st.one_of(st.text(), st.integers(), st.none())), max_size=5))
def test_every_value_is_in_the_table_and_none_is_a_formula(rows):
    text = person_export.table(rows).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    names = list(dict.fromkeys(name for row in rows for name in row))
    if names:
        assert len(found) == len(rows) + 1
        for row, cells in zip(rows, found[1:], strict=True):
            assert cells == [person_export.cell(row.get(name)) for name in names]
            assert not any(cell.lstrip(" ")[:1] in ("=", "@", "\t", "\r") for cell in cells if cell.strip(" "))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))), st.booleans())
def test_a_calendar_says_what_it_was_given(summary, is_cancelled):
    at = datetime(2027, 1, 11, 9, tzinfo=timezone.utc)
    visit = person_export.Visit("a@x", at, at + timedelta(minutes=30), summary, "Paris, 3e", is_cancelled, at)
    [event] = Calendar.from_ical(person_export.calendar([visit])).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (visit.start, visit.stop)
    assert str(event["status"]) == ("CANCELLED" if is_cancelled else "CONFIRMED")
    assert str(event["summary"]).replace("\\", "") == summary.replace("\\", "")
