from odoo import api, fields, models
from odoo.tools import config

from ..exceptions_registers import AddressNotSecure, MailServerUnknown
from ..logic import secure_addresses
from ..logic.union_places import third_countries


class IrMailServer(models.Model):
    """Who is behind a mail server: only an encrypted connection, and only where data may go."""

    _inherit = "ir.mail_server"

    # === FIELDS === #

    subprocessor_id = fields.Many2one(
        "clicrdv.subprocessor",
        "Sub-processor",
        index="btree_not_null",
        ondelete="restrict",
        help="Who runs it, as the register of sub-processors says; blank for a server of your own.",
    )
    own_country_id = fields.Many2one(
        "res.country",
        "Place of a server of your own",
        ondelete="restrict",
        help="In the European Union: only where nobody else runs it. This machine needs neither.",
    )

    # === CONSTRAINS METHODS === #

    @api.constrains("smtp_host", "smtp_encryption")
    def _check_secure(self):
        for server in self:
            if (server.smtp_encryption or "none") == "none" and not secure_addresses.is_this_machine(
                server.smtp_host or ""
            ):
                raise AddressNotSecure(self.env, address=server.smtp_host)

    @api.constrains("smtp_host", "subprocessor_id", "own_country_id", "active")
    def _check_who_runs_it(self):
        """Nothing leaves this machine for somebody whom no register names (GDP-36, GDP-64)."""
        for server in self.filtered("active"):
            if server._is_recipient_unknown():
                raise MailServerUnknown(self.env, name=server.name)

    # === BUSINESS METHODS === #

    def _is_recipient_unknown(self):
        """Whether e-mails go to somebody whom neither the register names nor the processor is himself.

        :rtype: bool
        """
        self.ensure_one()
        host = self.smtp_host or config["smtp_server"] or ""
        if self.subprocessor_id or secure_addresses.is_this_machine(host):
            return False
        return not self.own_country_id or bool(third_countries([self.own_country_id.code]))

    @api.model
    def _has_unknown_recipient(self):
        """Whether a server from before the register, or that of the configuration file, tells nobody who runs it.

        :rtype: bool
        """
        servers = self.sudo().search([("active", "=", True)])  # a fact of the installation, whoever asks
        if servers:
            return any(server._is_recipient_unknown() for server in servers)
        return not secure_addresses.is_this_machine(config["smtp_server"] or "localhost")


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    # === CONSTRAINS METHODS === #

    @api.constrains("server", "is_ssl", "server_type")
    def _check_secure(self):
        for server in self.filtered(lambda server: server.server and server.server_type in ("imap", "pop")):
            if not server.is_ssl and not secure_addresses.is_this_machine(server.server):
                raise AddressNotSecure(self.env, address=server.server)


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    # === CONSTRAINS METHODS === #

    @api.constrains("webhook_url")
    def _check_secure(self):
        for action in self.filtered("webhook_url"):
            if not secure_addresses.is_secure(action.webhook_url):
                raise AddressNotSecure(self.env, address=action.webhook_url)


class MailMail(models.Model):
    """E-mails leave by a sub-processor only where their establishment's data may go."""

    _inherit = "mail.mail"

    # === FIELDS === #

    clicrdv_letter_id = fields.Many2one(
        "clicrdv.privacy.letter", "Letter to a controller", ondelete="set null", index="btree_not_null"
    )

    # === BUSINESS METHODS === #

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """Note what has become of our letters: a controller is told once the mail server has taken his."""
        for mail in self.sudo().filtered("clicrdv_letter_id"):  # whoever runs the mail queue sends what others wrote
            if mail.state == "sent":
                mail.clicrdv_letter_id._left(fields.Datetime.now())
            else:
                mail.clicrdv_letter_id._fail("failed", failure_reason or mail.failure_reason or failure_type)
        failed = self.filtered(lambda mail: mail.clicrdv_letter_id and mail.state != "sent")
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
        failed.exists().sudo().unlink()  # the letter is tried again as a whole: two of one e-mail would be one too many
        return result

    def _send(self, *args, **kwargs):
        server = kwargs.get("mail_server") or self.env["ir.mail_server"]
        recipient = server.sudo().subprocessor_id  # whoever sends has no right to read registers
        refused = self.browse()
        if recipient:
            for company, mails in self.grouped(lambda mail: mail._flow_company()).items():
                code = recipient._obstacle_for(company)
                if code:
                    mails._refuse_flow(code)
                    refused |= mails
        if refused and (callback := kwargs.get("post_send_callback")):
            callback(refused.ids)  # core counts what is done
        return super(MailMail, self - refused)._send(*args, **kwargs)

    def _flow_company(self):
        """Whose data an e-mail carries.

        :rtype: res.company
        """
        self.ensure_one()
        mail = self.sudo()  # whoever runs the mail queue sends what others wrote
        owner = mail.clicrdv_message_id.company_id or mail.clicrdv_letter_id.provider_id
        return owner or mail.record_company_id or self.env.company

    def _refuse_flow(self, code):
        """Keep e-mails back, with the reason.

        :param str code: one of `logic.recipient_flows.OBSTACLES`
        """
        mails = self.sudo()  # as above
        words = dict(self.env["clicrdv.sms.gateway"]._fields["flow_obstacle"]._description_selection(self.env))
        ours = mails.filtered("clicrdv_message_id")
        for message in ours.clicrdv_message_id:
            message._settle_unsent(code)
        ours.clicrdv_message_id._release()
        (mails - ours).write({"state": "exception", "failure_reason": words[code]})
        ours.unlink()
        letters = mails.exists().filtered("clicrdv_letter_id")
        letters.clicrdv_letter_id._fail("failed", words[code])
        letters.unlink()
