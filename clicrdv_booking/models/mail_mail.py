from odoo import fields, models

CALENDAR_FILE = "rendez-vous.ics"


class MailMail(models.Model):
    """E-mails about appointments: the calendar file goes with them, and what becomes of them is noted."""

    _inherit = "mail.mail"

    # === FIELDS === #

    clicrdv_message_id = fields.Many2one(
        "clicrdv.message", "Message about an appointment", ondelete="set null", index="btree_not_null"
    )

    # === BUSINESS METHODS === #

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
        """Note what has become of our messages; those that met no mail server are written anew later."""
        ours = self.filtered("clicrdv_message_id")
        now = fields.Datetime.now()
        for mail in ours:
            message = mail.clicrdv_message_id.sudo()  # as above
            if mail.state == "sent":
                message._mail_sent(mail.message_id, now)
            else:
                message._mail_failed(failure_type, failure_reason or mail.failure_reason, now)
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
        if failure_type == "mail_smtp":
            ours.sudo().unlink()  # as above
        return result
