"""A month to bill, in a database that is copied for each test."""

import pathlib
import sys
from collections.abc import Iterator

import databases
import pytest

# the scenery of the bench, smaller
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "bench"))

from running import fill  # noqa: E402

ESTABLISHMENTS, MESSAGES = 6, 60


@pytest.fixture(scope="module")
def month() -> Iterator[str]:
    """A database with six establishments, their ledger of a month, and the run that is started."""
    with databases.scratch(demo=False) as name:
        fill(name, f"bench(env, {ESTABLISHMENTS}, {MESSAGES})", "scenery_billing")
        fill(name, "open_run(env)", "scenery_billing")
        yield name


@pytest.fixture
def database(month: str) -> Iterator[str]:
    """A copy of it."""
    name = f"{month}_copy"
    databases.clone(month, name)
    try:
        yield name
    finally:
        databases.drop(name)
