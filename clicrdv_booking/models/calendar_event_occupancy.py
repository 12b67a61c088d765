from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models

from ..const import QUIET
from ..logic import minutes
from ..logic.states import OCCUPYING

# In the context: the caller writes the rows himself when all parts of a visit are in place. An object,
# since a context that comes from outside holds plain values only.
PLACED_LATER = object()

# Writing one of these may change what time an event takes.
TIME_FIELDS = frozenset(
    {
        "active",
        "agenda_id",
        "allday",
        "attendee_ids",
        "booking_state",
        "duration",
        "equipment_ids",
        "overbooking_reason",
        "partner_ids",
        "recurrency",
        "service_ids",
        "show_as",
        "start",
        "start_date",
        "stop",
        "stop_date",
    }
)


class CalendarEvent(models.Model):
    """Keep the occupancy rows of events true, on every path by which an event is written."""

    _inherit = "calendar.event"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._occupy()
        return events

    def write(self, vals):
        takes_time = TIME_FIELDS & vals.keys()
        if {"start", "stop", "agenda_id"} & vals.keys() and any(event.overbooking_reason for event in self):
            vals = {"overbooking_reason": False, **vals}  # the reason was for the time it had
        quiet = self.filtered("agenda_id") if not vals.get("agenda_id") else self
        if not quiet:
            result = super().write(vals)
        else:
            result = super(CalendarEvent, quiet.with_context(**QUIET)).write(dict(vals))
            if self - quiet:
                super(CalendarEvent, self - quiet).write(dict(vals))
        if takes_time:
            self.exists()._occupy()
        return result

    # === BUSINESS METHODS === #

    def _occupy(self):
        """Write the rows of these events anew: what they take now, instead of what they took.

        :raises SlotTaken: somebody else has the time; nothing is changed
        """
        if self.env.context.get("clicrdv_time") is PLACED_LATER:
            return
        hold = self.env.context.get("clicrdv_hold")
        if isinstance(hold, models.BaseModel):  # a record cannot come in from outside
            self._inherit_time(hold)
            return
        # the rows are the guard itself: nobody edits them by hand
        table = self.env["clicrdv.occupancy"].sudo()
        events = self | self.lead_id  # the rooms of a visit are kept by its first part
        wanted = [row for event in events for row in event._occupancy_rows()]
        old = table.search([("event_id", "in", events.ids)])
        if not wanted and not old:
            return
        locked = {*old.resource_id.ids, *(row["resource_id"] for row in wanted)}
        table._lock_resources(locked)
        table._drop_expired(locked, fields.Datetime.now())
        events._give_seats(wanted)
        with self.env.cr.savepoint():
            old.unlink()
            table._insert(wanted, locked)

    def _inherit_time(self, hold):
        """Take over the rows of a hold: those of this part of the visit, and the rooms for the first part."""
        for event in self:
            rows = hold.occupancy_ids.filtered(
                lambda row, event=event: (
                    (not event.lead_id or row.resource_id == event.agenda_id.resource_id)
                    and not row.event_id
                    and (
                        row.resource_id != event.agenda_id.resource_id
                        or (row.start < event.stop and row.stop > event.start)
                    )
                )
            )
            other_people = (
                self.env["clicrdv.agenda"].browse([segment[0] for segment in hold.segments]) - event.agenda_id
            )
            mine = rows.filtered(lambda row, others=other_people: row.resource_id not in others.resource_id)
            mine.write({"event_id": event.id, "hold_expires_at": False})

    def _occupancy_rows(self):
        """The rows that one event asks for.

        :return: list of values for clicrdv.occupancy
        """
        self.ensure_one()
        yesterday = fields.Datetime.now() - timedelta(days=1)
        if not self.active or not self.stop or self.stop < yesterday:
            return []
        if not self.agenda_id:
            return self._private_rows()
        if not self.booking_state:
            start, stop = self._event_span()
            return [self._row(self.agenda_id.resource_id, start, stop, exclusive=False)] if start < stop else []
        if self.booking_state not in OCCUPYING:
            return []
        return self._appointment_rows()

    def _appointment_rows(self):
        """An appointment takes its agenda and its rooms, with the buffers of its first and last service."""
        services = self._ordered_services()
        start = self.start - timedelta(minutes=services[:1].buffer_before_minutes or 0)
        stop = self.stop + timedelta(minutes=services[-1:].buffer_after_minutes or 0)
        exclusive = not self.overbooking_reason
        if len(services) == 1 and services.capacity > 1 and exclusive:
            sitting = self.env["clicrdv.hold"]._sitting_of(
                services, self.agenda_id.resource_id.id, minutes.from_utc(start)
            )
            extra = {"sitting": sitting, "seat": None, "capacity": services.capacity}  # see _give_seats
        else:
            extra = {"sitting": f"e{self.id}", "seat": 0, "capacity": 1}
        rooms_stop = max([stop, *(part.stop for part in self.part_ids if part.booking_state in OCCUPYING)])
        rows = [self._row(self.agenda_id.resource_id, start, stop, exclusive=exclusive, **extra)]
        return rows + [
            self._row(room, start, rooms_stop, exclusive=exclusive, **extra) for room in self.equipment_ids.resource_id
        ]

    def _give_seats(self, rows):
        """Give each client of a group session the first free place; those of one batch get different ones.

        :param rows: values for clicrdv.occupancy of these events, changed in place
        """
        pending = [row for row in rows if row["seat"] is None]
        if not pending:
            return
        table = self.env["clicrdv.occupancy"].sudo()  # see _occupy
        sittings = [row["sitting"] for row in pending]
        others = table.search([("sitting", "in", sittings), ("event_id", "not in", self.ids)])
        taken = {sitting: set(group.mapped("seat")) for sitting, group in others.grouped("sitting").items()}
        seats = {}
        for row in pending:
            key = row["sitting"], row["event_id"]
            if key not in seats:
                used = taken.setdefault(row["sitting"], set())
                seats[key] = next(number for number in range(len(used) + 1) if number not in used)
                used.add(seats[key])
            row["seat"] = seats[key]

    def _private_rows(self):
        """A busy private event hides the slots of the people who attend it; it never refuses their own decision."""
        if self.show_as != "busy":
            return []
        attending = self.attendee_ids.filtered(lambda attendee: attendee.state != "declined").partner_id
        users = (attending or self.partner_ids).user_ids
        if not users:
            return []
        # which agenda is whose is no secret to the engine
        resources = self.env["clicrdv.agenda"].sudo().search([("user_id", "in", users.ids)]).resource_id
        start, stop = self._event_span()
        return [self._row(resource, start, stop, exclusive=False) for resource in resources] if start < stop else []

    def _event_span(self):
        """Start and end in UTC; all-day events cover whole local days.

        :return: (start, stop), naive UTC
        """
        if not self.allday or not self.start_date:
            return self.start, self.stop
        zone = timezone(self.agenda_id.company_id.booking_tz or self.user_id.tz or self.env.company.booking_tz)
        first = zone.localize(datetime.combine(self.start_date, time.min))
        last = zone.localize(datetime.combine(self.stop_date + timedelta(days=1), time.min))
        return first.astimezone(utc).replace(tzinfo=None), last.astimezone(utc).replace(tzinfo=None)

    def _row(self, resource, start, stop, **values):
        row = {"resource_id": resource.id, "start": start, "stop": stop, "event_id": self.id, "sitting": f"e{self.id}"}
        return {**row, "seat": 0, **values}

    def _ordered_services(self):
        """The services of an appointment in the order of the visit.

        :return: clicrdv.service records
        """
        self.ensure_one()
        order = {service_id: rank for rank, service_id in reversed(list(enumerate(self.service_order or ())))}
        # a form holds new records, and the name of a group session has its service's id
        return self.service_ids._origin.sorted(
            lambda service: (order.get(service.id, len(order)), service.sequence, service.id)
        )

    @api.model
    def _stop_of(self, agenda_id, services, start):
        """When an appointment ends that does these services with this agenda.

        :param datetime start: naive UTC
        :rtype: datetime
        """
        skills = services.skill_ids.filtered(lambda skill: skill.agenda_id.id == agenda_id)
        own = {skill.service_id.id: skill.duration_minutes for skill in skills}
        duration = sum(own.get(service.id) or service.duration_minutes for service in services)
        return start + timedelta(minutes=duration)
