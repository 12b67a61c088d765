from odoo import api, fields, models

from ..exceptions_followup import LogoWithoutContract
from ..logic import contract_states


class ClicrdvLogoUse(models.Model):
    """A place where the logo of a network is shown, as long as its contract runs (art. 7.2)."""

    _name = "clicrdv.logo.use"
    _description = "Use of a logo"
    _inherit = ["clicrdv.billing.guarded.mixin", "clicrdv.billing.contract.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "place"

    # === FIELDS === #

    active = fields.Boolean("In use", default=True, tracking=True)
    network_id = fields.Many2one(related="contract_id.network_id", store=True)
    place = fields.Char("Where", required=True, help="Page, brochure, stand… so that somebody can take it away.")
    url = fields.Char("Address")
    since = fields.Date(required=True, default=fields.Date.context_today)
    until = fields.Date(readonly=True, copy=False, help="The day on which it was to be taken away.", tracking=True)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        uses = super().create(vals_list)
        uses.filtered("active")._check_contract()
        return uses

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") or "contract_id" in vals:
            self.filtered("active")._check_contract()
        return result

    # === ACTIONS === #

    def action_remove(self):
        """Note that the logo is no longer shown there."""
        for use in self.filtered("active"):
            use._write_moved({"active": False, "until": use.company_id._followup_today()})

    # === BUSINESS METHODS === #

    def _check_contract(self):
        """The permission lasts as long as the contract.

        :raises LogoWithoutContract: it has not begun, or is over
        """
        for use in self:
            contract = use.contract_id
            ended = contract.end_date and contract.end_date < use.company_id._followup_today()
            if ended or contract.state not in contract_states.IN_FORCE:
                raise LogoWithoutContract(self.env, contract=contract.name)
