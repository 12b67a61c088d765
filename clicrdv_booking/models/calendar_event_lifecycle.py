from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import exceptions
from ..logic import states

# In the context: the client himself acts. An object, since a context from outside holds plain values only.
CLIENT = object()

# What a trace says of an event: the time, the people, the services; no detail of the client.
TRACED = ("start", "stop", "agenda_id", "service_ids", "client_id", "overbooking_reason")


class CalendarEvent(models.Model):
    """The life of an appointment: its states as a table, and a trace of every change (BKG-11)."""

    _inherit = "calendar.event"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        attached = events.filtered("agenda_id")
        attached._trace(
            [
                {"action": "created", "state_from": states.HELD, "state_to": event.booking_state, "after": picture}
                for event, picture in zip(attached, attached._pictures(), strict=True)
            ]
        )
        return events

    def write(self, vals):
        attached = self.filtered("agenda_id")
        if "booking_state" in vals:
            vals = attached._transition_values(dict(vals))
        elif attached and "active" in vals:
            attached.filtered("booking_state")._check_bin(vals["active"])
        before = attached._pictures() if {*TRACED, "booking_state", "duration"} & vals.keys() else []
        old_states = [event.booking_state for event in attached] if before else []
        result = super().write(vals)
        if before:
            attached._trace_changes(before, old_states)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_appointments(self):
        """An appointment goes to the bin, from where it can be restored; its history stays."""
        if any(event.booking_state for event in self):
            raise UserError(self.env._("An appointment is not deleted: cancel it, and it can be restored later."))
        blocks = self.filtered("agenda_id")
        blocks._trace([{"action": "deleted", "before": picture} for picture in blocks._pictures()])

    # === ACTIONS === #

    def action_cancel(self):
        """Cancel the whole visit."""
        self._move_to(states.CANCELLED)

    def action_done(self):
        self._move_to(states.DONE)

    def action_no_show(self):
        self._move_to(states.NO_SHOW)

    def action_approve(self):
        self._move_to(states.BOOKED)

    def action_refuse(self):
        self._move_to(states.REFUSED)

    def action_restore(self):
        """Take an appointment out of the bin, when its time is still free."""
        self._move_to(states.BOOKED)

    # === BUSINESS METHODS - STATES === #

    def _move_to(self, state):
        """Bring whole visits to a state; those already there stay as they are.

        :param str state: one of `logic.states`
        :raises TransitionRefused: the table knows no such way
        """
        events = self._visit_events().filtered(lambda event: event.booking_state != state)
        if events:
            events.write({"booking_state": state})

    def _transition_values(self, vals):
        """Check a change of state against the table, and add what follows from it.

        :param dict vals: values for `write`
        :return: the values to write
        :raises TransitionRefused:
        """
        target = vals["booking_state"]
        for event in self:
            if event.booking_state != target and not states.may(event.booking_state or states.HELD, target or ""):
                raise exceptions.TransitionRefused(self.env)
        if self and target:
            vals["active"] = target not in (states.CANCELLED, states.REFUSED)
        return vals

    def _check_bin(self, active):
        """Archiving an appointment by hand would leave its state behind."""
        for event in self:
            if bool(active) == (event.booking_state in (states.CANCELLED, states.REFUSED)):
                raise UserError(self.env._("Cancel or restore the appointment instead of archiving it."))

    # === BUSINESS METHODS - TRACE === #

    def _pictures(self):
        """What a trace remembers of each event, as plain values.

        :return: list of dicts, in the order of the records
        """
        return [
            {
                "start": fields.Datetime.to_string(event.start),
                "stop": fields.Datetime.to_string(event.stop),
                "agenda": event.agenda_id.id,
                "services": event.service_ids.ids,
                "client": event.sudo().client_id.id,  # only its id is written down
                "overbooking": event.overbooking_reason or "",
            }
            for event in self
        ]

    def _trace_changes(self, before, old_states):
        """Trace what a write has changed, and let calendars that subscribed know (SEQUENCE of the invitation).

        :param before: pictures before the write
        :param old_states: states before the write
        """
        lines = []
        changed = self.browse()
        pictures = self._pictures()
        for event, old, new, old_state in zip(self, before, pictures, old_states, strict=True):
            difference = [name for name in old if old[name] != new[name]]
            if not difference and event.booking_state == old_state:
                continue
            moved = {"start", "stop", "agenda"} & set(difference)
            action = "state" if event.booking_state != old_state else "moved" if moved else "changed"
            lines.append(
                (
                    event,
                    {
                        "action": action,
                        "state_from": old_state,
                        "state_to": event.booking_state,
                        "before": {name: old[name] for name in difference},
                        "after": {name: new[name] for name in difference},
                    },
                )
            )
            if moved or action == "state" or {"client", "services"} & set(difference):
                changed |= event | event.lead_id
        self.browse([event.id for event, _line in lines])._trace([line for _event, line in lines])
        # nobody chooses the number of a revision, so nobody may write it either (`calendar_event_border`)
        for sequence, events in changed.sudo().grouped("booking_sequence").items():
            events.write({"booking_sequence": sequence + 1})

    def _trace(self, lines):
        """Write one line of history for each event.

        :param lines: values of clicrdv.trace, one per record, in order
        """
        if not self:
            return
        source = "client" if self.env.context.get("clicrdv_actor") is CLIENT else "staff"
        # the trace is written for people who may not write it themselves
        self.env["clicrdv.trace"].sudo().create(
            [
                {
                    **line,
                    "event_id": event.id if line["action"] != "deleted" else False,
                    "event_reference": event.booking_reference or event.lead_id.booking_reference or f"#{event.id}",
                    "company_id": event.booking_company_id.id,
                    "user_id": self.env.uid,
                    "source": source,
                }
                for event, line in zip(self, lines, strict=True)
            ]
        )
