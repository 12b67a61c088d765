"""One server with the demo data and one browser for all tests of this folder."""

import databases
import neighbour
import pytest
import server as servers
from browser import Browser

LIMITS = ("search", "slots", "same_slots", "hold", "held", "confirm", "contact", "token")


def prepare(database):
    """Lift the limits, as all visitors come from one address, and let another site embed one establishment."""
    for name in LIMITS:
        databases.query(
            "INSERT INTO ir_config_parameter (key, value) VALUES (%s, '0') ON CONFLICT DO NOTHING",
            (f"clicrdv_booking.limit_{name}",),
            database,
        )
    databases.query(
        "UPDATE res_company SET booking_max_upcoming = 0, booking_frame_ancestors = %s WHERE booking_slug IS NOT NULL",
        (f"http://localhost:{neighbour.PORT}",),
        database,
    )


@pytest.fixture(scope="session")
def server():
    with databases.scratch() as database:
        prepare(database)
        with servers.OdooServer(database=database) as running:
            yield running


@pytest.fixture(scope="session")
def browser():
    with Browser() as running:
        yield running
