"""What a server spends on a request: CPU, SQL queries, memory, bytes.

CPU is that of the server's processes and of their PostgreSQL sessions, from /proc: unlike time on the wall, other work
on the machine hardly disturbs it. PostgreSQL must therefore run on this machine.
"""

import http.client
import json
import os
import pathlib
import re
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import psycopg2
from server import OdooServer

#: An access line of Odoo: status, size, number of SQL queries of all cursors of the request.
ACCESS = re.compile(r'"(GET|POST) (\S+) HTTP/1\.\d" (\d+) \S+ (\d+) ')


class Answer(NamedTuple):
    status: int
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


def ask(server: OdooServer, path: str, sent: dict | None = None, timeout_seconds: float = 60) -> Answer:
    """GET a path, or POST a JSON object to it, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout_seconds)
    try:
        if sent is None:
            connection.request("GET", path)
        else:
            connection.request("POST", path, json.dumps(sent), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())
    finally:
        connection.close()


def get(server: OdooServer, path: str) -> Answer:
    answer = ask(server, path)
    assert answer.status == 200, f"{path} answers {answer.status}: {answer.body[:500]!r}"
    return answer


class Meter:
    """Measures one server."""

    def __init__(self, server: OdooServer):
        self.server = server
        self._watch = psycopg2.connect(dbname="postgres")  # no session of the database that is measured
        self._watch.autocommit = True

    def __enter__(self) -> "Meter":
        return self

    def __exit__(self, *_error: object) -> None:
        self._watch.close()

    def cpu_seconds(self) -> float:
        """CPU that the server and its sessions have taken so far."""
        pids = [*self._processes(), *self._sessions()]
        return sum(_nanoseconds(pid) for pid in pids) / 1e9

    def cpu_of(self, path: str, times: int) -> float:
        """CPU seconds of one GET of a path, the mean of some."""
        before = self.cpu_seconds()
        for _ in range(times):
            get(self.server, path)
        return (self.cpu_seconds() - before) / times

    def memory_megabytes(self) -> float:
        """Resident memory of the process that has worked most: the worker."""
        worker = max(self._processes(), key=_nanoseconds)
        pages = int(pathlib.Path(f"/proc/{worker}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def queries(self, action: Callable[[], object]) -> int:
        """SQL queries of the one request that an action makes, as Odoo logs them: of all its cursors."""
        seen = self.server.log.stat().st_size
        action()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with self.server.log.open() as log:
                log.seek(seen)
                found = ACCESS.findall(log.read())
            if found:
                assert len(found) == 1, f"one request, not {found}"
                return int(found[0][3])
            time.sleep(0.01)
        raise AssertionError(f"no access line in {self.server.log}")

    def deadlocks(self) -> int:
        return self._value("SELECT deadlocks FROM pg_stat_database WHERE datname = %s")

    def _processes(self) -> Iterator[int]:
        """The server's process and its workers: it leads a process group."""
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            if int(fields[2]) == self.server.process.pid:
                yield int(path.parent.name)

    def _sessions(self) -> list[int]:
        found = self._value(
            "SELECT array_agg(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        )
        return found or []

    def _value(self, statement: str):
        with self._watch.cursor() as cursor:
            cursor.execute(statement, [self.server.database])
            return cursor.fetchone()[0]


def _nanoseconds(pid: int) -> int:
    """CPU of all threads of a process, 0 when it has just ended."""
    try:
        tasks = list(pathlib.Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)
    except FileNotFoundError:
        return 0


class Trap:
    """A loopback port that answers nothing and counts who connects: the server's mail and SMS providers."""

    def __enter__(self) -> "Trap":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.connections = self._listener.getsockname()[1], 0
        threading.Thread(target=self._count, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.close()

    def _count(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:  # closed
                return
            self.connections += 1
            connection.close()


class Compared(NamedTuple):
    """CPU of two jobs: the median of the ratios of all rounds, and the median seconds of each."""

    ratio: float
    floor: float
    job: float


def compare(floor: Callable[[], float], job: Callable[[], float], rounds: int) -> Compared:
    """Measure two jobs in turn, so that what else the machine does meets both alike."""
    pairs = [(floor(), job()) for _ in range(rounds)]
    floors, jobs = zip(*pairs, strict=True)
    return Compared(
        statistics.median(b / a for a, b in pairs),
        statistics.median(floors),
        statistics.median(jobs),
    )
