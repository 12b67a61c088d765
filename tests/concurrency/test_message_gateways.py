"""Gateways that do not work: others are not delayed, nothing useful is lost, and a broken one is left alone."""

import datetime

from messages import Gateway, Ledger, until, utc_now

VISITS = 12


def run_at(jobs, base: datetime.datetime, minute: int):
    """Run the job so many minutes after a moment, however long the runs before it took."""
    return jobs.run(at=(base + datetime.timedelta(minutes=minute)).isoformat())


def test_after_an_hour_without_gateway_what_is_still_useful_leaves_once(salon, gateway, jobs):
    place = salon(people=2)
    eight = datetime.datetime.fromisoformat(place.starts()[0]).astimezone(datetime.timezone.utc).replace(tzinfo=None)
    ledger = Ledger(place, gateway.url)
    ledger.book(VISITS)
    ledger.make_due(eight - datetime.timedelta(minutes=30))
    gateway.go_down()
    for minute in range(-30, 30, 5):
        run_at(jobs, eight, minute)
    assert not gateway.taken
    gateway.come_back()
    for minute in range(30, 90, 5):
        run_at(jobs, eight, minute)
    late = 4  # two people's visits at 8:00 and 8:30
    assert ledger.reasons() == {("skipped", "too_late"): late, ("sent", None): VISITS - late}
    assert gateway.tokens() == dict.fromkeys(ledger.tokens("sent"), 1)


def test_a_gateway_that_refuses_for_now_is_left_alone_ever_longer(salon, gateway, jobs):
    ledger = Ledger(salon(people=2), gateway.url)
    ledger.book(VISITS)
    base = utc_now()
    ledger.make_due(base)
    gateway.always = "busy"
    asked = []
    for minute in range(30):
        before = gateway.counts["requests"]
        run_at(jobs, base, minute)
        asked.append(gateway.counts["requests"] - before)
    assert asked[0] < VISITS, "not all are tried in vain"
    trials = [minute for minute, count in enumerate(asked) if count and minute]
    assert all(asked[minute] == 1 for minute in trials), "one of them tries whether it is back"
    assert trials == [1, 3, 7, 15]
    gateway.always = "accept"
    for minute in range(30, 60):
        run_at(jobs, base, minute)
    assert ledger.states() == {"sent": VISITS}
    assert set(gateway.tokens().values()) == {1}


def test_one_message_is_tried_again_later_and_later(salon, gateway, jobs):
    ledger = Ledger(salon(), gateway.url)
    ledger.book(1)
    base = utc_now()
    ledger.make_due(base)
    gateway.always = "busy"
    tries = []
    for minute in range(12):
        before = gateway.counts["requests"]
        run_at(jobs, base, minute)
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
    base = utc_now()
    ledger.make_due(base)
    gateway.go_down()
    for minute in range(0, 30, 2):
        run_at(jobs, base, minute)
    assert ledger.reasons() == {("planned", None): VISITS}, "it is waited for"
    for minute in range(30, 50, 2):
        run_at(jobs, base, minute)
    assert ledger.reasons() == {("failed", "gave_up"): VISITS, ("sending", None): VISITS}
    assert ledger.emails() == [("outgoing", 1)] * VISITS
