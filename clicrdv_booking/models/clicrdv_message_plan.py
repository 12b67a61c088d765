from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..logic import message_plan, message_rules, minutes
from ..logic import message_states as states

BATCH = 500
SOON = timedelta(minutes=1)

#: What a plan may still change: nothing of it was handed over.
OPEN = (states.PLANNED, states.CANCELLED, states.SKIPPED)


class ClicrdvMessage(models.Model):
    """Keep what is planned for each visit true: the shell around `logic.message_plan`."""

    _inherit = "clicrdv.message"

    # === BUSINESS METHODS === #

    @api.model
    def _plan(self, visits, kinds, fresh=False):
        """Write down the messages of some visits, instead of what was planned for them.

        Doing it again changes nothing. What was handed over already stays as it is.

        :param visits: calendar.event records, first parts of visits
        :param dict kinds: {id of the visit: kinds of what has just happened to it}
        :param bool fresh: nothing can have been planned for them before
        """
        now = fields.Datetime.now()
        # the messages of visits that are cancelled count too
        written = self.browse() if fresh else self.search([("event_id", "in", visits.ids)])
        by_visit = written.grouped("event_id")
        visits._prime_parts()
        values, due = [], []
        for event in visits:
            mine = by_visit.get(event, self.browse())
            wanted = self._wanted(event, mine._unless_never_told(kinds.get(event.id, frozenset())), now)
            mine._withdraw(event, wanted, bool(kinds.get(event.id)))
            new, changed = mine._settle(event, wanted)
            values += new
            due += [vals["try_at"] for vals in new + changed if vals["state"] == states.PLANNED]
        self.create(values)
        if due and min(due) <= now + SOON:
            self.env.ref("clicrdv_booking.ir_cron_send_messages")._trigger()

    @api.model
    def _wanted(self, event, kinds, now):
        """What a visit needs.

        :param frozenset kinds: what has just happened to it
        :param datetime now: current time, naive UTC
        :return: tuple of logic.message_plan.Planned
        """
        company = event.booking_company_id
        situation = message_plan.Situation(
            now=minutes.from_utc(now),
            courtesy=company._courtesy(),
            sms_on=company.booking_sms_on,
            actor=event._actor(),
        )
        rules = self.env["clicrdv.notification.rule"]._rules_of(company.id)
        return message_plan.plan(event._appointment_to_tell(), kinds, rules, situation)

    def _unless_never_told(self, kinds):
        """Who was not told yet that he has an appointment is not told that it was moved.

        :param frozenset kinds: what has happened to the visit of these messages
        :return: what its people have to be told
        """
        waiting = any(
            message.kind == message_rules.CONFIRMATION and message.state == states.PLANNED for message in self
        )
        moved = message_rules.MODIFICATION in kinds
        return (kinds - {message_rules.MODIFICATION}) | {message_rules.CONFIRMATION} if waiting and moved else kinds

    def _withdraw(self, event, wanted, is_news):
        """Cancel what was planned for a visit and is not true any more.

        :param wanted: what it needs now
        :param bool is_news: people are told something new, which replaces what they were not told yet
        """
        keys = {_key(planned) for planned in wanted}
        for message in self.filtered(lambda message: message.state == states.PLANNED and message._key() not in keys):
            if message.kind in message_rules.ONCE:
                is_true = event.booking_state == message.kind
            else:
                is_true = message.kind != message_rules.REMINDER and not is_news
            if not is_true:
                message.write({"state": states.CANCELLED, "reason": "changed"})
            elif message.kind not in message_rules.ONCE:
                message.revision = event.booking_sequence

    def _settle(self, event, wanted):
        """Bring the messages of one visit to what it needs.

        :return: (values of new messages, values that were written)
        """
        known = {message._key(): message for message in self}
        new, changed = [], []
        for planned in wanted:
            values = self._planned_values(planned)
            message = known.get(_key(planned))
            if message is None:
                new.append(self._new_values(event, planned) | values)
            elif message.state in OPEN and any(message[name] != value for name, value in values.items()):
                message.write({**values, "attempts": 0})
                changed.append(values)
        return new, changed

    @api.model
    def _planned_values(self, planned):
        """What a plan decides about a message: when, or why not.

        :param logic.message_plan.Planned planned: as the rules want it
        """
        due = minutes.to_utc(planned.due)
        return {
            "due_at": due,
            "try_at": due,
            "or_email": planned.or_email,
            "state": states.SKIPPED if planned.reason else states.PLANNED,
            "reason": planned.reason or False,
        }

    @api.model
    def _new_values(self, event, planned):
        return {
            "company_id": event.booking_company_id.id,
            "event_id": event.id,
            "client_id": event.client_id.id,
            "agenda_id": event.agenda_id.id,
            "rule_id": planned.rule_id,
            "kind": planned.kind,
            "target": planned.target,
            "channel": planned.channel,
            "revision": planned.revision,
        }

    def _key(self):
        self.ensure_one()
        return self.rule_id.id, self.revision, self.target, self.channel, self.edition

    # === BUSINESS METHODS - JOB === #

    @api.model
    def _coming_domain(self):
        """Visits that people may still be written to about.

        :rtype: Domain
        """
        return (
            Domain("booking_state", "in", ("requested", "booked"))
            & Domain("lead_id", "=", False)
            & Domain("start", ">", fields.Datetime.now())
        )

    @api.model
    def _cron_plan(self):
        """Plan the coming visits of establishments whose rules have changed anew, a batch at a time."""
        company = self.env["res.company"].search([("messages_to_plan", "=", True)], limit=1, order="id")
        if not company:
            return
        more = self._coming_domain() & Domain("booking_company_id", "=", company.id)
        more &= Domain("id", ">", company.messages_planned_up_to)
        visits = self.env["calendar.event"].search(more, order="id", limit=BATCH)
        self._plan(visits, {})
        company.write({"messages_planned_up_to": visits[-1:].id, "messages_to_plan": len(visits) == BATCH})
        remaining = self.env["res.company"].search_count([("messages_to_plan", "=", True)])
        self.env["ir.cron"]._commit_progress(max(len(visits), 1), remaining=remaining)


def _key(planned):
    """The key of a message that is planned, as `_key` has it of one that is written down."""
    return planned.rule_id, planned.revision, planned.target, planned.channel, 0
