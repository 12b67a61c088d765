from odoo import api, fields, models

from ..exceptions_access import ExternalEndsLate, ExternalNeedsSponsor, LoginIsGeneric, SponsorOutsider
from ..logic import access_review, nominative_logins

BATCH = 100


class ResUsers(models.Model):
    """One account is one person, and a person from outside has a sponsor and an end (sub-annex C.4; GDP-72, GDP-76)."""

    _inherit = "res.users"

    # === FIELDS === #

    is_external = fields.Boolean(
        "Works for another company", copy=False, help="A service provider, a temporary help, a consultant."
    )
    sponsor_id = fields.Many2one(
        "res.users",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('is_external', '=', False), ('id', '!=', id)]",
        help="Who of the house answers for this account.",
    )
    access_until = fields.Date("Access until", copy=False, help="The account is closed on the day after.")
    job_description = fields.Char("Needs the access for", copy=False, help="Role and profile of this person.")
    is_generic_login = fields.Boolean("Login is nobody's", compute="_compute_is_generic_login")

    # === CONSTRAINTS AND INDEXES === #

    _access_until_index = models.Index("(access_until) WHERE access_until IS NOT NULL AND active IS TRUE")

    # === COMPUTE METHODS === #

    @api.depends("login", "share")
    def _compute_is_generic_login(self):
        for user in self:
            user.is_generic_login = not user.share and nominative_logins.is_generic(user.login or "")

    # === CONSTRAINS METHODS === #

    @api.constrains("login", "group_ids", "active")
    def _check_login_is_of_one_person(self):
        """Staff reads client files: each login is of one person. Core's own accounts are told of in the access review."""
        for user in self.filtered(lambda user: user.active and user.is_generic_login):
            if not user._comes_with_the_product():
                raise LoginIsGeneric(self.env, login=user.login)

    @api.constrains("is_external", "sponsor_id", "access_until", "share")
    def _check_external(self):
        today = fields.Date.context_today(self)
        for user in self.filtered("is_external"):
            if not user.sponsor_id or not user.access_until:
                raise ExternalNeedsSponsor(self.env, name=user.name)
            sponsor = user.sponsor_id
            if sponsor == user or sponsor.share or sponsor.is_external or not sponsor.active:
                raise SponsorOutsider(self.env, name=sponsor.name)
            latest = access_review.latest_end(today)
            if user.access_until > latest:
                raise ExternalEndsLate(self.env, day=latest.isoformat())

    # === BUSINESS METHODS === #

    def _comes_with_the_product(self):
        """Whether core or the demonstration has made an account; a person can make neither."""
        self.ensure_one()
        if not self.env.registry.ready:
            return True  # files of the installation are being loaded
        names = [xml_id.partition(".")[0] for xml_id in self._get_external_ids().get(self.id, [])]
        return "base" in names or (self._is_demonstration() and any(name.startswith("clicrdv_") for name in names))

    @api.model
    def _cron_external_users(self):
        """Nightly: close accounts of people from outside whose time is over."""
        # the job belongs to nobody
        users = self.env["res.users"].sudo()
        over = [("access_until", "<", fields.Date.today()), ("active", "=", True)]
        ids = users.search(over, order="access_until, id").ids
        for start in range(0, len(ids), BATCH):
            batch = users.browse(ids[start : start + BATCH]).try_lock_for_update()
            batch.filtered(lambda user: not user._is_last_administrator()).write({"active": False})
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=max(0, len(ids) - start - BATCH)):
                return

    def _is_last_administrator(self):
        """Whether nobody could put a mistake right without this account."""
        self.ensure_one()
        administrators = self.env.ref("base.group_system").sudo().all_user_ids.filtered("active")  # only to count them
        return administrators == self
