from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..gateways import OPTED_OUT, Outcome
from ..gateways.dispatch import UNTRIED
from ..logic import message_states as states
from ..logic.gateway_health import LONGEST, PATIENCE, retry_delay_seconds

GIVE_UP_BATCH = 200


class ClicrdvMessage(models.Model):
    """What has become of a message: the answers of gateways, and the end of patience."""

    _inherit = "clicrdv.message"

    # === BUSINESS METHODS - ANSWERS === #

    @api.model
    def _store_answers(self, answers):
        """Write down what gateways have answered.

        :param answers: list of gateways.dispatch.Done
        """
        by_uuid = {done.uuid: done.answer for done in answers}
        accepted = {uuid: answer for uuid, answer in by_uuid.items() if answer.outcome is Outcome.ACCEPTED}
        # what has left is known, whatever writing down the others may meet
        for some in (accepted, {uuid: answer for uuid, answer in by_uuid.items() if uuid not in accepted}):
            if some:
                self._store_some_answers(some, fields.Datetime.now())

    @api.model
    def _store_some_answers(self, by_uuid, now):
        messages = self._lock_answered(list(by_uuid))
        for message in messages:
            message._store_answer(by_uuid[message.uuid], now)
        for gateway, mine in messages.grouped("gateway_id").items():
            gateway._note_answers([by_uuid[message.uuid] for message in mine], now)
        self._note_all("answer", [(message, by_uuid[message.uuid]) for message in messages])
        self._commit()

    @api.model
    def _lock_answered(self, uuids):
        """Messages that gateways have answered to; waits for the reports about them that are being written down."""
        rows = self.env.execute_query(
            SQL("SELECT id FROM clicrdv_message WHERE uuid = ANY(%s) ORDER BY id FOR NO KEY UPDATE", uuids)
        )
        messages = self.browse([message_id for (message_id,) in rows])
        messages.invalidate_recordset()  # a report may have come since they were handed over
        messages.fetch(["uuid", "state", "sent_at", "gateway_id", "gateway_reference", "attempts", "company_id"])
        return messages

    def _store_answer(self, answer, now):
        """Write down what a gateway has answered to one message.

        A delivery report may have been faster than the answer: then only what it did not know is added.

        :param gateways.Answer answer:
        """
        self.ensure_one()
        error = ": ".join(filter(None, [answer.code, answer.detail])) or False
        if answer.outcome is Outcome.ACCEPTED:
            self._mark_sent(now, answer.reference)
        elif self.state != states.SENDING:
            return
        elif answer.outcome is Outcome.UNKNOWN:
            self.write({"state": states.UNKNOWN, "error": error})
        elif answer.outcome is Outcome.REFUSED:
            self._refuse(answer, error)
        else:
            self._retry_later(error, now, tried=answer.code != UNTRIED)

    def _refuse(self, answer, error):
        """The gateway will never send this message."""
        if answer.code == OPTED_OUT:
            self.env["clicrdv.optout"]._note(self.company_id, "sms", self.recipient, "gateway")
        self._fail("blacklisted" if answer.code == OPTED_OUT else "refused", error)

    def _mark_sent(self, now, reference=""):
        """A gateway, a mail server, or a person, says that a message has left.

        :param str reference: what the gateway calls it
        """
        self.ensure_one()
        values = {"gateway_reference": self.gateway_reference or reference or False, "error": False}
        if not self.sent_at:
            values["sent_at"] = now
        if states.may(self.state, states.SENT):
            values["state"] = states.SENT
        self.write(values)
        self._tell_core()

    def _fail(self, reason, error=False):
        """Give a message up, and write an e-mail instead where the rule says so."""
        self.ensure_one()
        self.write({"state": states.FAILED, "reason": reason, "error": error})
        self._tell_core()
        if self.channel == "sms" and self.or_email:
            self._plan_email_instead()

    def _retry_later(self, error, now, tried=True):
        """Plan another try, later and later; whether it is still useful is seen then.

        :param str error: why it did not leave
        :param bool tried: the gateway was asked
        """
        self.ensure_one()
        attempts = self.attempts + tried
        delay = retry_delay_seconds(attempts) if tried else 0
        values = {"state": states.PLANNED, "attempts": attempts, "try_at": fields.Datetime.add(now, seconds=delay)}
        self.write(values | ({"error": error} if tried else {}))

    @api.model
    def _give_up(self, waiting, now):
        """Write an e-mail instead of what waits too long for its gateway, where the rules say so; the rest after a day.

        :param Domain waiting: for what the gateway does not do
        :return: number of messages given up
        """
        too_late = Domain("due_at", "<", now - LONGEST)
        too_late |= Domain("or_email", "=", True) & Domain("due_at", "<", now - PATIENCE)
        planned = Domain("state", "=", states.PLANNED) & Domain("channel", "=", "sms")
        late = self.search(planned & waiting & too_late, limit=GIVE_UP_BATCH).try_lock_for_update()
        for message in late:
            message._fail("gave_up", message.error)
        self._commit()
        return len(late)

    @api.model
    def _give_up_tried(self, now):
        """Give up what was tried again and again, or waits for a setting, while other messages leave."""
        tried = Domain("attempts", ">", 0) | Domain("error", "!=", False)
        while self._give_up(tried, now) == GIVE_UP_BATCH:
            continue

    # === BUSINESS METHODS - EVENTS === #

    def _note(self, source, state, code="", user=None):
        """Write one event of each of these messages down."""
        self.env["clicrdv.message.report"].create(
            [
                {"message_id": message.id, "source": source, "state": state, "code": code, "user_id": user and user.id}
                for message in self
            ]
        )

    @api.model
    def _note_all(self, source, answers):
        """Write the answers of gateways down.

        :param answers: list of (message, gateways.Answer)
        """
        self.env["clicrdv.message.report"].create(
            [
                {
                    "message_id": message.id,
                    "source": source,
                    "state": answer.outcome.value,
                    "code": answer.code or False,
                }
                for message, answer in answers
                if answer.code != UNTRIED
            ]
        )
