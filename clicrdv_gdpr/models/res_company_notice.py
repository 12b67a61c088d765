from odoo import models

from ..logic.recipient_flows import IN_USE


class ResCompany(models.Model):
    """What a notice and the register of processings say about an establishment."""

    _inherit = "res.company"

    # === BUSINESS METHODS === #

    def _privacy_contact(self):
        """How persons reach an establishment about their data.

        :rtype: str
        """
        self.ensure_one()
        return self.privacy_email or self.email or self.phone or ""

    def _privacy_dpo(self):
        """The contacts for data protection of an establishment and of the provider (GDP-02).

        :return: list of words
        """
        self.ensure_one()
        owners = dict.fromkeys((self, self._privacy_provider()))
        return [
            ", ".join(filter(None, (owner.name, owner.dpo_name, owner.dpo_email, owner.dpo_phone)))
            for owner in owners
            if owner.dpo_email
        ]

    def _privacy_recipients(self, *services):
        """Sub-processors that may get data of this establishment: those in use whose service it has chosen (GDP-18).

        :param services: only these; all when left out
        :return: clicrdv.subprocessor in superuser mode
        """
        self.ensure_one()
        provider = self._privacy_provider()
        recipients = self.env["clicrdv.subprocessor"].sudo()  # a notice and a register name them to everybody
        found = recipients.search([("company_id", "=", provider.id), ("state", "=", IN_USE)])
        company = self.sudo()  # as above
        return found.filtered(
            lambda recipient: (
                (not services or recipient.service in services)
                and (not recipient.only_if_chosen or company._privacy_has_chosen(recipient.service))
                and (recipient.service != "health_hosting" or company.handles_health_data)
            )
        )
