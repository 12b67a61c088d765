from odoo import api, fields, models

from ..exceptions_life import ChangeSent
from ..logic import contract_changes as changes


class ClicrdvContractChangeLine(models.Model):
    """The new price of one product."""

    _name = "clicrdv.contract.change.line"
    _description = "New price of a contract"
    _inherit = ["clicrdv.billing.guarded.mixin"]

    # === FIELDS === #

    change_id = fields.Many2one("clicrdv.contract.change", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="change_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        "product.product", "Tariff", required=True, ondelete="restrict", domain="[('billing_offer', '!=', False)]"
    )
    unit_price = fields.Float("New price a month, excl. tax", digits=(16, 4), required=True)

    # === CONSTRAINTS AND INDEXES === #

    _one_price = models.Constraint(
        "UNIQUE (change_id, product_id)", "This tariff has a new price in this change already."
    )
    _price_positive = models.Constraint("CHECK (unit_price >= 0)", "A price is not negative.")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._require_draft()
        return lines

    def write(self, vals):
        self._require_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._require_draft()

    # === BUSINESS METHODS === #

    def _require_draft(self):
        if any(line.change_id.state != changes.DRAFT for line in self):
            raise ChangeSent(self.env)
