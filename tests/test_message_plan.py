"""When messages leave, and why some do not."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest
from clicrdv_booking_logic.hours import minute_to_local
from clicrdv_booking_logic.message_plan import Appointment, Courtesy, Situation, plan, reminder_due
from clicrdv_booking_logic.message_rules import (
    CANCELLATION,
    CLIENT,
    CONFIRMATION,
    DAY_BEFORE,
    DONE,
    EMAIL,
    HOURS_BEFORE,
    MODIFICATION,
    NO_SHOW,
    PROFESSIONAL,
    REMINDER,
    SMS,
    SMS_OR_EMAIL,
    Rule,
)

PARIS, MARTINIQUE = ZoneInfo("Europe/Paris"), ZoneInfo("America/Martinique")
MOVED = frozenset({CONFIRMATION, MODIFICATION})
NEXT_WEEK = "2027-01-18T10:00+01:00"
NOON = "2027-01-11T12:00+01:00"
NIGHT = "2027-01-11T22:00+01:00"


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(timezone.utc).timestamp()) // 60


def local(minute: int, zone: ZoneInfo = PARIS) -> str:
    return minute_to_local(minute, zone).isoformat(timespec="minutes")


def visit(start=NEXT_WEEK, zone=PARIS, **values) -> Appointment:
    return Appointment(moment(start), zone, frozenset({7}), **values)


def rule(kind, channel=EMAIL, target=CLIENT, ident=1, **values) -> Rule:
    return Rule(ident, kind, target, channel, **values)


def reminder(hours=None, clock="18:00", channel=SMS, **values) -> Rule:
    if hours:
        return rule(REMINDER, channel, timing=HOURS_BEFORE, minutes=60 * hours, **values)
    hour, minute = map(int, clock.split(":"))
    return rule(REMINDER, channel, timing=DAY_BEFORE, minutes=60 * hour + minute, **values)


def due(wanted, start, now="2026-01-01T00:00+01:00", said=False, zone=PARIS, **situation):
    """Local time at which a reminder leaves, and why it does not."""
    found, reason = reminder_due(wanted, visit(start, zone), Situation(moment(now), **situation), said)
    return local(found, zone), reason


def planned(kinds, *rules, start=NEXT_WEEK, now=NOON, actor="", untold=(), sms_on=True, **values):
    """What is planned: (kind, target, channel, local time, reason)."""
    situation = Situation(moment(now), actor=actor, sms_on=sms_on)
    messages = plan(visit(start, **values), frozenset(kinds), rules, situation, frozenset(untold))
    return [(m.kind, m.target, m.channel, local(m.due)[5:16], m.reason) for m in messages]


# --- reminders ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "start", "leaves"),
    [
        # inside the courtesy window, its two ends included
        (reminder(), "2027-01-18T10:00+01:00", "2027-01-17T18:00+01:00"),
        (reminder(clock="8:00"), "2027-01-18T10:00+01:00", "2027-01-17T08:00+01:00"),
        (reminder(clock="21:00"), "2027-01-18T10:00+01:00", "2027-01-17T21:00+01:00"),
        # outside: to the nearest allowed minute before the start
        (reminder(clock="7:59"), "2027-01-18T10:00+01:00", "2027-01-17T08:00+01:00"),
        (reminder(clock="21:01"), "2027-01-18T10:00+01:00", "2027-01-17T21:00+01:00"),
        (reminder(clock="23:59"), "2027-01-18T10:00+01:00", "2027-01-17T21:00+01:00"),
        (reminder(clock="0:00"), "2027-01-18T10:00+01:00", "2027-01-16T21:00+01:00"),
        (reminder(3), "2027-01-18T09:00+01:00", "2027-01-18T08:00+01:00"),
        # half-way between the evening and the morning: the evening
        (reminder(3), "2027-01-18T05:30+01:00", "2027-01-17T21:00+01:00"),
        (reminder(7), "2027-01-18T09:30+01:00", "2027-01-17T21:00+01:00"),
        (reminder(6), "2027-01-18T08:30+01:00", "2027-01-17T21:00+01:00"),
        (reminder(6), "2027-01-18T08:31+01:00", "2027-01-18T08:00+01:00"),
        # the window opens at the start, so it is too late
        (reminder(3), "2027-01-18T08:00+01:00", "2027-01-17T21:00+01:00"),
        (reminder(3), "2027-01-18T08:01+01:00", "2027-01-18T08:00+01:00"),
        # round midnight
        (reminder(3), "2027-01-18T00:00+01:00", "2027-01-17T21:00+01:00"),
        (reminder(2), "2027-01-18T00:00+01:00", "2027-01-17T21:00+01:00"),
        (reminder(1), "2027-01-18T00:30+01:00", "2027-01-17T21:00+01:00"),
        (reminder(), "2027-01-18T00:00+01:00", "2027-01-17T18:00+01:00"),
        (reminder(clock="23:00"), "2027-01-18T00:01+01:00", "2027-01-17T21:00+01:00"),
        # the night of 29 March has 23 hours, that of 25 October 25: local hours count for the day before
        (reminder(), "2026-03-30T10:00+02:00", "2026-03-29T18:00+02:00"),
        (reminder(), "2026-03-29T10:00+02:00", "2026-03-28T18:00+01:00"),
        (reminder(24), "2026-03-29T12:00+02:00", "2026-03-28T11:00+01:00"),
        (reminder(24), "2026-10-25T12:00+01:00", "2026-10-24T13:00+02:00"),
        (reminder(), "2026-10-25T10:00+01:00", "2026-10-24T18:00+02:00"),
    ],
)
def test_a_reminder_leaves_when_the_rule_says_or_at_the_nearest_polite_minute(wanted, start, leaves):
    assert due(wanted, start) == (leaves, "")


@pytest.mark.parametrize(
    ("clock", "start", "leaves"),
    [
        ("2:30", "2026-03-30T10:00+02:00", "2026-03-29T03:00+02:00"),  # the clock skips it: the jump
        ("2:30", "2026-10-26T10:00+01:00", "2026-10-25T02:30+02:00"),  # the clock shows it twice: the first one
        ("3:00", "2026-10-26T10:00+01:00", "2026-10-25T03:00+01:00"),
    ],
)
def test_a_reminder_at_an_hour_that_the_clock_skips_or_shows_twice(clock, start, leaves):
    assert due(reminder(clock=clock), start, courtesy=Courtesy(0, 24 * 60)) == (leaves, "")


def test_the_window_is_that_of_the_establishment_whatever_the_clock_in_paris_says():
    # 8:30 in Fort-de-France is 13:30 in Paris
    assert due(reminder(3), "2027-01-18T08:30-04:00", zone=MARTINIQUE)[0] == "2027-01-18T08:00-04:00"
    assert due(reminder(), "2027-01-18T08:30-04:00", zone=MARTINIQUE)[0] == "2027-01-17T18:00-04:00"


@pytest.mark.parametrize(
    ("now", "start", "leaves"),
    [
        ("2027-01-17T17:59+01:00", "2027-01-18T10:00+01:00", "2027-01-17T18:00+01:00"),
        ("2027-01-17T18:00+01:00", "2027-01-18T10:00+01:00", "2027-01-17T18:00+01:00"),
        ("2027-01-17T19:30+01:00", "2027-01-18T10:00+01:00", "2027-01-17T19:30+01:00"),
        ("2027-01-17T21:30+01:00", "2027-01-18T10:00+01:00", "2027-01-18T08:00+01:00"),
        # no polite minute is left: politeness is no reason to say nothing
        ("2027-01-17T21:30+01:00", "2027-01-18T08:00+01:00", "2027-01-17T21:30+01:00"),
        ("2027-01-18T05:00+01:00", "2027-01-18T07:00+01:00", "2027-01-18T05:00+01:00"),
    ],
)
def test_a_booking_inside_the_reminder_window_is_reminded_at_once(now, start, leaves):
    assert due(reminder(), start, now) == (leaves, "")


def test_an_offset_longer_than_the_time_left_is_due_at_once():
    assert due(reminder(336), "2027-01-18T10:00+01:00", NOON) == ("2027-01-11T12:00+01:00", "")


def test_what_was_just_said_is_not_said_again_and_a_coming_reminder_is_not_just_said():
    late, early = "2027-01-17T19:00+01:00", "2027-01-17T17:00+01:00"
    assert due(reminder(), "2027-01-18T10:00+01:00", late, said=True)[1] == "said_by_confirmation"
    assert due(reminder(), "2027-01-18T10:00+01:00", early, said=True) == ("2027-01-17T18:00+01:00", "")


def test_a_reminder_is_too_late_from_the_start_on():
    assert due(reminder(), NEXT_WEEK, NEXT_WEEK)[1] == "too_late"


def test_reminders_that_are_off_for_an_appointment_say_why():
    found = planned((), reminder(), reminders_off=True)
    assert found == [(REMINDER, CLIENT, SMS, "01-18T10:00", "reminders_off")]


def test_several_reminders_each_have_their_time():
    found = planned((), reminder(), reminder(3, ident=2), reminder(72, ident=3, channel=EMAIL))
    assert [line[3] for line in found] == ["01-17T18:00", "01-18T08:00", "01-15T10:00"]


def test_only_what_will_take_place_is_reminded_of():
    assert planned((), reminder(), expected=False) == []


# --- news --------------------------------------------------------------------


def test_a_confirmation_by_sms_just_said_what_the_sms_reminder_would_say_but_not_to_the_others():
    rules = (
        rule(CONFIRMATION, SMS),
        reminder(ident=2),
        reminder(ident=3, channel=EMAIL),
        reminder(ident=4, target=PROFESSIONAL),
    )
    found = planned({CONFIRMATION}, *rules, start="2027-01-12T10:00+01:00", now="2027-01-11T19:00+01:00")
    assert [(line[1], line[2], line[4]) for line in found] == [
        (CLIENT, SMS, ""),
        (CLIENT, SMS, "said_by_confirmation"),
        (CLIENT, EMAIL, ""),
        (PROFESSIONAL, SMS, ""),
    ]


@pytest.mark.parametrize(
    ("kind", "channel", "now", "start", "actor", "leaves"),
    [
        (CONFIRMATION, SMS, NOON, NEXT_WEEK, "", "01-11T12:00"),
        (CONFIRMATION, EMAIL, NIGHT, NEXT_WEEK, "", "01-11T22:00"),
        (CONFIRMATION, SMS, NIGHT, NEXT_WEEK, "", "01-12T08:00"),
        (CONFIRMATION, SMS, NIGHT, NEXT_WEEK, CLIENT, "01-11T22:00"),
        (CONFIRMATION, SMS, NIGHT, NEXT_WEEK, PROFESSIONAL, "01-12T08:00"),
        (CANCELLATION, SMS, NIGHT, "2027-01-12T22:00+01:00", "", "01-11T22:00"),  # a day before: at once
        (CANCELLATION, SMS, NIGHT, "2027-01-12T22:01+01:00", "", "01-12T08:00"),
        (MODIFICATION, SMS_OR_EMAIL, NIGHT, NEXT_WEEK, "", "01-12T08:00"),
        (NO_SHOW, SMS, NIGHT, "2027-01-11T20:00+01:00", "", "01-12T08:00"),
        (DONE, SMS, NOON, "2027-01-11T11:00+01:00", "", "01-11T12:00"),
        (DONE, EMAIL, NOON, "2027-01-11T15:00+01:00", "", "01-11T15:00"),  # thanks come after the visit
        (DONE, SMS, NOON, "2027-01-11T21:30+01:00", "", "01-12T08:00"),
    ],
)
def test_news_leave_at_once_unless_an_sms_can_wait_for_the_morning(kind, channel, now, start, actor, leaves):
    [found] = planned({kind}, rule(kind, channel), start=start, now=now, actor=actor)
    assert (found[3], found[4]) == (leaves, "")


@pytest.mark.parametrize("kind", [CONFIRMATION, MODIFICATION, CANCELLATION])
def test_news_of_a_visit_that_has_begun_are_too_late(kind):
    assert [line[4] for line in planned({kind}, rule(kind), now=NEXT_WEEK)] == ["too_late"]


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        ("2027-01-18T09:44+01:00", "marked_early"),
        ("2027-01-18T09:45+01:00", ""),
        ("2027-01-18T10:00+01:00", ""),
        ("2027-01-20T10:00+01:00", ""),
    ],
)
def test_who_did_not_come_is_written_to_from_a_quarter_of_an_hour_before_the_start(now, reason):
    assert [line[4] for line in planned({NO_SHOW}, rule(NO_SHOW), now=now, expected=False)] == [reason]


def test_no_show_and_done_are_of_the_appointment_and_the_others_of_its_revision():
    rules = [rule(kind, ident=ident) for ident, kind in enumerate((NO_SHOW, DONE, CANCELLATION))]
    found = plan(visit(revision=5), frozenset({NO_SHOW, DONE, CANCELLATION}), rules, Situation(moment(NEXT_WEEK)))
    assert {m.kind: m.revision for m in found} == {NO_SHOW: 0, DONE: 0, CANCELLATION: 5}


def test_a_move_is_a_modification_where_there_is_such_a_rule_and_else_a_confirmation():
    rules = rule(CONFIRMATION), rule(CONFIRMATION, SMS, ident=2), rule(MODIFICATION, ident=3)
    assert {line[0:5:2] for line in planned(MOVED, *rules)} == {
        (MODIFICATION, EMAIL, ""),
        (CONFIRMATION, EMAIL, "said_by_modification"),
        (CONFIRMATION, SMS, ""),
    }


def test_a_modification_of_the_professional_does_not_silence_the_clients_confirmation():
    rules = rule(CONFIRMATION), rule(MODIFICATION, target=PROFESSIONAL, ident=2)
    assert {(line[0], line[4]) for line in planned(MOVED, *rules)} == {(CONFIRMATION, ""), (MODIFICATION, "")}


@pytest.mark.parametrize("kinds", [MOVED, {MODIFICATION}])
def test_who_does_not_know_of_the_appointment_gets_a_confirmation_by_that_way_only(kinds):
    rules = [rule(kind, way, ident=i) for i, (kind, way) in enumerate(
        (kind, way) for kind in (CONFIRMATION, MODIFICATION) for way in (SMS, EMAIL)
    )]  # fmt: skip
    told = [line for line in planned(kinds, *rules, untold={(CLIENT, SMS)}) if not line[4]]
    assert {(line[0], line[2]) for line in told} == {(CONFIRMATION, SMS), (MODIFICATION, EMAIL)}


@pytest.mark.parametrize("kinds", [{CONFIRMATION}, MOVED, {MODIFICATION}])
def test_a_request_that_waits_is_told_to_the_professional_only(kinds):
    rules = [rule(kind, target=who) for kind in sorted(kinds) for who in (CLIENT, PROFESSIONAL)]
    assert {line[1] for line in planned(kinds, *rules, waiting=True, expected=False)} == {PROFESSIONAL}


def test_the_refusal_of_a_request_is_told_to_the_client():
    assert planned({CANCELLATION}, rule(CANCELLATION), expected=False)


def test_a_professional_who_acts_himself_is_not_written_to_but_reminded():
    rules = rule(CONFIRMATION, target=PROFESSIONAL), rule(CONFIRMATION, ident=2), reminder(target=PROFESSIONAL, ident=3)
    assert [line[:2] for line in planned({CONFIRMATION}, *rules, actor=PROFESSIONAL)] == [
        (CONFIRMATION, CLIENT),
        (REMINDER, PROFESSIONAL),
    ]


def test_sms_else_email_tries_the_sms_first_and_is_an_email_without_the_sms_service():
    rules = rule(CONFIRMATION, SMS_OR_EMAIL), rule(CONFIRMATION, EMAIL, ident=2)
    assert [line[2] for line in planned({CONFIRMATION}, *rules)] == [SMS, EMAIL]
    assert [line[2] for line in planned({CONFIRMATION}, *rules, sms_on=False)] == [EMAIL], "the same is said once"
    [sms, _email] = plan(visit(), frozenset({CONFIRMATION}), rules, Situation(moment(NOON)))
    assert sms.or_email
