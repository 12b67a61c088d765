import uuid

from odoo import fields, models
from odoo.tools import SQL

#: Groups whose loss is a change of job: what was open for them is closed.
WORKING = (
    "clicrdv_booking.group_agenda_user",
    "clicrdv_booking.group_manager",
    "clicrdv_booking.group_network_manager",
    "clicrdv_gdpr.group_privacy_officer",
    "base.group_system",
    "base.group_user",
)
#: Tables of core that let somebody in without his password: keys, trusted browsers, passkeys, devices that are written to.
KEYS = (
    ("res_users_apikeys", "user_id"),
    ("auth_totp_device", "user_id"),
    ("auth_passkey_key", "create_uid"),
    ("mail_push_device", "partner_id"),
)
#: Keys of the calendars of other providers: fields of accounts or of their settings.
CALENDAR_KEYS = (
    "google_calendar_rtoken",
    "google_calendar_token",
    "google_calendar_sync_token",
    "microsoft_calendar_rtoken",
    "microsoft_calendar_token",
    "microsoft_calendar_sync_token",
)


class ResUsers(models.Model):
    """Whoever leaves, or loses his role, is out at once: sessions, keys and tokens end in the same transaction (GDP-74).

    A session is bound to `session_epoch`: a new value ends every one of them when the transaction commits, and none when it
    is rolled back. Files of sessions on the disk of one machine could do neither.
    """

    _inherit = "res.users"

    # === FIELDS === #

    session_epoch = fields.Char(copy=False, readonly=True, groups=fields.NO_ACCESS)

    # === CRUD METHODS === #

    def write(self, vals):
        roles = self._working_roles() if "group_ids" in vals else {}
        leaving = self.filtered("active") if vals.get("active") is False else self.browse()
        companies = {user.id: user.company_ids for user in self} if "company_ids" in vals else {}
        result = super().write(vals)
        if roles:
            now = self._working_roles()
            leaving |= self.filtered(lambda user: roles[user.id] - now[user.id])
        leaving |= self.filtered(lambda user: user.id in companies and companies[user.id] - user.company_ids)
        leaving._close_access()
        return result

    # === BUSINESS METHODS === #

    def _get_session_token_fields(self):
        return super()._get_session_token_fields() | {"session_epoch"}

    def _working_roles(self):
        """Roles that let people work with data of clients.

        :return: {id: set of ids of groups}
        """
        # while an addon is being installed its groups are not there yet
        known = (self.env.ref(name, raise_if_not_found=False) for name in WORKING)
        groups = self.env["res.groups"].concat(*filter(None, known))
        # whoever may write on a user may be told his groups
        return {user.id: {*(user.sudo().all_group_ids & groups).ids} for user in self}

    def _close_access(self):
        """End whatever lets people in without their password, and everything that is open."""
        if not self.ids:
            return
        self._end_sessions()
        self.env.flush_all()
        for table, column in KEYS:
            ids = self.sudo().partner_id.ids if column == "partner_id" else self.ids  # only to find their devices
            self.env.cr.execute(SQL("SELECT to_regclass(%s)", table))
            if self.env.cr.fetchone()[0]:
                self.env.cr.execute(
                    SQL("DELETE FROM %s WHERE %s = ANY(%s)", SQL.identifier(table), SQL.identifier(column), ids)
                )
        self._forget_calendar_keys()
        # links to set a password and to a page of the portal
        self.sudo().partner_id.write({"signup_type": False})  # an archived account cannot do it itself
        self.env.invalidate_all()
        # a password that was checked before is checked anew
        self.env.registry.clear_cache()

    def _forget_calendar_keys(self):
        """Forget the keys by which calendars of Google and Microsoft are filled, where these addons are installed."""
        for records in (self.sudo(), self.sudo().res_users_settings_ids):  # nobody reads the keys of somebody else
            names = [name for name in CALENDAR_KEYS if name in records._fields and records._fields[name].store]
            if names:
                records.write(dict.fromkeys(names, False))

    def _end_sessions(self):
        for user in self.sudo():  # nobody reads or writes the field
            user.session_epoch = uuid.uuid4().hex
        # nor the list of devices of somebody else
        devices = self.env["res.device.log"].sudo()
        devices.search([("user_id", "in", self.ids), ("revoked", "=", False)]).write({"revoked": True})


class ResGroups(models.Model):
    """The same when people are taken out of a group on the form of the group."""

    _inherit = "res.groups"

    # === CRUD METHODS === #

    def write(self, vals):
        if not vals.keys() & {"user_ids", "implied_ids"}:
            return super().write(vals)
        # whoever writes on a group may be told who is in it
        users = self.sudo().all_user_ids
        before = users._working_roles()
        result = super().write(vals)
        self.env.invalidate_all()
        now = users._working_roles()
        users.filtered(lambda user: before[user.id] - now[user.id])._close_access()
        return result
