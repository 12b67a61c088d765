from odoo import models

from ..exceptions_einvoice import DiscountRefused, PaymentTermTooLong, PaymentTermUnclear

#: At the latest for an invoice that covers a period (C. com. L441-10).
MAXIMUM_DAYS = 45


class AccountPaymentTerm(models.Model):
    """A term as the invoices of contracts may have it: one payment, within 45 days, without a discount."""

    _inherit = "account.payment.term"

    # === BUSINESS METHODS === #

    def _billing_days(self):
        """Days from the date of the invoice to the only payment; None when a term is not that simple."""
        [line] = self.line_ids if len(self.line_ids) == 1 else [None]
        simple = line and line.value == "percent" and line.value_amount == 100 and line.delay_type == "days_after"
        return line.nb_days if simple else None

    def _check_fit_for_billing(self):
        """Refuse terms that the invoices of contracts may not have.

        :raises BillingRefused: too long, with a discount, or not one payment
        """
        for term in self:
            days = term._billing_days()
            if term.early_discount:
                raise DiscountRefused(self.env, name=term.name)
            if days is None:
                raise PaymentTermUnclear(self.env, name=term.name)
            if days > MAXIMUM_DAYS:
                raise PaymentTermTooLong(self.env, name=term.name, days=days)
