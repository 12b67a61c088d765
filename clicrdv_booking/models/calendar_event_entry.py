from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools.misc import format_datetime, format_time

from ..logic import states
from ..logic.states import OCCUPYING

DAYS_TO_NEXT_VISIT = 7  # a duplicate is proposed for the same time next week


class CalendarEvent(models.Model):
    """An event of an agenda as the staff enters and reads it."""

    _inherit = "calendar.event"

    # === FIELDS === #

    entry_kind = fields.Selection(
        [("appointment", "Appointment"), ("block", "Block")],
        "Kind",
        compute="_compute_entry_kind",
        readonly=False,
        help="A block closes the agenda for a while: lunch, a meeting, a training.",
    )
    booking_ways = fields.Char("Possible next states", compute="_compute_booking_ways")
    client_phone = fields.Char(related="client_id.phone", related_sudo=False, string="Phone of the client")
    client_email = fields.Char(related="client_id.email", related_sudo=False, string="E-mail of the client")
    client_comments = fields.Text(
        related="client_id.client_comments", related_sudo=False, string="Comments on the client"
    )
    client_no_show_count = fields.Integer(
        related="client_id.no_show_count", related_sudo=False, string="Missed appointments of the client"
    )
    conflict_text = fields.Char("Conflict", compute="_compute_conflict_text")
    local_time = fields.Char(
        "Time there", compute="_compute_local_time", help="Shown when the establishment has other clocks than you."
    )
    answers_text = fields.Text("Answers of the client", compute="_compute_answers_text")

    # === COMPUTE METHODS === #

    @api.depends("is_block")
    def _compute_entry_kind(self):
        for event in self:
            event.entry_kind = "block" if event.is_block and event._origin else event.entry_kind or "appointment"

    @api.depends("booking_state")
    def _compute_booking_ways(self):
        for event in self:
            current = event.booking_state
            ways = [state for state in states.STATES if current and states.may(current, state)]
            event.booking_ways = ",".join(ways)

    @api.depends("agenda_id", "start", "stop", "service_ids", "equipment_ids", "booking_state", "entry_kind")
    def _compute_conflict_text(self):
        for event in self:
            occupies = event.booking_state in OCCUPYING if event.booking_state else event.entry_kind == "appointment"
            complete = event.agenda_id and event.service_ids and event.start and event.stop
            event.conflict_text = event._conflict_sentence() if complete and occupies else False

    @api.depends("start", "booking_company_id.booking_tz")
    @api.depends_context("uid", "lang")
    def _compute_local_time(self):
        for event in self:
            zone = event.booking_company_id.booking_tz
            there, here = (
                event.start and format_datetime(self.env, event.start, tz=tz, dt_format="EEEE d MMMM yyyy HH:mm")
                for tz in (zone, self.env.user.tz or zone)
            )
            event.local_time = f"{there} ({zone})" if zone and there != here else False

    @api.depends("booking_answers", "booking_company_id")
    def _compute_answers_text(self):
        for event in self:
            questions = event.booking_company_id.with_context(active_test=False).booking_question_ids
            names = {question.code: question.name for question in questions}
            answers = event.booking_answers if isinstance(event.booking_answers, dict) else {}
            event.answers_text = "\n".join(f"{names.get(code, code)}: {value}" for code, value in answers.items())

    # === CONSTRAINS METHODS === #

    @api.constrains("overbooking_reason")
    def _check_may_overbook(self):
        # the ORM checks constraints in superuser mode: what counts is who the user is
        overbooked = self.filtered("overbooking_reason")
        if overbooked and not self.env.user.has_group("clicrdv_booking.group_overbooking"):
            raise AccessError(self.env._("Only people with the right to overbook can give two clients the same time."))

    @api.constrains("allday", "booking_state")
    def _check_appointment_has_a_time(self):
        if any(event.allday and event.booking_state for event in self):
            raise ValidationError(self.env._("An appointment has a time of the day: only blocks last all day."))

    # === ONCHANGE METHODS === #

    @api.onchange("agenda_id", "service_ids")
    def _onchange_services(self):
        """An appointment ends when its services are done, and takes the first free room that they need."""
        if self.entry_kind == "block" or not self.service_ids or not self.start:
            return
        services = self.service_ids._origin
        self.stop = self._stop_of(self.agenda_id._origin.id, services, self.start)
        self.equipment_ids = [Command.set(self._free_equipment(services.kind_ids).ids)]

    @api.onchange("entry_kind")
    def _onchange_entry_kind(self):
        if self.entry_kind == "block":
            self.client_id = self.service_ids = self.equipment_ids = self.overbooking_reason = False
        else:
            self.allday = self.recurrency = False

    # === CRUD METHODS === #

    @api.model
    def default_get(self, fields_list):
        """A new entry goes into the user's own agenda, unless the screen says which."""
        values = super().default_get(fields_list)
        if self.env.context.get("clicrdv_entry") and {"agenda_id", "entry_kind"} <= set(fields_list):
            values.setdefault("entry_kind", "appointment")
            if not values.get("agenda_id"):
                values["agenda_id"] = self.env["clicrdv.agenda"]._own_or_only().id
        return values

    # === ACTIONS === #

    def action_duplicate(self):
        """Open a new entry like this one, for the same time next week."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New appointment"),
            "res_model": "calendar.event",
            "views": [(self.env.ref("clicrdv_booking.calendar_event_view_form_agenda").id, "form")],
            "context": self.get_duplicate_defaults(),
        }

    def action_client_appointments(self):
        """All appointments of this appointment's client, the last one first."""
        return self.client_id.action_appointments()

    def action_public_page(self):
        """The page that the client has of his appointment."""
        self.ensure_one()
        # from this page the appointment can be moved and cancelled
        (self | self.lead_id).check_access("write")
        lead = (self.lead_id or self).sudo()  # the address needs the website's settings
        url = f"{lead.booking_company_id.get_base_url()}/rdv/a/{lead.booking_token}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    # === BUSINESS METHODS === #

    def get_duplicate_defaults(self):
        """Context of the form for an entry like this one, a week later on the same clock.

        :rtype: dict
        """
        self.ensure_one()
        local = self.with_context(tz=self.booking_company_id.booking_tz)
        next_week = self.start + timedelta(days=DAYS_TO_NEXT_VISIT)
        here = fields.Datetime.context_timestamp
        start = next_week + (here(local, self.start).utcoffset() - here(local, next_week).utcoffset())
        return {
            "clicrdv_entry": True,
            "default_entry_kind": self.entry_kind,
            "default_name": self.name if self.is_block else False,
            "default_agenda_id": self.agenda_id.id,
            "default_client_id": self.client_id.id,
            "default_service_ids": self._ordered_services().ids,
            "default_start": fields.Datetime.to_string(start),
            "default_stop": fields.Datetime.to_string(start + (self.stop - self.start)),
            "default_allday": self.allday,
        }

    def _conflict_sentence(self):
        """Who or what is taken at the time of this entry, in words; empty when all is free.

        :rtype: str
        """
        rows = self._appointment_rows()
        domain = Domain.OR(
            Domain("resource_id", "=", row["resource_id"])
            & Domain("start", "<", row["stop"])
            & Domain("stop", ">", row["start"])
            for row in rows
        )
        domain &= Domain("exclusive", "=", True) & Domain("event_id", "not in", self._origin.ids)
        domain &= Domain("hold_expires_at", "=", False) | Domain("hold_expires_at", ">", fields.Datetime.now())
        # whether somebody is busy is no secret, with whom is: only the time is told
        found = self.env["clicrdv.occupancy"].sudo().search(domain, order="start")
        joined = found.filtered(lambda row: row.sitting == rows[0]["sitting"])
        has_place = len(set(joined.mapped("seat"))) < rows[0]["capacity"]
        taken = (found - joined if has_place else found)[:1]
        if not taken:
            return ""
        zone = self.agenda_id.company_id.booking_tz
        return self.env._(
            "%(who)s is already taken from %(start)s to %(stop)s.",
            who=taken.resource_id.name,
            start=format_time(self.env, taken.start, tz=zone, time_format="short"),
            stop=format_time(self.env, taken.stop, tz=zone, time_format="short"),
        )

    def _free_equipment(self, kinds):
        """One room or piece of equipment of each kind: that of the group session joined, else a free one if there is any.

        :param kinds: clicrdv.equipment.kind records
        :return: clicrdv.equipment records
        """
        chosen = self.env["clicrdv.equipment"]
        sitting = self._appointment_rows()[0]["sitting"]
        for kind in kinds:
            every = kind.equipment_ids
            taken = (
                self.env["clicrdv.occupancy"]
                .sudo()  # only whether it is free, not who has it
                .search(
                    [
                        ("resource_id", "in", every.resource_id.ids),
                        ("start", "<", self.stop),
                        ("stop", ">", self.start),
                        ("event_id", "not in", self._origin.ids),
                    ]
                )
            )
            joined = taken.filtered(lambda row: row.sitting == sitting).resource_id
            its_own = every.filtered(lambda item, rooms=joined: item.resource_id in rooms)
            free = every.filtered(lambda item, busy=taken.resource_id: item.resource_id not in busy)
            chosen |= (its_own or free or every)[:1]
        return chosen
