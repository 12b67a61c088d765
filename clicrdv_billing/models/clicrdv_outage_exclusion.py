from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic.working_days import is_working_day

from ..exceptions_service import MaintenanceInBusinessHours, ReasonMissing
from ..logic import business_hours

KINDS = [
    ("force_majeure", "Force majeure"),
    ("security", "Exceptional security update"),
    ("maintenance", "Planned maintenance outside of business time"),
]


class ClicrdvOutageExclusion(models.Model):
    """Time that is left out of the availability: one of the three cases of annex 1, § 1, with its reason."""

    _name = "clicrdv.outage.exclusion"
    _description = "Time left out of the availability"
    _inherit = ["clicrdv.billing.guarded.mixin", "mail.thread"]
    _order = "start desc, id desc"
    _rec_name = "reason"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Operator", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    kind = fields.Selection(KINDS, required=True, tracking=True)
    start = fields.Datetime("From", required=True, tracking=True, index=True)
    stop = fields.Datetime("Until", required=True, tracking=True)
    reason = fields.Text(required=True, tracking=True, help="Shown in the report to customers.")
    active = fields.Boolean(default=True, tracking=True)

    # === CONSTRAINTS AND INDEXES === #

    _in_order = models.Constraint("CHECK (start < stop)", "The end must be after the start.")

    # === CONSTRAINS METHODS === #

    @api.constrains("reason")
    def _check_reason(self):
        if not all((exclusion.reason or "").strip() for exclusion in self):
            raise ReasonMissing(self.env)

    @api.constrains("kind", "start", "stop", "active")
    def _check_maintenance(self):
        hours = business_hours.BusinessHours(business_hours.BUSINESS, is_working_day)
        for exclusion in self.filtered(lambda exclusion: exclusion.active and exclusion.kind == "maintenance"):
            inside = business_hours.time_between(hours, exclusion.start, exclusion.stop)
            if inside:
                raise MaintenanceInBusinessHours(self.env, hours=str(inside))
