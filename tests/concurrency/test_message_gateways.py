"""Gateways that do not work: others are not delayed, nothing useful is lost, and a broken one is left alone."""

import datetime
import math

from messages import Gateway, Ledger, until

VISITS = 12


def minutes_until(place, rank: int) -> int:
    """From now to a free start of an establishment, rounded up."""
    start = datetime.datetime.fromisoformat(place.starts(step=2)[rank])
    return math.ceil((start - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 60)


def test_after_an_hour_without_gateway_what_is_still_useful_leaves_once(salon, gateway, jobs):
    place = salon(people=2)
    eight = minutes_until(place, 0)
    ledger = Ledger(place, gateway.url)
    ledger.book(VISITS)
    ledger.make_due(later=eight - 30)
    gateway.go_down()
    for minute in range(-30, 30, 5):
        jobs.run(later=eight + minute)
    assert not gateway.taken
    gateway.come_back()
    for minute in range(30, 90, 5):
        jobs.run(later=eight + minute)
    late = 4  # two people's visits at 8:00 and 8:30
    assert ledger.reasons() == {("skipped", "too_late"): late, ("sent", None): VISITS - late}
    assert gateway.tokens() == dict.fromkeys(ledger.tokens("sent"), 1)


def test_a_gateway_that_refuses_for_now_is_left_alone_ever_longer(salon, gateway, jobs):
    ledger = Ledger(salon(people=2), gateway.url)
    ledger.book(VISITS)
    ledger.make_due()
    gateway.always = "busy"
    asked = []
    for minute in range(30):
        before = gateway.counts["requests"]
        jobs.run(later=minute)
        asked.append(gateway.counts["requests"] - before)
    assert asked[0] <= 8, "not all are tried in vain"
    trials = [minute for minute, count in enumerate(asked) if count and minute]
    assert all(asked[minute] == 1 for minute in trials), "one of them tries whether it is back"
    assert trials == [1, 3, 7, 15]
    gateway.always = "accept"
    for minute in range(30, 60):
        jobs.run(later=minute)
    assert ledger.states() == {"sent": VISITS}
    assert set(gateway.tokens().values()) == {1}


def test_one_message_is_tried_again_later_and_later(salon, gateway, jobs):
    ledger = Ledger(salon(), gateway.url)
    ledger.book(1)
    ledger.make_due()
    gateway.always = "busy"
    tries = []
    for minute in range(12):
        before = gateway.counts["requests"]
        jobs.run(later=minute)
        tries += [minute] * (gateway.counts["requests"] - before)
    assert tries == [0, 1, 3, 7]
    assert ledger.states() == {"planned": 1}


def test_an_establishment_does_not_wait_for_the_gateway_of_another_one(salon, gateway, jobs):
    broken = Ledger(salon(people=2), gateway.url)
    broken.book(VISITS)
    broken.make_due(minutes_ago=5)  # its messages come first
    with Gateway() as other:
        working = Ledger(salon(people=2, name="Next door"), other.url, reminders=4)
        working.book(VISITS)
        working.make_due()
        gateway.always = "hold"
        job = jobs.start()
        gateway.wait_held(8)
        until(lambda: working.states() == {"sent": 4 * VISITS}, "all messages of the other one")
        assert broken.states() == {"sending": 8, "planned": VISITS - 8}, "its calls are still held"
        gateway.let_go()
        assert job.wait().code == 0
    assert broken.states() == {"sent": VISITS}


def test_after_half_an_hour_without_gateway_an_email_goes_where_the_rule_says_so(salon, gateway, jobs):
    ledger = Ledger(salon(people=2), gateway.url, channel="sms_or_email")
    ledger.book(VISITS)
    ledger.make_due()
    gateway.go_down()
    for minute in range(0, 30, 2):
        jobs.run(later=minute)
    assert ledger.reasons() == {("planned", None): VISITS}, "it is waited for"
    for minute in range(30, 50, 2):
        jobs.run(later=minute)
    assert ledger.reasons() == {("failed", "gave_up"): VISITS, ("sending", None): VISITS}
    assert ledger.emails() == [("outgoing", 1)] * VISITS
