"""A health page for tests: a real HTTP server on this machine that is up, down, slow or says nonsense.

Plain Python without Odoo. ``says`` is the next answers' kind:

========= =================================================================================================
up, fault 200 with status ok; 503 with status fault
parked    200 with a page that is no health page; ``list``, ``lie``: JSON that is not an object, or is not ok
redirect  302 to a page that is up
huge      200 with more than anybody reads; ``drip``: one byte at a time, for ever
silent    takes the request and never answers; ``cut``: closes the connection instead
========= =================================================================================================
"""

import contextlib
import http.server
import threading

_UP = b'{"status": "ok", "faults": []}'
_PLAIN = {
    "up": (200, _UP),
    "fault": (503, b'{"status": "fault"}'),
    "parked": (200, b"<html>This domain is for sale</html>"),
    "list": (200, b'["ok"]'),
    "lie": (200, b'{"status": "fault"}'),
    "redirect": (302, b""),
    "huge": (200, b"[" * 1_000_000),
}


class HealthPeer:
    """The server; a context manager. ``url`` is its health page, ``asked`` how often it was asked."""

    def __init__(self):
        self.says = "up"
        self.asked = 0
        self.stopping = threading.Event()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page)
        self._server.daemon_threads = True
        self._server.peer = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/clicrdv/health"

    def __enter__(self):
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        peer = self.server.peer
        peer.asked += 1
        with contextlib.suppress(OSError):  # whoever asked may be gone
            if peer.says in _PLAIN:
                self._plain(*_PLAIN[peer.says])
            elif peer.says == "drip":
                self._drip(peer.stopping)
            elif peer.says == "silent":
                peer.stopping.wait()

    def _plain(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Location", "/up")
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, stopping):
        self.send_response(200)
        self.end_headers()
        while not stopping.wait(0.01):
            self.wfile.write(b" ")

    def log_message(self, *_args):
        """Say nothing."""
