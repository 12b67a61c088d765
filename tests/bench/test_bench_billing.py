"""The monthly run: speed and endurance (issue 4 § 7), beside bare invoices that are made on the same books.

./setup/test tests/bench/test_bench_billing.py            1,000 establishments, 1,000,000 messages
./setup/test tests/bench/test_bench_billing.py --quick    a tenth of both
"""

import random
import subprocess
import time
from collections.abc import Iterator

import databases
import pytest
from bars import Bars
from billing_totals import totals
from running import begin, fill, took

MODULE = "scenery_billing"
KILLS = 3


@pytest.fixture(scope="module")
def establishments(quick: bool) -> int:
    return 100 if quick else 1_000


@pytest.fixture(scope="module")
def ledger(establishments: int) -> Iterator[str]:
    """A database with a month to bill."""
    with databases.scratch(demo=False) as name:
        fill(name, f"bench(env, {establishments}, {establishments * 1_000})", MODULE)
        yield name


@pytest.fixture(scope="module")
def disturbed(ledger: str) -> Iterator[str]:
    """The same database once more, for a run that is killed."""
    name = f"{ledger}_killed"
    databases.clone(ledger, name)
    try:
        yield name
    finally:
        databases.drop(name)


def test_a_run_beside_bare_invoices(disturbed: str, ledger: str, establishments: int, bars: Bars):
    bare = took(ledger, f"bare(env, {establishments})", MODULE)["seconds"]
    preview = took(ledger, "open_run(env)", MODULE)["seconds"]
    run = took(ledger, "work(env)", MODULE)
    again = took(ledger, "again(env)", MODULE)
    job = f"run for {establishments:,} establishments, {establishments * 1_000:,} messages"
    note = f"{run['seconds']:.1f} s beside {bare:.1f} s; preview {preview:.1f} s"
    assert all(
        [
            bars.exactly(f"{job}: invoices", establishments, run["invoices"]),
            bars.at_most(job, 1.5, run["seconds"] / bare, "× bare invoices", note),
            bars.at_most(f"{job}: SMS counted and linked", 5, run["sms"], "s"),
            bars.at_most(f"{job}: memory", 1_000, run["memory"], "MB"),
            bars.exactly("second run right after: invoices", 0, again["invoices"]),
            bars.at_most("second run right after", 10, again["seconds"], "s"),
        ]
    )


def test_a_run_that_is_killed_comes_to_the_same(ledger: str, disturbed: str, bars: Bars):
    undisturbed = totals(ledger)
    assert undisturbed["invoices"]
    seconds = took(disturbed, "open_run(env)", MODULE)["seconds"]
    random.seed(4)
    for _kill in range(KILLS):
        kill_while_it_works(disturbed, random.uniform(0.5, 3 + seconds))
    took(disturbed, "work(env)", MODULE)
    assert bars.exactly(f"killed {KILLS} times: totals", undisturbed, totals(disturbed))


def kill_while_it_works(database: str, seconds: float) -> None:
    """Have the job begin, and kill its process after a while."""
    process = begin(database, "work(env)", MODULE)
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
