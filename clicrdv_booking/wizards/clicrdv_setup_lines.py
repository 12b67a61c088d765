from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.clicrdv_opening import WEEKDAYS

KEPT_HOURS = 24 * 30  # a set-up can be gone on with for a month


class ClicrdvSetupDay(models.TransientModel):
    """One day of the week in the set-up: a morning and an afternoon, either of them may be empty."""

    _name = "clicrdv.setup.day"
    _description = "Day of the week in the set-up"
    _order = "weekday"
    _transient_max_hours = KEPT_HOURS

    # === FIELDS === #

    setup_id = fields.Many2one("clicrdv.setup", required=True, index=True, ondelete="cascade")
    weekday = fields.Selection(WEEKDAYS, "Day", required=True, readonly=True)
    is_open = fields.Boolean("Open")
    morning_from = fields.Float("Opens at", default=9.0)
    morning_to = fields.Float("Closes at", default=12.0)
    afternoon_from = fields.Float("Opens again at", default=14.0)
    afternoon_to = fields.Float("Closes again at", default=18.0)

    # === CONSTRAINS METHODS === #

    @api.constrains("is_open", "morning_from", "morning_to", "afternoon_from", "afternoon_to")
    def _check_spans(self):
        for day in self.filtered("is_open"):
            spans = day._spans()
            bounds = [bound for span in spans for bound in span]
            if not spans or bounds != sorted(bounds) or bounds[0] < 0 or bounds[-1] > 24:
                raise ValidationError(
                    self.env._(
                        "Please check the hours of %s: from early to late, between 0:00 and 24:00. "
                        "Without a break, leave the afternoon at 0:00.",
                        dict(self._fields["weekday"]._description_selection(self.env))[day.weekday],
                    )
                )

    # === BUSINESS METHODS === #

    def _spans(self):
        """Opening spans of the day, in hours since midnight."""
        self.ensure_one()
        both = ((self.morning_from, self.morning_to), (self.afternoon_from, self.afternoon_to))
        return [span for span in both if self.is_open and span != (0.0, 0.0)]


class ClicrdvSetupPerson(models.TransientModel):
    """One agenda in the set-up, normally a person."""

    _name = "clicrdv.setup.person"
    _description = "Agenda in the set-up"
    _order = "id"
    _transient_max_hours = KEPT_HOURS

    # === FIELDS === #

    setup_id = fields.Many2one("clicrdv.setup", required=True, index=True, ondelete="cascade")
    agenda_id = fields.Many2one("clicrdv.agenda", ondelete="cascade")
    name = fields.Char("First name or name", required=True)
    user_id = fields.Many2one(
        "res.users", "Signs in as", help="Who finds this agenda as his own when he signs in. Blank: nobody."
    )
    same_hours = fields.Boolean(
        "These hours",
        default=True,
        help="Untick for a person with hours of his own: set them on the agenda afterwards.",
    )

    # === ACTIONS === #

    def action_remove(self):
        """Take the line away; an agenda that exists already goes to the archive."""
        setup = self.setup_id
        self.agenda_id.active = False
        self.unlink()
        return setup._reopen()

    # === BUSINESS METHODS === #

    def _apply(self, hours):
        """Make or change the agenda of each line.

        :param hours: commands for the lines of weekly hours
        """
        for number, line in enumerate(self):
            company = line.setup_id.company_id
            values = {"name": line.name, "public_name": line.name, "user_id": line.user_id.id}
            if not line.agenda_id:
                values.update(company_id=company.id, color=number % 11 + 1, sequence=10 * (number + 1), hours_ids=hours)
                line.agenda_id = self.env["clicrdv.agenda"].create(values)
                continue
            agenda = line.agenda_id
            agenda.write({name: value for name, value in values.items() if name != "public_name"})
            if line.same_hours:
                agenda.action_own_hours()
                agenda.resource_calendar_id.write({"attendance_ids": hours})


class ClicrdvSetupService(models.TransientModel):
    """One service in the set-up."""

    _name = "clicrdv.setup.service"
    _description = "Service in the set-up"
    _order = "id"
    _transient_max_hours = KEPT_HOURS

    # === FIELDS === #

    setup_id = fields.Many2one("clicrdv.setup", required=True, index=True, ondelete="cascade")
    service_id = fields.Many2one("clicrdv.service", ondelete="cascade")
    name = fields.Char("Name that clients see", required=True)
    duration_minutes = fields.Integer("Minutes", required=True, default=30)
    price = fields.Monetary(help="Zero: not shown.")
    currency_id = fields.Many2one(related="setup_id.company_id.currency_id")
    by_everyone = fields.Boolean("Everyone does it", default=True)

    # === ACTIONS === #

    def action_remove(self):
        """Take the line away; a service that exists already goes to the archive."""
        setup = self.setup_id
        self.service_id.active = False
        self.unlink()
        return setup._reopen()

    # === BUSINESS METHODS === #

    def _apply(self):
        """Make or change the service of each line."""
        for number, line in enumerate(self):
            company = line.setup_id.company_id
            values = {"public_name": line.name, "duration_minutes": line.duration_minutes, "price": line.price}
            if line.service_id:
                line.service_id.write(values)
            else:
                values.update(name=line.name, company_id=company.id, sequence=10 * (number + 1))
                line.service_id = self.env["clicrdv.service"].create(values)
            if line.by_everyone:
                line.service_id.action_add_everyone()
