"""A mail server on this machine that takes, refuses or postpones e-mails, and hangs up on demand."""

import contextlib
import email
import email.policy
from unittest.mock import patch

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from odoo.addons.base.models.ir_mail_server import IrMail_Server

ANSWERS = {"refuse": "550 5.1.1 No such user", "later": "451 4.7.1 Greylisted, try again"}


class _Handler(Message):
    """Keeps what comes; recipients have a behaviour of their own by the first part of their address."""

    def __init__(self):
        super().__init__()
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  named by aiosmtpd
        behaviour = address.partition("@")[0]
        if behaviour == "hang_up":
            server.transport.close()
        if behaviour in ANSWERS:
            return f"{ANSWERS[behaviour]} <{address}>"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def prepare_message(self, session, envelope):
        return email.message_from_bytes(envelope.content, policy=email.policy.default)

    def handle_message(self, message):
        self.taken.append(message)


class _AnyPort(Controller):
    """Listens where the system lets it, and finds itself there."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        return super()._trigger_server()


class SmtpPeer:
    """A context manager; ``taken`` are the e-mails that came, parsed."""

    def __init__(self, env):
        self.env = env
        self._handler = _Handler()
        self.taken = self._handler.taken
        self._port = 0

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        self._stack.enter_context(patch.object(IrMail_Server, "_disable_send", return_value=False))
        self.start()
        self._stack.callback(self.stop)
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {
                "name": "Loopback",
                "smtp_host": "127.0.0.1",
                "smtp_port": self._port,
                "smtp_encryption": "none",
            }
        )
        return self

    def __exit__(self, *_exception):
        self._stack.close()

    def start(self):
        """Be there, at the same address as before."""
        self._controller = _AnyPort(self._handler, hostname="127.0.0.1", port=self._port)
        self._controller.start()
        self._port = self._controller.port

    def stop(self):
        """Go; who connects is refused."""
        if self._controller:
            self._controller.stop()
            self._controller = None
