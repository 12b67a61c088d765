"""Several gateways at once: each in its own lane, which holds little, and gives back what it does not send."""

import threading
from collections import Counter

import pytest
from clicrdv_booking_gateways import dispatch
from clicrdv_booking_gateways.base import Answer, Outcome
from clicrdv_booking_gateways.dispatch import UNTRIED, Dispatcher
from gateway_accounts import sms

TIMEOUT_SECONDS = 10
ACCEPTED, FAILED = Answer(Outcome.ACCEPTED), Answer(Outcome.RETRY, code="connect")


class Line:
    """A gateway that answers at once, or when its gate opens; each call takes some seconds of the clock of a test.

    :ivar calls: a permit for each call that has begun
    """

    def __init__(self, answer=ACCEPTED, is_open=True, clock=None):
        self.sent, self.answer, self.seconds, self._clock = [], answer, 0.001, clock
        self.calls, self.began, self.gate = threading.Semaphore(0), threading.Event(), threading.Event()
        if is_open:
            self.gate.set()

    def send(self, message):
        self.sent.append(message.uuid)
        self.began.set()
        self.calls.release()
        assert self.gate.wait(TIMEOUT_SECONDS)
        if self._clock:
            self._clock[0] += self.seconds
        return self.answer


def messages(count, first=0):
    return [sms(uuid=str(number)) for number in range(first, first + count)]


def collect_all(dispatcher):
    found = []
    while dispatcher.pending():
        found += dispatcher.collect(TIMEOUT_SECONDS)
    return found


@pytest.fixture
def clock(monkeypatch):
    """The clock of the lanes."""
    now = [0.0]
    monkeypatch.setattr(dispatch.time, "monotonic", lambda: now[0])
    return now


def test_each_message_comes_back_exactly_once():
    with Dispatcher(lambda line: line) as dispatcher:
        dispatcher.submit("a", Line(), messages(50))
        dispatcher.submit("b", Line(), messages(50, 50))
        found = collect_all(dispatcher)
    assert Counter(done.uuid for done in found) == {str(number): 1 for number in range(100)}
    assert {done.lane for done in found if int(done.uuid) < 50} == {"a"}


def test_a_gateway_that_does_not_answer_holds_up_no_other():
    stuck, quick = Line(is_open=False), Line()
    with Dispatcher(lambda line: line) as dispatcher:
        dispatcher.submit("stuck", stuck, messages(8))
        dispatcher.submit("quick", quick, messages(20, 8))
        while dispatcher.pending("quick"):
            assert {done.lane for done in dispatcher.collect(TIMEOUT_SECONDS)} == {"quick"}
        assert dispatcher.pending("stuck") == 8
        stuck.gate.set()
        assert len(collect_all(dispatcher)) == 8


def test_a_ninth_message_waits_until_one_of_eight_calls_is_answered():
    assert dispatch.IN_FLIGHT == 8
    line = Line(is_open=False)
    with Dispatcher(lambda line: line) as dispatcher:
        dispatcher.submit("a", line, messages(9))
        began = [line.calls.acquire(timeout=TIMEOUT_SECONDS) for _call in range(8)]
        ninth = line.calls.acquire(timeout=0.2)
        line.gate.set()
        assert (began, ninth) == ([True] * 8, False)
        assert line.calls.acquire(timeout=TIMEOUT_SECONDS)
        assert len(collect_all(dispatcher)) == 9


def test_after_three_failures_in_a_row_the_rest_comes_back_untried():
    line = Line(FAILED)
    with Dispatcher(lambda line: line, in_flight=1) as dispatcher:
        dispatcher.submit("a", line, messages(10))
        answers = [done.answer for done in collect_all(dispatcher)]
        assert answers == [FAILED] * 3 + [Answer(Outcome.RETRY, code=UNTRIED)] * 7
        dispatcher.submit("a", line, messages(1, 10))
        assert [done.answer for done in collect_all(dispatcher)] == [FAILED], "it may try again later"


def test_what_has_waited_too_long_for_its_turn_comes_back_untried(clock):
    line = Line(is_open=False)
    with Dispatcher(lambda line: line, in_flight=1) as dispatcher:
        dispatcher.submit("a", line, messages(3))
        assert line.began.wait(TIMEOUT_SECONDS)
        clock[0] += dispatch.STALE_SECONDS + 1
        line.gate.set()
        assert [done.answer.code for done in collect_all(dispatcher)] == ["", UNTRIED, UNTRIED]
    assert line.sent == ["0"]


def test_a_lane_holds_twice_as_much_after_quick_answers_up_to_a_limit(clock):
    line, rooms = Line(clock=clock), []
    with Dispatcher(lambda line: line) as dispatcher:
        for _batch in range(6):
            rooms.append(dispatcher.room("a"))
            dispatcher.submit("a", line, messages(rooms[-1]))
            collect_all(dispatcher)
    assert rooms == [8, 8, 16, 32, 64, dispatch.MOST_WAITING]


def test_a_lane_holds_half_as_much_after_slow_answers(clock):
    line, rooms = Line(clock=clock), []
    with Dispatcher(lambda line: line, in_flight=4) as dispatcher:
        for line.seconds in (0.001, 0.001, 0.001, 1.5, 1.5, 1.5, 1.5, 1.5):
            rooms.append(dispatcher.room("a"))
            dispatcher.submit("a", line, messages(1))
            collect_all(dispatcher)
    assert rooms == [4, 4, 8, 16, 32, 16, 8, 4]


def test_a_lane_takes_more_only_when_half_of_what_it_had_is_done():
    line = Line(is_open=False)
    with Dispatcher(lambda line: line) as dispatcher:
        assert dispatcher.room("a") == 8
        dispatcher.submit("a", line, messages(5))
        assert dispatcher.room("a") == 0
        assert dispatcher.collect(0) == []
        line.gate.set()
        collect_all(dispatcher)
        assert dispatcher.room("a") == 8


def test_what_is_abandoned_has_not_left_or_may_have_and_nothing_is_waited_for():
    stuck = Line(is_open=False)
    with Dispatcher(lambda line: line) as dispatcher:
        dispatcher.submit("stuck", stuck, messages(10))
        for _call in range(8):
            assert stuck.calls.acquire(timeout=TIMEOUT_SECONDS)
        outcomes = {done.uuid: done.answer.outcome for done in dispatcher.abandon()}
        assert dispatcher.pending() == 0
    stuck.gate.set()
    assert {uuid for uuid, outcome in outcomes.items() if outcome is Outcome.UNKNOWN} == set(stuck.sent[:8])
    assert Counter(outcomes.values()) == {Outcome.UNKNOWN: 8, Outcome.RETRY: 2}
