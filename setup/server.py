"""A real Odoo server for whole-product tests, races and benchmarks.

    with OdooServer(workers=4) as server:
        requests.get(server.url + "/rdv")

Each has a free loopback port and a fresh clone of the built database. Run it under ``./setup/test``.
"""

import contextlib
import fcntl
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable

import databases
import logs

#: Visitors who wait to be accepted. Odoo's workers let 8 each wait, and Linux breaks the connections of a bigger crowd.
ACCEPT_QUEUE = 1024
# a listening socket is handed over as systemd does: descriptor 3, named for one process (dash takes one digit only)
WITH_SOCKET = ["bash", "-c", 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@" 3<&"$0"']


class NotHealthy(Exception):
    """The server ended, or did not answer in time; the message names its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _status(url: str) -> tuple[int, str]:
    """The HTTP status and body of an address; status 0 when nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


class OdooServer:
    """An Odoo server on a database of its own, or on *database*.

    :param workers: HTTP worker processes; 0 is one process with threads
    :param cron_threads: how many jobs run beside; 0: none, so that a test decides when
    :param demo: with demo data (when it has a database of its own)
    :param expected_logs: regular expressions of ``logger: message`` for warnings that the test provokes
    :param options: more options of ``odoo server``
    """

    def __init__(
        self,
        workers: int = 0,
        *,
        database: str | None = None,
        demo: bool = True,
        cron_threads: int = 0,
        port: int | None = None,
        expected_logs: Iterable[str] = (),
        options: Iterable[str] = (),
    ):
        self.workers, self.database, self.demo, self.cron_threads = workers, database, demo, cron_threads
        self.port = port or free_port()
        self.expected_logs, self.options = list(expected_logs), list(options)
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = databases.CACHE / "log" / f"server-{self.port}.log"
        self._cleanup = contextlib.ExitStack()

    def __enter__(self) -> "OdooServer":
        if self.database is None:
            self.database = self._cleanup.enter_context(databases.scratch(self.demo))
        try:
            self.start()
        except BaseException:
            self.stop()
            self._cleanup.close()
            raise
        return self

    def __exit__(self, kind: type | None, *_error: object) -> None:
        self.stop()
        self._cleanup.close()
        if kind is None and (bad := logs.unexpected(self.log.read_text().splitlines(), self.expected_logs)):
            raise AssertionError("the server logged:\n" + "\n".join(bad))

    def start(self, keep: Iterable[int] = (), timeout_seconds: float = 60) -> None:
        """Start and return when it answers. *keep*: descriptors that the server inherits."""
        command = [
            sys.executable, databases.SETUP / "odoo_program.py", "server", "-c", databases.CONF, "-d", self.database,
            f"--http-port={self.port}", f"--gevent-port={free_port()}",
            f"--workers={self.workers}", f"--max-cron-threads={self.cron_threads}", *self.options,
        ]  # fmt: skip
        with self.log.open("w") as output, contextlib.ExitStack() as handed_over:
            # out of the way of descriptor 3
            descriptors = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 10) for descriptor in keep]
            for descriptor in descriptors:
                handed_over.callback(os.close, descriptor)
            if self.workers:
                listener = handed_over.enter_context(self._listen())
                descriptors.append(listener.fileno())
                command = [*WITH_SOCKET, str(listener.fileno()), *command]
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=descriptors,
            )
        self._wait(time.monotonic() + timeout_seconds)

    def _listen(self) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(ACCEPT_QUEUE)
        return listener

    def _wait(self, deadline: float) -> None:
        for route in ("/web/health", "/clicrdv/health"):
            while True:
                status, body = _status(self.url + route)
                if status in (200, 404):  # 404: the addons of this database have no such route
                    break
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise NotHealthy(f"{self.url}{route} answers {status} {body.strip()[:200]}; read {self.log}")
                time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to end, wait, and end whatever is left of its process group."""
        process = getattr(self, "process", None)
        if process is None:
            return
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def note_path(port: int) -> pathlib.Path:
    return databases.CACHE / "servers" / f"{port}.json"


def remember(server: OdooServer) -> None:
    """Note a server down for :func:`stop_remembered`."""
    path = note_path(server.port)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"pid": server.process.pid, "started": started(server.process.pid)}))


def started(pid: int) -> str | None:
    """When a process started, in clock ticks: with the pid it names one process for ever. None: there is none."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return None


def stop_remembered(ports: Iterable[str] = ()) -> list[int]:
    """Stop the servers that :func:`remember` noted down, those of *ports* or all, and give the ports."""
    stopped = []
    for path in sorted((databases.CACHE / "servers").glob("*.json")):
        if ports and path.stem not in ports:
            continue
        note = json.loads(path.read_text())
        path.unlink()
        if started(note["pid"]) != note["started"]:
            continue
        os.kill(note["pid"], signal.SIGTERM)
        deadline = time.monotonic() + 15
        while started(note["pid"]) == note["started"] and time.monotonic() < deadline:
            time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(note["pid"], signal.SIGKILL)
        stopped.append(int(path.stem))
    return stopped
