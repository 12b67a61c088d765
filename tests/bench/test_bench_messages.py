"""Messages: speed and endurance (issue 3 § 4), against a gateway in a process of its own that answers in 20 ms.

    ./setup/test tests/bench/test_bench_messages.py            ten minutes
    ./setup/test tests/bench/test_bench_messages.py --quick    a tenth of the messages, two minutes

The tests run in this order: what the first one plans, the next ones send and report.
"""

import random
import socket
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import islice

import databases
import pytest
from bars import Bars
from clicrdv_booking_tests.sms_dialects import report_call
from measure import Meter, compare
from peer_process import Arrival, PeerProcess
from running import bench_server, fill, took
from server import OdooServer

MODULE = "scenery_messages"
TIMEOUT_SECONDS = 300
BESIDE = 1_000  # messages of the working gateway beside the broken one
REPORTERS = 8
COPIES, STATES = 2, ("sent", "delivered")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def count(quick: bool) -> int:
    return 1_000 if quick else 10_000


@pytest.fixture(scope="module")
def database(count: int) -> Iterator[str]:
    with databases.scratch(demo=False) as name:
        fill(name, f"bench(env, {count + BESIDE})", MODULE)
        yield name


@pytest.fixture(scope="module")
def peer(database: str) -> Iterator[PeerProcess]:
    with PeerProcess() as running:
        fill(database, f"gateway(env, 'bench', {running.url!r})", MODULE)
        yield running


@pytest.fixture
def sender(database: str) -> Iterator[OdooServer]:
    """A server with one worker for jobs, which its watchdog kills when it works on one of them for half a minute."""
    with bench_server(database, 1, "--limit-time-real-cron=30", cron_threads=1) as server:
        yield server


