from zoneinfo import ZoneInfo

from odoo import fields, models


class ResCompany(models.Model):
    """As an operator: how it looks after the integrity of its customers, and which day it is there."""

    _inherit = "res.company"

    # === FIELDS === #

    billing_integrity_required = fields.Boolean(
        "Questionnaire before each signature",
        help="No order is sent for signature before its questionnaire on integrity is closed.",
    )
    billing_integrity_email = fields.Char(
        "Address for reports",
        help="Where customers report what may be corruption, fraud or a conflict of interest (general terms, art. 18).",
    )

    # === BUSINESS METHODS === #

    def _followup_today(self):
        """The day that it is now at this operator.

        :rtype: datetime.date
        """
        self.ensure_one()
        # naive times of Odoo are UTC
        now = fields.Datetime.now().replace(tzinfo=ZoneInfo("UTC"))
        return now.astimezone(ZoneInfo(self.booking_tz or "Europe/Paris")).date()
