import base64

from odoo import api, models

from ..logic import privacy_agreements as agreements


class ClicrdvPrivacyAgreement(models.Model):
    """Versions that become known by a contract that was signed with them."""

    _inherit = "clicrdv.privacy.agreement"

    # === BUSINESS METHODS === #

    @api.model
    def _of_text(self, signed):
        """The version with exactly the text that was signed: published, as somebody has signed it.

        :param signed: clicrdv_booking's logic.signed_agreements.SignedAgreement
        :return: clicrdv.privacy.agreement
        """
        versions = self.with_company(signed.operator_id)
        own = [("company_id", "=", signed.operator_id)]
        version = versions.search([*own, ("document_sha256", "=", signed.sha256)], order="state desc, id", limit=1)
        if not version:
            # another text may have this name already: the names of versions are people's
            taken = versions.search_count([*own, ("name", "=", signed.version)], limit=1)
            name = f"{signed.version} ({signed.sha256[:8]})" if taken else signed.version
            attachment = self.env["ir.attachment"].browse(signed.attachment_id)
            document = base64.b64encode(attachment.raw)
            version = versions.create(
                {
                    "name": name,
                    "company_id": signed.operator_id,
                    "document": document,
                    "document_name": attachment.name,
                }
            )
        version._move_to(agreements.PUBLISHED, published_on=version.published_on or signed.published_on)
        return version


class ClicrdvPrivacyAcceptance(models.Model):
    """A contract that was signed together with the agreement is its acceptance (agreement 7.1; GDP-03)."""

    _inherit = "clicrdv.privacy.acceptance"

    # === BUSINESS METHODS === #

    @api.model
    def _note_signed(self, signed):
        """Note for each controller that he has signed; who has signed that version already stays as he is.

        :param signed: clicrdv_booking's logic.signed_agreements.SignedAgreement
        """
        version = self.env["clicrdv.privacy.agreement"]._of_text(signed)
        companies = self.env["res.company"].browse(signed.establishment_ids) - version.company_id
        controllers = self._controllers_of(companies, version.company_id)
        known = {(acceptance.company_id.id, acceptance.network_id.id) for acceptance in version.acceptance_ids}
        self.create(
            [
                {
                    "agreement_id": version.id,
                    "company_id": controller["company_id"],
                    "network_id": controller["network_id"],
                    "controller_signed_on": signed.signed_on,
                    "controller_signer": signed.signer,
                    "signed_with": signed.reference,
                }
                for controller in controllers
                if (controller["company_id"], controller["network_id"]) not in known
            ]
        )


class ResCompany(models.Model):
    """Establishments whose contracts were signed with an agreement."""

    _inherit = "res.company"

    # === BUSINESS METHODS === #

    def _note_signed_agreements(self):
        result = super()._note_signed_agreements()
        # the register is the officer's; what a contract says is noted whoever has it signed
        acceptances = self.env["clicrdv.privacy.acceptance"].sudo()
        for signed in self._signed_agreements(self):
            acceptances._note_signed(signed)
        return result

    @api.model
    def _note_all_signed_agreements(self):
        """Contracts that were signed before there was a register: noted when this addon is installed."""
        # every establishment, whoever installs
        self.sudo().with_context(active_test=False).search([("id", "!=", False)])._note_signed_agreements()
