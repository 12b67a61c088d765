"""What holds for every appointment, every set of rules and every moment."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from clicrdv_booking_logic.hours import minute_to_local
from clicrdv_booking_logic.message_plan import Appointment, Courtesy, Situation, allowed_before, next_allowed, plan
from clicrdv_booking_logic.message_rules import (
    CLIENT,
    DONE,
    EMAIL,
    KINDS,
    NO_SHOW,
    ONCE,
    PROFESSIONAL,
    REMINDER,
    SMS,
    SMS_OR_EMAIL,
    Rule,
)
from hypothesis import given
from hypothesis import strategies as st

ZONES = [ZoneInfo(name) for name in ("Europe/Paris", "America/Martinique", "Indian/Reunion", "Pacific/Noumea", "UTC")]
DAY = 24 * 60
WAYS = [(who, way) for who in (CLIENT, PROFESSIONAL) for way in (SMS, EMAIL)]


def _minute(*when) -> int:
    return int(datetime(*when, tzinfo=timezone.utc).timestamp()) // 60


#: A year, and the two nights in which the clock of Paris changes.
MOMENTS = (
    st.integers(_minute(2026, 1, 1), _minute(2027, 1, 1))
    | st.integers(_minute(2026, 3, 28, 12), _minute(2026, 3, 29, 12))
    | st.integers(_minute(2026, 10, 24, 12), _minute(2026, 10, 25, 12))
)
#: No window begins or ends in the hours that a clock change swallows or repeats.
WINDOWS = st.just(Courtesy()) | st.tuples(
    st.integers(0, 60) | st.integers(4 * 60, DAY - 120), st.integers(4 * 60, DAY)
).filter(lambda hours: hours[0] + 120 <= hours[1]).map(lambda hours: Courtesy(*hours))


@st.composite
def appointments(draw) -> Appointment:
    state = draw(st.sampled_from(("expected", "waiting", "over")))
    return Appointment(
        start=draw(MOMENTS),
        zone=draw(st.sampled_from(ZONES)),
        service_ids=draw(st.frozensets(st.sampled_from((7, 8)), min_size=1)),
        revision=draw(st.integers(0, 5)),
        expected=state == "expected",
        waiting=state == "waiting",
        reminders_off=draw(st.sampled_from((False, False, True))),
    )


@st.composite
def rules(draw) -> tuple[Rule, ...]:
    count = draw(st.integers(0, 10))
    return tuple(
        Rule(
            id=ident,
            kind=draw(st.sampled_from(KINDS)),
            target=draw(st.sampled_from((CLIENT, PROFESSIONAL))),
            channel=draw(st.sampled_from((SMS, EMAIL, SMS_OR_EMAIL))),
            is_on=draw(st.sampled_from((True, True, False))),
            service_ids=draw(st.frozensets(st.sampled_from((7, 8)), max_size=1)),
            timing=(timing := draw(st.sampled_from(("day_before", "hours_before")))),
            minutes=draw(st.integers(0, DAY - 1) if timing == "day_before" else st.integers(1, 336).map((60).__mul__)),
        )
        for ident in range(1, count + 1)
    )


@st.composite
def scenes(draw):
    """What `plan` is given: a moment near the appointment, or some days before or after."""
    appointment = draw(appointments())
    situation = Situation(
        now=appointment.start - draw(st.integers(-3 * DAY, 20 * DAY) | st.integers(-60, 3 * 60)),
        courtesy=draw(WINDOWS),
        sms_on=draw(st.booleans()),
        actor=draw(st.sampled_from(("", CLIENT, PROFESSIONAL))),
    )
    kinds = draw(st.frozensets(st.sampled_from(KINDS)))
    untold = draw(st.frozensets(st.sampled_from(WAYS)))
    return appointment, kinds, draw(rules()), situation, untold


def is_polite(minute: int, zone: ZoneInfo, courtesy: Courtesy) -> bool:
    """As the window is meant, said the simple way: by the clock on the wall."""
    clock = minute_to_local(minute, zone)
    shown = clock.hour * 60 + clock.minute
    # until midnight: the last minute of the day is the first one of the next
    return courtesy.opens <= shown <= courtesy.closes or (courtesy.closes == DAY and not shown)


@given(scenes())
def test_what_precedes_a_visit_is_never_due_from_its_start_on(scene):
    appointment = scene[0]
    for message in plan(*scene):
        if not message.reason and message.kind not in ONCE:
            assert message.due < appointment.start


@given(scenes())
def test_nothing_is_due_in_the_past_and_a_visit_is_not_over_before_it_began(scene):
    appointment, situation = scene[0], scene[3]
    for message in plan(*scene):
        if not message.reason:
            assert message.due >= situation.now
        if message.kind == DONE:
            assert message.due >= appointment.start
        if message.kind == NO_SHOW and not message.reason:
            assert situation.now >= appointment.start - 15


@given(scenes())
def test_a_reminder_is_polite_when_any_polite_minute_is_left(scene):
    appointment, situation = scene[0], scene[3]
    zone, courtesy = appointment.zone, situation.courtesy
    for message in plan(*scene):
        if message.kind == REMINDER and not message.reason and not is_polite(message.due, zone, courtesy):
            left = range(situation.now, min(appointment.start, situation.now + 2 * DAY))
            assert not any(is_polite(minute, zone, courtesy) for minute in left)


@given(scenes())
def test_an_sms_with_news_is_polite_or_urgent_or_the_clients_own_doing(scene):
    appointment, situation = scene[0], scene[3]
    for message in plan(*scene):
        urgent = message.kind not in ONCE and appointment.start - situation.now <= DAY + 60
        if message.channel == SMS and message.kind != REMINDER and not message.reason and not urgent:
            polite = is_polite(message.due, appointment.zone, situation.courtesy)
            assert polite or (situation.actor == CLIENT and message.kind not in ONCE)


@given(scenes())
def test_the_same_input_gives_the_same_messages(scene):
    assert plan(*scene) == plan(*scene)


@given(scenes())
def test_nobody_gets_two_of_one_kind_by_one_way_at_one_time(scene):
    told = Counter((m.kind, m.target, m.channel, m.due) for m in plan(*scene))
    assert set(told.values()) <= {1}


@given(scenes())
def test_each_message_is_of_a_rule_that_is_on_by_a_way_that_is_chosen(scene):
    appointment, kinds, rules_, situation, _untold = scene
    by_id = {rule.id: rule for rule in rules_}
    for message in plan(*scene):
        rule = by_id[message.rule_id]
        assert rule.is_on and (rule.kind, rule.target) == (message.kind, message.target)
        assert not rule.service_ids or rule.service_ids & appointment.service_ids
        assert situation.sms_on or message.channel == EMAIL
        assert message.revision == (0 if message.kind in ONCE else appointment.revision)
        assert message.kind in kinds | {REMINDER, "confirmation"}
        assert message.kind != REMINDER or appointment.expected


@given(scenes())
def test_with_everything_switched_off_nothing_is_planned(scene):
    appointment, kinds, rules_, situation, untold = scene
    off = [replace(rule, is_on=False) for rule in rules_]
    assert plan(appointment, kinds, off, situation, untold) == ()


@given(scenes())
def test_when_nothing_has_happened_only_reminders_are_planned(scene):
    appointment, _kinds, rules_, situation, untold = scene
    assert {m.kind for m in plan(appointment, frozenset(), rules_, situation, untold)} <= {REMINDER}


@given(scenes())
def test_nobody_is_told_of_a_change_of_what_he_does_not_know(scene):
    for message in plan(*scene):
        assert message.kind != "modification" or (message.target, message.channel) not in scene[4]


@given(scenes(), st.integers(1, 600))
def test_a_reminder_to_come_keeps_its_time_however_often_it_is_planned(scene, minutes_later):
    appointment, _kinds, rules_, situation, _untold = scene
    later = replace(situation, now=situation.now + minutes_later)
    first, second = (
        {m.rule_id: m.due for m in plan(appointment, frozenset(), rules_, at) if not m.reason}
        for at in (situation, later)
    )
    for rule_id, due in first.items():
        if due > later.now and rule_id in second:
            assert second[rule_id] == due


@given(MOMENTS, st.sampled_from(ZONES), WINDOWS)
def test_the_next_polite_minute_is_the_first_one(moment, zone, courtesy):
    found = next_allowed(moment, zone, courtesy)
    assert moment <= found and is_polite(found, zone, courtesy)
    assert not any(is_polite(minute, zone, courtesy) for minute in range(moment, found))


@given(MOMENTS, st.integers(1, 3 * DAY), st.sampled_from(ZONES), WINDOWS)
def test_the_nearest_polite_minute_before_the_start_is_the_nearest_one(moment, left, zone, courtesy):
    start = moment + left
    found = allowed_before(moment, start, zone, courtesy)
    assert found < start and is_polite(found, zone, courtesy)
    distance = abs(found - moment)
    nearer = range(max(moment - distance + 1, 0), min(moment + distance, start))
    assert not any(is_polite(minute, zone, courtesy) for minute in nearer)
