from odoo import api, fields, models
from odoo.fields import Domain


class ClicrdvPaymentSpecial(models.Model):
    """Other terms of payment for one customer, why, and who decided it (general terms, art. 6, last sentence)."""

    _name = "clicrdv.payment.special"
    _description = "Special payment terms of a customer"
    _inherit = ["clicrdv.billing.guarded.mixin", "mail.thread"]
    _order = "date_from desc, id desc"
    _rec_name = "kind"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Operator", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True, tracking=True)
    kind = fields.Selection(
        [("prepayment", "Prepayment"), ("deposit", "Deposit"), ("direct_debit", "Direct debit")],
        "Terms",
        required=True,
        tracking=True,
    )
    date_from = fields.Date("From", required=True, tracking=True, default=fields.Date.context_today)
    date_to = fields.Date("To", tracking=True, help="Blank: until somebody ends them.")
    reason = fields.Text(
        required=True, tracking=True, help="Earlier incidents, weak solvency, or particular difficulties of recovery."
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", required=True, readonly=True, default=lambda self: self.env.user
    )
    dunning = fields.Selection(
        [
            ("normal", "As the policy says"),
            ("pause", "No letters meanwhile"),
            ("strict", "Stricter: no reminder, the formal notice takes its day"),
        ],
        required=True,
        default="normal",
        tracking=True,
    )

    # === CONSTRAINTS AND INDEXES === #

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)", "The last day is before the first."
    )

    # === BUSINESS METHODS === #

    @api.model
    def _of(self, company, partner, day):
        """The terms that hold for a customer on a day.

        :param company: the operator
        :param partner: the customer, or a contact of his
        :return: records, the latest first
        """
        return self.search(
            Domain("company_id", "=", company.id)
            & Domain("partner_id.commercial_partner_id", "=", partner.commercial_partner_id.id)
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )
