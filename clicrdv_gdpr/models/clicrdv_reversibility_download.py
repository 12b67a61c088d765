import secrets
from datetime import timedelta

from odoo import api, fields, models

from ..exceptions_ending import AccessClosed, ExportGone, ExportNotYours
from ..logic import reversibility as ending

#: A link is for the click that made it.
LINK_MINUTES = 10


class ClicrdvReversibilityDownload(models.Model):
    """Who has fetched an export, when, and which: the hash is that of the archive."""

    _name = "clicrdv.reversibility.download"
    _description = "Download of an export"
    _order = "id desc"
    _rec_name = "at"

    # === FIELDS === #

    reversibility_id = fields.Many2one(
        "clicrdv.reversibility", required=True, index=True, ondelete="restrict", readonly=True
    )
    provider_id = fields.Many2one(related="reversibility_id.provider_id", store=True, index=True)
    company_id = fields.Many2one(related="reversibility_id.company_id", store=True, index=True)
    network_id = fields.Many2one(related="reversibility_id.network_id", store=True, index=True)
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict", readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)
    sha256 = fields.Char("SHA-256", required=True, readonly=True)
    token = fields.Char(readonly=True, groups="base.group_system")

    # === CONSTRAINTS AND INDEXES === #

    _token_unique = models.UniqueIndex("(token) WHERE token IS NOT NULL", "Another link has this token.")

    # === BUSINESS METHODS === #

    @api.model
    def _archive_of(self, token, user):
        """The archive that a fresh link leads to.

        :param str token: of the link
        :param user: res.users who follows it
        :return: ir.attachment in superuser mode, empty when the link is wrong, another person's or too old
        """
        # the token and the person are checked instead of the rights on an attachment that belongs to nobody
        download = self.sudo().search([("token", "=", token)], limit=1) if token else self.sudo()
        since = fields.Datetime.now() - timedelta(minutes=LINK_MINUTES)
        is_closed = user.sudo().is_client_access_closed  # a fact of the account
        if download.user_id != user or not download or download.at < since or is_closed:
            return self.env["ir.attachment"].sudo()  # as above
        request = download.reversibility_id
        return (
            request.archive_id
            if request.has_archive and request.sha256 == download.sha256
            else request.archive_id.browse()
        )


class ClicrdvReversibility(models.Model):
    _inherit = "clicrdv.reversibility"

    # === ACTIONS === #

    def action_download(self):
        """Note the download, and open a link that only this person can follow, for some minutes."""
        self.ensure_one()
        self.check_access("read")
        self._check_downloader(self.env.user)
        request = self.sudo()  # who may download was checked, the log is the program's
        if not request.has_archive:
            raise ExportGone(self.env, name=self.controller_name)
        token = secrets.token_urlsafe(32)
        now = fields.Datetime.now()
        self.env["clicrdv.reversibility.download"].sudo().create(  # as above
            {"reversibility_id": self.id, "user_id": self.env.uid, "at": now, "sha256": request.sha256, "token": token}
        )
        if self.state == ending.READY:
            request._move_to(ending.DELIVERED, delivered_at=now)
            request._settle_reading()
        return {"type": "ir.actions.act_url", "url": f"/clicrdv_gdpr/export/{token}", "target": "download"}

    # === BUSINESS METHODS === #

    def _check_downloader(self, user):
        """An export of one establishment is for its managers, one of a network for those of the network.

        :raises ExportNotYours, AccessClosed:
        """
        if user.sudo().is_client_access_closed:  # as above
            raise AccessClosed(self.env)
        if user.has_group("clicrdv_gdpr.group_privacy_officer"):
            return
        # whether somebody manages the network, whoever may read it
        if self.network_id and user not in self.sudo().network_id.manager_ids:
            raise ExportNotYours(self.env)
