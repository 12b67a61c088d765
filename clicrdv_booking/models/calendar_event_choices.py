import re

from odoo import api, models

from ..logic import contacts
from .calendar_event import SHORT_LENGTH, SHORT_LETTERS

CHANNELS = ("email", "sms")
SHORT_CODE = re.compile(f"[{SHORT_LETTERS}]{{{SHORT_LENGTH}}}")


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

    def _message_choices(self):
        """What the client's page shows: each channel, the masked address, and whether he wants messages by it.

        :return: {channel: (masked address, bool)}
        """
        client, addresses = self._client_file(), self._message_addresses()
        refused = self.env["clicrdv.optout"].search(
            [("company_id", "=", self.booking_company_id.id), ("address", "in", list(addresses.values()))]
        )
        stopped = {(line.channel, line.address) for line in refused}
        return {
            channel: (
                contacts.masked(address),
                bool(address and client[f"client_consent_{channel}"] and (channel, address) not in stopped),
            )
            for channel, address in addresses.items()
        }

    def _choose_messages(self, choices):
        """Keep what the client wants; choosing the same again changes nothing.

        :param dict choices: {channel: whether he wants messages by it}; channels without an address are left out
        """
        client, addresses, optouts = self._client_file(), self._message_addresses(), self.env["clicrdv.optout"]
        for channel, is_wanted in choices.items():
            address, consent = addresses[channel], f"client_consent_{channel}"
            if not address:
                continue
            if is_wanted:
                optouts._withdraw(self.booking_company_id, channel, [address])
            else:
                optouts._note(self.booking_company_id, channel, address, "page")
            if client[consent] != is_wanted:
                client.write({consent: is_wanted})
