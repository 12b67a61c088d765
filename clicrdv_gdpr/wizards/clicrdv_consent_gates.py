from odoo import models

from ..exceptions_consent import AccountsOff, MarketingRefused
from ..models.clicrdv_consent import MARKETING
from ..models.clicrdv_message_marketing import words_of


class SmsComposer(models.TransientModel):
    """Who writes advertising to clients by hand hears at once that they must have agreed to it."""

    _inherit = "sms.composer"

    # === BUSINESS METHODS === #

    def _action_send_sms(self):
        self._check_marketing()
        return super()._action_send_sms()

    def _check_marketing(self):
        """:raises MarketingRefused: the text advertises, and a client file among the recipients has not agreed"""
        for composer in self.filtered(lambda composer: composer.res_model == "res.partner"):
            words = words_of(composer.body)
            clients = composer._get_records().filtered("is_client_file") if words else self.env["res.partner"]
            given = self.env["clicrdv.consent"]._is_given(clients, MARKETING)
            missing = [partner_id for partner_id, is_given in given.items() if not is_given]
            if missing:
                quoted = ", ".join(f"“{word}”" for word in words)
                raise MarketingRefused(self.env, words=quoted, count=len(missing))


class PortalWizardUser(models.TransientModel):
    """Clients get an account only where their establishment offers accounts (sub-annex A; GDP-60)."""

    _inherit = "portal.wizard.user"

    # === ACTIONS === #

    def action_grant_access(self):
        for line in self:
            company = line.partner_id.company_id.sudo()  # a switch, to who may open the account
            if line.partner_id.is_client_file and company and not company.booking_accounts_on:
                raise AccountsOff(self.env, name=company.name)
        return super().action_grant_access()
