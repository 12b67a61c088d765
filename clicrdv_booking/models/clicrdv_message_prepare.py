import logging
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..logic import contacts, message_rules, message_truth, minutes
from ..logic import message_states as states
from ..logic.hours import minute_to_local
from ..logic.message_text import TextError
from .clicrdv_message import MANUAL

_logger = logging.getLogger(__name__)

WAIT_FOR_SETTINGS = timedelta(hours=1)
CAP_REACHED = "cap_reached"


class StopLists(NamedTuple):
    """Numbers and addresses that are not written to: those of the whole database, and (establishment, address)."""

    everywhere: frozenset[str]
    here: frozenset[tuple[int, str]]

    def __contains__(self, wanted):
        company_id, address = wanted
        return address in self.everywhere or (company_id, address) in self.here


class ClicrdvMessage(models.Model):
    """From what is planned to what leaves: who gets it, by which address, with which words, or why not."""

    _inherit = "clicrdv.message"

    # === BUSINESS METHODS === #

    def _make_ready(self, now):
        """Make planned messages ready to leave; one that breaks fails, and hinders no other.

        :param datetime now: current time, naive UTC
        :return: those that are ready, in state "being sent"; e-mails are in the mail queue
        """
        try:
            with self.env.cr.savepoint():
                return self._prepare_and_queue(now)
        except Exception:  # whatever a record may hold: it is logged, and looked for one by one
            _logger.exception("Messages could not be made ready together: %s", self.ids)
        ready = self.browse()
        for message in self:
            try:
                with self.env.cr.savepoint():
                    ready |= message._prepare_and_queue(now)
            except Exception as error:  # as above: the others must leave
                _logger.exception("Message %s could not be made ready", message.id)
                message._fail("broken", type(error).__name__)
        return ready

    def _prepare_and_queue(self, now):
        ready = self._prepare(now)
        ready.filtered(lambda message: message.channel == "email")._queue_mails(now)
        return ready

    def _prepare(self, now):
        """Make planned messages ready to leave, and settle those that must not.

        :param datetime now: current time, naive UTC
        :return: those that are ready, in state "being sent"
        """
        self._prime(self)
        stopped = self._stop_lists()
        merged = self._merged()
        usage = self.company_id._parts_left(now)
        ready = unsent = self.browse()
        for message in self.sorted(lambda message: (message.event_id.start or now, message.id)):
            visits = merged.get(message.id, message.event_id)
            if message.state != states.PLANNED:  # said in another one of this batch
                continue
            reason = message._obstacle(now, stopped)
            if not reason and message._waits_for_morning(now):
                continue
            reason = reason or message._compose(visits, usage, now)
            if reason is True:
                ready |= message
                if len(visits) > 1:
                    message._say_too(visits - message.event_id)
            elif reason:
                message._settle_unsent(reason)
                unsent |= message
        unsent._release()
        return ready

    def _obstacle(self, now, stopped):
        """Why a message must not leave.

        :param StopLists stopped: whom not to write to
        :return: code of the reason, `changed` when it is not true any more, blank when nothing speaks against it
        """
        self.ensure_one()
        if self.kind == MANUAL:
            return self._obstacle_of_address(stopped)
        reason = self._obstacle_of_visit(now) if self.rule_id.is_on else message_truth.CHANGED
        return reason or self._obstacle_of_address(stopped)

    def _obstacle_of_visit(self, now):
        """Why this message is of no use for its appointment as it is now, blank when it is.

        :param datetime now: current time, naive UTC
        """
        self.ensure_one()
        event = self.event_id
        if not event:
            return message_truth.CHANGED
        is_current = self.revision == event.booking_sequence
        start, moment = minutes.from_utc(event.start), minutes.from_utc(now)
        return message_truth.obstacle(
            self.kind, event.booking_state, is_current, event.booking_reminders_off, start, moment
        )

    def _waits_for_morning(self, now):
        """Put a message that did not leave in time off until people are up, where it does not come too late then.

        :param datetime now: current time, naive UTC
        :return: whether it waits
        """
        self.ensure_one()
        if self.kind == MANUAL:
            return False
        company, moment = self.company_id, minutes.from_utc(now)
        due, start = minutes.from_utc(self.due_at), minutes.from_utc(self.event_id.start)
        at = message_truth.may_leave_at(
            self.kind, self.channel, due, start, moment, ZoneInfo(company.booking_tz), company._courtesy()
        )
        if at > moment:
            self.try_at = minutes.to_utc(at)
        return at > moment

    def _obstacle_of_address(self, stopped):
        if self.channel == "sms" and not self.company_id.booking_sms_on:
            return "sms_not_chosen"
        address = self._address()
        if not address:
            return "no_number" if self.channel == "sms" else "no_email"
        if (
            self.target == message_rules.CLIENT
            and self.client_id
            and not self.client_id[f"client_consent_{self.channel}"]
        ):
            return "no_consent"
        return "blacklisted" if (self.company_id.id, address) in stopped else ""

    def _address(self):
        """The number (E.164, mobile) or e-mail address of who gets it, blank when there is none.

        :rtype: str
        """
        self.ensure_one()
        if self.kind == MANUAL:
            return self.recipient
        if self.target == message_rules.CLIENT:
            client = self.client_id
            number, email = client.client_phone_key, client.email_normalized
        else:
            person = self.agenda_id.user_id.partner_id
            number, email = person.phone and person._phone_key(), person.email_normalized
        if self.channel == "email":
            return email or ""
        return number if number and contacts.is_mobile(number) else ""

    @api.model
    def _stop_lists(self):
        """Whom not to write to among the people of these messages.

        :rtype: StopLists
        """
        addresses = list({message._address() for message in self} - {""})
        # the search of core reads each number anew, ours are in E.164 already
        listed = SQL("SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)", addresses)
        numbers = [number for (number,) in self.env.execute_query(listed)]
        emails = self.env["mail.blacklist"].search([("email", "in", addresses)]).mapped("email")
        refusals = self.env["clicrdv.optout"].search(
            [("address", "in", addresses), ("company_id", "in", self.company_id.ids)]
        )
        return StopLists(
            frozenset([*numbers, *emails]), frozenset((line.company_id.id, line.address) for line in refusals)
        )

    def _compose(self, visits, usage, now):
        """Write down text, address and price of a message that may leave.

        :param visits: calendar.event records that it is about
        :param dict usage: {establishment id: parts that it may still send this month, None: any number}
        :return: True when it is ready, else the reason why not, blank when it has to wait for a setting
        """
        self.ensure_one()
        common = {"state": states.SENDING, "recipient": self._address(), "lang": self._language()}
        if self.channel == "email":
            subject, text = self._email(visits)
            self.write({**common, "subject": subject, "body": text})
            return True
        gateway, price = (
            self.env["clicrdv.sms.gateway"]._of_company(self.company_id),
            self._price_for(self.company_id, now),
        )
        if not gateway or price is None:
            error = self.env._("No SMS gateway.") if not gateway else self.env._("No price of an SMS is in force.")
            self.write({"try_at": now + WAIT_FOR_SETTINGS, "error": error})
            return ""
        try:
            sms = self._sms(visits)
        except TextError:
            return "text_too_long"
        left = usage[self.company_id.id]
        if left is not None and sms.parts > left:
            return CAP_REACHED
        usage[self.company_id.id] = left if left is None else left - sms.parts
        self.write(common | self._sms_values(sms, price, gateway))
        return True

    @api.model
    def _sms_values(self, sms, price, gateway):
        """What the ledger keeps of an SMS.

        :param logic.message_text.Sms sms:
        :param float price: euros for a part, excl. tax
        """
        return {
            "body": sms.text,
            "parts": sms.parts,
            "encoding": sms.encoding,
            "unit_price": price,
            "amount": sms.parts * price,
            "gateway_id": gateway.id,
            "gateway_code": gateway.protocol,
        }

    @api.model
    def _price_for(self, company, now):
        """What one part costs an establishment today.

        :rtype: float, None when no price is in force
        """
        day = minute_to_local(minutes.from_utc(now), ZoneInfo(company.booking_tz)).date()
        return self.env["clicrdv.sms.price"]._price_on(company.network_id.id, day)

    def _settle_unsent(self, reason):
        """Note why a message does not leave, and plan an e-mail instead where the rule says so.

        :param str reason: code of the reason
        """
        self.ensure_one()
        self.write({"state": states.CANCELLED if reason == "changed" else states.SKIPPED, "reason": reason})
        self._tell_core()
        is_instead = reason == CAP_REACHED or (self.or_email and reason in message_truth.ELSE_EMAIL)
        if self.channel == "sms" and self.event_id and is_instead:
            self._plan_email_instead()

    def _plan_email_instead(self):
        """Plan the e-mail that goes where no SMS can, unless the same is said by e-mail anyway."""
        self.ensure_one()
        same = Domain("event_id", "=", self.event_id.id) & Domain("channel", "=", "email")
        same &= Domain([(name, "=", self[name]) for name in ("kind", "target", "revision", "edition")])
        if self.kind == message_rules.REMINDER:
            same &= Domain("rule_id", "=", self.rule_id.id) | Domain("due_at", "=", self.due_at)
        found = self.search(same)
        if found.filtered(lambda message: message.state != states.CANCELLED):
            return
        # one that was planned while the rule said "e-mail", and withdrawn when it said "SMS"
        email = found.filtered(lambda message: message.rule_id == self.rule_id)
        if email:
            email.write({"state": states.PLANNED, "reason": False, "try_at": fields.Datetime.now(), "attempts": 0})
        else:
            email = self._once_more(channel="email", or_email=False)
        if self.kind == message_rules.REMINDER:
            self._merged_here().write({"merged_into_id": email.id})

    def _once_more(self, **changes):
        """Plan a message like this one, to be sent now.

        :param changes: what is different
        :return: the new message
        """
        self.ensure_one()
        names = ("company_id", "event_id", "client_id", "agenda_id", "rule_id", "kind", "target", "channel", "or_email")
        values = {name: self[name].id if name.endswith("_id") else self[name] for name in names}
        now = fields.Datetime.now()
        values |= {"revision": self.revision, "edition": self.edition, "due_at": self.due_at, "try_at": now}
        return self.create({**values, **changes})
