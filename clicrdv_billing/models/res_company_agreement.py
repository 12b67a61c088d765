from odoo import api, models

from odoo.addons.clicrdv_booking.logic.signed_agreements import SignedAgreement

from ..logic import contract_states as states


class ResCompany(models.Model):
    """The agreements on data protection that were signed with contracts, for whoever keeps a register of them (GDP-03)."""

    _inherit = "res.company"

    # === BUSINESS METHODS === #

    @api.model
    def _signed_agreements(self, establishments):
        # what binds an establishment, whoever may read the contract
        rows = self.env["clicrdv.subscription"].sudo()
        signed = rows.search(
            [("establishment_id", "in", establishments.ids), ("contract_id.state", "in", tuple(states.SIGNED))]
        )
        found = [contract._signed_agreement(establishments) for contract in signed.contract_id.sorted("id")]
        return super()._signed_agreements(establishments) + [agreement for agreement in found if agreement]


class ClicrdvContract(models.Model):
    """What a signature says about data protection: the agreement is frozen among the documents of the order (art. 21)."""

    _inherit = "clicrdv.contract"

    # === BUSINESS METHODS === #

    def _signed_agreement(self, establishments):
        """The agreement that was signed with a contract: what came later by an information was told, not signed.

        :param establishments: res.company records; those that are under this contract are named
        :rtype: SignedAgreement or None
        """
        self.ensure_one()
        document = self.document_ids.filtered(lambda document: document.kind == "dpa")[:1]
        if not document or not self.signed_on:
            return None
        same = [("company_id", "=", self.company_id.id), ("kind", "=", "dpa"), ("sha256", "=", document.sha256)]
        text = self.env["clicrdv.terms"].search([*same, ("published_on", "<=", self.signed_on)], limit=1)
        signer = self.signed_by or self.signer_name or ""
        return SignedAgreement(
            operator_id=self.company_id.id,
            establishment_ids=tuple((self.subscription_ids.establishment_id & establishments).ids),
            attachment_id=document.attachment_id.id,
            sha256=document.sha256,
            version=text.version or document.sha256[:8],
            published_on=text.published_on or document.filed_on,
            signed_on=self.signed_on,
            signer=", ".join(filter(None, [signer, self.signer_quality])),
            reference=self.name,
        )
