from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date

from ..exceptions_dunning import InterestRateMissing
from ..logic import penalties


class ClicrdvInterestRate(models.Model):
    """The legal interest rate of a half-year, fixed by an order of the minister; the same law for every operator."""

    _name = "clicrdv.interest.rate"
    _description = "Legal interest rate"
    _order = "date_start desc"
    _rec_name = "date_start"

    # === FIELDS === #

    date_start = fields.Date(
        "Half-year from", required=True, help="1 January or 1 July: the rate holds for six months from this day."
    )
    rate_business = fields.Float(
        "Businesses, % a year",
        digits=(6, 4),
        required=True,
        help="The rate for creditors that act for their business, before it is multiplied by three.",
    )
    source = fields.Char(required=True, help="The order (arrêté) and where it was read.")
    to_check = fields.Boolean("To check", help="Not read in the official text: compare it before you bill penalties.")

    # === CONSTRAINTS AND INDEXES === #

    _one_a_half_year = models.Constraint("UNIQUE (date_start)", "There is a rate for this half-year already.")
    _begins_a_half_year = models.Constraint(
        "CHECK (EXTRACT(DAY FROM date_start) = 1 AND EXTRACT(MONTH FROM date_start) IN (1, 7))",
        "A half-year begins on 1 January or 1 July.",
    )
    _rate_positive = models.Constraint(
        "CHECK (rate_business > 0)", "A rate of zero would bill nothing: type the real one."
    )

    # === BUSINESS METHODS === #

    @api.model
    def _rates(self):
        """What is known: {first day of a half-year: Decimal, percent a year}."""
        # whoever may bill a penalty may use the rate; it is public law
        rates = self.sudo().search([("rate_business", ">", 0)])
        return {rate.date_start: Decimal(f"{rate.rate_business:.4f}") for rate in rates}

    @api.model
    def _refuse_missing(self, error):
        """The refusal that says which rate to type, and where to find it.

        :param error: a `logic.penalties.RateMissing`
        """
        return InterestRateMissing(self.env, half_year=format_date(self.env, error.half_year))

    @api.model
    def _penalty(self, debt, until, suspended, currency, rates):
        """The penalty of a debt up to a day, in a currency.

        :param dict rates: as `_rates` gives them, read once for many debts
        :raises InterestRateMissing: a rate is not known
        :rtype: Decimal
        """
        unit = Decimal(str(currency.rounding))
        try:
            return penalties.penalty(debt, until, rates, suspended, unit)
        except penalties.RateMissing as error:
            raise self._refuse_missing(error) from error
