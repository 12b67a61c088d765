"""An SMS gateway for tests: a real HTTP server on this machine that speaks as Kannel, Jasmin, OVHcloud and Twilio do.

Plain Python without Odoo. What happens to a message is chosen before it comes, for the next ones or by number:

    with SmsPeer() as peer:
        peer.next("busy", "accept")             # the first message, then the second one; "accept" from then on
        peer.by_number["+33639980001"] = "cut_after"
        ...
        peer.taken                              # the messages that it would really send, twice when they came twice
        peer.report(peer.taken[0], "delivered") # calls the address that came with the message

=============== ==================================================================================================
accept, slow    takes the message, at once or after 20 ms
accept_close    takes it, then closes the connection without having announced it
refuse, busy    does not take it, for ever or for now
late            takes it and never answers
cut_before      closes the connection instead of an answer, without having taken it; ``cut_after``: having taken it
garbage, broken takes it and answers 200 with a long page of nonsense, or 500
drip            takes it and answers one byte at a time, for ever
redirect, moved answers 302 or 301 to the same address, and takes nothing
=============== ==================================================================================================
"""

import contextlib
import itertools
import random
import socketserver
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, deque

from .sms_dialects import Denied, Request, Taken, answer_to, dialect_of, inbound_call, report_call

TAKING = {"accept", "slow", "accept_close", "late", "cut_after", "garbage", "broken", "drip"}
_SILENT = {"cut_before", "cut_after"}
_ODD = {
    "garbage": (200, "<html>" + "nonsense " * 20_000),
    "broken": (500, "out of order"),
    "redirect": (302, ""),
    "moved": (301, ""),
}
_HOLD_SECONDS = 60.0  # longer than any time-out in a test


def call(url, form=None, headers=None):
    """Call one of our addresses as a gateway does; return status and body."""
    body = urllib.parse.urlencode(form).encode() if form is not None else None
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, body, headers or {}), timeout=30) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


class SmsPeer:
    """The server; a context manager. ``url`` is its base address, ``ovh_report_url`` the one set once at OVHcloud."""

    def __init__(self, ssl_context=None):
        self.taken: list[Taken] = []
        self.counts: Counter[str] = Counter()  # by behaviour, and "connections", "requests", "denied"
        self.by_number: dict[str, str] = {}
        self.always = "accept"
        self.ovh_report_url = ""
        self._queue: deque[str] = deque()
        self._numbers = itertools.count(1000)
        self._lock = threading.Condition()
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Connection)
        self._server.peer = self
        self._server.ssl_context = ssl_context
        self.url = f"http{'s' * bool(ssl_context)}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def next(self, *behaviours):
        """Say what happens to the next messages; a number with a behaviour of its own uses none of these up."""
        self._queue.extend(behaviours)

    def numbers(self):
        """Return how often each number was taken."""
        return Counter(message.number for message in self.taken)

    def wait_for(self, count, timeout_seconds=15):
        """Return whether ``count`` messages are taken, waiting for them at most so long."""
        with self._lock:
            return self._lock.wait_for(lambda: len(self.taken) >= count, timeout_seconds)

    def report(self, message, state):
        """Report one state ("accepted", "sent", "delivered" or "failed") of one message; return status and body."""
        return call(*report_call(message, state, self.ovh_report_url))

    def report_all(self, states=("accepted", "sent", "delivered"), copies=1, seed=0):
        """Report all states of all messages ``copies`` times, in any order; return how many were answered how."""
        calls = [(message, state) for message in self.taken for state in states for _copy in range(copies)]
        random.Random(seed).shuffle(calls)
        return Counter(self.report(message, state)[0] for message, state in calls)

    def inbound(self, url, number, text, dialect="kannel", key="mo-1"):
        """Send the message of a client to one of our addresses; return status and body."""
        return call(*inbound_call(url, number, text, dialect, key))

    def count(self, what):
        with self._lock:
            self.counts[what] += 1

    def serve(self, connection, request):
        """Answer one request; return whether the connection stays open."""
        self.count("requests")
        try:
            message = dialect_of(request.path)(request)
        except Denied as denied:
            self.count("denied")
            return connection.answer(*denied.args)
        with self._lock:
            message.reference = str(next(self._numbers))
            behaviour = self.by_number.get(message.number) or (self._queue.popleft() if self._queue else self.always)
            self.counts[behaviour] += 1
        if behaviour == "slow":
            time.sleep(0.02)
        if behaviour in TAKING:
            with self._lock:
                self.taken.append(message)
                self._lock.notify_all()
        return self._behave(connection, request, message, behaviour)

    def _behave(self, connection, request, message, behaviour):
        if behaviour == "late":
            self._stopping.wait(_HOLD_SECONDS)
        if behaviour in _SILENT or behaviour == "late":
            return False
        if behaviour == "drip":
            connection.begin(200, 1000)
            while not self._stopping.wait(0.02) and connection.send(b"."):
                pass
            return False
        known = behaviour if behaviour in {"refuse", "busy"} else "accept"
        status, body = _ODD.get(behaviour) or answer_to(message, known)
        return connection.answer(status, body, request.target) and behaviour != "accept_close"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 256

    def get_request(self):
        client, address = super().get_request()
        if self.ssl_context:
            client = self.ssl_context.wrap_socket(client, server_side=True, do_handshake_on_connect=False)
        return client, address


class _Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    timeout = 30

    def handle(self):
        self.server.peer.count("connections")
        with contextlib.suppress(OSError):  # the client has gone
            while (request := self._read()) and self.server.peer.serve(self, request):
                pass

    def _read(self):
        line = self.rfile.readline(65536).split()
        if len(line) != 3:
            return None
        headers = {}
        while (header := self.rfile.readline(65536).rstrip()) != b"":
            name, _colon, value = header.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        return Request(
            line[0].decode(), line[1].decode(), headers, self.rfile.read(int(headers.get("content-length", 0)))
        )

    def begin(self, status, length, target="", body=b""):
        location = f"Location: {target}\r\n" if 300 <= status < 400 else ""
        head = f"HTTP/1.1 {status} .\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n{location}\r\n"
        self.wfile.write(head.encode() + body)

    def answer(self, status, body, target=""):
        self.begin(status, len(body.encode()), target, body.encode())
        return True

    def send(self, data):
        self.wfile.write(data)
        return True
