from odoo import api, fields, models
from odoo.exceptions import AccessDenied
from odoo.http import request

from ..exceptions_access import PasswordTooWeak
from ..logic import passwords as strength

NEEDED = [
    ("weak", "The password is too weak"),
    ("breach", "A breach may have shown the password"),
]
#: Parameter of core: failures that cost nothing. Zero switches the restriction off.
FREE_FAILURES = "base.login_cooldown_after"


class ResUsers(models.Model):
    """Passwords as the CNIL recommends them (deliberation 2022-100; GDP-73).

    Staff needs 80 bits, or a second factor and 50. Portal users, who see only what is theirs, need 50 because an account
    takes no password for a growing time after failures. What people type comes with a request, and is refused; what files
    and command lines set is looked at when it is used: a weak one opens nothing but the page where it is changed.
    """

    _inherit = "res.users"

    # === FIELDS === #

    password_change_needed = fields.Selection(
        NEEDED,
        "New password needed",
        copy=False,
        readonly=True,
        groups="base.group_erp_manager",
        help="At the next login the account opens only the page where the password is changed.",
    )

    # === CRUD METHODS === #

    @api.model
    def signup(self, values, token=None):
        # core uses up the link before it sets the password: one that is refused must not cost the person his link
        with self.env.cr.savepoint():
            return super().signup(values, token)

    # === ACTIONS === #

    def action_require_new_password(self):
        """After a breach: end all sessions of accounts, and let nobody in who only knows the old password."""
        self.check_access("write")
        self._require_new_password("breach")

    # === BUSINESS METHODS === #

    @api.model
    def _get_invalidation_fields(self):
        return super()._get_invalidation_fields() | {"password_change_needed"}

    # --- setting a password --- #

    def _set_password(self):
        if request:
            for user in self:
                user._refuse_weak_password(user.password)
        result = super()._set_password()
        changed = self.sudo().filtered("password_change_needed")  # whoever changes his own password may not read it
        if changed:
            changed.password_change_needed = False
        self._forget_failures()
        return result

    def _refuse_weak_password(self, password):
        """Check a password before it is set.

        :raises PasswordTooWeak:
        """
        self.ensure_one()
        if password and self._has_weak_password(password):
            if self._required_bits() == strength.ALONE_BITS:
                advice = self.env._(
                    "12 characters with small letters, capitals, digits and signs, or a phrase of 7 words"
                )
            else:
                advice = self.env._("8 characters with three of small letters, capitals, digits and signs")
            raise PasswordTooWeak(self.env, advice=advice)

    def _has_weak_password(self, password):
        self.ensure_one()
        return not strength.is_strong(password, self._required_bits(), self._words_known_of())

    def _required_bits(self):
        """Bits that the password of an account needs.

        :rtype: int
        """
        self.ensure_one()
        if not self._free_failures():
            return strength.ALONE_BITS
        guarded = self.share or self._has_second_factor()
        return strength.GUARDED_BITS if guarded else strength.ALONE_BITS

    def _has_second_factor(self):
        self.ensure_one()
        return bool(self.totp_enabled or self._mfa_type() == "totp_mail")

    def _words_known_of(self):
        """What an attacker knows of somebody: his login and names, and those of where he works."""
        self.ensure_one()
        user = self.sudo()  # whoever sets his first password reads no company
        companies = user.company_ids
        names = [user.login, user.name, user.email, *companies.mapped("name"), *companies.network_id.mapped("name")]
        return [name for name in names if name]

    @api.model
    def _free_failures(self):
        # the parameter is no secret to whoever logs in
        return int(self.env["ir.config_parameter"].sudo().get_param(FREE_FAILURES, 5))

    # --- using a password --- #

    def _check_credentials(self, credential, env):
        if credential.get("type") != "password":
            return super()._check_credentials(credential, env)
        failures = self.env["clicrdv.login.failure"]
        user = self.env.user
        if failures._is_waiting(user, fields.Datetime.now()):
            raise AccessDenied(
                self.env._("Too many wrong passwords for this account: wait a while, or ask for a new password.")
            )
        try:
            info = super()._check_credentials(credential, env)
        except AccessDenied:
            failures._note(user, fields.Datetime.now())
            raise
        user._forget_failures()
        if info.get("auth_method") == "password":
            user._look_at_password(credential["password"])
        return info

    def _look_at_password(self, password):
        """A password that is too weak opens nothing from now on: it comes with the installation, or from a file."""
        self.ensure_one()
        user = self.sudo()  # whoever logs in may not write on accounts
        if not user.password_change_needed and user._has_weak_password(password) and not self._is_demonstration():
            user.password_change_needed = "weak"

    @api.model
    def _is_demonstration(self):
        """Whether this instance holds the data of the demonstration, whose logins are public: no real data is in it."""
        # whoever logs in reads no module
        return bool(self.env["ir.module.module"].sudo().search_count([("name", "=", "base"), ("demo", "=", True)]))

    def _rpc_api_keys_only(self):
        # whoever logs in may not read the field
        return bool(self.sudo().password_change_needed) or super()._rpc_api_keys_only()

    def _mfa_type(self):
        # as above
        return "clicrdv_password" if self.sudo().password_change_needed else super()._mfa_type()

    def _mfa_url(self):
        # as above
        return "/web/login/new-password" if self.sudo().password_change_needed else super()._mfa_url()

    def _require_new_password(self, reason):
        """Let accounts do nothing before their password is changed, and end their sessions.

        :param str reason: of `NEEDED`
        """
        self.write({"password_change_needed": reason})
        # whoever knew the password may have made himself keys that need none
        self._close_access()

    def _start_password_change(self):
        """Begin the change of a password at login: on the page at once, or by a link in an e-mail after a breach.

        Somebody else may know a password that a breach has shown: then only the mailbox proves who it is.

        :return: address of the page, blank when a link was sent
        """
        self.ensure_one()
        user = self.sudo()  # the person has shown his password, and nothing more opens to him
        if user.password_change_needed == "breach":
            if user.email:
                user._action_reset_password()
            return ""
        partner = user.partner_id
        partner.signup_prepare(signup_type="reset")
        return f"/web/reset_password?token={partner._generate_signup_token()}"

    def _forget_failures(self):
        if self.ids:
            self.env["clicrdv.login.failure"]._forget(self)


class AuthTotpDevice(models.Model):
    """A trusted browser spares the second factor, not the change of a password."""

    _inherit = "auth_totp.device"

    # === BUSINESS METHODS === #

    def _check_credentials_for_uid(self, *, scope, key, uid):
        user = self.env["res.users"].sudo().browse(uid)  # nobody is logged in yet
        if user.password_change_needed:
            return False
        return super()._check_credentials_for_uid(scope=scope, key=key, uid=uid)
