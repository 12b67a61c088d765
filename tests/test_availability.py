"""What probes, outages and exclusions make of a month (BKG-40, BKG-41, decision 1.4-13)."""

from datetime import datetime, timedelta

import pytest
from clicrdv_billing_logic.availability import (
    REACH_MINUTES,
    UNPROVEN,
    Minutes,
    Probe,
    Timeline,
    judge,
)
from hypothesis import given
from hypothesis import strategies as st

START = datetime(2026, 11, 1)
LENGTH = 240
STOP = START + timedelta(minutes=LENGTH)


def at(minute, second=0):
    return START + timedelta(minutes=minute, seconds=second)


def probes(*minutes, ok=True, outside=False):
    return [Probe(at(minute), ok, outside) for minute in minutes]


def painted(seen=(), outages=(), exclusions=()):
    timeline = Timeline(START, STOP)
    timeline.probes(seen)
    timeline.outages((at(a), at(b)) for a, b in outages)
    timeline.exclusions((at(a), at(b)) for a, b in exclusions)
    return timeline.minutes()


def test_a_month_without_probes_is_unknown_and_never_up():
    assert painted() == Minutes(unknown=LENGTH)
    found = judge(painted())
    assert (found.percent, found.percent_at_best, found.verdict) == (0, 100, UNPROVEN)


def test_a_probe_speaks_until_the_next_one_and_a_few_minutes_at_most():
    assert painted(probes(0)) == Minutes(up=REACH_MINUTES, unknown=LENGTH - REACH_MINUTES)
    assert painted(probes(0, ok=False) + probes(2)) == Minutes(up=5, down=2, unknown=LENGTH - 7)


def test_the_probe_before_the_period_reaches_into_it_and_the_last_not_beyond_it():
    assert painted(probes(-2, LENGTH - 1)) == Minutes(up=4, unknown=LENGTH - 4)


def test_two_probes_of_one_minute_count_as_the_one_that_failed():
    assert painted(probes(0) + probes(0, ok=False)).down == REACH_MINUTES


def test_a_probe_from_outside_decides():
    inside = probes(*range(LENGTH))
    assert painted(inside + probes(10, 11, ok=False, outside=True) + probes(12, outside=True)).down == 2
    blind = probes(*range(LENGTH), ok=False)
    assert painted(blind + probes(*range(LENGTH), outside=True)).down == 0


def test_an_outage_that_a_person_has_recorded_is_down_whatever_probes_say():
    assert painted(probes(*range(LENGTH)), outages=[(10, 30)]) == Minutes(up=LENGTH - 20, down=20)


def test_overlapping_outages_and_exclusions_are_counted_once():
    found = painted(probes(*range(LENGTH)), [(0, 40), (20, 60), (20, 60)], [(30, 50), (40, 60), (45, 100)])
    assert found == Minutes(up=LENGTH - 60, down=30, excluded=30)


def test_an_exclusion_takes_out_what_is_unknown_too_but_nothing_that_is_up():
    assert painted(probes(0), exclusions=[(0, 20)]) == Minutes(up=5, excluded=15, unknown=LENGTH - 20)


def test_a_minute_that_is_begun_counts_as_down_and_only_whole_ones_are_excluded():
    timeline = Timeline(START, STOP)
    timeline.outages([(at(10, 30), at(11, 1))])
    assert timeline.minutes().down == 2
    timeline.exclusions([(at(10, 30), at(11, 59))])
    assert timeline.minutes().excluded == 0


def test_a_period_without_a_minute_is_refused():
    with pytest.raises(ValueError, match="first minute"):
        Timeline(START, START)


@pytest.mark.parametrize(
    ("minutes", "verdict"),
    [
        (Minutes(up=43_071, down=129), "met"),
        (Minutes(up=43_070, down=130), "missed"),
        (Minutes(up=43_000, down=129, unknown=71), "unproven"),
        (Minutes(up=43_100, down=50, unknown=50), "met"),
        (Minutes(up=20_000, down=130, unknown=23_070), "missed"),
        (Minutes(up=40_000, excluded=3_200), "met"),
    ],
)
def test_a_month_of_thirty_days_against_the_promise(minutes, verdict):
    assert judge(minutes).verdict == verdict


SPANS = st.lists(st.tuples(st.integers(-20, LENGTH + 20), st.integers(-20, LENGTH + 20)), max_size=6)
SEEN = st.lists(st.builds(Probe, st.integers(-10, LENGTH + 10).map(at), st.booleans(), st.booleans()), max_size=60)


@given(SEEN, SPANS, SPANS)
def test_each_minute_is_counted_once_and_order_does_not_matter(seen, outages, exclusions):
    found = painted(seen, outages, exclusions)
    assert found.total == LENGTH
    assert found == painted(reversed(seen), reversed(outages), reversed(exclusions))


@given(SEEN, SPANS, SPANS, st.integers(0, LENGTH))
def test_parts_of_a_period_add_up(seen, outages, exclusions, cut):
    timeline = Timeline(START, STOP)
    timeline.probes(seen)
    timeline.outages((at(a), at(b)) for a, b in outages)
    timeline.exclusions((at(a), at(b)) for a, b in exclusions)
    first, second, whole = timeline.minutes(None, at(cut)), timeline.minutes(at(cut), None), timeline.minutes()
    assert whole.total == first.total + second.total
    assert whole.down == first.down + second.down and whole.excluded == first.excluded + second.excluded


@given(SEEN, SPANS, SPANS)
def test_an_exclusion_never_makes_the_service_look_worse_nor_adds_time_that_was_up(seen, outages, exclusions):
    bare, excused = painted(seen, outages), painted(seen, outages, exclusions)
    assert excused.up == bare.up and excused.down <= bare.down and excused.unknown <= bare.unknown
