import secrets
import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..const import QUIET
from ..logic import states

SHORT_LETTERS = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"  # 55: ten of them are 57 bits
SHORT_LENGTH = 10
REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another one over the phone

STATES = [
    (states.REQUESTED, "Requested"),
    (states.BOOKED, "Booked"),
    (states.DONE, "Done"),
    (states.NO_SHOW, "Did not come"),
    (states.CANCELLED, "Cancelled"),
    (states.REFUSED, "Refused"),
]


class CalendarEvent(models.Model):
    """An event attached to an agenda: an appointment of a client, or a block.

    Such an event is quiet whoever writes it: no invitation, no contact details in its description, no
    attendee but the professional, no activity, no tracking. Events without an agenda stay core's own.
    """

    _inherit = "calendar.event"

    # === FIELDS === #

    agenda_id = fields.Many2one("clicrdv.agenda", index="btree_not_null", ondelete="restrict")
    booking_company_id = fields.Many2one(
        "res.company", "Establishment", related="agenda_id.company_id", store=True, index="btree_not_null"
    )
    service_ids = fields.Many2many("clicrdv.service", string="Services")
    service_order = fields.Json(help="Ids of the services in the order of the visit.")
    equipment_ids = fields.Many2many("clicrdv.equipment", string="Rooms and equipment")
    client_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_client_file', '=', True), ('company_id', '=', booking_company_id)]",
    )
    booking_state = fields.Selection(STATES, "State", copy=False, index="btree_not_null")
    is_block = fields.Boolean("Block", compute="_compute_is_block", search="_search_is_block")
    booking_source = fields.Selection(
        [
            ("web", "Booking page"),
            ("widget", "Widget"),
            ("api", "Programming interface"),
            ("staff", "Staff"),
            ("import", "Import"),
        ],
        "Taken by",
        copy=False,
    )
    booking_channel = fields.Char("Channel", copy=False, help="Code of the link or button that the client came by.")
    booking_currency_id = fields.Many2one(related="booking_company_id.currency_id")
    booking_price = fields.Monetary(
        "Price",
        currency_field="booking_currency_id",
        compute="_compute_booking_price",
        store=True,
        readonly=False,
        help="As it was when the appointment was made.",
    )
    booking_token = fields.Char(copy=False, readonly=True, groups="clicrdv_booking.group_agenda_user")
    booking_short_code = fields.Char(
        copy=False, readonly=True, groups="clicrdv_booking.group_agenda_user", help="As the token, for links in SMS."
    )
    booking_reference = fields.Char("Reference", copy=False, readonly=True)
    booking_uid = fields.Char(copy=False, readonly=True)
    booking_sequence = fields.Integer(copy=False, readonly=True)
    booking_lastname = fields.Char("Last name given")
    booking_firstname = fields.Char("First name given")
    booking_email = fields.Char("E-mail given")
    booking_phone = fields.Char("Phone given")
    booking_comment = fields.Text("Comment of the client")
    booking_answers = fields.Json("Answers", copy=False)
    staff_note = fields.Text("Note of the staff", help="Never shown to the client.")
    any_agenda = fields.Boolean("No preference", copy=False, help="The client let us choose the person.")
    lead_id = fields.Many2one(
        "calendar.event", "First part of the visit", index="btree_not_null", ondelete="cascade", copy=False
    )
    part_ids = fields.One2many("calendar.event", "lead_id", "Next parts of the visit")
    visit_stop = fields.Datetime("End of the visit", compute="_compute_visit_stop")
    portal_partner_id = fields.Many2one("res.partner", "Booked by", index="btree_not_null", copy=False)
    overbooking_reason = fields.Char("Reason for overbooking", copy=False)
    booking_color = fields.Integer(related="agenda_id.color", string="Agenda colour")
    trace_ids = fields.One2many("clicrdv.trace", "event_id", "History")
    occupancy_ids = fields.One2many("clicrdv.occupancy", "event_id", "Time taken")

    # === CONSTRAINTS AND INDEXES === #

    _booking_token_unique = models.UniqueIndex("(booking_token) WHERE booking_token IS NOT NULL")
    _booking_short_code_unique = models.UniqueIndex("(booking_short_code) WHERE booking_short_code IS NOT NULL")
    _booking_reference_unique = models.UniqueIndex("(booking_reference) WHERE booking_reference IS NOT NULL")
    _booking_start_index = models.Index("(booking_company_id, start) WHERE agenda_id IS NOT NULL")

    # === COMPUTE METHODS === #

    @api.depends("agenda_id", "booking_state")
    def _compute_is_block(self):
        for event in self:
            event.is_block = bool(event.agenda_id and not event.booking_state)

    def _search_is_block(self, operator, value):
        if operator not in ("=", "!="):
            return NotImplemented
        block = [("agenda_id", "!=", False), ("booking_state", "=", False)]
        return block if (operator == "=") == bool(value) else ["!", "&", *block]

    @api.depends("service_ids")
    def _compute_booking_price(self):
        for event in self:
            event.booking_price = sum(event.service_ids.mapped("price"))

    @api.depends("stop", "part_ids.stop")
    def _compute_visit_stop(self):
        for event in self:
            event.visit_stop = max([event.stop, *event.part_ids.mapped("stop")], default=event.stop)

    # === CONSTRAINS METHODS === #

    @api.constrains("agenda_id", "client_id", "service_ids", "booking_state")
    def _check_one_establishment(self):
        """Everything of an appointment belongs to the establishment of its agenda."""
        for event in self:
            if (event.client_id or event.service_ids) and not (event.agenda_id and event.booking_state):
                raise ValidationError(
                    self.env._("A client and services belong to an appointment: make a new one in an agenda.")
                )
        for event in self.filtered("agenda_id"):
            company = event.agenda_id.company_id
            # the client's file may be out of the sight of who moves the appointment
            client = event.sudo().client_id
            foreign = event.service_ids.filtered(lambda service, company=company: service.company_id != company)
            if foreign or (client.company_id and client.company_id != company):
                raise ValidationError(
                    self.env._("The agenda, the services and the client must be of the same establishment.")
                )
            if event.booking_state and not event.service_ids:
                raise ValidationError(self.env._("Choose at least one service for the appointment."))

    @api.constrains("agenda_id", "booking_state", "recurrency")
    def _check_appointment_is_single(self):
        for event in self:
            if event.booking_state and event.recurrency:
                raise ValidationError(self.env._("An appointment is not repeated: make one for each visit."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._agenda_values(dict(vals)) for vals in vals_list]
        quiet = [bool(vals.get("agenda_id")) for vals in vals_list]
        if not any(quiet):
            return super().create(vals_list)
        others = [vals for vals, is_quiet in zip(vals_list, quiet, strict=True) if not is_quiet]
        # core asks for templates and jobs even when there is nothing to create
        ordinary = super().create(others) if others else self.browse()
        attached = super(CalendarEvent, self.with_context(**QUIET)).create(
            [vals for vals, is_quiet in zip(vals_list, quiet, strict=True) if is_quiet]
        )
        queues = {True: iter(attached.with_env(self.env)), False: iter(ordinary)}
        return self.concat(*(next(queues[is_quiet]) for is_quiet in quiet))

    def write(self, vals):
        if vals.get("agenda_id"):
            vals = dict(vals, **self._professional_values(self.env["clicrdv.agenda"].browse(vals["agenda_id"])))
            vals.pop("attendee_ids")  # core makes them from the partners
        result = super().write(vals)
        if {"client_id", "service_ids"} & vals.keys() and "name" not in vals:
            for event in self.filtered("booking_state"):
                event.name = event._booking_title(
                    {name: event[name] for name in ("booking_lastname", "booking_firstname")}
                    | {"client_id": event.client_id.id},
                    event._ordered_services(),
                )
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _professional_values(self, agenda):
        """The only attendee of an agenda's event is its professional."""
        user = agenda.user_id
        return {
            "user_id": user.id or False,
            "partner_ids": [Command.set(user.partner_id.ids)],
            # core counts an empty list as "not given" and adds the writer himself
            "attendee_ids": [Command.create({"partner_id": user.partner_id.id, "state": "accepted"})]
            if user
            else False,
        }

    def _agenda_values(self, vals):
        """Complete the values of a new event of an agenda; those of other events are left as they are.

        :param dict vals: values for `create`, changed and returned
        """
        agenda_id = vals.get("agenda_id", self.env.context.get("default_agenda_id"))
        if not agenda_id:
            return vals
        agenda = self.env["clicrdv.agenda"].browse(agenda_id)
        vals.update(
            **self._professional_values(agenda),
            agenda_id=agenda.id,
            privacy="public",
            activity_ids=False,
            res_id=False,
            res_model_id=False,
            alarm_ids=False,
            videocall_location=False,
        )
        if self._is_appointment(vals):
            self._appointment_values(vals)
        elif not vals.get("name"):
            vals["name"] = self.env._("Not available")
        return vals

    @api.model
    def _is_appointment(self, vals):
        get = self._with_defaults(vals)
        # a copy, such as the next occurrence of a block, has a command that sets no service
        return bool(get("client_id") or self._ids_of(get("service_ids")) or get("booking_state"))

    def _with_defaults(self, vals):
        return lambda name: vals.get(name, self.env.context.get(f"default_{name}"))

    def _appointment_values(self, vals):
        """What every appointment has from its first moment: a state, a reference, a token, a UID, a title, an end.

        :param dict vals: values for `create`, changed in place
        """
        get = self._with_defaults(vals)
        vals["booking_state"] = get("booking_state") or states.BOOKED
        vals.setdefault("booking_source", "staff")
        if not get("lead_id"):
            vals.update({**self._visit_identity(), **vals})
        vals.setdefault("booking_uid", str(uuid.uuid4()))
        vals["active"] = vals["booking_state"] not in (states.CANCELLED, states.REFUSED)
        services = self.env["clicrdv.service"].browse(self._ids_of(get("service_ids")))
        vals.setdefault("service_order", services.ids)
        if services and vals.get("start") and not vals.get("stop"):
            vals["stop"] = self._stop_of(vals["agenda_id"], services, fields.Datetime.to_datetime(vals["start"]))
        vals["name"] = self._booking_title(vals, services)
        vals["allday"] = False

    @api.model
    def _visit_identity(self):
        """What a visit is found by: the client's link, a short one for SMS, a reference to say over the phone.

        :rtype: dict
        """
        letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
        return {
            "booking_token": secrets.token_urlsafe(24),
            "booking_short_code": "".join(secrets.choice(SHORT_LETTERS) for _ in range(SHORT_LENGTH)),
            "booking_reference": f"{letters[:4]}-{letters[4:]}",
        }

    @api.model
    def _ids_of(self, commands):
        """Ids that a list of commands leaves in an empty many2many.

        :param commands: as given to `create`
        :rtype: list[int]
        """
        ids = []
        for command in commands or ():
            if isinstance(command, int):
                ids.append(command)
            elif command[0] == Command.SET:
                ids = list(command[2])
            elif command[0] == Command.LINK:
                ids.append(command[1])
        return ids

    def _booking_title(self, vals, services):
        """Title of an appointment in every calendar: who, then what."""
        client = (
            # the title needs the name of a client whose file the writer may not see
            self.env["res.partner"].sudo().browse(vals.get("client_id") or self.env.context.get("default_client_id"))
        )
        who = self.env["res.partner"]._client_display_name(
            vals.get("booking_lastname"), vals.get("booking_firstname")
        ) or (client.name or "")
        what = " + ".join(service.abbreviation or service.name for service in services)
        return " · ".join(filter(None, [who, what])) or self.env._("Appointment")
