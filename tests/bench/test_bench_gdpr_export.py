"""The export at the end of a contract: speed and memory (issue 5 § 6), and the same bytes twice.

./setup/test tests/bench/test_bench_gdpr_export.py            20,000 clients, 200,000 appointments
./setup/test tests/bench/test_bench_gdpr_export.py --quick    a tenth of both
"""

from collections.abc import Iterator

import databases
import pytest
from bars import Bars
from running import fill, took

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
