from odoo import api, fields, models
from odoo.fields import Command

COARSE_SNAP_MINUTES = 15

# Monday to Friday, morning and afternoon: where most establishments start from.
USUAL_HOURS = [(str(day), span) for day in range(5) for span in ((9.0, 12.0), (14.0, 18.0))]


class ClicrdvAgenda(models.Model):
    """What the screens need of agendas: their hours in one list, and the panel beside the calendar."""

    _inherit = "clicrdv.agenda"

    # === FIELDS === #

    hours_ids = fields.One2many(
        related="resource_calendar_id.attendance_ids", readonly=False, string="Opening hours of the week"
    )
    shares_hours = fields.Boolean("Hours shared with other agendas", compute="_compute_shares_hours")

    # === COMPUTE METHODS === #

    @api.depends("resource_calendar_id")
    def _compute_shares_hours(self):
        # an agenda of another establishment may share these hours
        groups = (
            self.env["clicrdv.agenda"]
            .sudo()  # only counted
            ._read_group(
                [("resource_calendar_id", "in", self.resource_calendar_id.ids)], ["resource_calendar_id"], ["__count"]
            )
        )
        counts = {calendar.id: count for calendar, count in groups}
        for agenda in self:
            agenda.shares_hours = counts.get(agenda.resource_calendar_id.id, 0) > 1

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if "hours_ids" in fields_list and not self.env.context.get("clicrdv_hours_are_set"):
            values["hours_ids"] = self._usual_hours()
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """Give hours of its own to each agenda that is not told to share some."""
        for vals in vals_list:
            hours = vals.pop("hours_ids", None)
            if hours and not vals.get("resource_calendar_id"):
                company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
                vals["resource_calendar_id"] = self._new_hours(vals.get("name"), company, hours).id
        # the default of the screen must not replace hours that are there
        return super(ClicrdvAgenda, self.with_context(clicrdv_hours_are_set=True)).create(vals_list).with_env(self.env)

    # === ACTIONS === #

    def action_own_hours(self):
        """Stop sharing the weekly hours with other agendas: go on from a copy."""
        for agenda in self.filtered("shares_hours"):
            agenda.resource_calendar_id = agenda.resource_calendar_id.copy({"name": agenda.name})

    def action_open_leaves(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("clicrdv_booking.resource_calendar_leaves_action"),
            "domain": [("resource_id", "=", self.resource_id.id)],
            "context": {"default_resource_id": self.resource_id.id},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _usual_hours(self):
        """The hours that a new agenda begins with: those of the first agenda of the establishment, else the usual ones.

        :return: commands for lines of a resource.calendar
        """
        first = self.search([("company_id", "=", self.env.company.id)], limit=1)
        lines = first.resource_calendar_id.attendance_ids.filtered(lambda line: line._is_work_period())
        if lines and not first.resource_calendar_id.two_weeks_calendar:
            return [Command.create(line._copy_attendance_vals()) for line in lines]
        return [Command.create(self._hours_line(weekday, *span)) for weekday, span in USUAL_HOURS]

    @api.model
    def _hours_line(self, weekday, hour_from, hour_to):
        """Values of one line of weekly hours.

        :param str weekday: "0" for Monday
        :param float hour_from: hours since midnight
        """
        period = "morning" if hour_from < 12 else "afternoon"
        name = dict(self.env["resource.calendar.attendance"]._fields["dayofweek"]._description_selection(self.env))[
            weekday
        ]
        return {
            "name": name,
            "dayofweek": weekday,
            "hour_from": hour_from,
            "hour_to": hour_to,
            "day_period": period,
        }

    @api.model
    def _new_hours(self, name, company, lines):
        """Weekly hours on the clocks of an establishment.

        :param str name: name of their agenda
        :param lines: commands for lines
        :return: resource.calendar record
        """
        return self.env["resource.calendar"].create(
            {
                "name": name or company.name,
                "company_id": company.id,
                "tz": company.booking_tz,
                "attendance_ids": [Command.clear(), *lines],
            }
        )

    @api.model
    def _own_or_only(self):
        """The agenda that a user most likely means: his own, else the only one, else none.

        :return: clicrdv.agenda record or empty
        """
        agendas = self.search([("company_id", "in", self.env.companies.ids)])
        own = agendas.filtered(lambda agenda: agenda.user_id == self.env.user)[:1]
        return own or (agendas if len(agendas) == 1 else agendas.browse())

    @api.model
    def get_calendar_setup(self):
        """What the calendar screen must know before it can draw.

        :return: dict with the ticks beside the calendar, the clocks to show, the grid, and who is not online yet
        """
        companies = self.env.companies
        agendas = self.search([("company_id", "in", companies.ids)])
        manager = self.env.user.has_group("clicrdv_booking.group_manager")
        offline = companies.filtered(lambda one: not one.booking_published and one.booking_offer == "interactive")
        return {
            "filters": self.env["clicrdv.agenda.filter"]._of_user(agendas),
            "zone": self.env.company.booking_tz,
            "snap": min([COARSE_SNAP_MINUTES, *companies.mapped("booking_step_minutes")]),
            "is_manager": manager,
            "has_agenda": bool(agendas),
            "offline": offline[:1].display_name if manager and offline else False,
        }

    @api.model
    def get_closed_days(self, first, last):
        """Public holidays of the establishment, which the calendar screen paints grey.

        :param str first: ISO date
        :param str last: ISO date
        :return: {ISO date: True}
        """
        closed = self.env["clicrdv.public.holiday"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("is_open", "=", False),
                ("day", ">=", first),
                ("day", "<=", last),
            ]
        )
        return {day.isoformat(): True for day in closed.mapped("day")}


class ClicrdvAgendaFilter(models.Model):
    _inherit = "clicrdv.agenda.filter"

    # === BUSINESS METHODS === #

    @api.model
    def _of_user(self, agendas):
        """The user's ticks for these agendas; an agenda that he has never seen is ticked.

        :param agendas: clicrdv.agenda records
        :return: list of dicts as the calendar's panel reads them
        """
        ticks = self.search([("user_id", "=", self.env.uid), ("agenda_id", "in", agendas.ids)])
        missing = agendas - ticks.agenda_id
        ticks |= self.create([{"agenda_id": agenda.id} for agenda in missing])
        return [
            {
                "id": tick.id,
                "agenda_id": (tick.agenda_id.id, tick.agenda_id.display_name),
                "checked": tick.checked,
                "color": tick.agenda_id.color,
            }
            for tick in ticks.sorted(
                lambda tick: (tick.agenda_id.company_id.id, tick.agenda_id.sequence, tick.agenda_id.id)
            )
        ]
