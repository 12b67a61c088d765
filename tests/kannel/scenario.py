"""What happens between our gateway, a real Kannel and its operator, told as facts in JSON on the standard output.

A program of its own, as all of it has to run in one network namespace; test_kannel.py starts it there.
"""

import dataclasses
import fcntl
import http.server
import json
import pathlib
import queue
import socket
import struct
import sys
import tempfile
import threading
from urllib.parse import parse_qsl, urlencode, urlsplit

import kannel

sys.path.insert(0, str(kannel.HERE.parent))
import conftest  # noqa: F401 - makes the gateways importable
from clicrdv_booking_gateways import KANNEL, Account, Incoming, Sms, open_gateway
from clicrdv_booking_tests.sms_peer import SmsPeer, call

NUMBER = "+33639980001"
_PATIENCE_SECONDS = 15


class Listener:
    """Our public address: keeps what Kannel calls. A context manager."""

    def __init__(self) -> None:
        calls: queue.Queue[str] = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                calls.put(self.path)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.calls = calls

    def __enter__(self) -> "Listener":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next(self) -> Incoming:
        path = self.calls.get(timeout=_PATIENCE_SECONDS)
        return Incoming("GET", self.url + path, dict(parse_qsl(urlsplit(path).query, keep_blank_values=True)))


class Scenario:
    def __init__(self, operator: SmsPeer, listener: Listener) -> None:
        self.operator, self.listener = operator, listener
        account = Account("generic_http", kannel.URL, user=kannel.USER, secret=kannel.SECRET, extra=KANNEL)
        self.gateway = open_gateway(account)
        self.stranger = open_gateway(dataclasses.replace(account, secret="wrong"))
        self.facts: dict[str, object] = {}

    def sms(self, text: str, **changes: object) -> Sms:
        url = f"{self.listener.url}/report/t0k3n"
        return dataclasses.replace(Sms("uuid", NUMBER, text, sender="Salon", report_url=url), **changes)

    def send(self, text: str, **changes: object) -> str:
        return self.gateway.send(self.sms(text, **changes)).outcome.value

    def report(self) -> list[str]:
        incoming = self.listener.next()
        report = self.gateway.read_report(incoming)
        return [urlsplit(incoming.url).path, report.state, report.reference]

    def from_operator(self, **said: object) -> str:
        return call(f"{kannel.OPERATOR_URL}?{urlencode(said)}")[1]

    def reports(self) -> None:
        for mask, name in ((1, "delivered"), (2, "failed")):
            told = [self.send("Rendez-vous")]
            told += [self.report()]
            reference = self.operator.taken[-1].reference
            later = {"dlr-mid": reference, "dlr-mask": mask, "from": NUMBER, "to": "Salon"}
            told += [self.from_operator(**later), self.report(), self.from_operator(**later)]
            self.facts[name] = [*told, reference]

    def refusal(self) -> None:
        self.operator.next("refuse")
        self.facts["refused_by_operator"] = [self.send("Rendez-vous"), self.report()]

    def texts(self) -> None:
        taken = self.operator.taken
        for name, text, encoding, parts in (
            ("accents", "Rendez-vous à 9 h chez Zoé, 12 €", "gsm7", 1),
            ("ucs2", "Ça y est, chère sœur \U0001f600", "ucs2", 1),
            ("long", "0123456789" * 20, "gsm7", 2),
        ):
            before = len(taken)
            told = [self.send(text, encoding=encoding), self.report()[1]]  # only the first part has a report
            self.operator.wait_for(before + parts)
            self.facts[name] = [*told, text, [message.text for message in taken[before:]]]

    def inbound(self) -> None:
        self.from_operator(**{"from": NUMBER, "to": "36111", "text": "STOP à tous"})
        inbound = self.gateway.read_inbound(self.listener.next())
        self.facts["inbound"] = [inbound.number, inbound.text]

    def refused(self) -> None:
        answers = {
            "bad_password": self.stranger.send(self.sms("x")),
            "bad_number": self.gateway.send(self.sms("x", number="+33six")),
        }
        for name, answer in answers.items():
            self.facts[name] = [answer.outcome.value, answer.code]

    def run(self) -> None:
        self.reports()
        self.refusal()
        self.texts()
        self.inbound()
        self.refused()
        self.facts["calls_left"] = self.listener.calls.qsize()


def bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14x", b"lo", 0x1))  # SIOCSIFFLAGS, IFF_UP


def main() -> None:
    bring_loopback_up()
    with tempfile.TemporaryDirectory() as folder, SmsPeer() as operator, Listener() as listener:
        with kannel.Kannel(pathlib.Path(folder), operator.url, f"{listener.url}/mo"):
            scenario = Scenario(operator, listener)
            scenario.run()
        answer = scenario.gateway.send(scenario.sms("Kannel is stopped"))
        scenario.facts["stopped"] = [answer.outcome.value, answer.code]
    json.dump(scenario.facts, sys.stdout)


if __name__ == "__main__":
    main()
