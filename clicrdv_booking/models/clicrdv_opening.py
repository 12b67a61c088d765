from odoo import api, fields, models
from odoo.exceptions import ValidationError

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class ClicrdvOpening(models.Model):
    """Hours opened beside the weekly ones, on one day or every week, for all services or some."""

    _name = "clicrdv.opening"
    _inherit = ["clicrdv.establishment.mixin"]
    _description = "Extra opening"
    _order = "day desc, weekday, hour_from"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Reason")
    agenda_id = fields.Many2one("clicrdv.agenda", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="agenda_id.company_id", store=True, index=True)
    kind = fields.Selection([("dated", "On one day"), ("weekly", "Every week")], required=True, default="dated")
    day = fields.Date("Date")
    weekday = fields.Selection(WEEKDAYS)
    date_from = fields.Date("First day", help="First day of a weekly opening. Blank: already.")
    date_to = fields.Date("Last day", help="Last day of a weekly opening. Blank: for ever.")
    hour_from = fields.Float("Opens at", required=True, default=9.0)
    hour_to = fields.Float("Closes at", required=True, default=12.0, help="After 24:00 for the next morning.")
    service_ids = fields.Many2many(
        "clicrdv.service", string="Only for", check_company=True, help="Blank: for all services."
    )

    # === CONSTRAINTS AND INDEXES === #

    _hours_in_order = models.Constraint(
        "CHECK (0 <= hour_from AND hour_from <= 23.98 AND hour_from + 0.016 < hour_to AND hour_to <= hour_from + 24)",
        "An opening starts during the day and closes after it opens, at most 24 hours later.",
    )
    _kind_is_complete = models.Constraint(
        "CHECK ((kind = 'dated' AND day IS NOT NULL) OR (kind = 'weekly' AND weekday IS NOT NULL))",
        "Give the date of the opening, or its day of the week.",
    )

    # === CONSTRAINS METHODS === #

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for opening in self:
            if opening.date_from and opening.date_to and opening.date_to < opening.date_from:
                raise ValidationError(self.env._("A weekly opening ends on or after the day it begins."))
