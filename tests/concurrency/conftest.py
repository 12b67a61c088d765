import crowd
import invariants
import pytest
import server as servers
from jobs import Jobs
from messages import Gateway


@pytest.fixture(scope="module")
def server():
    """Four workers on a database without demo data; at the end no deadlock has happened and nothing was logged."""
    refused = [r"odoo\.http: This time has just been taken"]  # core's warning for a refusal in the back office
    with servers.OdooServer(workers=4, demo=False, expected_logs=refused) as running:
        crowd.Staff(running).lift_limits()
        yield running
        running.stop()  # a session reports its deadlocks when it ends
        assert invariants.deadlocks(running.database) == 0


@pytest.fixture(scope="module")
def jobs(server):
    """The job that sends messages, in processes of its own; one test takes its database away."""
    lost = [r"odoo\.sql_db: bad query: .*(server closed the connection|terminating connection)"]
    with Jobs(server.database, lost) as running:
        yield running


@pytest.fixture
def gateway():
    """The gateway that SMS go to."""
    with Gateway() as running:
        yield running


@pytest.fixture
def salon(server, request):
    """Make an establishment of this test's own; afterwards everything that must always hold is checked."""
    yield lambda **options: crowd.Salon(crowd.Staff(server), server, **{"name": request.node.name, **options})
    assert invariants.broken(server.database) == {}
    assert "deadlock detected" not in server.log.read_text()
