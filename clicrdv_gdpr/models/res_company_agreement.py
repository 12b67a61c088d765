from odoo import api, fields, models
from odoo.fields import Domain

from ..exceptions_registers import AgreementMissing
from ..logic import privacy_agreements as agreements
from ..logic.controller_duties import DONE, TO_DO, Duty
from .clicrdv_privacy_agreement import BINDING, PARAMETER


class ResCompany(models.Model):
    """Which version of the agreement binds the controller of an establishment (GDP-03, 50).

    Nobody goes online without one, unless the operator has switched that off. An establishment that was online before
    stays so, as its clients have appointments there: it is listed, its checklist begins with it, and once it is taken
    offline it comes back with a signature only.
    """

    _inherit = "res.company"

    # === FIELDS === #

    privacy_agreement_id = fields.Many2one(
        "clicrdv.privacy.agreement",
        "Agreement in force",
        compute="_compute_privacy_agreement_id",
        compute_sudo=True,
        help="The newest version that is signed as it must be; a version that lacks a signature changes nothing.",
    )
    is_agreement_missing = fields.Boolean(
        "Agreement not signed",
        compute="_compute_is_agreement_missing",
        search="_search_is_agreement_missing",
        compute_sudo=True,
    )

    # === COMPUTE METHODS === #

    @api.depends("network_id")
    def _compute_privacy_agreement_id(self):
        acceptances = self.env["clicrdv.privacy.acceptance"]
        mine = Domain("company_id", "in", self.ids) | Domain("network_id", "in", self.network_id.ids)
        found = acceptances.search(mine).grouped(lambda acceptance: (acceptance.company_id, acceptance.network_id))
        alone, whole = self.env["clicrdv.network"], self.env["res.company"]
        for company in self:
            own = found.get((company._origin, alone), acceptances)
            own |= found.get((whole, company.network_id), acceptances) if company.network_id else acceptances
            last = agreements.applied([acceptance._as_signed() for acceptance in own], company._privacy_today())
            company.privacy_agreement_id = acceptances.browse(last.key).agreement_id if last else False

    @api.depends("privacy_agreement_id", "network_id")
    def _compute_is_agreement_missing(self):
        provider = self._privacy_provider() if self._is_agreement_asked() else None
        for company in self:
            company.is_agreement_missing = bool(
                provider and not company.privacy_agreement_id and not company._is_one_with(provider)
            )

    def _search_is_agreement_missing(self, operator, value):
        """Establishments that are online or have agendas; only such are asked for anything."""
        if operator != "in":
            return NotImplemented
        # of all establishments: the rules of what one sees are applied to the answer
        served = self.sudo().search(Domain("booking_published", "=", True) | Domain("agenda_ids", "!=", False))
        missing = Domain("id", "in", served.filtered("is_agreement_missing").ids)
        return missing if True in value else ~missing

    # === CONSTRAINS METHODS === #

    @api.constrains("booking_published")
    def _check_agreement(self):
        """No establishment is put online without a signed agreement, unless the operator has switched that off."""
        self.invalidate_recordset(BINDING)
        for company in self.filtered("booking_published"):
            if company.is_agreement_missing:
                raise AgreementMissing(self.env, name=company.name)

    # === ACTIONS === #

    def action_privacy_agreement(self):
        """Read the agreement and accept it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clicrdv_gdpr.clicrdv_privacy_signing_action")
        return {**action, "context": {"default_company_id": self.id}}

    # === BUSINESS METHODS === #

    @api.model
    def _is_agreement_asked(self):
        # a switch of the installation, whoever puts an establishment online
        return self.env["ir.config_parameter"].sudo().get_param(PARAMETER) == "True"

    def _is_one_with(self, provider):
        """Whether who runs the installation and the controller are one legal person, who signs nothing with himself.

        A branch, or an establishment of the same integrated network (one SIREN), is no other person.

        :param provider: res.company in superuser mode
        """
        self.ensure_one()
        company = self.sudo()  # who it is, whoever asks
        network = company.network_id
        is_one = bool(network) and network.kind == "integrated" and network == provider.network_id
        return company.root_id == provider.root_id or is_one

    def _privacy_agreement_duty(self):
        """The line of the checklist about the agreement.

        :return: list of Duty, empty where nobody asks for it
        """
        self.ensure_one()
        if self.is_agreement_missing:
            return [Duty("agreement", TO_DO)]
        return [Duty("agreement", DONE)] if self.privacy_agreement_id else []
