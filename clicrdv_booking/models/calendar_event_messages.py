from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..const import PLANNED_LATER
from ..logic import message_plan, message_rules, minutes, states
from .calendar_event_lifecycle import CLIENT

# Writing one of these may change what people have to be told.
TOLD = frozenset(
    {
        "agenda_id",
        "booking_reminders_off",
        "booking_state",
        "client_id",
        "duration",
        "lead_id",
        "service_ids",
        "service_order",
        "start",
        "stop",
    }
)


class CalendarEvent(models.Model):
    """Plan the messages of a visit, and plan them anew with each change, in the same transaction.

    Messages are those of the first part of a visit: one for the whole visit, with its first start.
    """

    _inherit = "calendar.event"

    # === FIELDS === #

    message_ledger_ids = fields.One2many("clicrdv.message", "event_id", "Messages about the appointment")
    booking_reminders_off = fields.Boolean("No reminders", copy=False, help="For this appointment only.")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        if self.env.context.get("clicrdv_messages") is PLANNED_LATER:
            return events
        visits = events.filtered(lambda event: event.booking_state and not event.lead_id)
        if visits:
            visits._plan_messages(dict.fromkeys(visits.ids), fresh=True)
        return events

    def write(self, vals):
        visits = self._visits_to_tell(vals)
        if not visits:
            return super().write(vals)
        before = visits._told()
        result = super(CalendarEvent, self.with_context(clicrdv_messages=PLANNED_LATER)).write(vals)
        visits._plan_messages(before)
        return result

    # === BUSINESS METHODS === #

    def _visits_to_tell(self, vals):
        """The first parts of the visits whose people may have to be told what is written now.

        :param dict vals: values for `write`
        :return: calendar.event records
        """
        if not TOLD & vals.keys() or self.env.context.get("clicrdv_messages") is PLANNED_LATER:
            return self.browse()
        parts = self.filtered("booking_state")
        return parts.lead_id | parts.filtered(lambda event: not event.lead_id)

    def _put(self, parts, placed):
        """Moving a visit is one change, however many parts are written."""
        before = self._told()
        later = {"clicrdv_messages": PLANNED_LATER}
        result = super(CalendarEvent, self.with_context(**later))._put(parts.with_context(**later), placed)
        self._plan_messages(before)
        return result

    def _told(self):
        """What people know of these visits.

        :return: {id: (state, start, client and parts)}, see `logic.message_rules.happened`
        """
        visits = self.sudo()  # part of a visit may be in an agenda that the writer does not see
        visits._prime_parts()
        return {
            event.id: (
                event.booking_state,
                minutes.from_utc(event.start),
                (
                    event.client_id.id,
                    *(
                        (part.agenda_id.id, part.start, tuple(part._ordered_services().ids))
                        for part in event._current_parts()
                    ),
                ),
            )
            for event in visits
        }

    def _prime_parts(self):
        """Read what the messages of many visits need of them at once: one by one each would ask for it."""
        if len(self) > 1:
            parts = self | self.with_context(active_test=False).part_ids
            parts.fetch(["start", "stop", "booking_state", "agenda_id", "service_ids", "service_order", "lead_id"])
            parts.service_ids.fetch(["public_name", "name", "sequence"])

    def _plan_messages(self, before, fresh=False):
        """Write down what people have to be told about these visits, instead of what was planned for them.

        :param dict before: what `_told` said before, None for a new visit
        :param bool fresh: the visits are new: nothing was planned for them
        """
        after, kinds = self._told(), {}
        imported = self.filtered(lambda event: before[event.id] is None and event.booking_source == "import")
        # who brings in his old diary does not write to everybody in it, and has nothing to say about what is past
        visits = self - imported.filtered(lambda event: event.start <= fields.Datetime.now())
        for event in visits - imported:
            kinds[event.id] = message_rules.happened(before[event.id], after[event.id])
        # people who write appointments may not write messages
        self.env["clicrdv.message"].sudo()._plan(visits.sudo(), kinds, fresh=fresh)

    def _appointment_to_tell(self):
        """This visit as the rules need it.

        :rtype: logic.message_plan.Appointment
        """
        self.ensure_one()
        return message_plan.Appointment(
            start=minutes.from_utc(self.start),
            zone=ZoneInfo(self.booking_company_id.booking_tz),
            service_ids=frozenset(self._current_parts().service_ids.ids),
            revision=self.booking_sequence,
            expected=self.booking_state == states.BOOKED,
            waiting=self.booking_state == states.REQUESTED,
            reminders_off=self.booking_reminders_off,
        )

    def _actor(self):
        """Who acts, if it is one of those who are written to.

        :return: `client`, `professional` or blank
        """
        self.ensure_one()
        if self.env.context.get("clicrdv_actor") is CLIENT:
            return message_rules.CLIENT
        return message_rules.PROFESSIONAL if self.agenda_id.user_id.id == self.env.uid else ""

    def _client_name(self):
        """The client's name as people say it: Zoé Dupont.

        :rtype: str
        """
        self.ensure_one()
        client = self.client_id
        names = (self.booking_firstname or client.client_firstname, self.booking_lastname or client.client_lastname)
        return " ".join(filter(None, names)) or client.name or ""
