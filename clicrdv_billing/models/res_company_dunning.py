from odoo import fields, models

from ..logic import penalties
from .account_move_late import cents


class ResCompany(models.Model):
    """What an operator needs to dun."""

    _inherit = "res.company"

    # === BUSINESS METHODS === #

    def _late_today(self):
        """Today, where this operator is; jobs have no time zone of their own.

        :rtype: date
        """
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.booking_tz))

    def _late_indemnity(self, day):
        """The fixed indemnity for the costs of recovery, in this operator's currency.

        :rtype: Decimal
        """
        self.ensure_one()
        euro = self.env.ref("base.EUR")
        if self.currency_id == euro:
            return penalties.RECOVERY_INDEMNITY
        return cents(euro._convert(float(penalties.RECOVERY_INDEMNITY), self.currency_id, self, day))
