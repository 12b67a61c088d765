from datetime import timedelta
from decimal import Decimal

from odoo import models


class ClicrdvQuoteLine(models.Model):
    """What a quote has billed beyond the end of its contract, which became known later, is given back by its days."""

    _inherit = "clicrdv.quote.line"

    # === BUSINESS METHODS === #

    def _monthly_credits(self):
        """Values of the charges that give back the days after the end of the contract; again gives nothing more back."""
        end = self.contract_id.end_date
        billed = self.charge_ids.filtered(lambda charge: charge.move_line_id and not charge.corrected_id)
        vals_list = []
        for charge in billed.filtered(lambda charge: end and charge.period_end > end):
            first = max(charge.period_start, end + timedelta(days=1))
            days, over = ((charge.period_end - day).days + 1 for day in (charge.period_start, first))
            quantity = Decimal(str(charge.quantity))
            given = sum(Decimal(str(one.quantity)) for one in self.charge_ids if one.corrected_id == charge)
            back = quantity - round(quantity * (days - over) / days, 4) + given
            if back > 0:
                values = self._charge_values(first, charge.period_end, -float(back))
                vals_list.append({**values, "corrected_id": charge.id, "is_late": True})
        return vals_list
