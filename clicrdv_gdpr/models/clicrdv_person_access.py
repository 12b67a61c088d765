import re
from typing import NamedTuple

from odoo import api, models
from odoo.tools.misc import consteq, hash_sign, hmac, verify_hash_signed

from odoo.addons.clicrdv_booking.logic import contacts
from odoo.addons.clicrdv_booking.models.calendar_event_choices import ONLINE

from ..exceptions_rights import LinkExpired

SCOPE = "clicrdv_gdpr.my_data"
HOURS = 2
TOKEN = re.compile(r"[A-Za-z0-9_-]{40,2000}")


class Access(NamedTuple):
    """What a link opens: client files of one controller, and whether they are erased by now."""

    token: str
    files: models.BaseModel
    company: models.BaseModel
    is_erased: bool


class ClicrdvPersonAccess(models.AbstractModel):
    """Who a person is, by a link that reached the address on file; no password, no copy of a document (GDPR art. 12(6)).

    The page of an appointment is shown to whoever has booked it, with whosever address he typed, and to whomever its link
    was forwarded: alone it proves nothing. What came by e-mail or by a confirmed form does. Only where nothing can be
    sent to the person, the link of a booking of the staff is proof enough: there is no other.
    """

    _name = "clicrdv.person.access"
    _description = "Access of a person to his data"

    # === BUSINESS METHODS === #

    @api.model
    def _by_appointment(self, event, key):
        """The files of whoever got a link about an appointment, empty when the link proves nothing.

        :param event: calendar.event in superuser mode
        :param str key: as of `calendar.event._own_channels`
        :return: (res.partner in superuser mode, address that is proven)
        """
        file = event._client_file()
        email, number = file.email_normalized or "", file.client_phone_key or ""
        if email and consteq(key.encode(), event._mail_key(email).encode()):
            return self._all_of(event, email), email
        can_ask = email or (contacts.is_mobile(number) and event.booking_company_id.booking_sms_on)
        if file and event.booking_source not in ONLINE and not can_ask:
            return file, number
        return file.browse(), ""

    def _all_of(self, event, address):
        return event._client_file() | event.booking_company_id._privacy_files_of(address)

    @api.model
    def _grant(self, files, address):
        """A token that opens files for two hours, as long as the address on file stays the same.

        :param files: res.partner
        :param str address: that is proven, blank when none is known
        :rtype: str
        """
        # the key is a parameter that persons may not read
        env = self.env(su=True)
        return hash_sign(env, SCOPE, [files.ids, self._fingerprint(address)], expiration_hours=HOURS)

    @api.model
    def _fingerprint(self, address):
        """An address in a link, without being read in it."""
        return hmac(self.env(su=True), SCOPE, (address,))[:24] if address else ""  # see _grant

    @api.model
    def _open(self, token):
        """What a token opens.

        :rtype: Access
        :raises LinkExpired: forged, too old, or nothing behind it
        """
        if not isinstance(token, str) or not TOKEN.fullmatch(token):
            raise LinkExpired(self.env)
        try:
            signed = verify_hash_signed(self.env(su=True), SCOPE, token)  # see _grant
        except (ValueError, IndexError):
            signed = None
        if not signed:
            raise LinkExpired(self.env)
        ids, fingerprint = signed
        # the person is not signed in: the token says which files are his
        files = self.env["res.partner"].sudo().with_context(active_test=False).browse(ids).exists()
        left = files.filtered(lambda file: file.client_privacy_state != "destroyed" and not file.client_erased_on)
        left = left.filtered(lambda file: file.is_client_file and self._still_has(file, fingerprint))
        is_erased = not left and any(file.client_erased_on for file in files)
        if not left and not is_erased:
            raise LinkExpired(self.env)
        return Access(token, left, files[:1].company_id, is_erased)

    def _still_has(self, file, fingerprint):
        known = [self._fingerprint(address) for address in (file.email_normalized, file.client_phone_key) if address]
        return fingerprint in known if fingerprint else not known
