from odoo import api, fields, models
from odoo.exceptions import UserError

from ..logic import contract_states as states

STATES = [
    (states.DRAFT, "Order"),
    (states.TO_SIGN, "To sign"),
    (states.ACTIVE, "Active"),
    (states.NOTICE, "Notice given"),
    (states.SUSPENDED, "Suspended"),
    (states.ENDED, "Ended"),
    (states.TERMINATED, "Terminated"),
    (states.REFUSED, "Refused"),
    (states.CANCELLED, "Cancelled"),
]


class ClicrdvContract(models.Model):
    """What a network has ordered from an operator: the order, then the signed contract, then its life (art. 4, 14–16)."""

    _name = "clicrdv.contract"
    _description = "Contract"
    _inherit = ["clicrdv.billing.guarded.mixin", "mail.thread", "mail.activity.mixin", "portal.mixin"]
    _may_move = staticmethod(states.may)
    _order = "id desc"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one(
        "res.company", "Operator", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    network_id = fields.Many2one("clicrdv.network", required=True, index=True, ondelete="restrict", tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="The legal person that signs: the head office of the network.",
    )
    state = fields.Selection(STATES, required=True, default=states.DRAFT, copy=False, tracking=True, index=True)
    term_months = fields.Selection(
        [("12", "12 months"), ("36", "36 months")], "Term", required=True, default="12", tracking=True
    )
    signed_on = fields.Date("Signed on", copy=False, readonly=True, tracking=True)
    date_start = fields.Date(
        "Start", copy=False, readonly=True, tracking=True, help="The day of the signature: the term runs from here."
    )
    end_date = fields.Date(
        "Effective end", copy=False, readonly=True, tracking=True, help="Its last day, once an end is certain."
    )
    pricelist_id = fields.Many2one("product.pricelist", ondelete="restrict", check_company=True, tracking=True)
    invoice_to = fields.Selection(
        [
            ("establishment", "Each establishment"),
            ("head_office", "The head office, with one page for each establishment"),
        ],
        "Invoices go to",
        required=True,
        default="establishment",
        tracking=True,
    )
    billing_timing = fields.Selection(
        [("arrears", "At the end of the month"), ("advance", "At the beginning of the month")],
        "Subscriptions are billed",
        required=True,
        default="arrears",
        tracking=True,
        help="SMS are always billed at the end of the month.",
    )
    subscription_ids = fields.One2many("clicrdv.subscription", "contract_id", "Subscriptions")
    price_ids = fields.One2many("clicrdv.contract.price", "contract_id", "Prices")

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (company_id, name)", "Another contract has this number.")
    _signed_has_a_start = models.Constraint(
        "CHECK (state IN ('draft', 'to_sign', 'refused', 'cancelled') OR date_start IS NOT NULL)",
        "A signed contract has a first day.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        # the number is the system's, whoever writes the order
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            company = vals.get("company_id") or self.env.company.id
            vals["name"] = sequence.with_company(company).next_by_code("clicrdv.contract")
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        if any(contract.state in states.SIGNED for contract in self):
            raise UserError(self.env._("A signed contract is kept: end it instead."))

    # === BUSINESS METHODS === #
