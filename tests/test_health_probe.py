"""A look at a real health page that is up, down, slow or says nonsense (BKG-40)."""

import time

import pytest
from clicrdv_billing_gateways import health_probe
from clicrdv_billing_tests.health_peer import HealthPeer


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ("up", ""),
        ("fault", "status 503"),
        ("parked", "answer"),
        ("list", "answer"),
        ("lie", "answer"),
        ("redirect", "status 302"),
        ("huge", "answer"),
        ("drip", "timeout"),
        ("silent", "timeout"),
        ("cut", "connect"),
    ],
)
def test_only_a_page_that_says_ok_in_time_is_up(says, reason):
    with HealthPeer() as peer:
        peer.says = says
        before = time.monotonic()
        found = health_probe.look(peer.url, timeout_seconds=0.5)
        assert time.monotonic() - before < 5
    assert (found.ok, found.reason) == (not reason, reason)
    assert peer.asked == 1, "nothing is tried again, no redirect is followed"


def test_a_server_that_is_gone_is_down():
    with HealthPeer() as peer:
        url = peer.url
    assert health_probe.look(url, timeout_seconds=0.5).reason == "connect"


@pytest.mark.parametrize(
    "url", ["", "rdv.example.com", "ftp://example.com", "file:///etc/hosts", "http://", "http://[", "http://a:b@c/",
            "http://example.com:0/", "http://example.com:99999/", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_told(url):
    assert not health_probe.is_address(url)


@pytest.mark.parametrize("url", ["https://rdv.example.com/clicrdv/health", "http://127.0.0.1:8069/clicrdv/health"])
def test_an_address_of_a_page_is_accepted(url):
    assert health_probe.is_address(url)
