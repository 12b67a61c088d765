"""A mail server on this machine that keeps what it is given."""

import email
import email.policy
import threading

import server
from aiosmtpd.controller import Controller


class Mailbox:
    """A context manager; ``mails`` are the parsed messages in the order of their arrival."""

    def __init__(self):
        self.mails: list[email.message.EmailMessage] = []
        self._lock = threading.Lock()
        self.port = server.free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server, _session, envelope):  # the name that aiosmtpd calls
        with self._lock:
            self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 kept"

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_error):
        self._controller.stop()

    def to(self, address):
        """The messages to one address."""
        with self._lock:
            return [mail for mail in self.mails if address in mail["To"]]
