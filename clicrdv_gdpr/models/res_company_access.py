from odoo import api, fields, models

from ..exceptions_access import ThresholdOutOfRange

LEAST, MOST = 10, 100_000


class ResCompany(models.Model):
    """From how many client files on the supervision calls."""

    _inherit = "res.company"

    # === FIELDS === #

    access_reads_threshold = fields.Integer(
        "Alert above client files seen in an hour",
        required=True,
        default=500,
        help="By one person. A day in the agenda of a large establishment is less than half of it.",
    )
    access_exports_threshold = fields.Integer("Alert above client files exported at once", required=True, default=200)

    # === CONSTRAINS METHODS === #

    @api.constrains("access_reads_threshold", "access_exports_threshold")
    def _check_access_thresholds(self):
        for company in self:
            for threshold in (company.access_reads_threshold, company.access_exports_threshold):
                if not LEAST <= threshold <= MOST:
                    raise ThresholdOutOfRange(self.env, low=LEAST, high=MOST)
