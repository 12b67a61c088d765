"""The SMS gateway of the bench in a process of its own: it must not share an interpreter with what is measured."""

import multiprocessing
import time
from typing import NamedTuple

from clicrdv_booking_tests.sms_peer import SmsPeer

ANSWER_SECONDS = 0.02  # of the behaviour "slow"


class Arrival(NamedTuple):
    """A message that has come: its seconds are those of the clock that counts since the machine was started."""

    seconds: float
    number: str
    message: object


class _Noting(SmsPeer):
    def _behave(self, connection, request, message, behaviour):
        self.arrivals.append(Arrival(time.monotonic(), message.number, message))
        return super()._behave(connection, request, message, behaviour)


def _serve(pipe) -> None:
    with _Noting() as peer:
        peer.arrivals = []
        pipe.send(peer.url)
        while (behaviour := pipe.recv()) is not None:
            pipe.send(peer.arrivals)
            peer.always = behaviour


class PeerProcess:
    """A context manager; ``url`` is the address of the gateway."""

    def __enter__(self) -> "PeerProcess":
        self._pipe, other = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("fork").Process(target=_serve, args=(other,), daemon=True)
        self._process.start()
        self.url = self._pipe.recv()
        self.behave("slow")
        return self

    def __exit__(self, *_error: object) -> None:
        self._pipe.send(None)
        self._process.join(10)

    def behave(self, behaviour: str) -> list[Arrival]:
        """Say what happens to messages from now on; give those that have come."""
        self._pipe.send(behaviour)
        return self._pipe.recv()

    def arrivals(self) -> list[Arrival]:
        return self.behave("slow")
