from odoo import api, fields, models
from odoo.fields import Domain

from ..exceptions_registers import AgreementMissing
from ..logic import privacy_agreements as agreements
from .clicrdv_privacy_agreement import PARAMETER


class ResCompany(models.Model):
    """Which version of the agreement binds the controller of an establishment (GDP-03, 50)."""

    _inherit = "res.company"

    # === FIELDS === #

    privacy_agreement_id = fields.Many2one(
        "clicrdv.privacy.agreement",
        "Agreement in force",
        compute="_compute_privacy_agreement_id",
        compute_sudo=True,
        help="The newest version that is signed as it must be; a version that lacks a signature changes nothing.",
    )

    # === COMPUTE METHODS === #

    @api.depends("network_id")
    def _compute_privacy_agreement_id(self):
        acceptances = self.env["clicrdv.privacy.acceptance"]
        mine = Domain("company_id", "in", self.ids) | Domain("network_id", "in", self.network_id.ids)
        found = acceptances.search(mine)
        for company in self:
            own = found.filtered(lambda acceptance, one=company: acceptance._controls(one))
            last = agreements.applied([acceptance._as_signed() for acceptance in own], company._privacy_today())
            company.privacy_agreement_id = acceptances.browse(last.key).agreement_id if last else False

    # === CONSTRAINS METHODS === #

    @api.constrains("booking_published")
    def _check_agreement(self):
        """No establishment is put online without a signed agreement, when the operator has switched that on."""
        # a switch of the installation, whoever puts an establishment online
        if self.env["ir.config_parameter"].sudo().get_param(PARAMETER) != "True":
            return
        for company in self.filtered("booking_published"):
            if not company.privacy_agreement_id:
                raise AgreementMissing(self.env, name=company.name)
