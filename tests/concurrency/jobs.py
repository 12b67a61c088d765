"""The job that sends messages, in real processes that a test stops and kills at a moment of its choice."""

import contextlib
import json
import os
import pathlib
import queue
import signal
import subprocess
import sys
import threading

import databases
import logs

PROGRAM = pathlib.Path(__file__).resolve().parent / "job_host.py"
TIMEOUT_SECONDS = 60


class Job:
    """One run of the job."""

    def __init__(self, pid: int):
        self.pid, self.code, self.error = pid, None, ""
        self._said: queue.Queue = queue.Queue()

    def hear(self, told: dict) -> None:
        self._said.put(told)

    def wait(self) -> "Job":
        """Return when it has ended; ``code`` is 0 when all went well, negative when a signal ended it."""
        while self.code is None:
            self._listen()
        return self

    def is_over(self) -> bool:
        while self.code is None and not self._said.empty():
            self._listen()
        return self.code is not None

    def wait_stopped(self) -> "Job":
        """Return when it stands where it was ordered to."""
        while self._listen() != "stopped":
            assert self.code is None, f"ended before it came there: {self.error or self.code}"
        return self

    def _listen(self) -> str:
        told = self._said.get(timeout=TIMEOUT_SECONDS)
        self.code, self.error = told.get("code", self.code), told.get("error", self.error)
        return told["said"]

    def go_on(self) -> "Job":
        os.kill(self.pid, signal.SIGUSR1)
        return self

    def kill(self) -> "Job":
        """End it as the kernel does when memory runs out, and return when it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.wait()


class Jobs:
    """Starts the job on a database; a context manager.

    :param expected_logs: as of :class:`server.OdooServer`
    """

    def __init__(self, database: str, expected_logs=()):
        self.database, self._expected = database, list(expected_logs)
        self.log = databases.CACHE / "log" / f"jobs-{os.getpid()}.log"
        self._jobs: dict[int, Job] = {}
        self._started: queue.Queue = queue.Queue()

    def __enter__(self) -> "Jobs":
        with self.log.open("w") as output:
            self._process = subprocess.Popen(
                [sys.executable, PROGRAM, databases.CONF, self.database],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
                start_new_session=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._started.get(timeout=TIMEOUT_SECONDS) is None, f"read {self.log}"
        return self

    def __exit__(self, kind: type | None, *_error: object) -> None:
        for job in self._jobs.values():
            if job.code is None:
                job.kill()
        self._process.stdin.close()
        self._process.wait(TIMEOUT_SECONDS)
        if kind is None and (bad := logs.unexpected(self.log.read_text().splitlines(), self._expected)):
            raise AssertionError("a job logged:\n" + "\n".join(bad))

    def start(self, **order) -> Job:
        """Start the job now; see :mod:`job_host` for what can be ordered."""
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._started.get(timeout=TIMEOUT_SECONDS)

    def run(self, **order) -> Job:
        """Run the job to its end."""
        job = self.start(**order).wait()
        assert job.code == 0, f"{job.error or job.code}: read {self.log}"
        return job

    def _read(self) -> None:
        for line in self._process.stdout:
            told = json.loads(line)
            if told["said"] == "ready":
                self._started.put(None)
            elif told["said"] == "started":
                self._job(told["pid"])
                self._started.put(self._jobs[told["pid"]])
            else:
                self._job(told["pid"]).hear(told)
        self._started.put(self._process.wait())  # nobody waits for that but who waits for its start

    def _job(self, pid: int) -> Job:
        """The run in a process, which may speak before its parent does."""
        return self._jobs.setdefault(pid, Job(pid))
