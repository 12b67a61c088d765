import hashlib

from odoo import models

from ..exceptions_dunning import LetterEmpty, NoEmail, ProofMissing
from ..logic import dunning

REPORT = "clicrdv_billing.report_dunning_letter"
#: Days without letters after a person has decided not to send one.
PAUSE_DAYS = 15


class ClicrdvDunningLetter(models.Model):
    """Write a letter down, send it, keep its proofs.

    Writing down and handing the e-mail to Odoo's queue are one transaction: a job that is killed before its commit has
    sent nothing, one killed after it has queued exactly one e-mail.
    """

    _inherit = "clicrdv.dunning.letter"

    # === ACTIONS === #

    def action_send(self):
        """Send by e-mail; letters that have gone already do not go again."""
        for letter in self.filtered(lambda letter: letter.state == dunning.TO_SEND):
            letter._send_by_email(refuse_empty=True)

    def action_prepare(self):
        """Write a registered letter down, ready to be printed and posted."""
        for letter in self.filtered(lambda letter: letter.state == dunning.TO_SEND):
            if not letter._write_down(dunning.READY):
                raise LetterEmpty(self.env, name=letter.display_name)
        return self.action_print() if len(self) == 1 else None

    def action_posted(self):
        """Note that registered letters were posted, with the proof of it (BIL-22)."""
        for letter in self.filtered(lambda letter: letter.state == dunning.READY):
            if not letter.posted_on or not (letter.tracking_number or letter.scan_ids):
                raise ProofMissing(self.env)
            letter._move_to(dunning.SENT, sent_by_id=self.env.uid)
            if letter.level_id.email_copy and letter.partner_id.email:
                letter._queue_email()

    def action_cancel(self):
        """Do not send; the customer's dunning pauses, or the same letter would be proposed tomorrow."""
        for letter in self.filtered(lambda letter: letter.state != dunning.CANCELLED):
            case, today = letter.case_id, letter.company_id._late_today()
            values = {"accelerated_on": False} if letter._has_accelerated() else {}
            letter._move_to(dunning.CANCELLED, note=self.env._("Decided by %s.", self.env.user.name))
            if case.state == "open" and not (case.pause_until and case.pause_until > today):
                until = letter._fields["date"].add(today, days=PAUSE_DAYS)
                values |= {"pause_until": until, "pause_reason": self.env._("A letter was not sent.")}
            case._write_moved(values)

    def action_print(self):
        """The PDF as it was written."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }

    # === BUSINESS METHODS === #

    def _write_down(self, target, **values):
        """Freeze a letter with today's amounts and its PDF.

        :raises LetterEmpty: nothing is due any more
        """
        self.ensure_one()
        case = self.case_id
        if self.kind == dunning.ACCELERATION:
            case.action_accelerate()
        self._refresh()
        if self.state == dunning.CANCELLED:
            return False
        self._write_moved({"date": self.company_id._late_today()})
        words = self.with_context(lang=self.partner_id.lang or self.env.lang)
        self._write_moved({"body": words.level_id._text(words._texts())})
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(REPORT, self.ids)
        # the letter is the operator's document whoever wrote it
        attachments = self.env["ir.attachment"].sudo()
        name = f"{words.level_id.name} {self.date}.{kind}"
        attachment = attachments.create({"name": name, "raw": content, "res_model": self._name, "res_id": self.id})
        digest = hashlib.sha256(content).hexdigest()
        self._move_to(target, attachment_id=attachment.id, pdf_sha256=digest, **values)
        return True

    def _send_by_email(self, refuse_empty=False):
        """Write a letter down and put it in Odoo's queue of e-mails.

        :raises NoEmail: the customer has no address
        """
        self.ensure_one()
        if not self.partner_id.email:
            raise NoEmail(self.env, name=self.partner_id.name)
        gone = {"sent_on": self.company_id._late_today(), "sent_by_id": self.env.uid}
        if self._write_down(dunning.SENT, **gone):
            self._queue_email()
        elif refuse_empty:
            raise LetterEmpty(self.env, name=self.display_name)

    def _queue_email(self):
        self.ensure_one()
        template = self.env.ref("clicrdv_billing.mail_template_dunning_letter")
        # the template reads the letter and its PDF; who may send letters need not administer templates
        mail_id = template.sudo().send_mail(self.id, email_values={"attachment_ids": self.attachment_id.ids})
        self._write_moved({"mail_id": mail_id})

    def _establishments(self):
        """Whose invoices this letter is about: those named by their lines, else those that are the customer himself."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.concerned and line.move_id.amount_residual > 0)
        found = lines.move_id.invoice_line_ids.billing_establishment_id
        # an operator does not work for the establishments that he bills
        return found or self.env["res.company"].sudo().search([("partner_id", "=", self.partner_id.id)])

    def _has_accelerated(self):
        """Whether everything is due because this letter was written down."""
        self.ensure_one()
        written = self.kind == dunning.ACCELERATION and self.state == dunning.READY
        return written and self.case_id.accelerated_on == self.date
