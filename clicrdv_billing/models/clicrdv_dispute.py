from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..logic import disputes


class ClicrdvDispute(models.Model):
    """A disagreement on invoices: two months of talks from the registered letter, then the courts of Paris (art. 23)."""

    _name = "clicrdv.dispute"
    _description = "Dispute"
    _inherit = ["clicrdv.billing.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "letter_date desc, id desc"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Subject", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", "Operator", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True, tracking=True)
    contract_id = fields.Many2one("clicrdv.contract", index="btree_not_null", check_company=True)
    move_ids = fields.Many2many(
        "account.move",
        string="Invoices in dispute",
        check_company=True,
        domain="[('partner_id', 'child_of', partner_id), ('move_type', '=', 'out_invoice'), ('state', '=', 'posted')]",
        help="No letter is sent for them and no penalty is billed while the dispute is open.",
    )
    letter_date = fields.Date("Registered letter of", required=True, tracking=True)
    author = fields.Selection(
        [("customer", "The customer"), ("operator", "The operator")], "Written by", required=True, default="customer"
    )
    state = fields.Selection(
        [("amicable", "Talks"), ("court", "Court of Paris"), ("settled", "Settled")],
        required=True,
        default="amicable",
        tracking=True,
        index=True,
    )
    amicable_until = fields.Date("Talks until", compute="_compute_amicable_until", store=True)
    next_step = fields.Char("Next step", compute="_compute_next_step")
    outcome = fields.Text(tracking=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Letters")

    # === CONSTRAINTS AND INDEXES === #

    @api.constrains("move_ids", "partner_id")
    def _check_customer(self):
        for dispute in self:
            if dispute.move_ids.commercial_partner_id - dispute.partner_id.commercial_partner_id:
                raise ValidationError(self.env._("These are not invoices of this customer: choose his own ones."))

    # === COMPUTE METHODS === #

    @api.depends("letter_date")
    def _compute_amicable_until(self):
        for dispute in self:
            dispute.amicable_until = dispute.letter_date and disputes.amicable_until(dispute.letter_date)

    @api.depends("amicable_until", "state")
    def _compute_next_step(self):
        for dispute in self:
            if dispute.state == "settled":
                dispute.next_step = self.env._("None: the dispute is settled.")
            elif dispute.state == "court":
                dispute.next_step = self.env._("Follow the case before the courts of Paris.")
            elif dispute.amicable_until and dispute.amicable_until < dispute.company_id._late_today():
                dispute.next_step = self.env._("The two months are over: either party may go to the courts of Paris.")
            else:
                dispute.next_step = self.env._("Find an agreement.")

    # === ACTIONS === #

    def action_settle(self):
        """End the dispute: its invoices are dunned again from where they were."""
        self._write_moved({"state": "settled"})

    def action_go_to_court(self):
        self._write_moved({"state": "court"})

    # === BUSINESS METHODS === #

    @api.model
    def _disputed(self, moves):
        """Those of some invoices that an open dispute names."""
        return self.search([("move_ids", "in", moves.ids), ("state", "!=", "settled")]).move_ids & moves
