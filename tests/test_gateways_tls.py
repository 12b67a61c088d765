"""Messages over TLS: the certificate is checked before anything leaves, and a broken connection is still told apart."""

import datetime
import ipaddress
import ssl

import pytest
import requests.adapters
from clicrdv_booking_gateways import Outcome
from clicrdv_booking_tests.sms_peer import SmsPeer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from gateway_accounts import HASTY, gateway, sms


def certificate(address: str) -> tuple[bytes, bytes]:
    """Return a certificate for an address of this machine, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a gateway")])
    now = datetime.datetime.now(datetime.timezone.utc)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    return signed.public_bytes(encoding), private


def tls_peer(tmp_path, address="127.0.0.1") -> SmsPeer:
    public, private = certificate(address)
    (tmp_path / "certificate.pem").write_bytes(public)
    (tmp_path / "both.pem").write_bytes(public + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    return SmsPeer(context)


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "certificate.pem"))


def test_a_certificate_that_nobody_vouches_for_gets_no_message(tmp_path):
    with tls_peer(tmp_path) as peer:
        answer = gateway("twilio", peer.url).send(sms())
        assert (answer.outcome, answer.code) == (Outcome.RETRY, "tls")
        assert not peer.counts["requests"]


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host_gets_no_message(tmp_path):
    with tls_peer(tmp_path, "127.0.0.2") as peer:
        answer = gateway("twilio", peer.url).send(sms())
        assert (answer.outcome, answer.code) == (Outcome.RETRY, "tls")
        assert not peer.counts["requests"]


@pytest.mark.usefixtures("trusted")
def test_a_kept_connection_that_breaks_is_unknown_over_tls_too(tmp_path):
    with tls_peer(tmp_path) as peer:
        peer.next("accept", "accept", "cut_after", "accept")
        one = gateway("twilio", peer.url)
        answers = [one.send(sms()) for _ in range(4)]
        assert [answer.code for answer in answers] == ["", "", "cut", ""]
        assert answers[2].outcome is Outcome.UNKNOWN
        assert (len(peer.taken), peer.counts["connections"]) == (4, 2)


@pytest.mark.usefixtures("trusted")
def test_a_gateway_that_never_answers_is_unknown_over_tls_too(tmp_path):
    with tls_peer(tmp_path) as peer:
        peer.next("late")
        answer = gateway("twilio", peer.url, **HASTY).send(sms())
        assert (answer.outcome, answer.code) == (Outcome.UNKNOWN, "timeout")
        assert peer.wait_for(1)
