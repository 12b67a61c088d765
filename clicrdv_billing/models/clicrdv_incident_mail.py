from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..logic import mail_answer

#: One address gets no more automatic answers in 24 hours: beyond it, two machines are probably talking.
MAX_ANSWERS_A_DAY = 10
MAX_SUBJECT = 200
#: Where the gateway tells us, among the values of a new record, why a mail is not to be answered by a machine.
SILENCE = "clicrdv_silence"
ANSWER_HEADERS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "auto_reply"}


class ClicrdvIncident(models.Model):
    """A mail to the support opens an incident at any hour, and an answer says when it is handled (annex 1, §§ 3 and 4)."""

    _inherit = "clicrdv.incident"

    # === FIELDS === #

    answered_at = fields.Datetime("Confirmation written", copy=False, readonly=True)

    # === BUSINESS METHODS === #

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Open an incident for a mail, and answer it unless a machine wrote it."""
        values = dict(custom_values or {})
        silence = values.pop(SILENCE, "unknown")
        subject = " ".join((msg_dict.get("subject") or "").split())
        values |= {
            "subject": subject[:MAX_SUBJECT] or self.env._("Mail without subject"),
            "origin": "mail",
            # the date in a mail is its writer's word
            "declared_at": fields.Datetime.now(),
            "reporter_id": msg_dict.get("author_id") or False,
            "establishment_id": self._establishment_of(msg_dict.get("email_from")).id,
        }
        incident = super().message_new(msg_dict, values)
        if not silence:
            incident._send_acknowledgement(msg_dict.get("message_id"))
        elif silence != "unknown":
            incident._message_log(body=self.env._("No automatic answer was sent: a machine or a list wrote this mail."))
        return incident

    @api.model
    def _establishment_of(self, sender):
        """The establishment whose public address wrote, if there is exactly one; a person checks it.

        :return: res.company record, empty when nobody or several have this address
        """
        address = email_normalize(sender or "")
        if not address:
            return self.env["res.company"]
        # the gateway has no company of its own
        companies = self.env["res.company"].sudo()
        found = companies.search([("network_id", "!=", False), ("partner_id.email_normalized", "=", address)], limit=2)
        return found if len(found) == 1 else companies.browse()

    def _send_acknowledgement(self, answered_id=None):
        """Write the confirmation that the incident is open, once; it counts from when it has left.

        :param str answered_id: Message-Id of the mail that it answers
        :return: was it written
        :rtype: bool
        """
        self.ensure_one()
        now = fields.Datetime.now()
        own = self.company_id._service_own_addresses()
        if self.answered_at or not self.reply_email or self.reply_email in own or self._answered_often(now):
            return False
        template = self.env.ref("clicrdv_billing.mail_template_incident_acknowledgement")
        # whoever reported it has no right to write mails in the operator's name
        mail_id = template.sudo().send_mail(
            self.id,
            email_values={
                "headers": repr(ANSWER_HEADERS),
                "references": answered_id,
                "clicrdv_incident_id": self.id,
                # its Message-Id brings the reporter's answer back to this incident
                "auto_delete": False,
            },
        )
        self._write_moved({"answered_at": now})
        # the queue is looked at once an hour, which is all the time there is
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return bool(mail_id)

    def _answered_often(self, now):
        """Whether the reporter's address got so many automatic answers that a machine must be behind it."""
        # those of other operators count too: it is one mailbox
        recent = self.sudo().search_count(
            [
                ("reply_email", "=", self.reply_email),
                ("answered_at", ">", now - timedelta(days=1)),
                ("origin", "=", "mail"),
            ]
        )
        return recent >= MAX_ANSWERS_A_DAY

    @api.model
    def _silence(self, message, company):
        """Why a mail is not to be answered by a machine, empty when it may be.

        :param email.message.EmailMessage message: as it came in
        :param company: operator whose mailbox it came to
        :rtype: str
        """
        headers = [(name, str(value)) for name, value in message.items()]
        sender = email_normalize(str(message.get("From") or "")) or ""
        return mail_answer.silence(headers, sender, company._service_own_addresses())
