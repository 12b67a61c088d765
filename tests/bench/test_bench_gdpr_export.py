"""The export at the end of a contract: speed and memory (issue 5 § 6), and the same bytes twice; then the destruction.

./setup/test tests/bench/test_bench_gdpr_export.py            20,000 clients, 200,000 appointments
./setup/test tests/bench/test_bench_gdpr_export.py --quick    a tenth of both
"""

import time
from collections.abc import Iterator

import databases
import pytest
from bars import Bars
from psycopg2 import sql
from running import begin, fill, took

MODULE = "scenery_gdpr_export"
LIMIT_SECONDS = 120
LIMIT_MEMORY = 500


@pytest.fixture(scope="module")
def clients(quick: bool) -> int:
    return 2_000 if quick else 20_000


@pytest.fixture(scope="module")
def establishment(clients: int) -> Iterator[str]:
    """A database with one establishment, ten appointments a client."""
    with databases.scratch(demo=False) as name:
        fill(name, f"bench(env, {clients}, {10 * clients})", MODULE)
        yield name


def test_an_export_of_one_establishment(establishment: str, clients: int, bars: Bars):
    first = took(establishment, "export(env)", MODULE)
    again = took(establishment, "export(env)", MODULE)
    job = f"export of {clients:,} clients, {10 * clients:,} appointments"
    note = f"{first['size']:.0f} MB, with as many lines of history and messages; again {again['seconds']:.1f} s"
    assert all(
        [
            bars.exactly(f"{job}: clients", clients, first["clients"]),
            *(
                bars.exactly(f"{job}: {name}", 10 * clients, first[name])
                for name in ("appointments", "history", "messages")
            ),
            bars.at_most(job, LIMIT_SECONDS, first["seconds"], "s", note),
            bars.at_most(f"{job}: memory", LIMIT_MEMORY, first["memory"], "MB", f"{first['grown']:.0f} MB of it grown"),
            bars.exactly(f"{job}: the same files twice", first["digest"], again["digest"]),
        ]
    )


#: Says that the job is in the middle of its first, its second and its last work: each is killed there.
MOMENTS = (
    "SELECT count(*) BETWEEN 1 AND %s - 1 FROM res_partner WHERE client_privacy_state = 'destroyed'",
    "SELECT count(*) BETWEEN 1 AND 10 * %s - 1 FROM clicrdv_trace",
    "SELECT count(*) BETWEEN 1 AND %s - 1 FROM res_partner WHERE client_privacy_state = 'destroyed'",
)
#: Rows that tell how often somebody began.
NOT_COMPARED = {"ir_cron_progress", "ir_cron_trigger", "ir_logging"}


@pytest.fixture(scope="module")
def ended(establishment: str) -> Iterator[tuple[str, str]]:
    """The same after the decision to destroy, twice: one of the two is disturbed."""
    fill(establishment, "decide(env)", MODULE)
    killed = f"{establishment}_killed"
    databases.clone(establishment, killed)
    try:
        yield establishment, killed
    finally:
        databases.drop(killed)


def test_a_destruction_that_is_killed_comes_to_the_same(ended: tuple[str, str], clients: int, bars: Bars):
    calm, killed = ended
    told = took(calm, "destroy(env)", MODULE)
    for moment in MOMENTS:
        kill_at(killed, moment, clients)
    again = took(killed, "destroy(env)", MODULE)
    job = f"destruction of {clients:,} clients, {10 * clients:,} appointments"
    assert told["is_done"] and again["is_done"]
    assert all(
        [
            bars.exactly(f"{job}: clients", clients, told["destroyed"]["clients"]),
            bars.exactly(f"{job}: appointments", 10 * clients, told["destroyed"]["appointments"]),
            bars.at_most(job, 600, told["seconds"], "s", f"{told['memory']:.0f} MB"),
            *(
                bars.exactly(f"{job}, killed {len(MOMENTS)} times: {what} that differ", {}, differences(*pair))
                for what, pair in {
                    "numbers destroyed": (told["destroyed"], again["destroyed"]),
                    "numbers kept": (told["kept"], again["kept"]),
                    "tables": (rows(calm), rows(killed)),
                }.items()
            ),
        ]
    )


def kill_at(database: str, moment: str, clients: int):
    """Have the job begin, and kill its process in the middle of something."""
    process = begin(database, "destroy(env)", MODULE)
    while process.poll() is None and databases.query(moment, (clients,), database) != [(True,)]:
        time.sleep(0.01)
    assert process.poll() is None, f"it was over before: {process.stdout.read()}"
    process.kill()
    process.wait()
    process.stdout.close()
    while databases.query("SELECT 1 FROM pg_stat_activity WHERE datname = %s", (database,), "postgres"):
        time.sleep(0.05)


def differences(wanted: dict, found: dict) -> dict:
    return {
        name: (wanted.get(name), found.get(name)) for name in {*wanted, *found} if wanted.get(name) != found.get(name)
    }


def rows(database: str) -> dict[str, int]:
    """Number of rows of each table."""
    named = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    names = [name for (name,) in databases.query(named, (), database) if name not in NOT_COMPARED]
    counted = [sql.SQL("SELECT {}, count(*) FROM {}").format(sql.Literal(name), sql.Identifier(name)) for name in names]
    return dict(databases.query(sql.SQL(" UNION ALL ").join(counted), (), database))
