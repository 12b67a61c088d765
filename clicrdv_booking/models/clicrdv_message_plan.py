from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..logic import message_plan, message_rules, minutes
from ..logic import message_states as states

BATCH = 500
SOON = timedelta(minutes=1)

#: What a plan may still change: nothing of it was handed over.
OPEN = (states.PLANNED, states.CANCELLED, states.SKIPPED)
UNSENT = (states.FAILED, states.SKIPPED)
#: It has been said, or may have been.
SAID = (states.SENDING, states.UNKNOWN, states.SENT, states.DELIVERED)


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
        values, due, withdrawn = [], [], self.browse()
        for event in visits:
            mine, happened = by_visit.get(event, self.browse()), kinds.get(event.id, frozenset())
            mine._follow(event, happened)
            wanted = self._wanted(event, happened, mine._untold(event), now)
            withdrawn |= mine._withdraw(event, wanted, bool(happened))
            new, changed = mine._settle(event, wanted, now)
            values += new
            due += [vals["try_at"] for vals in new + changed if vals["state"] == states.PLANNED]
        self.create(values)
        withdrawn._release()
        if due and min(due) <= now + SOON:
            self.env.ref("clicrdv_booking.ir_cron_send_messages")._trigger()

    @api.model
    def _wanted(self, event, kinds, untold, now):
        """What a visit needs.

        :param frozenset kinds: what has just happened to it
        :param frozenset untold: who was not told of it yet, see `logic.message_plan.plan`
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
        return message_plan.plan(event._appointment_to_tell(), kinds, rules, situation, untold)

    def _is_to_same_person(self, event):
        """Whether who gets this message is still who would get it now."""
        self.ensure_one()
        by_client = self.target == message_rules.CLIENT
        return self.client_id == event.client_id if by_client else self.agenda_id == event.agenda_id

    def _follow(self, event, happened):
        """Reminders of a visit whose time has not changed are those of its new revision: nobody is reminded twice.

        :param frozenset happened: kinds of what has happened to the visit of these messages
        """
        reminders = self.filtered(lambda message: message.kind == message_rules.REMINDER)
        if not reminders or message_rules.CONFIRMATION in happened:
            return
        last = max(reminders.mapped("revision"))
        for message in reminders.filtered(lambda message: message.revision == last):
            if last != event.booking_sequence and message._is_to_same_person(event):
                message.revision = event.booking_sequence

    def _untold(self, event):
        """Who was not told yet that there is an appointment: his confirmation waits, or he was not the client before.

        :return: frozenset of (target, channel)
        """
        waiting = self.filtered(
            lambda message: message.kind == message_rules.CONFIRMATION and message.state == states.PLANNED
        )
        ways = {(message.target, message.channel) for message in waiting}
        to_client = self.filtered(lambda message: message.target == message_rules.CLIENT)
        if to_client and event.client_id not in to_client.client_id:
            ways |= {(message_rules.CLIENT, channel) for channel in (message_rules.SMS, message_rules.EMAIL)}
        return frozenset(ways)

    def _withdraw(self, event, wanted, is_news):
        """Cancel what was planned for a visit and is not true any more.

        :param wanted: what it needs now
        :param bool is_news: people are told something new, which replaces what they were not told yet
        :return: the messages that are cancelled
        """
        keys = {_key(planned) for planned in wanted}
        others = self.filtered(lambda message: message.state == states.PLANNED and message._key() not in keys)
        true = others.filtered(lambda message: message._is_true(self, event, keys, is_news))
        for message in true.filtered(lambda message: message.kind not in message_rules.ONCE):
            message.revision = event.booking_sequence
        (others - true).write({"state": states.CANCELLED, "reason": "changed"})
        return others - true

    def _is_true(self, mine, event, keys, is_news):
        """Whether a message that no rule asks for now may still leave.

        :param mine: all messages of the visit
        :param set keys: of the messages that rules ask for
        """
        self.ensure_one()
        if not self._is_to_same_person(event):
            return False
        if self.kind in message_rules.ONCE:
            return event.booking_state == self.kind
        if self.kind != message_rules.REMINDER:
            return not is_news
        # sent again by hand, or instead of an SMS that is asked for and could not be sent
        rule_id, revision, target, channel, edition = self._key()
        sms = (rule_id, revision, target, message_rules.SMS, 0)
        failed = mine.filtered(lambda message: message._key() == sms and message.state in UNSENT)
        return bool(sms in keys and failed) if not edition else (rule_id, revision, target, channel, 0) in keys

    def _settle(self, event, wanted, now):
        """Bring the messages of one visit to what it needs.

        :return: (values of new messages, values that were written)
        """
        known = {message._key(): message for message in self}
        new, changed = [], []
        for planned in wanted:
            values = self._planned_values(planned)
            message = known.get(_key(planned))
            if message is None:
                if values["due_at"] > now or not self._has_reminded(planned):
                    new.append(self._new_values(event, planned) | values)
            elif values := message._changes(values, event, now):
                message.write(values)
                changed.append(values)
        return new, changed

    def _has_reminded(self, planned):
        """Whether a reminder was sent by another way already, before the rule asked for this one."""
        same = (planned.rule_id, planned.revision, planned.target)
        return any(
            message._key()[:3] == same and (message.state in SAID or message.reason == "merged")
            for message in self
            if planned.kind == message_rules.REMINDER and not planned.reason
        )

    def _changes(self, wanted, event, now):
        """What has to be written to a message so that it is as it is wanted; nothing when it has its fate.

        :param dict wanted: values
        :rtype: dict
        """
        self.ensure_one()
        if self.state not in OPEN:
            return {}
        if self.state == states.SKIPPED and self.kind == message_rules.REMINDER:
            # what was seen to be of no use stays so, unless its time is still to come
            may_come = wanted["due_at"] > now and self.reason != "merged"
            if not may_come and self.reason != message_plan.REMINDERS_OFF:
                return {}
        wanted = wanted | {"client_id": event.client_id.id, "agenda_id": event.agenda_id.id}
        if self.state == states.PLANNED == wanted["state"] and max(self.due_at, wanted["due_at"]) <= now:
            del wanted["due_at"], wanted["try_at"]  # it is on its way
        current = {name: self[name].id if name.endswith("_id") else self[name] for name in wanted}
        if current == wanted:
            return {}
        return {"try_at": self.try_at, **wanted} | ({"attempts": 0} if "due_at" in wanted else {})

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
