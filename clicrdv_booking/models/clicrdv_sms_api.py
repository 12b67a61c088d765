from odoo import fields, models

from odoo.addons.sms.tools.sms_api import SmsApiBase

from ..logic import contacts
from ..logic import message_states as states
from .clicrdv_message import MANUAL

#: State of our message → what core says of its SMS: (state, kind of failure).
IN_CORE = {
    states.SENT: ("pending", False),
    states.SKIPPED: ("error", "sms_server"),
    states.FAILED: ("error", "sms_server"),
}
FAILURES = {"blacklisted": "sms_blacklist", "no_consent": "sms_optout"}


class ClicrdvSmsApi(SmsApiBase):
    """The provider of core's own SMS where an establishment has a gateway of ours.

    It only plans them: the job that sends makes sure that each leaves once, to nobody who refuses it, within the limit
    of the month, and that it is a line of the ledger.
    """

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        results, planned = [], []
        for message in messages:
            for number in message["numbers"]:
                try:
                    values = self._planned_values(message["content"], number["uuid"], number["number"] or "")
                except contacts.InvalidPhone:
                    results.append({"uuid": number["uuid"], "state": "wrong_number_format"})
                else:
                    planned.append(values)
                    results.append({"uuid": number["uuid"], "state": "processing"})
        ledger = self.env["clicrdv.message"].sudo()  # who writes an SMS does not write the ledger
        ledger.create(planned)
        self.env.ref("clicrdv_booking.ir_cron_send_messages")._trigger()
        return results

    def _planned_values(self, text, core_uuid, typed):
        """The message that leaves instead of an SMS of core.

        :raises InvalidPhone: the number cannot exist
        """
        number = contacts.normalise_phone(typed, self.company.country_id.code or "FR")
        files = self.env["res.partner"].sudo()  # what the client has chosen counts, whoever may see his file
        file = files.search([("company_id", "=", self.company.id), ("client_phone_key", "=", number)], limit=1)
        now = fields.Datetime.now()
        return {
            "company_id": self.company.id,
            "client_id": file.id,
            "kind": MANUAL,
            "target": "client",
            "channel": "sms",
            "due_at": now,
            "try_at": now,
            "recipient": number,
            "body": text,
            "core_uuid": core_uuid,
        }


class ClicrdvMessage(models.Model):
    """What core is told about its SMS that left as ours."""

    _inherit = "clicrdv.message"

    # === BUSINESS METHODS === #

    def _tell_core(self):
        """Bring the state of core's own SMS up to date, where this message is one."""
        for message in self.filtered("core_uuid"):
            tracker = self.env["sms.tracker"].search([("sms_uuid", "=", message.core_uuid)])
            state, failure = IN_CORE.get(message.state, (False, False))
            if state and tracker:
                tracker._action_update_from_sms_state(state, failure_type=FAILURES.get(message.reason, failure))
