from odoo import api, fields, models

from ..logic.public_holidays import holidays_of

YEARS_AHEAD = 2  # this year and the next two: beyond any booking horizon


class ClicrdvPublicHoliday(models.Model):
    """A public holiday of an establishment, closed unless somebody opens it by hand."""

    _name = "clicrdv.public.holiday"
    _inherit = ["clicrdv.establishment.mixin"]
    _description = "Public holiday"
    _order = "day"

    # === FIELDS === #

    name = fields.Char(required=True)
    day = fields.Date("Date", required=True)
    is_open = fields.Boolean("Open all the same", help="Tick it when the establishment receives clients on that day.")
    company_id = fields.Many2one(
        "res.company",
        "Establishment",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )

    # === CONSTRAINTS AND INDEXES === #

    _one_per_day = models.Constraint(
        "UNIQUE (company_id, day)", "This establishment already has a public holiday on this day."
    )

    # === BUSINESS METHODS === #

    @api.model
    def _generate(self, companies, first_year):
        """Add the statutory holidays that the establishments lack; days opened by hand stay open.

        :param companies: establishments, each with its zone of public holidays
        :param int first_year: first calendar year; two more follow
        """
        known = self.search([("company_id", "in", companies.ids)])
        present = {(holiday.company_id.id, holiday.day) for holiday in known}
        self.create(
            [
                {"company_id": company.id, "day": day, "name": name}
                for company in companies.filtered("booking_holiday_zone")
                for year in range(first_year, first_year + YEARS_AHEAD + 1)
                for day, name in holidays_of(company.booking_holiday_zone, year)
                if (company.id, day) not in present
            ]
        )

    @api.model
    def _cron_generate(self):
        """Monthly job: the holidays of the coming years of every establishment."""
        companies = self.env["res.company"].search([("booking_holiday_zone", "!=", False)])
        self._generate(companies, fields.Date.today().year)
