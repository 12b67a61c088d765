"""A run that is killed at any step bills the same in the end, and nothing twice: real processes, SIGKILL."""

import time

import databases
import pytest
from billing_totals import totals
from running import begin, took

MODULE = "scenery_billing"
BATCH = 2  # of six establishments: three transactions
STEPS = {
    "messages are linked": ("clicrdv.charge", "_link_messages"),
    "invoices are posted": ("clicrdv.charge", "_make_moves"),
}


@pytest.fixture(scope="module")
def undisturbed(month: str) -> dict:
    """What the month comes to when nothing is killed."""
    name = f"{month}_undisturbed"
    databases.clone(month, name)
    try:
        took(name, f"work(env, {BATCH})", MODULE)
        return totals(name)
    finally:
        databases.drop(name)


def kill_after(database: str, step: tuple[str, str]) -> None:
    """Have the job work until a step of its second batch, and kill it there."""
    process = begin(database, f"work(env, {BATCH}, {step!r})", MODULE)
    printed = []
    for line in process.stdout:
        printed.append(line)
        if line.startswith("STOPPED"):
            break
    else:
        raise AssertionError("".join(printed))
    process.kill()
    process.wait()
    process.stdout.close()
    statement = "SELECT 1 FROM pg_stat_activity WHERE datname = %s"
    while databases.query(statement, (database,)):
        time.sleep(0.05)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_run_that_is_killed_goes_on_and_bills_everything_once(database, undisturbed, step):
    kill_after(database, step)
    half = totals(database)
    assert 0 < half["invoices"] < undisturbed["invoices"], "the first batch is billed, and nothing of the second"
    assert not half["without invoice"]
    took(database, f"work(env, {BATCH})", MODULE)
    assert totals(database) == undisturbed


def test_two_jobs_at_once_bill_everything_once(database, undisturbed):
    jobs = [begin(database, f"work(env, {BATCH})", MODULE) for _number in range(2)]
    for job in jobs:
        with job.stdout:
            job.stdout.read()
        job.wait()
    # what the one left to the other, and then once more what is done
    took(database, f"work(env, {BATCH})", MODULE)
    assert took(database, "again(env)", MODULE)["invoices"] == 0
    assert totals(database) == undisturbed
