from odoo import api, fields, models

from ..exceptions_signing import AgreementUnpublished, MayNotSign, NotConfirmed
from ..logic import privacy_agreements as agreements

MANAGER = "clicrdv_booking.group_manager"


class ClicrdvPrivacySigning(models.TransientModel):
    """A controller reads the data-protection agreement and accepts it (agreement 3.1, 7.1; GDPR art. 28(9); GDP-03).

    Whoever answers for the establishment does it: its manager, or a manager of its integrated network, which is one
    legal person. What was signed on paper is noted in the register.
    """

    _name = "clicrdv.privacy.signing"
    _description = "Accept the data-protection agreement"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Establishment", required=True, ondelete="cascade", default=lambda self: self.env.company
    )
    network_id = fields.Many2one("clicrdv.network", compute="_compute_agreement", compute_sudo=True)
    agreement_id = fields.Many2one("clicrdv.privacy.agreement", compute="_compute_agreement", compute_sudo=True)
    version = fields.Char(compute="_compute_agreement", compute_sudo=True)
    needs_both = fields.Boolean(compute="_compute_agreement", compute_sudo=True)
    document = fields.Binary("Text with its sub-annexes", compute="_compute_agreement", compute_sudo=True)
    document_name = fields.Char(compute="_compute_agreement", compute_sudo=True)
    document_sha256 = fields.Char("SHA-256", compute="_compute_agreement", compute_sudo=True)
    signed_id = fields.Many2one("clicrdv.privacy.agreement", compute="_compute_agreement", compute_sudo=True)
    may_sign = fields.Boolean(compute="_compute_may_sign")
    signer = fields.Char(
        "Your name and office", default=lambda self: self.env.user.name, help="For example: Zoé Martin, chairwoman."
    )
    is_confirmed = fields.Boolean("I have read this version and may accept it for the controller")

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    def _compute_agreement(self):
        for signing in self:
            company = signing.company_id
            version = self.env["clicrdv.privacy.agreement"]._latest(company._privacy_provider())
            signing.network_id = company.network_id if company.network_id.kind == "integrated" else False
            signing.agreement_id = version
            signing.version = version.name
            signing.needs_both = version.changes_annex_a
            signing.document = version.with_context(bin_size=False).document
            signing.document_name = version.document_name or (version.document and f"{version.name}.pdf")
            signing.document_sha256 = version.document_sha256
            signing.signed_id = company.privacy_agreement_id

    @api.depends("company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_may_sign(self):
        for signing in self:
            signing.may_sign = signing._may_sign()

    # === ACTIONS === #

    def action_accept(self):
        """Accept the version that is shown, for the controller, today."""
        self.ensure_one()
        self._check()
        # the register is the processor's: the controller signs, and writes nothing else there
        acceptances = self.env["clicrdv.privacy.acceptance"].sudo()
        values = {
            "agreement_id": self.agreement_id.id,
            "company_id": False if self.network_id else self.company_id.id,
            "network_id": self.network_id.id,
        }
        if not acceptances.search_count([(name, "=", value) for name, value in values.items()], limit=1):
            today = self.agreement_id.sudo().company_id._privacy_today()  # as above
            acceptances.create(
                {**values, "controller_signer": (self.signer or "").strip(), "controller_signed_on": today}
            )
        return self._back()

    # === BUSINESS METHODS === #

    def _may_sign(self):
        """Whether this user answers for the controller."""
        user, network = self.env.user, self.network_id
        if network:
            return user in network.sudo().manager_ids  # who manages it is asked for, not the network itself
        return user.has_group(MANAGER) and self.company_id in self.env.companies

    def _back(self):
        """Go on where the agreement was asked for."""
        if self.env.context.get("back_to_setup"):
            return self.env["clicrdv.setup"]._resume(self.company_id)
        if self.env.context.get("back_to_checklist"):
            return self.env["clicrdv.privacy.dashboard"].create([{"company_id": self.company_id.id}])._shown()
        return {"type": "ir.actions.act_window_close"}

    def _check(self):
        """:raises AgreementUnpublished, MayNotSign, NotConfirmed:"""
        if not self._may_sign():
            raise MayNotSign(self.env, name=self.sudo().network_id.name or self.company_id.name)  # their names only
        if not self.agreement_id:
            raise AgreementUnpublished(self.env)
        if not self.is_confirmed or not (self.signer or "").strip():
            raise NotConfirmed(self.env)


class ClicrdvPrivacyAgreement(models.Model):
    """What a controller is shown."""

    _inherit = "clicrdv.privacy.agreement"

    # === BUSINESS METHODS === #

    @api.model
    def _latest(self, provider):
        """The version that controllers sign today.

        :param provider: res.company, the processor
        :return: clicrdv.privacy.agreement, empty when none is published
        """
        own = [("company_id", "=", provider.id), ("state", "=", agreements.PUBLISHED)]
        return self.search(own, order="published_on desc, id desc", limit=1)
