"""A demo server whose mail server and SMS gateway are ours; its scheduled jobs run when a test says so."""

import mailbox_server
import pytest
import server as servers
from clicrdv_booking_tests.sms_peer import SmsPeer


@pytest.fixture(scope="module")
def mailbox():
    with mailbox_server.Mailbox() as running:
        yield running


@pytest.fixture(scope="module")
def gateway():
    with SmsPeer() as running:
        yield running


@pytest.fixture(scope="module")
def server(mailbox):
    with servers.OdooServer(options=["--smtp=127.0.0.1", f"--smtp-port={mailbox.port}"]) as running:
        yield running
