import re
from urllib.parse import quote

from odoo import api, fields, models
from odoo.tools.mail import formataddr

from ..logic import message_rules
from ..logic import message_states as states
from ..logic.message_truth import TRUE_IN

EMAIL_BATCH = 200


class ClicrdvMessage(models.Model):
    """E-mails: written by us, sent by core's queue."""

    _inherit = "clicrdv.message"

    # === FIELDS === #

    mail_mail_ids = fields.One2many(
        "mail.mail", "clicrdv_message_id", "E-mail in the queue", groups="base.group_system"
    )

    # === BUSINESS METHODS === #

    @api.model
    def _send_emails(self, now):
        """Hand the e-mails that are due to the mail queue, in one transaction with the note that they are there.

        :param datetime now: current time, naive UTC
        :return: number of messages that were looked at
        """
        batch = self._lock_due("email", None, EMAIL_BATCH, now)
        if batch:
            batch._make_ready(now)
            self._commit()
        return len(batch)

    def _queue_mails(self, now):
        others = (
            self._merged_here().filtered(lambda message: not message._obstacle_of_visit(now)).grouped("merged_into_id")
        )
        self.env["mail.mail"].create(
            [message._mail_values(message.event_id | others.get(message, self.browse()).event_id) for message in self]
        )

    def _mail_values(self, visits):
        """Values of mail.mail; the calendar file is added when it leaves (`mail.mail._prepare_outgoing_list`).

        :param visits: calendar.event records that it is about
        """
        self.ensure_one()
        company = self.company_id
        to_client = self.target == message_rules.CLIENT
        name = self.event_id._client_name() if to_client else self.agenda_id.user_id.partner_id.name
        return {
            "clicrdv_message_id": self.id,
            "message_type": "auto_comment",
            "subject": self.subject,
            "body_html": self._mail_body(visits),
            "email_from": company.email_formatted or self.env["ir.mail_server"]._get_default_from_address(),
            "reply_to": company.email_formatted or False,
            # on one line: core would take a second one for another address
            "email_to": formataddr((" ".join((name or "").split()), self.recipient)),
            "auto_delete": True,
            "headers": repr(self._mail_headers()),
        }

    def _mail_headers(self):
        """Headers that let mail programs stop these messages with one click (RFC 8058), and answer none of them."""
        headers = {
            "Auto-Submitted": "auto-generated",
            "X-SMTPAPI": f'{{"unique_args": {{"clicrdv_message": "{self.uuid}"}}}}',
        }
        if self.target == message_rules.CLIENT:
            headers["List-Unsubscribe"] = f"<{self._choices_url()}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers

    def _choices_url(self):
        """Where the client says which messages he wants; it proves that he got it by e-mail."""
        path = f"/rdv/a/{quote(self.event_id.booking_token)}/messages"
        return f"{self.company_id.get_base_url()}{path}?k={self.event_id._mail_key(self.recipient)}"

    def _mail_body(self, visits):
        """The whole e-mail, in the language of its reader.

        :param visits: calendar.event records that it is about
        """
        values = self._values(visits.sorted("start"), self.lang, False)
        is_over = self.kind in (message_rules.CANCELLATION, *message_rules.ONCE)
        return (
            self.env["ir.qweb"]
            .with_context(lang=self.lang)
            ._render(
                "clicrdv_booking.message_email",
                {
                    "message": self,
                    "company": self.company_id,
                    "values": values,
                    "language": re.split("[_@]", self.lang or "")[0] or None,
                    "paragraphs": [line for line in (self.body or "").split("\n") if line.strip()],
                    "to_client": self.target == message_rules.CLIENT,
                    "choices_url": self._choices_url() if self.target == message_rules.CLIENT else "",
                    "is_cancelled": self.kind == message_rules.CANCELLATION,
                    "is_over": is_over,
                    "can_book": is_over and bool(self.company_id._booking_find(self.company_id.booking_slug or "")),
                },
            )
        )

    def _calendar_file(self):
        """The appointment as a file for the reader's calendar, where it still has a date to keep or to drop.

        :return: (file, its method), (None, "") when there is none to send
        """
        event = self.event_id
        if not event or self.kind in message_rules.ONCE or self.target != message_rules.CLIENT:
            return None, ""
        url = f"{self.company_id.get_base_url()}/rdv/a/{event.booking_token}"
        method = "CANCEL" if event.booking_state in ("cancelled", "refused") else "REQUEST"
        return event._booking_ics(url, "REQUEST", self.recipient), method

    @api.model
    def _settle_uncertain_emails(self):
        """Core forgets an e-mail whose connection broke off: whether it left, nobody knows.

        One that is sent, or failed, is noted with its state in one transaction: this sees both or none of it.
        """
        left = self.search(
            [
                ("state", "=", states.SENDING),
                ("channel", "=", "email"),
                ("mail_mail_ids", "not any", [("state", "=", "outgoing")]),
            ]
        )
        if left:
            left.write({"state": states.UNKNOWN})
            left._note("answer", "unknown", "interrupted")
            left.mail_mail_ids.unlink()  # it keeps address and text, and core never sends it again

    @api.model
    def _wake_mail_queue(self):
        """Core's queue stops after a thousand e-mails and rests for an hour: while some of ours wait, it goes on."""
        waiting = [("clicrdv_message_id", "!=", False), ("state", "=", "outgoing")]
        if self.env["mail.mail"].search_count(waiting, limit=1):
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    # === BUSINESS METHODS - THE QUEUE === #

    def _take_back(self, now):
        """Settle those of these e-mails that wait in the mail queue and must not leave any more.

        :param datetime now: current time, naive UTC
        :return: the messages whose e-mails are of no use
        """
        stopped = self._stop_lists()
        back = unsent = self.browse()
        for message in self:
            reason = message._obstacle(now, stopped)
            if not reason:
                continue
            back |= message
            if message.state == states.SENDING and not (reason == "changed" and message._write_anew(now)):
                message._settle_unsent(reason)
                unsent |= message
        unsent._release()
        return back

    def _write_anew(self, now):
        """Plan news of a visit that has changed a little since once more; the change itself is no news.

        :return: whether it is planned again
        """
        self.ensure_one()
        event = self.event_id
        visit = self.search([("event_id", "=", event.id), ("target", "=", self.target), ("channel", "=", self.channel)])
        is_newest = self.revision == max(visit.mapped("revision"), default=-1) < event.booking_sequence
        if self.kind == message_rules.REMINDER or not is_newest or not self.rule_id.is_on:
            return False
        if not self._is_to_same_person(event) or event.booking_state not in TRUE_IN[self.kind]:
            return False
        self.write({"state": states.PLANNED, "revision": event.booking_sequence, "try_at": now})
        return True

    # === BUSINESS METHODS - WHAT HAS BECOME OF IT === #

    def _mail_sent(self, message_id, now):
        """The mail server has taken these e-mails.

        :param str message_id: Message-Id header
        """
        for message in self:
            message._mark_sent(now, message_id)

    def _mail_failed(self, may_retry, error, now):
        """The mail server has not taken these e-mails.

        :param bool may_retry: a later try may do
        """
        for message in self.filtered(lambda message: message.state == states.SENDING):
            if may_retry:
                message._retry_later(error, now)
            else:
                message._fail("mail_failed", error)
