"""Retention: speed and endurance (issue 5 § 6), among clients with appointments, messages, chatter, files and invoices.

./setup/test tests/bench/test_bench_gdpr.py            1,000,000 clients, 100,000 of them due
./setup/test tests/bench/test_bench_gdpr.py --quick    a tenth of both

The tests run in this order: what the first one destroys, the next ones compare with and search.
"""

import random
import subprocess
import time
from collections.abc import Iterator

import databases
import pytest
from bars import Bars
from gdpr_clients import KEPT, KEPT_COLUMNS, MARKS
from gdpr_states import left, purged
from gdpr_users import Users
from running import begin, fill, took

MODULE = "scenery_gdpr"
KILLS, JOBS = 3, 2


@pytest.fixture(scope="module")
def clients(quick: bool) -> int:
    return 100_000 if quick else 1_000_000


@pytest.fixture(scope="module")
def announced(clients: int, bars: Bars) -> Iterator[str]:
    """A database whose due clients are counted and announced, to be destroyed today."""
    with databases.scratch(demo=False) as name:
        fill(name, f"bench(env, {clients // 10_000}, {clients})", MODULE)
        told = took(name, "announce(env)", MODULE)
        job = f"announcing {clients // 10:,} clients among {clients:,}"
        assert bars.exactly(f"{job}: found", clients // 10, told["due"])
        bars.at_most(job, 600, told["seconds"], "s")
        yield name


@pytest.fixture(scope="module")
def disturbed(announced: str) -> Iterator[str]:
    """The same once more, for jobs that are killed."""
    name = f"{announced}_killed"
    databases.clone(announced, name)
    try:
        yield name
    finally:
        databases.drop(name)


@pytest.fixture(scope="module")
def crowded(announced: str) -> Iterator[str]:
    """The same once more, for two jobs at the same time."""
    name = f"{announced}_crowded"
    databases.clone(announced, name)
    try:
        yield name
    finally:
        databases.drop(name)


def test_destroying_while_people_work(crowded: str, disturbed: str, announced: str, clients: int, bars: Bars):
    with Users(announced) as users:
        told = took(announced, "destroy(env)", MODULE)
    job = f"destroying {clients // 10:,} clients among {clients:,}"
    note = f"{1000 * told['seconds'] / (clients // 10):.1f} ms each"
    meanwhile = f"{users.writes:,} bookings, longest {users.longest_seconds:.2f} s"
    assert all(
        [
            bars.at_most(job, 600, told["seconds"], "s", note),
            bars.at_most(f"{job}: memory", 500, told["memory"], "MB"),
            bars.exactly(
                f"{job}: all but {users.came_back} who came back", clients // 10 - users.came_back, told["persons"]
            ),
            bars.exactly(f"{job}: appointments on closed files", 0, users.lost),
            bars.exactly(f"{job}: waits of more than 1 s for a lock, {meanwhile}", 0, users.blocked),
        ]
    )
    assert users.came_back and users.refused, "people came before their batch and after it"
    assert told["destroyed"] + told["archived"] == told["persons"]


def test_a_job_that_is_killed_comes_to_the_same(announced: str, disturbed: str, clients: int, bars: Bars):
    random.seed(5)
    seen = [kill_while_it_works(disturbed, random.uniform(1, 8)) for _kill in range(KILLS)]
    told = took(disturbed, "destroy(env)", MODULE)
    assert 0 < seen[0] < clients // 10, "the first one was killed at work"
    job = f"killed {KILLS} times, after {seen} clients"
    assert bars.exactly(f"{job}: in the register", clients // 10, told["persons"])
    assert bars.exactly(f"{job}: rows that differ", {}, differences(left(announced), left(disturbed)))


def test_what_merely_names_them_elsewhere_is_swept_in_few_readings(disturbed: str, clients: int, bars: Bars):
    told = took(disturbed, "rest(env)", MODULE)
    job = f"sweeping texts that name {clients // 10:,} clients"
    assert all(
        [
            bars.at_most(job, 600, told["seconds"], "s"),
            bars.at_most(f"{job}: memory", 500, told["memory"], "MB"),
            bars.exactly(f"{job}: left to do", 0, told["left"]),
        ]
    )
    assert told["swept"] >= clients // 90 - 1


def test_the_residual_scan_finds_nothing(disturbed: str, clients: int, bars: Bars):
    told = took(disturbed, f"scan(env, {list(MARKS)})", MODULE)
    [(size,)] = databases.query("SELECT pg_database_size(%s) / 1000000", (disturbed,))
    job = f"residual scan of {size:,} MB after {clients // 10:,} erasures"
    assert bars.exactly(f"{job}: found, {told['seconds']:.0f} s", [], told["found"])
    kept = took(disturbed, f"scan(env, {[KEPT]})", MODULE)["found"]
    assert {f"{table}.{column}" for table, column, _count in kept} == KEPT_COLUMNS


def test_two_jobs_at_the_same_time_erase_each_client_once(announced: str, crowded: str, clients: int, bars: Bars):
    jobs = [begin(crowded, "destroy(env)", MODULE) for _job in range(JOBS)]
    printed = [job.stdout.read() for job in jobs]
    assert [job.wait() for job in jobs] == [0] * JOBS, printed
    job = f"{JOBS} jobs at the same time"
    assert bars.exactly(f"{job}: in the register", clients // 10, purged(crowded))
    assert bars.exactly(f"{job}: rows that differ", {}, differences(left(announced), left(crowded)))


def differences(wanted: dict, found: dict) -> dict:
    return {table: (wanted[table], found[table]) for table in wanted if wanted[table] != found[table]}


def kill_while_it_works(database: str, seconds: float) -> int:
    """Have the job begin, and kill its process after a while.

    :return: clients in the register
    """
    process = begin(database, "destroy(env)", MODULE)
    for line in process.stdout:
        if line.startswith("BEGUN"):
            break
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
    while databases.query("SELECT 1 FROM pg_stat_activity WHERE datname = %s", (database,), "postgres"):
        time.sleep(0.05)
    return purged(database) or 0
