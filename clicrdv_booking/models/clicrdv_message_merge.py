from collections import defaultdict
from zoneinfo import ZoneInfo

from odoo import fields, models

from ..logic import message_rules, minutes
from ..logic import message_states as states
from ..logic.hours import minute_to_local


class ClicrdvMessage(models.Model):
    """Reminders of several visits of one client on one day are one message."""

    _inherit = "clicrdv.message"

    # === BUSINESS METHODS === #

    def _merged(self):
        """Which visits each of these messages is about, where it is about several.

        :return: {id of the message that is sent: calendar.event records that it is about, in order of time}
        """
        reminders = self.filtered(
            lambda message: message.kind == message_rules.REMINDER and message.target == message_rules.CLIENT
        )
        if not reminders:
            return {}
        days = defaultdict(self.browse)
        for message in self._reminders_planned(reminders):
            days[message._day_key()] |= message
        found = {message.id: message.event_id for message in reminders}
        for together in days.values():
            first = (together & reminders).sorted(lambda message: (message.event_id.start, message.id))[:1]
            if first:
                found[first.id] |= together.event_id
        now = fields.Datetime.now()
        for message in reminders._merged_here().filtered(lambda message: not message._obstacle_of_visit(now)):
            # said in one that did not get away the first time
            found[message.merged_into_id.id] |= message.event_id
        return {
            message_id: events.sorted(lambda event: (event.start, event.id)) for message_id, events in found.items()
        }

    def _reminders_planned(self, reminders):
        """The reminders that may be sent together with one of these: of the same people, by the same rules.

        Without those that somebody is changing: whoever waited for him here might be waited for by him.
        """
        planned = self.search(
            [
                ("state", "=", states.PLANNED),
                ("kind", "=", message_rules.REMINDER),
                ("target", "=", message_rules.CLIENT),
                ("client_id", "in", reminders.client_id.ids),
                ("rule_id", "in", reminders.rule_id.ids),
                ("edition", "=", 0),
            ]
        ).try_lock_for_update()
        now = fields.Datetime.now()
        return planned.filtered(lambda message: not message._obstacle_of_visit(now))

    def _day_key(self):
        self.ensure_one()
        zone = ZoneInfo(self.company_id.booking_tz)
        day = minute_to_local(minutes.from_utc(self.event_id.start), zone).date()
        return self.client_id, self.rule_id, self.channel, day

    def _merged_here(self):
        """The reminders that are said in these messages."""
        return self.search([("merged_into_id", "in", self.ids), ("state", "=", states.SKIPPED)])

    def _say_too(self, visits):
        """The reminders of these visits are part of this one.

        :param visits: calendar.event records
        """
        self.ensure_one()
        if not visits:
            return
        others = self.search(
            [
                ("event_id", "in", visits.ids),
                ("state", "=", states.PLANNED),
                ("rule_id", "=", self.rule_id.id),
                ("channel", "=", self.channel),
            ]
        )
        others.write({"state": states.SKIPPED, "reason": "merged", "merged_into_id": self.id})

    def _release(self):
        """What was to be said in these messages, which do not leave, is said on its own."""
        reminders = self.filtered(lambda message: message.kind == message_rules.REMINDER)
        if reminders:
            reminders._merged_here().try_lock_for_update().write(
                {"state": states.PLANNED, "reason": False, "merged_into_id": False, "try_at": fields.Datetime.now()}
            )
