"""Several messages in flight at several gateways at once, so that a broken one delays no other.

Plain threads and HTTP: no database. Each gateway has a lane of its own; when a lane sees that its gateway does not
answer, the messages still waiting in it come back untried.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, NamedTuple

from .base import Account, Answer, Gateway, Outcome, Sms

IN_FLIGHT: Final = 8
#: So many failures in a row tell that a gateway is down: the rest of the batch is not tried.
DOWN_AFTER: Final = 3
#: Came back without having been tried.
UNTRIED: Final = "untried"


class Done(NamedTuple):
    """What has become of one message; ``lane`` is the key that it was submitted under."""

    lane: Hashable
    uuid: str
    answer: Answer


class Dispatcher:
    """Hands batches of messages to gateways and gives the answers back as they come.

    To be used as a context manager by one thread, which submits and collects. Leaving it waits for what is in flight.
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

    def collect(self, timeout_seconds: float) -> list[Done]:
        """Return the answers that have come; waits for one when there is none yet, no longer than the time-out."""
        found: list[Done] = []
        with suppress(queue.Empty):
            found.append(self._done.get(timeout=timeout_seconds))
            while True:
                found.append(self._done.get_nowait())
        for done in found:
            self._lanes[done.lane].pending -= 1
        return found


class _Lane:
    """The messages on their way to one gateway."""

    def __init__(self, key: Hashable, gateway: Gateway, threads: int, done: queue.SimpleQueue[Done]) -> None:
        self._key, self._gateway, self._done = key, gateway, done
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="clicrdv-sms")
        self._lock, self._failures = threading.Lock(), 0
        self.pending = 0

    def add(self, messages: Iterable[Sms]) -> None:
        self._failures = 0
        for message in messages:
            self.pending += 1
            self._pool.submit(self._send, message)

    def close(self) -> None:
        self._pool.shutdown()

    def _send(self, message: Sms) -> None:
        if self._failures >= DOWN_AFTER:
            answer = Answer(Outcome.RETRY, code=UNTRIED)
        else:
            answer = self._gateway.send(message)
            with self._lock:
                failed = answer.outcome in (Outcome.RETRY, Outcome.UNKNOWN)
                self._failures = self._failures + 1 if failed else 0
        self._done.put(Done(self._key, message.uuid, answer))
