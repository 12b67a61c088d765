"""What becomes of a message when a gateway answers, fails or falls silent: never twice, never lost."""

import dataclasses
import logging
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import clicrdv_booking_gateways.wire as wire
import pytest
from clicrdv_booking_gateways import (
    PROTOCOLS,
    Account,
    BadReport,
    BadSetting,
    Incoming,
    Outcome,
    check_url,
    open_gateway,
)
from clicrdv_booking_tests.sms_dialects import SECRET
from clicrdv_booking_tests.sms_peer import SmsPeer
from gateway_accounts import DIALECTS, HASTY, NUMBER, TEXT, TOKEN, account, gateway, sms


@pytest.fixture
def peer():
    with SmsPeer() as running:
        yield running


#: behaviour of the gateway: outcome, code, how often the message will really be sent
FATES = {
    "accept": (Outcome.ACCEPTED, "", 1),
    "slow": (Outcome.ACCEPTED, "", 1),
    "busy": (Outcome.RETRY, "busy", 0),
    "moved": (Outcome.RETRY, "configuration", 0),
    "redirect": (Outcome.UNKNOWN, "unreadable", 0),
    "late": (Outcome.UNKNOWN, "timeout", 1),
    "drip": (Outcome.UNKNOWN, "timeout", 1),
    "cut_before": (Outcome.UNKNOWN, "cut", 0),
    "cut_after": (Outcome.UNKNOWN, "cut", 1),
    "garbage": (Outcome.UNKNOWN, "unreadable", 1),
    "broken": (Outcome.UNKNOWN, "unreadable", 1),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("behaviour", FATES)
def test_each_behaviour_of_a_gateway_has_one_outcome(peer, dialect, behaviour):
    outcome, code, times = FATES[behaviour]
    peer.next(behaviour)
    answer = gateway(dialect, peer.url, **(HASTY if code == "timeout" else {})).send(sms())
    assert (answer.outcome, answer.code) == (outcome, code)
    assert peer.wait_for(times), "it may read more slowly than we lose patience"
    assert (len(peer.taken), peer.counts["requests"]) == (times, 1)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_a_gateway_refuses_is_refused(peer, dialect):
    peer.next("refuse")
    assert gateway(dialect, peer.url).send(sms()).outcome is Outcome.REFUSED
    assert not peer.taken


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_wrong_password_is_a_matter_of_configuration_and_the_message_waits(peer, dialect):
    answer = gateway(dialect, peer.url, secret="wrong").send(sms())
    assert (answer.outcome, answer.code) == (Outcome.RETRY, "configuration")
    assert peer.counts["denied"] == 1


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_gateway_reads_what_was_meant(peer, dialect):
    for text, encoding in ((TEXT, "gsm7"), ("100 % & = ? # + « ç œ » \U0001f600\n€", "ucs2")):
        answer = gateway(dialect, peer.url).send(sms(text=text, encoding=encoding))
        assert answer.reference == ("" if dialect == "kannel" else peer.taken[-1].reference)
        assert (peer.taken[-1].text, peer.taken[-1].number, peer.taken[-1].sender) == (text, NUMBER, "Salon")
    codings = {"kannel": ["0", "2"], "jasmin": ["0", "8"], "ovh": ["7bit", "8bit"], "twilio": ["", ""]}
    assert [message.coding for message in peer.taken] == codings[dialect]


# ---- not sent ---------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_refused_connection_has_sent_nothing():
    answer = gateway("kannel", f"http://127.0.0.1:{free_port()}").send(sms())
    assert (answer.outcome, answer.code) == (Outcome.RETRY, "connect")


def test_a_host_without_address_has_sent_nothing():
    answer = gateway("twilio", "https://gateway.invalid").send(sms())
    assert (answer.outcome, answer.code) == (Outcome.RETRY, "connect")


def test_a_time_out_of_connecting_has_sent_nothing():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:  # fill the queue of connections that nobody accepts
            client.setblocking(False)
            client.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        answer = gateway("kannel", url, connect_timeout_seconds=0.3).send(sms())
        for client in waiting:
            client.close()
    assert (answer.outcome, answer.code) == (Outcome.RETRY, "timeout")


@pytest.mark.parametrize(
    "url", ["http://gateway.example", "https://user@gateway.example", "ftp://127.0.0.1", "", "https://"]
)
def test_an_address_that_is_not_allowed_is_never_called(url):
    answer = gateway("kannel", url).send(sms())
    assert (answer.outcome, answer.code) == (Outcome.RETRY, "configuration")


def test_a_protocol_without_its_keys_sends_nothing_and_says_configuration(peer):
    answer = gateway("ovh", peer.url, extra={}).send(sms())
    assert (answer.outcome, answer.code) == (Outcome.RETRY, "configuration")
    assert not peer.counts["requests"]


# ---- kept connections -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_kept_connection_that_breaks_is_never_taken_as_not_sent(peer, dialect):
    peer.next("accept", "cut_before", "accept", "cut_after")
    one = gateway(dialect, peer.url)
    outcomes = [one.send(sms()).outcome for _ in range(4)]
    assert outcomes == [Outcome.ACCEPTED, Outcome.UNKNOWN, Outcome.ACCEPTED, Outcome.UNKNOWN]
    assert peer.counts["connections"] == 2


def test_a_connection_that_the_gateway_has_closed_meanwhile_is_replaced(peer):
    peer.always = "accept_close"
    one = gateway("kannel", peer.url)
    outcomes = Counter(one.send(sms()).outcome for _ in range(20))
    # on a loaded machine the end of a connection may still be under way: then it is unknown, never to be sent again
    assert set(outcomes) <= {Outcome.ACCEPTED, Outcome.UNKNOWN} and outcomes[Outcome.ACCEPTED] > 10
    assert len(peer.taken) >= outcomes[Outcome.ACCEPTED]


def test_a_connection_that_rested_too_long_is_not_used_again(peer, monkeypatch):
    one = gateway("kannel", peer.url)
    one.send(sms())
    one.send(sms())
    assert peer.counts["connections"] == 1
    monkeypatch.setattr(wire, "_KEEP_SECONDS", -1)
    one.send(sms())
    assert peer.counts["connections"] == 2


def test_eight_threads_share_a_gateway_each_with_a_connection_of_its_own(peer):
    peer.always = "slow"
    one = gateway("jasmin", peer.url)
    messages = [sms(f"+336399{number:05}") for number in range(400)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(one.send, messages))
    assert {answer.outcome for answer in answers} == {Outcome.ACCEPTED}
    assert peer.numbers() == Counter(message.number for message in messages)
    # each answer belongs to its own message
    references = {message.number: message.reference for message in peer.taken}
    assert [answer.reference for answer in answers] == [references[message.number] for message in messages]
    assert peer.counts["connections"] <= 8


def test_the_environment_names_no_proxy(peer, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert gateway("kannel", peer.url).send(sms()).outcome is Outcome.ACCEPTED


# ---- secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS)
def test_neither_log_nor_answer_nor_repr_tells_a_secret_a_number_or_a_text(peer, dialect, caplog):
    caplog.set_level(logging.DEBUG)
    behaviours = [*FATES, "refuse"]
    peer.next(*behaviours)
    used, message = account(dialect, peer.url, **HASTY), sms()
    answers = [open_gateway(used).send(message) for _ in behaviours]
    answers += [gateway(dialect, peer.url, secret=f"wrong {SECRET}").send(message)]
    answers += [gateway(dialect, f"http://127.0.0.1:{free_port()}").send(message)]
    told = caplog.text + repr((used, message, answers))
    for private in (SECRET, NUMBER, NUMBER[1:], TEXT, "Zo%C3%A9", TOKEN):
        assert private not in told


def test_the_demo_gateway_takes_everything_and_tells_nothing(caplog):
    caplog.set_level(logging.INFO)
    answer = open_gateway(Account("demo")).send(sms(uuid="one"))
    assert (answer.outcome, answer.reference) == (Outcome.ACCEPTED, "demo-one")
    assert len(caplog.records) == 1 and "one" in caplog.text
    assert NUMBER not in caplog.text and TEXT not in caplog.text


def test_the_demo_gateway_reads_no_reports():
    with pytest.raises(BadReport, match="malformed"):
        open_gateway(Account("demo")).read_report(Incoming("GET", "https://a.example/r"))


# ---- settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "https://a.example:8443/x?y=1",
        "http://127.0.0.1",
        "http://127.9.9.9:80",
        "http://[::1]:1",
        "http://localhost",
    ],
)
def test_an_address_is_https_or_on_this_machine(url):
    check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example", "http://10.0.0.1", "http://0.0.0.0", "http://localhost.a.example", "http://127.0.0.1.nip.io",
        "https://u:p@a.example", "https://@a.example", "https://a.example/#f", "https://a.example#", "https:///x",
        "//a.example", "javascript:alert(1)", "https://a.example/\n", "https://a b.example", "https://a.example\\@b", "https://a.example:x",
        "https://é.example", "https://a.example:0", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_any_other_address_is_refused(url):
    with pytest.raises(ValueError):
        check_url(url)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_accounts_of_these_tests_are_complete(dialect):
    used = account(dialect, "http://127.0.0.1:1")
    PROTOCOLS[used.protocol].check(used)


@pytest.mark.parametrize(
    ("dialect", "changes", "setting", "code"),
    [
        ("kannel", {"base_url": ""}, "base_url", "missing"),
        ("kannel", {"base_url": "http://a.example"}, "base_url", "bad_address"),
        ("kannel", {"base_url": "https://a.example/?x"}, "base_url", "bad_address"),
        ("ovh", {"secret": ""}, "secret", "missing"),
        ("ovh", {"extra": {}}, "application_key", "missing"),
        ("twilio", {"user": ""}, "user", "missing"),
        ("twilio", {"user": "AC/../x"}, "user", "bad_sid"),
    ],
)
def test_an_account_that_cannot_work_names_the_setting(dialect, changes, setting, code):
    used = dataclasses.replace(account(dialect, "http://127.0.0.1:1"), **changes)
    with pytest.raises(BadSetting) as refused:
        PROTOCOLS[used.protocol].check(used)
    assert (refused.value.setting, refused.value.code) == (setting, code)
