"""Yousign for tests: a real HTTP server on this machine that plays the documented flow of one order, and its faults.

Plain Python without Odoo. What happens to a call is chosen before it comes:

    with YousignPeer() as peer:
        peer.next("activate", "busy", "ok")     # the first activation is answered 429, the second one is taken
        ...
        peer.sign(peer.only().id)
        body, headers = peer.event("signature_request.done", peer.only().id)

============= =================================================================================
ok            does it and says so
busy          429 with Retry-After, nothing done
refuse        422, nothing done
cut_before    closes the connection without having done it; ``cut_after``: having done it
broken_before 500 without having done it; ``broken_after``: having done it
late          does it and does not answer as long as anybody waits
garbage       does it and answers 200 with a page that is no JSON
not_ready     404, as for a file that is still being made
============= =================================================================================
"""

import contextlib
import hashlib
import hmac
import itertools
import json
import re
import socketserver
import threading
import urllib.parse
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

KEY, SECRET = "k3y-of-the-sandbox", "s3cret-of-the-webhook"
RETRY_AFTER = 7
SIGNED_PDF, AUDIT_PDF = b"%PDF-1.7 signed by ", b"%PDF-1.7 audit trail of "
_SILENT = {"cut_before", "cut_after", "late"}
_NOT_DOING = {"busy", "refuse", "cut_before", "broken_before", "not_ready"}
_ODD = {"busy": 429, "refuse": 422, "broken_before": 500, "broken_after": 500, "not_ready": 404}
_HOLD_SECONDS = 60.0


@dataclass
class Held:
    """A signature request that this server holds."""

    id: str
    external_id: str
    name: str
    status: str = "draft"
    documents: dict = field(default_factory=dict)
    signers: dict = field(default_factory=dict)
    #: how often its signer was written to
    notified: int = 0

    def said(self):
        return {
            "id": self.id,
            "status": self.status,
            "name": self.name,
            "external_id": self.external_id,
            "documents": [{"id": key, "nature": "signable_document"} for key in self.documents],
            "signers": [{"id": key, "status": "initiated"} for key in self.signers],
        }


