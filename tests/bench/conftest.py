"""The bench's databases and servers, and the table at the end of the run."""

from collections.abc import Iterator

import databases
import pytest
from bars import Bars
from measure import Meter, Trap
from running import bench_server, fill

BARS = pytest.StashKey[Bars]()
APPOINTMENTS = 20_000  # of each establishment


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="bench: fewer rounds and a smaller database")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BARS] = Bars()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash[BARS].rows:
        terminalreporter.section("bars")
        terminalreporter.line("\n".join(config.stash[BARS].lines()))


@pytest.fixture(scope="session")
def quick(request: pytest.FixtureRequest) -> bool:
    return request.config.getoption("--quick")


@pytest.fixture(scope="session")
def rounds(quick: bool) -> int:
    return 3 if quick else 11


@pytest.fixture(scope="session")
def elsewhere(quick: bool) -> int:
    """Appointments of other establishments in the larger database."""
    return APPOINTMENTS * (2 if quick else 15)


@pytest.fixture(scope="session")
def bars(request: pytest.FixtureRequest) -> Bars:
    return request.config.stash[BARS]


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """One establishment with 20,000 appointments."""
    with databases.scratch(demo=False) as name:
        fill(name, f"first(env, {APPOINTMENTS})")
        yield name


@pytest.fixture(scope="session")
def large_database(database: str, elsewhere: int) -> Iterator[str]:
    """The same with many more appointments in other establishments."""
    name = f"{database}_large"
    databases.clone(database, name)
    try:
        fill(name, f"others(env, {elsewhere // APPOINTMENTS}, {APPOINTMENTS})")
        yield name
    finally:
        databases.drop(name)


@pytest.fixture(scope="session")
def trap(database: str) -> Iterator[Trap]:
    """What the server takes for its mail server and its SMS provider."""
    with Trap() as trap:
        parameters = ("sms.endpoint", f"http://127.0.0.1:{trap.port}")
        statement = """
            INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value
        """
        databases.query(statement, parameters, database)
        yield trap


@pytest.fixture(scope="session")
def meter(database: str, large_database: str, trap: Trap) -> Iterator[Meter]:
    """One worker on the smaller database; the larger one is cloned before anybody is connected to it."""
    smtp = ("--smtp=127.0.0.1", f"--smtp-port={trap.port}")
    with bench_server(database, 1, *smtp) as server, Meter(server) as meter:
        yield meter


@pytest.fixture
def large_meter(large_database: str) -> Iterator[Meter]:
    """One worker on the larger database."""
    with bench_server(large_database, 1) as server, Meter(server) as meter:
        yield meter


@pytest.fixture
def crowded_meter(large_database: str) -> Iterator[Meter]:
    """Four workers on the larger database."""
    with bench_server(large_database, 4) as server, Meter(server) as meter:
        yield meter
