"""Several messages in flight at several gateways at once, so that a broken one delays no other.

Plain threads and HTTP: no database. Each gateway has a lane of its own, which holds what its gateway takes in well under
a second: a process that dies leaves no more than that uncertain, and what is withdrawn meanwhile does not leave. When a
lane sees that its gateway does not answer, or is slow, the messages still waiting in it come back untried.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, NamedTuple

from .base import Account, Answer, Gateway, Outcome, Sms

IN_FLIGHT: Final = 8
#: What a lane holds at most, and so what a crash leaves uncertain: eight at first, ever more while the gateway is quick.
MOST_WAITING: Final = 96
QUICK_SECONDS: Final = 0.25
SLOW_SECONDS: Final = 1.0
#: A message that has waited longer for its turn comes back: whether it is still true is to be seen again.
STALE_SECONDS: Final = 2.0
#: So many failures in a row tell that a gateway is down: the rest of the batch is not tried.
DOWN_AFTER: Final = 3
#: Answers are gathered for a moment, to be written down together.
GATHER_SECONDS: Final = 0.05
#: Came back without having been tried.
UNTRIED: Final = "untried"


class Done(NamedTuple):
    """What has become of one message; ``lane`` is the key that it was submitted under."""

    lane: Hashable
    uuid: str
    answer: Answer


class Dispatcher:
    """Hands batches of messages to gateways and gives the answers back as they come.

    To be used as a context manager by one thread, which submits and collects. Leaving it waits for what is in flight,
    unless that was abandoned.
    """

    def __init__(self, open_gateway: Callable[[Account], Gateway], in_flight: int = IN_FLIGHT) -> None:
        self._open, self._in_flight = open_gateway, in_flight
        self._lanes: dict[Hashable, _Lane] = {}
        self._done: queue.SimpleQueue[Done] = queue.SimpleQueue()

    def __enter__(self) -> Dispatcher:
        return self

    def __exit__(self, *_error: object) -> None:
        for lane in self._lanes.values():
            lane.close()

    def submit(self, key: Hashable, account: Account, messages: Iterable[Sms]) -> None:
        """Put messages into the lane of a gateway; each comes back from :meth:`collect` exactly once."""
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = _Lane(key, self._open(account), self._in_flight, self._done)
        lane.add(messages)

    def pending(self, key: Hashable | None = None) -> int:
        """Return how many messages of one lane, or of all, have not been collected yet."""
        if key is None:
            return sum(lane.pending for lane in self._lanes.values())
        return self._lanes[key].pending if key in self._lanes else 0

    def room(self, key: Hashable) -> int:
        """Return how many more messages a lane takes now: none until half of what it had is done."""
        return self._lanes[key].room() if key in self._lanes else self._in_flight

    def collect(self, timeout_seconds: float) -> list[Done]:
        """Return the answers that have come.

        Waits until a lane has room again or nothing is on its way, no longer than the time-out.
        """
        began = time.monotonic()
        found: list[Done] = []
        while self.pending():
            waited = time.monotonic() - began
            is_enough = found and any(lane.room() for lane in self._lanes.values())
            try:
                done = self._done.get(timeout=max(0, (GATHER_SECONDS if is_enough else timeout_seconds) - waited))
            except queue.Empty:
                break
            if self._lanes[done.lane].forget(done.uuid):
                found.append(done)
        return found

    def abandon(self) -> list[Done]:
        """Wait for nothing more, and say what is known: what has not begun has not left, the rest may have.

        A gateway that gives its answer byte by byte holds a call as long as it likes.
        """
        return [done for lane in self._lanes.values() for done in lane.abandon()]


class _Lane:
    """The messages on their way to one gateway."""

    def __init__(self, key: Hashable, gateway: Gateway, threads: int, done: queue.SimpleQueue[Done]) -> None:
        self._key, self._gateway, self._done = key, gateway, done
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="clicrdv-sms")
        self._lock, self._failures, self._slowest = threading.Lock(), 0, 0.0
        self._least, self._most = threads, threads
        self._waiting: dict[str, Future[None]] = {}

    @property
    def pending(self) -> int:
        return len(self._waiting)

    def room(self) -> int:
        return self._most - self.pending if self.pending <= self._most // 2 else 0

    def add(self, messages: Iterable[Sms]) -> None:
        self._adapt()
        now = time.monotonic()
        for message in messages:
            self._waiting[message.uuid] = self._pool.submit(self._send, message, now)

    def forget(self, uuid: str) -> bool:
        return self._waiting.pop(uuid, None) is not None

    def abandon(self) -> list[Done]:
        known = {uuid: future.cancel() for uuid, future in self._waiting.items()}
        self._waiting.clear()
        self._pool.shutdown(wait=False)
        untried, uncertain = Answer(Outcome.RETRY, code=UNTRIED), Answer(Outcome.UNKNOWN, code="timeout")
        return [Done(self._key, uuid, untried if is_cancelled else uncertain) for uuid, is_cancelled in known.items()]

    def close(self) -> None:
        self._pool.shutdown(wait=bool(self._waiting))

    def _adapt(self) -> None:
        """Hold twice as many messages after quick answers, half as many after slow ones."""
        with self._lock:
            slowest, self._slowest, self._failures = self._slowest, 0.0, 0
        if 0 < slowest < QUICK_SECONDS:
            self._most = min(2 * self._most, MOST_WAITING)
        elif slowest > SLOW_SECONDS:
            self._most = max(self._most // 2, self._least)

    def _send(self, message: Sms, added: float) -> None:
        if self._failures >= DOWN_AFTER or time.monotonic() - added > STALE_SECONDS:
            answer = Answer(Outcome.RETRY, code=UNTRIED)
        else:
            answer = self._gateway.send(message)
            with self._lock:
                failed = answer.outcome in (Outcome.RETRY, Outcome.UNKNOWN)
                self._failures = self._failures + 1 if failed else 0
                self._slowest = max(self._slowest, time.monotonic() - added)
        self._done.put(Done(self._key, message.uuid, answer))