class YousignPeer:
    """The server; a context manager. ``url`` is its base address."""

    def __init__(self):
        self.requests: dict[str, Held] = {}
        self.counts: Counter[str] = Counter()  # by call
        self.signed_at = "2027-01-11T09:30:00+00:00"
        self._queues: dict[str, deque] = defaultdict(deque)
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Connection)
        self._server.peer = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v3"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    # === WHAT A TEST SAYS === #

    def next(self, call, *behaviours):
        """Say what happens to the next calls of one kind."""
        self._queues[call].extend(behaviours)

    def only(self):
        """The one request that was made."""
        [request] = self.requests.values()
        return request

    def sign(self, request_id):
        self.requests[request_id].status = "done"

    def event(self, name, request_id, event_id="ev-1", secret=SECRET, sandbox=True, at="1799659800"):
        """What the webhook would send.

        :return: (body, headers)
        """
        request = self.requests[request_id]
        said = {
            "event_id": event_id,
            "event_name": name,
            "event_time": at,
            "subscription_id": "sub-1",
            "subscription_description": "orders",
            "sandbox": sandbox,
            "data": {"signature_request": {**request.said(), "signers": [{"info": {"email": "person@example.com"}}]}},
        }
        body = json.dumps(said).encode()
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Yousign-Signature-256": f"sha256={signature}",
            "X-Yousign-Retry": "0",
            "User-Agent": "Yousign Webhook Bot",
        }
        return body, headers

    # === WHAT THE SERVER DOES === #

    def serve(self, connection, method, path, body):
        if connection.headers.get("Authorization") != f"Bearer {KEY}":
            return connection.answer(401, {"detail": "Access token is invalid"})
        call, arguments = _route(method, path)
        with self._lock:
            self.counts[call] += 1
            behaviour = self._queues[call].popleft() if self._queues[call] else "ok"
            status, said = 200, {}
            if behaviour not in _NOT_DOING:
                status, said = self._do(call, arguments, connection.headers.get("Content-Type", ""), body)
        if behaviour == "late":
            self._stopping.wait(_HOLD_SECONDS)
        if behaviour in _SILENT:
            return connection.drop()
        if behaviour == "garbage":
            return connection.answer(200, b"<html>nonsense</html>")
        headers = {"Retry-After": str(RETRY_AFTER)} if behaviour == "busy" else {}
        odd = _ODD.get(behaviour)
        return connection.answer(odd or status, {"detail": behaviour} if odd else said, headers)

    def _do(self, call, arguments, kind, body):
        if call == "unknown":
            return 404, {"detail": "no such path"}
        if call == "create":
            asked = json.loads(body)
            number = next(self._numbers)
            request = Held(f"sr-{number}", asked["external_id"], asked["name"])
            self.requests[request.id] = request
            return 201, request.said()
        if call == "find":
            return 200, {"data": [r.said() for r in self.requests.values() if r.external_id == arguments[0]]}
        request = self.requests.get(arguments[0])
        if request is None:
            return 404, {"detail": "Not found"}
        return getattr(self, f"_{call}")(request, kind, body)

    def _look(self, request, _kind, _body):
        return 200, request.said()

    def _upload(self, request, kind, body):
        if not kind.startswith("multipart/form-data") or b'name="nature"' not in body:
            return 400, {"detail": "multipart with file and nature"}
        key = f"doc-{next(self._numbers)}"
        request.documents[key] = body
        return 201, {"id": key, "nature": "signable_document"}

    def _add_signer(self, request, _kind, body):
        asked = json.loads(body)
        if asked["fields"][0]["document_id"] not in request.documents or not asked["info"]["email"]:
            return 400, {"detail": "unknown document"}
        key = f"signer-{next(self._numbers)}"
        request.signers[key] = asked
        return 201, {"id": key, "status": "initiated"}

    def _activate(self, request, _kind, _body):
        if request.status != "draft" or not request.signers:
            return 400, {"detail": "no draft with a signer"}
        return self._notify(request)

    def _reactivate(self, request, _kind, _body):
        return self._notify(request) if request.status == "expired" else (400, {"detail": "not expired"})

    def _notify(self, request):
        request.status = "ongoing"
        request.notified += 1
        return 201, request.said()

    def _cancel(self, request, _kind, body):
        if request.status not in ("ongoing", "approval") or not json.loads(body).get("reason"):
            return 400, {"detail": "not ongoing"}
        request.status = "canceled"
        return 201, request.said()

    def _delete(self, request, _kind, _body):
        request.status = "deleted"
        return 204, b""

    def _download(self, request, _kind, _body):
        return (200, SIGNED_PDF + request.id.encode()) if request.status == "done" else (404, {"detail": "not done"})

    def _audit(self, request, _kind, _body):
        return (200, AUDIT_PDF + request.id.encode()) if request.status == "done" else (404, {"detail": "not done"})

    def _signed_at(self, request, _kind, _body):
        return 200, {"version": 5, "signer": {"id": "x", "signature_process_completed_at": self.signed_at}}


_ROUTES = [
    ("POST", r"/signature_requests", "create"),
    ("GET", r"/signature_requests\?external_id\[eq\]=([^&]+)&limit=10", "find"),
    ("GET", r"/signature_requests/([^/?]+)", "look"),
    ("DELETE", r"/signature_requests/([^/?]+)", "delete"),
    ("POST", r"/signature_requests/([^/?]+)/documents", "upload"),
    ("POST", r"/signature_requests/([^/?]+)/signers", "add_signer"),
    ("POST", r"/signature_requests/([^/?]+)/activate", "activate"),
    ("POST", r"/signature_requests/([^/?]+)/reactivate", "reactivate"),
    ("POST", r"/signature_requests/([^/?]+)/cancel", "cancel"),
    ("GET", r"/signature_requests/([^/?]+)/documents/download\?version=completed(?:&.*)?", "download"),
    ("GET", r"/signature_requests/([^/?]+)/audit_trails/download(?:\?.*)?", "audit"),
    ("GET", r"/signature_requests/([^/?]+)/signers/[^/?]+/audit_trails", "signed_at"),
]


def _route(method, path):
    path = urllib.parse.unquote(path.removeprefix("/v3"))
    for verb, pattern, call in _ROUTES:
        found = verb == method and re.fullmatch(pattern, path)
        if found:
            return call, found.groups()
    return "unknown", ()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with contextlib.suppress(OSError):
            self.server.peer.serve(self, self.command, self.path, body)

    do_GET = do_POST = do_DELETE = _serve

    def answer(self, status, said, headers=None):
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if not isinstance(said, bytes) else "application/pdf")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drop(self):
        """Close the connection instead of an answer."""
        self.close_connection = True

    def log_message(self, *_arguments):
        """Say nothing."""
