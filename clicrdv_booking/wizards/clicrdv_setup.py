from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import format_datetime

from ..exceptions import BookingRefused
from ..logic import minutes
from .clicrdv_setup_lines import KEPT_HOURS

STEPS = ("establishment", "hours", "agendas", "services", "publish")
SATURDAY = 5


class ClicrdvSetup(models.TransientModel):
    """From an empty establishment to clients who book, in five steps.

    Each step is written down for good when it is left, so the set-up can be closed and gone on with.
    """

    _name = "clicrdv.setup"
    _description = "Set-up of an establishment"
    _transient_max_hours = KEPT_HOURS

    # === FIELDS === #

    company_id = fields.Many2one("res.company", "Establishment", required=True, ondelete="cascade")
    step = fields.Selection(
        [
            ("establishment", "Establishment"),
            ("hours", "Opening hours"),
            ("agendas", "Agendas"),
            ("services", "Services"),
            ("publish", "Going online"),
        ],
        required=True,
        default="establishment",
    )
    title = fields.Char(related="company_id.booking_title", readonly=False)
    activity_id = fields.Many2one(related="company_id.activity_id", readonly=False)
    street = fields.Char(related="company_id.street", readonly=False)
    zip = fields.Char(related="company_id.zip", readonly=False)
    city = fields.Char(related="company_id.city", readonly=False)
    country_id = fields.Many2one(related="company_id.country_id", readonly=False)
    phone = fields.Char(related="company_id.phone", readonly=False)
    booking_tz = fields.Selection(related="company_id.booking_tz", readonly=False)
    booking_holiday_zone = fields.Selection(related="company_id.booking_holiday_zone", readonly=False)
    booking_slug = fields.Char(related="company_id.booking_slug", readonly=False)
    booking_url = fields.Char(related="company_id.booking_url")
    booking_published = fields.Boolean(related="company_id.booking_published")
    booking_missing_parts = fields.Char(related="company_id.booking_missing_parts")
    day_ids = fields.One2many("clicrdv.setup.day", "setup_id", "Opening hours")
    person_ids = fields.One2many("clicrdv.setup.person", "setup_id", "Agendas")
    service_ids = fields.One2many("clicrdv.setup.service", "setup_id", "Services")
    first_free = fields.Char("First free time", compute="_compute_first_free")

    # === COMPUTE METHODS === #

    @api.depends("step", "company_id")
    def _compute_first_free(self):
        for setup in self:
            setup.first_free = setup._first_free_time() if setup.step == "publish" else False

    # === ACTIONS === #

    def action_next(self):
        """Write this step down and go to the next one."""
        getattr(self, f"_leave_{self.step}")()
        self.step = STEPS[min(STEPS.index(self.step) + 1, len(STEPS) - 1)]
        if self.step == "publish":
            self.company_id._give_slugs()
        return self._reopen()

    def action_back(self):
        self.step = STEPS[max(STEPS.index(self.step) - 1, 0)]
        return self._reopen()

    def action_later(self):
        """Close; what was typed is kept."""
        return {"type": "ir.actions.act_window_close"}

    def action_same_hours(self):
        """Give every open day the hours of the first one."""
        opened = self.day_ids.filtered("is_open")
        fields_of_day = ("morning_from", "morning_to", "afternoon_from", "afternoon_to")
        opened.write({name: opened[:1][name] for name in fields_of_day})
        return self._reopen()

    def action_publish(self):
        """Put the establishment online."""
        self.company_id.action_booking_publish()
        return self._reopen()

    def action_open_page(self):
        return self.company_id.action_booking_page()

    def action_open_agenda(self):
        return self.env["ir.actions.act_window"]._for_xml_id("clicrdv_booking.calendar_event_action_agenda")

    # === BUSINESS METHODS - STEPS === #

    def _leave_establishment(self):
        """The fields of this step are the establishment's own: they only have to be there.

        :raises UserError: a part that clients need is missing
        """
        if self.booking_missing_parts:
            raise UserError(
                self.env._("Clients need these details too. Please fill in: %s.", self.booking_missing_parts)
            )

    def _leave_hours(self):
        """The hours of agendas that exist already follow.

        :raises UserError: no day is open
        """
        if not any(day._spans() for day in self.day_ids):
            raise UserError(self.env._("Please open at least one day of the week."))
        self.person_ids.filtered("agenda_id")._apply(self._hours())

    def _leave_agendas(self):
        """:raises UserError: there is no agenda"""
        if not self.person_ids:
            raise UserError(self.env._("Please add at least one agenda: clients book the time of somebody."))
        self.person_ids._apply(self._hours())

    def _leave_services(self):
        """:raises UserError: there is no service"""
        if not self.service_ids:
            raise UserError(self.env._("Please add at least one service that clients can book."))
        self.service_ids._apply()

    def _leave_publish(self):
        """The last step is left by closing."""

    def _hours(self):
        """The week of this set-up, as commands for lines of weekly hours."""
        line = self.env["clicrdv.agenda"]._hours_line
        spans = [(day.weekday, *span) for day in self.day_ids for span in day._spans()]
        return [Command.clear(), *(Command.create(line(*span)) for span in spans)]

    def _first_free_time(self):
        """The first time that a client could book now, in words; empty when there is none."""
        company = self.company_id.sudo()  # as a visitor of the page would be served
        services = company._booking_online_services()
        try:
            page = self.env["clicrdv.availability"]._search(
                company, services[:1].mapped("code"), None, None, 7, fields.Datetime.now()
            )
        except BookingRefused:
            return ""
        if page.first_slot is None:
            return ""
        return format_datetime(
            self.env, minutes.to_utc(page.first_slot), tz=company.booking_tz, dt_format="EEEE d MMMM, HH:mm"
        )

    # === BUSINESS METHODS - OPENING === #

    @api.model
    def action_start(self):
        """Go on with the set-up of the user's current establishment, or begin it."""
        return self._resume(self.env.company)

    @api.model
    def _resume(self, company):
        """The set-up of an establishment where it was left, completed with what was made elsewhere meanwhile.

        :return: action that opens it
        """
        setup = self.search(
            [("company_id", "=", company.id), ("create_uid", "=", self.env.uid)], limit=1, order="id desc"
        )
        if not setup:
            setup = self.create({"company_id": company.id})
            setup._begin()
        setup._complete()
        return setup._reopen()

    def _begin(self):
        """What a new set-up proposes: the usual week, the user himself."""
        company = self.company_id
        calendar = company.agenda_ids[:1].resource_calendar_id
        lines = calendar.attendance_ids.filtered(lambda line: line._is_work_period())
        self.day_ids = [
            Command.create(
                self._day_values(
                    str(weekday), lines.filtered(lambda line, day=weekday: line.dayofweek == str(day)), calendar
                )
            )
            for weekday in range(7)
        ]
        if not company.booking_title:
            company.booking_title = company.name
        if not company.country_id:
            company.country_id = self.env.ref("base.fr")
        if not company.agenda_ids:
            self.person_ids = [Command.create({"name": self.env.user.name, "user_id": self.env.uid})]

    @api.model
    def _day_values(self, weekday, lines, calendar):
        """:param lines: the day's lines in the hours of the first agenda, when there is one"""
        spans = [(line.hour_from, line.hour_to) for line in lines.sorted("hour_from")]
        if not calendar:
            return {"weekday": weekday, "is_open": int(weekday) < SATURDAY}
        if not spans:
            return {"weekday": weekday, "is_open": False}
        morning, afternoon = spans[0], spans[-1] if len(spans) > 1 else (0.0, 0.0)
        return {
            "weekday": weekday,
            "is_open": True,
            "morning_from": morning[0],
            "morning_to": morning[1],
            "afternoon_from": afternoon[0],
            "afternoon_to": afternoon[1],
        }

    def _complete(self):
        """Add lines for the agendas and services that were not made here; their own hours and staff stay."""
        company = self.company_id
        self.person_ids = [
            Command.create(
                {"agenda_id": agenda.id, "name": agenda.name, "user_id": agenda.user_id.id, "same_hours": False}
            )
            for agenda in company.agenda_ids - self.person_ids.agenda_id
        ]
        self.service_ids = [
            Command.create(
                {
                    "service_id": service.id,
                    "name": service.public_name or service.name,
                    "duration_minutes": service.duration_minutes,
                    "price": service.price,
                    "by_everyone": False,
                }
            )
            for service in company.service_ids - self.service_ids.service_id
        ]

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set up my establishment"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "large"},
        }
