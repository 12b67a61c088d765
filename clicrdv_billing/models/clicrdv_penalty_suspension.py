from odoo import api, fields, models
from odoo.fields import Domain


class ClicrdvPenaltySuspension(models.Model):
    """Days of force majeure on which no penalty runs, for one customer or for all (general terms, art. 16)."""

    _name = "clicrdv.penalty.suspension"
    _description = "Force majeure: days without penalty"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "reason"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", "Operator", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", "Customer", index=True, help="Blank: for every customer.")
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", help="Blank: still going on.")
    reason = fields.Char("Event", required=True)

    # === CONSTRAINTS AND INDEXES === #

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from <= date_to)", "The last day is before the first."
    )

    # === BUSINESS METHODS === #

    @api.model
    def _periods(self, company, partner, contract):
        """The days on which nothing runs for a customer: those written here, and the cases of his contract.

        :param company: the operator
        :param partner: commercial partner of the customer
        :param contract: clicrdv.contract record, may be empty
        :return: [(first day, last day)], which may overlap
        """
        domain = Domain("company_id", "=", company.id) & (
            Domain("partner_id", "=", False) | Domain("partner_id.commercial_partner_id", "=", partner.id)
        )
        found = [(period.date_from, period.date_to) for period in self.search(domain)]
        found += [(case.date_start, case.date_end) for case in contract.force_majeure_ids]
        return [(first, last or fields.Date.to_date("9999-12-30")) for first, last in found]
