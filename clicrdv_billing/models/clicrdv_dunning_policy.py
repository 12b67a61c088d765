from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..exceptions_dunning import SharedPolicy
from ..logic import dunning


class ClicrdvDunningPolicy(models.Model):
    """Which letters a customer gets when he pays late, and when; chosen for each contract."""

    _name = "clicrdv.dunning.policy"
    _description = "Dunning policy"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        "Operator",
        index=True,
        default=lambda self: self.env.company,
        help="Blank: the standard policy that all operators share. The first policy of an operator is his default.",
    )
    level_ids = fields.One2many("clicrdv.dunning.level", "policy_id", "Letters", copy=True)
    suspend_pages = fields.Boolean(
        "Close the booking pages",
        help="Takes the customer's establishments offline some days after a formal notice that stayed without effect,"
        " and puts them back when he has paid.",
    )
    suspend_after_days = fields.Integer("Days after the formal notice", default=dunning.NOTICE_DAYS + 1)
    registered_only = fields.Boolean(
        "Termination needs a registered letter",
        default=True,
        help="Only a formal notice whose posting is proved lets contracts be terminated.",
    )

    # === CONSTRAINTS AND INDEXES === #

    _pages_after_the_notice = models.Constraint(
        f"CHECK (NOT suspend_pages OR suspend_after_days > {dunning.NOTICE_DAYS})",
        "The formal notice gives seven days: booking pages close after them at the earliest.",
    )

    @api.constrains("level_ids")
    def _check_levels(self):
        for policy in self:
            if not dunning.ordered(policy.level_ids._values()):
                raise ValidationError(
                    self.env._(
                        "Letters escalate: each one comes later than the one before, and none is milder"
                        " (reminder, formal notice, acceleration, termination)."
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        self._refuse_shared()
        return super().write(vals)

    def copy_data(self, default=None):
        default = {"company_id": self.env.company.id, **(default or {})}
        return [
            {**vals, "name": self.env._("%s (copy)", policy.name)}
            for policy, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # === BUSINESS METHODS === #

    def _refuse_shared(self):
        """What all operators share is changed by none of them."""
        if not self.env.su and any(not policy.company_id for policy in self):
            raise SharedPolicy(self.env)

    @api.model
    def _default_for(self, company):
        """The policy of contracts that name none: the operator's first own one, else the one that all share."""
        domain = Domain("company_id", "in", [False, company.id])
        return self.search(domain).sorted(lambda policy: not policy.company_id)[:1]
