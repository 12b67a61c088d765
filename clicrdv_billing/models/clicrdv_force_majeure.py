from datetime import timedelta

from odoo import fields, models


class ClicrdvForceMajeure(models.Model):
    """A case of force majeure: as long as it lasts, obligations are suspended (art. 16; BIL-35)."""

    _name = "clicrdv.force.majeure"
    _description = "Case of force majeure"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _order = "date_start desc, id desc"
    _rec_name = "reason"

    # === FIELDS === #

    contract_id = fields.Many2one("clicrdv.contract", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    reason = fields.Char(required=True)
    date_start = fields.Date("From", required=True)
    date_end = fields.Date("Until", help="Its last day; blank: it goes on.")
    informed_on = fields.Date("Customer informed on")

    # === CONSTRAINTS AND INDEXES === #

    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_start <= date_end)", "Force majeure cannot end before it has begun."
    )


class ClicrdvContract(models.Model):
    """The ways in which a contract changes or ends, and the days on which nobody owes anything."""

    _inherit = "clicrdv.contract"

    # === FIELDS === #

    force_majeure_ids = fields.One2many("clicrdv.force.majeure", "contract_id", "Force majeure")
    change_ids = fields.One2many("clicrdv.contract.change", "contract_id", "Changes")
    termination_ids = fields.One2many("clicrdv.termination", "contract_id", "Terminations")

    # === BUSINESS METHODS === #

    def _force_majeure_days(self, first=None, last=None):
        """The days on which force majeure suspends the obligations of this contract: no penalty, no service level (art. 16).

        :param date first: none: the first day of the contract
        :param date last: included; none: today, in the operator's time zone
        :rtype: set[date]
        """
        self.ensure_one()
        first, last = first or self.date_start, last or self.company_id._local_day()
        if not first:
            return set()
        days = set()
        customer = self.partner_id.commercial_partner_id
        for start, stop in self.env["clicrdv.penalty.suspension"]._periods(self.company_id, customer, self):
            begin, end = max(start, first), min(stop, last)
            days.update(begin + timedelta(days=number) for number in range((end - begin).days + 1))
        return days