def arrived(peer: PeerProcess, count: int) -> list[Arrival]:
    """All messages, as soon as so many have come since the gateway began."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while len(arrivals := peer.arrivals()) < count:
        assert time.monotonic() < deadline, f"{len(arrivals)} of {count} messages"
        time.sleep(0.1)
    return arrivals


def states_of(database: str, slug: str, sent: int = 0) -> dict[str, int]:
    """The states of the messages of an establishment; waits a moment for some to be sent."""
    deadline = time.monotonic() + 10
    while True:
        rows = databases.query(
            "SELECT message.state, count(*) FROM clicrdv_message message"
            " JOIN res_company company ON company.id = message.company_id WHERE booking_slug = %s GROUP BY 1",
            (slug,),
            database,
        )
        if dict(rows).get("sent", 0) >= sent or time.monotonic() > deadline:
            return dict(rows)
        time.sleep(0.1)


def test_planning(database: str, count: int, bars: Bars):
    planned = took(database, "plan(env, 'bench')", MODULE)
    job = f"planning {count:,} reminders from rules"
    assert planned["messages"] == count + BESIDE
    assert all(
        [
            bars.at_most(f"{job}: queries each", 0.2, planned["queries"] / planned["messages"], "queries"),
            bars.at_most(job, 20, planned["seconds"], "s"),
        ]
    )


def test_sending(database: str, sender: OdooServer, peer: PeerProcess, count: int, bars: Bars):
    with Meter(sender) as meter:
        before = meter.cpu_seconds()
        fill(database, f"due(env, 'bench', {count})", MODULE)
        seconds = [arrival.seconds for arrival in arrived(peer, count)]
        states = states_of(database, "bench", count)
        cpu = meter.cpu_seconds() - before
    job = f"sending {count:,} SMS, one cron worker"
    copies = Counter(arrival.message.report_url for arrival in peer.arrivals())
    rate = (count - 1) / (max(seconds) - min(seconds))
    assert all(
        [
            bars.at_least(job, 100, rate, "SMS/s", f"{1000 * cpu / count:.1f} ms CPU each"),
            bars.exactly(f"{job}: each once", {1: count}, dict(Counter(copies.values()))),
            bars.exactly(f"{job}: states", count, states["sent"]),
        ]
    )


def test_sending_beside_a_gateway_that_never_answers(database: str, sender: OdooServer, peer: PeerProcess, bars: Bars):
    before = len(peer.arrivals())
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        fill(database, f"beside(env, {url!r}, {BESIDE})", MODULE)
        arrivals = arrived(peer, before + BESIDE)[before:]
        states = states_of(database, "broken")
    seconds = [arrival.seconds for arrival in arrivals]
    job = f"sending {BESIDE:,} SMS beside a gateway that never answers"
    assert all(
        [
            bars.at_least(job, 100, (BESIDE - 1) / (max(seconds) - min(seconds)), "SMS/s"),
            bars.exactly(f"{job}: of the other, sent", 0, states.get("sent", 0)),
        ]
    )


class Reporters:
    """Gateways that report to a server, some at once; ``statuses`` counts what they are answered."""

    def __init__(self, meter: Meter):
        self.meter, self.statuses = meter, Counter()

    def cpu_of(self, calls: list[tuple[str, dict, dict]]) -> float:
        """CPU seconds of one of some calls, the mean."""
        before = self.meter.cpu_seconds()
        with ThreadPoolExecutor(REPORTERS) as pool:
            self.statuses.update(pool.map(self._post, calls))
        return (self.meter.cpu_seconds() - before) / len(calls)

    def _post(self, call: tuple[str, dict, dict]) -> int:
        url, form, headers = call
        connection = HTTPConnection("127.0.0.1", self.meter.server.port, timeout=60)
        try:
            connection.request("POST", urllib.parse.urlsplit(url).path, urllib.parse.urlencode(form), FORM | headers)
            return connection.getresponse().status
        finally:
            connection.close()


def lost_reports(database: str, reported: list[Arrival]) -> int:
    """How many of these messages are not delivered, or do not have each report exactly once."""
    query = """
        SELECT count(*) FROM clicrdv_message message WHERE token = ANY(%s) AND NOT (state = 'delivered' AND %s =
            (SELECT count(*) FROM clicrdv_message_report WHERE message_id = message.id AND source = 'report'))
    """
    tokens = [arrival.message.report_url.rpartition("/")[2] for arrival in reported]
    [(count,)] = databases.query(query, (tokens, len(STATES)), database)
    return count


def test_reports(database: str, peer: PeerProcess, count: int, rounds: int, bars: Bars):
    reported = peer.arrivals()[: count // (COPIES * len(STATES))]
    calls = [report_call(each.message, state, "") for each in reported for state in STATES for _copy in range(COPIES)]
    random.Random(1).shuffle(calls)
    warming, waiting, each = calls[:40], iter(calls[40:]), len(calls[40:]) // rounds
    empty = [("/bench/posted", form, headers) for _url, form, headers in calls[:each]]
    with bench_server(database, 2) as server, Meter(server) as meter:
        reporters = Reporters(meter)
        for calls_at_once in (empty[:40], warming):  # both workers load their registry
            reporters.cpu_of(calls_at_once)
        compared = compare(
            lambda: reporters.cpu_of(empty), lambda: reporters.cpu_of(list(islice(waiting, each))), rounds
        )
        reporters.cpu_of([*waiting, warming[0]])
        deadlocks = meter.deadlocks()
    job = f"{len(calls):,} delivery reports, any order, each twice, 2 workers"
    note = f"{1000 * compared.job:.1f} ms to {1000 * compared.floor:.1f} ms"
    assert all(
        [
            bars.at_most(f"{job}: CPU", 2, compared.ratio, "× empty POST route", note),
            bars.exactly(f"{job}: lost", 0, lost_reports(database, reported)),
            bars.exactly(f"{job}: other answers than 200", 0, reporters.statuses.total() - reporters.statuses[200]),
            bars.exactly(f"{job}: deadlocks", 0, deadlocks),
        ]
    )


def test_an_hour_without_gateway(database: str, peer: PeerProcess, count: int, bars: Bars):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = listener.getsockname()[1]  # closed when the job calls it
    before = len(peer.arrivals())
    told = took(database, f"outage(env, 'http://127.0.0.1:{dead}', {peer.url!r})", MODULE)
    visits = told["visits"]
    left = Counter(arrival.message.report_url for arrival in peer.arrivals()[before:])
    states = told["states"]
    job = f"gateway down for an hour, {visits:,} visits in two hours"
    assert all(
        [
            bars.exactly(f"{job}: sent or too late", visits, states.get("sent", 0) + states.get("too_late", 0)),
            bars.exactly(f"{job}: still useful, left once", {1: states.get("sent")}, dict(Counter(left.values()))),
            bars.at_least(f"{job}: part of the second hour that left", 90, 200 * len(left) / visits, "%"),
        ]
    )
