from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date

from ..exceptions_followup import AuditTimeBilled
from ..logic import audit_time
from ..logic import quote_states as states


class ClicrdvAuditDay(models.Model):
    """Time that the operator's people spent on an audit of a customer (data-protection agreement, 3.3.13)."""

    _name = "clicrdv.audit.day"
    _description = "Time spent on an audit"
    _inherit = ["clicrdv.billing.guarded.mixin", "clicrdv.billing.contract.mixin"]
    _order = "audit_ref, day desc, id desc"
    _rec_name = "audit_ref"

    # === FIELDS === #

    audit_ref = fields.Char("Audit", required=True, index=True, help="The number of the audit in its register.")
    day = fields.Date(required=True, default=fields.Date.context_today)
    hours = fields.Float(digits=(16, 2), required=True)
    user_id = fields.Many2one(
        "res.users", "Who", required=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    description = fields.Text("What", required=True)
    extra_days = fields.Float("Man-days beyond two", digits=(16, 2), compute="_compute_extra_days")
    agreed_days = fields.Float("Agreed by quote", digits=(16, 2), compute="_compute_extra_days")
    is_not_agreed = fields.Boolean("Without a quote", compute="_compute_extra_days")

    # === CONSTRAINTS AND INDEXES === #

    _hours_of_a_day = models.Constraint("CHECK (hours > 0 AND hours <= 24)", "A day has between 0 and 24 hours.")

    # === COMPUTE METHODS === #

    @api.depends("hours", "day", "audit_ref", "contract_id")
    def _compute_extra_days(self):
        """How much of the whole audit is beyond what is included, and how much of it the customer has agreed to pay."""
        self.env["clicrdv.audit.day"].flush_model()
        spent = self._hours_by_audit(self.contract_id)
        agreed = self._agreed_by_audit(self.contract_id)
        for entry in self:
            key = entry.contract_id.id, entry.audit_ref
            entry.extra_days = audit_time.extra_days(spent.get(key, Decimal(0)))
            entry.agreed_days = agreed.get(key, 0)
            entry.is_not_agreed = entry.extra_days > entry.agreed_days

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["audit_ref"] = (vals.get("audit_ref") or "").strip() or False
        return super().create(vals_list)

    def write(self, vals):
        if "audit_ref" in vals:
            vals = {**vals, "audit_ref": (vals["audit_ref"] or "").strip() or False}
        if {"contract_id", "audit_ref", "day", "hours"} & vals.keys():
            self._check_not_billed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._check_not_billed()

    # === BUSINESS METHODS === #

    @api.model
    def _hours_by_audit(self, contracts, until=None):
        """Hours spent on the audits of contracts.

        :param until: last day that counts, blank for all
        :return: {(id of the contract, audit): Decimal}
        """
        domain = [("contract_id", "in", contracts.ids)] + ([("day", "<=", until)] if until else [])
        groups = self._read_group(domain, ["contract_id", "audit_ref"], ["hours:sum"])
        return {(contract.id, audit): Decimal(str(round(hours, 2))) for contract, audit, hours in groups}

    @api.model
    def _agreed_by_audit(self, contracts):
        """Man-days beyond those included that customers have accepted to pay: {(id of the contract, audit): days}."""
        domain = [("contract_id", "in", contracts.ids), ("state", "=", states.ACCEPTED), ("recurrence", "=", "audit")]
        groups = self.env["clicrdv.quote.line"]._read_group(domain, ["contract_id", "audit_ref"], ["quantity:sum"])
        return {(contract.id, audit): days for contract, audit, days in groups}

    def _check_not_billed(self):
        """What an invoice was made from stays as it is."""
        lines = self.env["clicrdv.quote.line"].search(
            [("contract_id", "in", self.contract_id.ids), ("recurrence", "=", "audit"), ("charge_ids", "!=", False)]
        )
        billed = {(line.contract_id.id, line.audit_ref): max(line.charge_ids.mapped("period_end")) for line in lines}
        for entry in self:
            last = billed.get((entry.contract_id.id, entry.audit_ref))
            if last and entry.day <= last:
                raise AuditTimeBilled(self.env, audit=entry.audit_ref, day=format_date(self.env, last))
