import uuid

from odoo import fields

from odoo.addons.sms.tools.sms_api import SmsApiBase

from ..gateways import Outcome, Sms, open_gateway
from ..logic import contacts, sms_text
from ..logic import message_states as states
from .clicrdv_message import MANUAL

#: What a gateway answers → the result that core knows.
RESULTS = {
    Outcome.ACCEPTED: "sent",
    Outcome.REFUSED: "wrong_number_format",
    Outcome.RETRY: "server_error",
    Outcome.UNKNOWN: "server_error",
}


class ClicrdvSmsApi(SmsApiBase):
    """The provider of core's own SMS where an establishment has a gateway of ours: each is a line of its ledger."""

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        gateway = self.env["clicrdv.sms.gateway"]._of_company(self.company)
        protocol = open_gateway(gateway._account())
        try:
            return [
                self._send_one(gateway, protocol, message["content"], number["uuid"], number["number"])
                for message in messages
                for number in message["numbers"]
            ]
        finally:
            protocol.close()

    def _send_one(self, gateway, protocol, text, core_uuid, typed):
        """Send one SMS and write its line of the ledger.

        :return: its result as core takes it
        """
        ledger = self.env["clicrdv.message"].sudo()  # who writes an SMS does not write the ledger
        price = ledger._price_for(self.company, fields.Datetime.now())
        if price is None:
            reason = self.env._("No price of an SMS is in force.")
            return {"uuid": core_uuid, "state": "server_error", "failure_reason": reason}
        try:
            number = contacts.normalise_phone(typed, self.company.country_id.code or "FR")
        except contacts.InvalidPhone:
            return {"uuid": core_uuid, "state": "wrong_number_format"}
        measure = sms_text.measure(text)
        sms = Sms(str(uuid.uuid4()), number, text, measure.encoding, measure.parts, gateway._sender())
        answer = protocol.send(sms)
        if answer.outcome in (Outcome.ACCEPTED, Outcome.UNKNOWN):
            ledger.create(self._ledger_values(gateway, sms, price, answer))
        uncertain = answer.outcome is Outcome.UNKNOWN
        reason = self.env._("It may have left: see the messages of ClicRDV before you send it again.")
        return {
            "uuid": core_uuid,
            "state": RESULTS[answer.outcome],
            "failure_reason": reason if uncertain else answer.detail or False,
        }

    def _ledger_values(self, gateway, sms, price, answer):
        """The line of an SMS that somebody wrote in Odoo itself.

        :param gateways.Sms sms: what left
        :param float price: euros for a part, excl. tax
        :param gateways.Answer answer: accepted, or unknown
        """
        now = fields.Datetime.now()
        accepted = answer.outcome is Outcome.ACCEPTED
        return {
            "uuid": sms.uuid,
            "company_id": self.company.id,
            "kind": MANUAL,
            "target": "client",
            "channel": "sms",
            "due_at": now,
            "try_at": now,
            "state": states.SENT if accepted else states.UNKNOWN,
            "recipient": sms.number,
            "body": sms.text,
            "parts": sms.parts,
            "encoding": sms.encoding,
            "unit_price": price,
            "amount": sms.parts * price,
            "gateway_id": gateway.id,
            "gateway_code": gateway.protocol,
            "gateway_reference": answer.reference or False,
            "sent_at": now if accepted else False,
        }
