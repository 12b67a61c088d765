import re

from odoo import fields, models

from ..const import CALENDAR_FILE
from ..logic import mail_errors

#: The mail server says "not now" (RFC 5321 § 4.2.1): core writes its answer as Python shows it.
NOT_NOW = re.compile(r"\(4\d\d, b['\"]")


class MailMail(models.Model):
    """E-mails about appointments: the calendar file goes with them, and what becomes of them is noted."""

    _inherit = "mail.mail"

    # === FIELDS === #

    clicrdv_message_id = fields.Many2one(
        "clicrdv.message", "Message about an appointment", ondelete="set null", index="btree_not_null"
    )

    # === BUSINESS METHODS === #

    def _send(self, *args, **kwargs):
        """Ask our messages again before they leave: they may have waited for an hour."""
        ours = self.filtered(lambda mail: mail.state == "outgoing" and mail.clicrdv_message_id)
        # whoever runs the mail queue sends what was planned by others
        back = ours.clicrdv_message_id.sudo()._take_back(fields.Datetime.now())
        useless = ours.filtered(lambda mail: mail.clicrdv_message_id in back)
        remaining = self - useless
        if useless and (callback := kwargs.get("post_send_callback")):
            callback(useless.ids)  # core counts what is done
        useless.sudo().unlink()  # of our own making, and whoever runs the queue may have no right to delete
        return super(MailMail, remaining)._send(*args, **kwargs)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Add the appointment as it is now: a file that is kept would be one more copy of personal data."""
        emails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        # whoever runs the mail queue sends what was planned by others
        file, method = self.clicrdv_message_id.sudo()._calendar_file()
        if file:
            attachment = (CALENDAR_FILE, file, f"text/calendar; charset=utf-8; method={method}")
            for email in emails:
                email["attachments"] = [*email["attachments"], attachment]
        return emails

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """Note what has become of our messages, and keep no copy of theirs: one that is sent later is written anew."""
        ours, now = self.filtered("clicrdv_message_id"), fields.Datetime.now()
        for mail in ours:
            message = mail.clicrdv_message_id.sudo()  # the ledger is written by the program, never by a person
            if mail.state == "sent":
                message._mail_sent(mail.message_id, now)
                continue
            reason = failure_reason or mail.failure_reason or ""
            may_retry = failure_type == "mail_smtp" or bool(NOT_NOW.search(reason))
            error = mail_errors.code_of(reason) or failure_type or mail.failure_type
            message._mail_failed(may_retry, error or False, now)
        failed = ours.filtered(lambda mail: mail.state != "sent")
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
        failed.exists().sudo().unlink()  # of our own making, and whoever runs the queue may have no right to delete
        return result
