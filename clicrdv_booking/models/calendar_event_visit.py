from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..logic import minutes, states
from .calendar_event_occupancy import PLACED_LATER


class CalendarEvent(models.Model):
    """A visit of several people: one event for each, the first one leads."""

    _inherit = "calendar.event"

    # === CONSTRAINS METHODS === #

    @api.constrains("lead_id", "client_id", "agenda_id")
    def _check_one_visit(self):
        for event in self.filtered("lead_id"):
            part = event.sudo()  # the lead and the client are compared, nothing of them is told
            lead = part.lead_id
            if (lead.booking_company_id, lead.client_id) != (part.booking_company_id, part.client_id):
                raise ValidationError(self.env._("All parts of a visit are of one client and one establishment."))

    # === CRUD METHODS === #

    def write(self, vals):
        """Whoever moves one part of a visit moves the visit."""
        placed_later = self.env.context.get("clicrdv_time") is PLACED_LATER
        if "lead_id" in vals and not vals["lead_id"]:
            self._become_visits()
        mates = self.browse() if placed_later or len(self) != 1 or "start" not in vals else self._current_parts() - self
        if not mates:
            return super().write(vals)
        shift = fields.Datetime.to_datetime(vals["start"]) - self.start
        everybody = (self | mates).with_context(clicrdv_time=PLACED_LATER)
        with self.env.cr.savepoint():
            result = super(CalendarEvent, self.with_context(clicrdv_time=PLACED_LATER)).write(vals)
            for mate in everybody - self:
                mate.write({"start": mate.start + shift, "stop": mate.stop + shift})
            everybody.with_context(clicrdv_time=None)._occupy()
        return result

    # === BUSINESS METHODS === #

    def _become_visits(self):
        """A part that leaves its visit is a visit of its own: it needs what a visit is found by."""
        for part in self.filtered("lead_id").sudo():  # the client's link is not the writer's
            part.write(part._visit_identity())

    def _visit_events(self):
        """All parts of the visits that these events are part of, cancelled ones included.

        :return: calendar.event records, the leads first, then by time
        """
        leads = self.lead_id | self.filtered(lambda event: not event.lead_id)
        events = leads | leads.with_context(active_test=False).part_ids
        return events.sorted(lambda event: (bool(event.lead_id), event.start, event.id))

    def _current_parts(self):
        """The parts of one visit that still stand, or all of them when the visit itself is cancelled.

        :return: calendar.event records, the lead first
        """
        events = self._visit_events()
        return events.filtered(lambda event: event.booking_state in states.OCCUPYING) or events

    def _put(self, parts, placed):
        """Give the parts of a visit their new places, then write the time they take in one go.

        :param parts: calendar.event records of the visit, the lead first
        :param logic.slots.Plan placed: where it goes
        """
        events = parts.with_context(clicrdv_time=PLACED_LATER)
        rooms = self._rooms_of(placed)
        for index, segment in enumerate(placed.segments):
            values = self._segment_values(segment, rooms if not index else rooms.browse())
            if index < len(events):
                events[index]._put_one(values)
            else:
                parts |= events[0]._add_part(values)
        surplus = events[len(placed.segments) :]
        if surplus:
            # one person does it all now: what is left over is no part of the visit any more
            surplus.write({"booking_state": states.CANCELLED, "lead_id": False})
        parts.with_context(clicrdv_time=None)._occupy()

    @api.model
    def _segment_values(self, segment, rooms):
        """Values of the event of one part.

        :param logic.slots.Segment segment: who, when, what
        :param rooms: clicrdv.equipment that it keeps
        """
        return {
            "agenda_id": segment.agenda_id,
            "start": minutes.to_utc(segment.start),
            "stop": minutes.to_utc(segment.stop),
            "service_ids": [Command.set(list(dict.fromkeys(segment.services)))],
            "service_order": list(segment.services),
            "equipment_ids": [Command.set(rooms.ids)],
        }

    def _put_one(self, values):
        """Write one part; services that stay the same are left alone, and with them the price that was agreed."""
        if values["service_order"] == list(self.service_order or ()):
            values = {name: value for name, value in values.items() if not name.startswith("service_")}
        self.write(values)

    @api.model
    def _rooms_of(self, placed):
        """The rooms and equipment of a plan; those of the group session, where the plan joins one.

        :param logic.slots.Plan placed: where the visit goes
        :return: clicrdv.equipment records
        """
        resource_ids = {resource_id for resource_id, _start, _stop in placed.equipment}
        first = placed.segments[0]
        group = self.env["clicrdv.service"].browse(first.services)[:1]
        if not resource_ids and group.capacity > 1:
            holds = self.env["clicrdv.hold"]
            agenda = self.env["clicrdv.agenda"].browse(first.agenda_id)
            sitting = holds._sitting_of(group, agenda.resource_id.id, first.busy_start)
            resource_ids = holds._seat(sitting, fields.Datetime.now(), [])[1]
        return self.env["clicrdv.equipment"].search([("resource_id", "in", list(resource_ids))])

    def _add_part(self, values):
        """A further part of this visit, for a person who was not needed before."""
        copied = (
            "client_id",
            "booking_lastname",
            "booking_firstname",
            "booking_email",
            "booking_phone",
            "portal_partner_id",
        )
        return self.create(
            {
                **values,
                **{name: self[name].id if name.endswith("_id") else self[name] for name in copied},
                "lead_id": self.id,
                "booking_state": self.booking_state,
                "booking_source": self.booking_source,
                "any_agenda": True,
            }
        )
