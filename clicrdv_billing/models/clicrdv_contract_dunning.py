from odoo import api, fields, models


class ClicrdvContract(models.Model):
    """How its late invoices are dunned, and the special terms of its customer."""

    _inherit = "clicrdv.contract"

    # === FIELDS === #

    dunning_policy_id = fields.Many2one(
        "clicrdv.dunning.policy",
        "Dunning policy",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Which letters follow a late invoice. Blank: the operator's default.",
    )
    payment_special_ids = fields.Many2many(
        "clicrdv.payment.special", string="Special payment terms", compute="_compute_late_payment"
    )
    dunning_case_id = fields.Many2one("clicrdv.dunning.case", "Late payment", compute="_compute_late_payment")

    # === COMPUTE METHODS === #

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_late_payment(self):
        may_read = self.env["clicrdv.dunning.case"].has_access("read")
        for contract in self:
            contract.payment_special_ids = contract.dunning_case_id = False
            if may_read and contract.partner_id:
                today = contract.company_id._late_today()
                special = self.env["clicrdv.payment.special"]
                contract.payment_special_ids = special._of(contract.company_id, contract.partner_id, today)
                contract.dunning_case_id = self.env["clicrdv.dunning.case"]._of_contract(contract)[:1]

    # === ACTIONS === #

    def action_late_payment(self):
        """Open the customer's case."""
        self.ensure_one()
        return self.dunning_case_id.get_formview_action()

    # === BUSINESS METHODS === #

    def _dunning_policy(self):
        """The policy of this contract: its own, or the operator's default."""
        self.ensure_one()
        return self.dunning_policy_id or self.env["clicrdv.dunning.policy"]._default_for(self.company_id)
