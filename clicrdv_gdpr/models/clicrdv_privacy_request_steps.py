from odoo import fields, models
from odoo.tools import email_normalize
from odoo.tools.misc import format_date

from odoo.addons.clicrdv_booking.logic.working_days import is_working_day

from ..exceptions_rights import (
    AnswerMissing,
    ExtensionReasonMissing,
    ExtensionTooLate,
    GroundMissing,
    IdentityReasonMissing,
    IdentityUnproven,
    NowhereToForward,
)
from ..logic import privacy_requests as states


class ClicrdvPrivacyRequest(models.Model):
    """The buttons of a case, each a step of the table."""

    _inherit = "clicrdv.privacy.request"

    # === ACTIONS === #

    def action_acknowledge(self):
        """Tell the person that the request is here, and by when it is answered."""
        self.check_access("write")
        self._write_person("receipt")

    def action_start(self):
        """The staff knows who asks: work on it."""
        for request in self.filtered(lambda request: request.state != states.IN_PROGRESS):
            how = "document" if request.identity_file else "known"
            proven = {} if request.identity_state == "link" else {"identity_state": how}
            request._destroy_proof()
            request._step(states.IN_PROGRESS, "identity_proven" if proven else "started", **proven)

    def action_ask_identity(self):
        """There is a reasonable doubt: ask for a proof, with its reason. The deadline does not move."""
        for request in self:
            if not (request.identity_reason or "").strip():
                raise IdentityReasonMissing(self.env)
            if request._step(states.IDENTITY, "identity_asked", identity_state="unproven"):
                request._write_person("identity")

    def action_extend(self):
        """Two more months, told with their reasons within the first (art. 12(3))."""
        for request in self.filtered(lambda request: request.state != states.EXTENDED):
            if not (request.extension_reason or "").strip():
                raise ExtensionReasonMissing(self.env)
            received_on, today = request._received_on(), request.company_id._privacy_today()
            if not states.may_extend(today, received_on, is_working_day):
                last = states.answer_by(received_on, False, is_working_day)
                raise ExtensionTooLate(self.env, day=format_date(self.env, last))
            request._step(states.EXTENDED, extended_at=fields.Datetime.now(), alarmed_at=False)
            request._write_person("extended")

    def action_answer(self):
        """Answer in words; what is to be done was done before."""
        for request in self.filtered(lambda request: request.state != states.ANSWERED):
            if not (request.answer or "").strip():
                raise AnswerMissing(self.env)
            request._check_identity()
            request._step(states.ANSWERED)
            request._destroy_proof()
            request._write_person("answered")

    def action_refuse(self):
        """Refuse for a reason of the law, told with the ways to complain (art. 12(4))."""
        for request in self.filtered(lambda request: request.state != states.REFUSED):
            is_told = (request.refusal_text or "").strip()
            if not (is_told and states.may_refuse(request.right, request.refusal_ground or "")):
                raise GroundMissing(self.env)
            request._step(states.REFUSED)
            request._destroy_proof()
            request._write_person("refused")

    def action_forward(self):
        """The data is another controller's: hand the request over, and tell the person who answers (GDP-21)."""
        for request in self.filtered(lambda request: request.state != states.FORWARDED):
            email = email_normalize(request.forward_email or "")
            target = request.forward_company_id
            if not target and not (email and (request.forward_name or "").strip()):
                raise NowhereToForward(self.env)
            if target == request.company_id:
                raise NowhereToForward(self.env)
            request._step(states.FORWARDED)
            request._destroy_proof()
            if target:
                request._hand_over(target)
            else:
                subject, body = request._letter("hand_over", request._controller_lang())
                request.company_id._privacy_mail(email, subject, body)
                request._log("letter", body, detail="hand_over")
            request._write_person("forwarded")

    def action_withdraw(self):
        """The person no longer wants it."""
        self._step(states.WITHDRAWN)
        self._destroy_proof()

    # === BUSINESS METHODS === #

    def _check_identity(self):
        """:raises IdentityUnproven:"""
        if any(request.identity_state == "unproven" for request in self):
            raise IdentityUnproven(self.env)

    def _destroy_proof(self):
        """A copy of a document is looked at, then destroyed with its file (CNIL)."""
        # the attachment is the program's to drop, whoever works on the case
        with_copy = self.sudo().filtered("identity_file")
        if with_copy:
            with_copy.write({"identity_file": False, "identity_file_name": False})
            with_copy._log("proof_destroyed")

    def _hand_over(self, target):
        """Open the same request at the right controller, who is told by a letter without the person's data.

        :param target: res.company
        """
        self.ensure_one()
        request = self.sudo()  # the other establishment is none of who forwards
        request.create(
            {
                "company_id": target.id,
                "claimant": request.claimant or request.partner_ids[:1].name,
                "address": request.address or request._answer_email(),
                "right": request.right,
                "channel": request.channel,
                "received_at": request.received_at,
                "details": request.details,
                "forwarded_from": request.name,
            }
        )
        letters = self.env["clicrdv.privacy.letter"].sudo()  # written by the program
        letters._write_to(letters._controllers_of(target, request.company_id), request, "request_forwarded")

    def _alarm(self, now):
        """Call everybody who answers for the case: on their screens and by e-mail."""
        self.ensure_one()
        users = self.user_id or self.company_id._privacy_request_users()
        due_on = self._due_on()
        for user in users:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                due_on,
                summary=self.env._("Request %s of a person: answer by this day", self.name),
                user_id=user.id,
            )
            if user.email:
                url = f"{self.company_id._privacy_site()}/odoo/action-clicrdv_gdpr.clicrdv_privacy_request_action/{self.id}"
                day = format_date(self.with_context(lang=user.lang).env, due_on)
                letter = self.company_id._privacy_letter("alarm", user.lang, self.name, due_on=day, url=url, case=self)
                self.company_id._privacy_mail(user.email_formatted, *letter)
        self.alarmed_at = now
        self._log("alarm", number=len(users))
