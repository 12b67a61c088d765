"""A gateway from which nothing leaves: for demonstrations and for copies of a database."""

from __future__ import annotations

import logging

from .base import Account, Answer, Gateway, Outcome, Sms

_logger = logging.getLogger(__name__)


class DemoGateway(Gateway):
    """Takes each message and sends none."""

    @classmethod
    def check(cls, account: Account) -> None:
        """Any account will do."""

    def send(self, sms: Sms) -> Answer:
        _logger.info("demo gateway: SMS %s of %s part(s) kept here", sms.uuid, sms.parts)
        return Answer(Outcome.ACCEPTED, f"demo-{sms.uuid}")
