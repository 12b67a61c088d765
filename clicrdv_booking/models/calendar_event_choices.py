import re
from typing import NamedTuple

from odoo import api, models
from odoo.tools import email_normalize
from odoo.tools.misc import consteq, hmac

from ..logic import contacts
from .calendar_event import SHORT_LENGTH, SHORT_LETTERS

CHANNELS = ("email", "sms")
#: Whoever makes one of these gets its link, whosever contact he has typed.
ONLINE = ("web", "widget", "api")
MAIL_SCOPE = "clicrdv_booking.mail"
SHORT_CODE = re.compile(f"[{SHORT_LETTERS}]{{{SHORT_LENGTH}}}")


class Choice(NamedTuple):
    """What the client's page shows of a channel: the masked address, and whether he wants messages by it.

    ``stopped_by``: source of a refusal that came another way than by this page, which does not take it back.
    """

    address: str
    is_on: bool
    stopped_by: str


class CalendarEvent(models.Model):
    """Which messages the client of an appointment gets, as he chooses himself by its secret link."""

    _inherit = "calendar.event"

    # === BUSINESS METHODS === #

    @api.model
    def _booking_by_short_code(self, code):
        """The first part of a visit, in superuser mode, empty when the code of its short link is unknown.

        :param str code: as an SMS has it
        """
        # the code is as secret as the token that it stands for
        events = self.sudo().with_context(active_test=False)
        if not SHORT_CODE.fullmatch(code):
            return events.browse()
        return events.search([("booking_short_code", "=", code)], limit=1)

    def _client_file(self):
        """The client file that the appointment belongs to, empty when it has none.

        :return: res.partner
        """
        self.ensure_one()
        return self.client_id.filtered("is_client_file")

    def _message_addresses(self):
        """Where the client of this appointment is written to.

        :return: {channel: address in e-mail's or E.164 form, blank when there is none}
        """
        client = self._client_file()
        number = client.client_phone_key or ""
        return {"email": client.email_normalized or "", "sms": number if contacts.is_mobile(number) else ""}

    def _mail_key(self, address):
        """What proves that a link came by an e-mail to this address.

        :rtype: str
        """
        self.ensure_one()
        # the key is a parameter that clients may not read
        return hmac(self.env(su=True), MAIL_SCOPE, (self.id, address or ""))

    def _own_channels(self, key=""):
        """The channels that are surely those of whoever has the link of this appointment.

        One that was made online belongs to the client file of whoever's contact was typed: only what was typed is known
        to whom the link was shown, and what an e-mail was sent to is known to its reader.

        :param str key: as of `_mail_key`, from a link in an e-mail
        :return: list, in the order of CHANNELS
        """
        self.ensure_one()
        if not self._client_file():
            return []
        if self.booking_source not in ONLINE:
            return [*CHANNELS]
        addresses = self._message_addresses()
        given = {"email": email_normalize(self.booking_email or ""), "sms": self._given_number()}
        own = [channel for channel in CHANNELS if addresses[channel] and addresses[channel] == given[channel]]
        if "email" not in own and addresses["email"]:
            expected = self._mail_key(addresses["email"])
            own = ["email", *own] if consteq(key.encode(), expected.encode()) else own
        return own

    def _given_number(self):
        """The phone given with this appointment in E.164 form, blank when it is none."""
        try:
            return contacts.normalise_phone(self.booking_phone or "", self.booking_company_id.country_id.code or "FR")
        except contacts.ContactError:
            return ""

    def _message_refusals(self):
        """What the client of this appointment has refused.

        :return: {(channel, address): clicrdv.optout record}
        """
        refused = self.env["clicrdv.optout"].search(
            [
                ("company_id", "=", self.booking_company_id.id),
                ("address", "in", list(self._message_addresses().values())),
            ]
        )
        return {(refusal.channel, refusal.address): refusal for refusal in refused}

    def _message_choices(self, key=""):
        """What the client's page shows.

        :param str key: as of `_own_channels`
        :return: {channel: Choice}
        """
        client, addresses, refusals = self._client_file(), self._message_addresses(), self._message_refusals()
        choices = {}
        for channel in self._own_channels(key):
            address = addresses[channel]
            refusal = refusals.get((channel, address))
            choices[channel] = Choice(
                contacts.masked(address),
                bool(address and client[f"client_consent_{channel}"] and not refusal),
                refusal.source if refusal and refusal.source != "page" else "",
            )
        return choices

    def _choose_messages(self, choices, key=""):
        """Keep what the client wants; choosing the same again changes nothing.

        Channels without an address, and those that may be another person's, are left out. A refusal that came another
        way than by this page stays.

        :param dict choices: {channel: whether he wants messages by it}
        :param str key: as of `_own_channels`
        """
        addresses, refusals = self._message_addresses(), self._message_refusals()
        for channel in self._own_channels(key):
            refusal = refusals.get((channel, addresses[channel]))
            is_wanted = choices.get(channel)
            if is_wanted is None or not addresses[channel]:
                continue
            if not (is_wanted and refusal and refusal.source != "page"):
                self._choose_channel(channel, addresses[channel], is_wanted)

    def _choose_channel(self, channel, address, is_wanted):
        client, consent, optouts = self._client_file(), f"client_consent_{channel}", self.env["clicrdv.optout"]
        if is_wanted:
            optouts._withdraw(self.booking_company_id, channel, [address])
        else:
            optouts._note(self.booking_company_id, channel, address, "page")
        if client[consent] != is_wanted:
            client.write({consent: is_wanted})
