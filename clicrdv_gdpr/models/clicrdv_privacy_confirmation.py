import hashlib
import logging
import secrets
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.clicrdv_booking.logic import contacts
from odoo.addons.clicrdv_booking.models.clicrdv_message import MANUAL

from ..exceptions_rights import AddressNeeded, LinkExpired
from ..logic import privacy_requests as states
from .clicrdv_privacy_request import RIGHTS

_logger = logging.getLogger(__name__)

BATCH = 50
VALID = timedelta(hours=24)


class ClicrdvPrivacyConfirmation(models.Model):
    """A link to be sent to an address on file, or to a new one, that proves who asks: used once, within a day.

    The form does the same for every address that is typed: it adds a row. Whether somebody is known shows only in the
    mailbox of who has the address. Rows are removed after some days.
    """

    _name = "clicrdv.privacy.confirmation"
    _description = "Confirmation by a link"
    _order = "id"
    _log_access = False

    # === FIELDS === #

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", readonly=True)
    kind = fields.Selection(
        [("access", "See the data"), ("email", "New e-mail address"), ("sms", "New number")],
        required=True,
        readonly=True,
    )
    right = fields.Selection(RIGHTS, readonly=True)
    details = fields.Text(readonly=True)
    address = fields.Char(readonly=True)
    partner_ids = fields.Many2many(
        "res.partner",
        "clicrdv_privacy_confirmation_partner_rel",
        "confirmation_id",
        "partner_id",
        readonly=True,
        context={"active_test": False},
    )
    request_id = fields.Many2one("clicrdv.privacy.request", readonly=True, index="btree_not_null", ondelete="cascade")
    state = fields.Selection(
        [
            ("waiting", "To be sent"),
            ("sent", "Sent"),
            ("used", "Used"),
            ("nobody", "Nobody known"),
            ("failed", "Failed"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    digest = fields.Char(readonly=True, index="btree_not_null", help="Hash of the secret, which only the link has.")
    asked_at = fields.Datetime(required=True, readonly=True)
    sent_at = fields.Datetime(readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _waiting_index = models.Index("(id) WHERE state = 'waiting'")

    # === BUSINESS METHODS - ASKING === #

    @api.model
    def _normalised(self, company, typed):
        """An address or a number as files have it.

        :raises AddressNeeded:
        """
        try:
            if "@" in typed:
                return contacts.normalise_email(typed)
            return contacts.normalise_phone(typed, company.country_id.code or "FR")
        except contacts.ContactError as error:
            raise AddressNeeded(self.env) from error

    @api.model
    def _ask(self, company, kind, address, **values):
        """Have a link sent; nothing here tells whether somebody is known.

        :param company: res.company
        :param str kind: see the field
        :param str address: normalised
        :return: the row, in superuser mode
        """
        now = fields.Datetime.now()
        # the person is not signed in
        row = self.sudo().create(
            {"company_id": company.id, "kind": kind, "address": address, "asked_at": now, **values}
        )
        self.env.ref("clicrdv_gdpr.ir_cron_privacy_confirmations").sudo()._trigger()  # see above
        return row

    @api.model
    def _send_link(self, request, email):
        """Send the person of a case a link at once, at the wish of the staff."""
        files = request.sudo().partner_ids  # those that the case is about
        row = self._ask(request.company_id, "access", email, request_id=request.id, right=request.right)
        row._send(fields.Datetime.now(), files)

    # === BUSINESS METHODS - SENDING === #

    @api.model
    def _cron_confirmations(self):
        """Send links that are asked for, and forget those of some days ago."""
        waiting = [("state", "=", "waiting")]
        while batch := self.search(waiting, limit=BATCH, order="id").try_lock_for_update():
            for row in batch:
                row._send_or_log()
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=self.search_count(waiting)):
                return
        self._remove_old(fields.Datetime.now())

    def _send_or_log(self):
        try:
            with self.env.cr.savepoint():
                self._send(fields.Datetime.now())
        except OperationalError:
            raise  # two transactions met: the job runs again
        except Exception:  # whatever one row may hold: the others want their link
            _logger.exception("Link %s of a person could not be sent", self.id)
            self.state = "failed"

    def _send(self, now, files=None):
        """Send the link of this row, if there is somebody to send it to.

        :param datetime now: naive UTC
        :param files: client files that it is about, when they are known
        """
        self.ensure_one()
        files = files or self.partner_ids or self.company_id._privacy_files_of(self.address)
        if not files:
            # nobody is written to, and nothing about who asked is kept
            self.write({"state": "nobody", "address": False, "details": False})
            return
        secret = secrets.token_urlsafe(32)
        self.write(
            {
                "state": "sent",
                "sent_at": now,
                "digest": self._digest(secret),
                "partner_ids": [Command.set(files.ids)],
            }
        )
        self._deliver(f"{self.company_id._privacy_site()}/rdv/my/lien/{secret}", files)

    def _deliver(self, url, files):
        lang = files[:1].lang or self.company_id.partner_id.lang or "fr_FR"
        if "@" in self.address:
            kind = "link" if self.kind == "access" else "new_address"
            letter = self.company_id._privacy_letter(kind, lang, url=url, hours=int(VALID.total_seconds() // 3600))
            self.company_id._privacy_mail(self.address, *letter)
        elif self.company_id.booking_sms_on:
            company = self.company_id.with_context(lang=lang)
            title = company.booking_title or company.name
            text = company.env._("%(company)s: your data are here, for 24 hours: %(url)s", company=title, url=url)
            self.env["clicrdv.message"].create(
                {
                    "company_id": company.id,
                    "client_id": files[:1].id,
                    "kind": MANUAL,
                    "target": "client",
                    "channel": "sms",
                    "due_at": self.sent_at,
                    "try_at": self.sent_at,
                    "recipient": self.address,
                    "body": text,
                }
            )
            self.env.ref("clicrdv_booking.ir_cron_send_messages")._trigger()

    # === BUSINESS METHODS - USING === #

    @api.model
    def _digest(self, secret):
        return hashlib.sha256(secret.encode()).hexdigest()

    @api.model
    def _by_secret(self, secret):
        """The row behind a link, in superuser mode.

        :raises LinkExpired: unknown, used, or too old
        """
        row = self.sudo().search([("digest", "=", self._digest(secret))], limit=1)  # the secret is the person's key
        if not row or row.state != "sent" or row.sent_at < fields.Datetime.now() - VALID:
            raise LinkExpired(self.env)
        return row

    def _asked_right(self):
        """What a link confirms beside that its reader may see his data, in words; blank when it is nothing more."""
        self.ensure_one()
        rights = dict(self._fields["right"]._description_selection(self.env))
        return rights[self.right] if self.right and self.right != states.ACCESS else ""

    def _use(self):
        """Use a link, once: two requests at the same time meet at the row, and one of them is tried again.

        :return: (client files, address that is proven)
        :raises LinkExpired: the address has left the files since the link was sent: it proves nothing any more
        """
        self.ensure_one()
        self.lock_for_update()
        files, address = self._files_still_meant(), self.address
        if not files:
            raise LinkExpired(self.env)
        self.write({"state": "used", "digest": False})
        if self.kind == "access":
            self._open_case(files)
        else:
            self._change_address(files)
        return files, address

    def _files_still_meant(self):
        """Files of this link that are still there and, if it is to prove an address, still have it."""
        left = self.partner_ids.filtered(lambda file: file.is_client_file and file.client_privacy_state != "destroyed")
        if self.kind != "access":
            return left
        return left.filtered(lambda file: self.address in (file.email_normalized, file.client_phone_key))

    def _open_case(self, files):
        """The request counts from when the form was sent, and is proven now."""
        requests = self.env["clicrdv.privacy.request"]
        if self.request_id:
            self.request_id.write({"identity_state": "link"})
            self.request_id._log("confirmed")
            return
        values = {"channel": "form", "received_at": self.asked_at, "details": self.details}
        request = requests._of_person(files, self.right or states.ACCESS, **values)
        request._log("confirmed")
        if request.right == states.ACCESS and not request.details:
            request._answered_at_once("exported", **self.env["clicrdv.person.data"]._shown(files))

    def _change_address(self, files):
        """Write the new address, and tell the old one."""
        name = "email" if self.kind == "email" else "phone"
        old = files[:1].email_normalized
        files.write({name: self.address})
        requests = self.env["clicrdv.privacy.request"]
        request = self.request_id or requests._of_person(files, states.RECTIFICATION, at_once=True)
        if old and old != self.address:
            letter = self.company_id._privacy_letter("changed", files[:1].lang or "fr_FR", what=name)
            self.company_id._privacy_mail(old, *letter)
        request._answered_at_once("corrected", detail=name)

    @api.model
    def _remove_old(self, now):
        """Links that nobody has used are forgotten, with the address that was typed."""
        for (company,) in self._read_group([], ["company_id"]):
            before = now - timedelta(days=company.privacy_unconfirmed_days)
            self.search([("company_id", "=", company.id), ("asked_at", "<", before)]).unlink()
