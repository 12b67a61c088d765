from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ..logic import notices


class ClicrdvPrivacyNotice(models.Model):
    """Notices as everybody reads them: the one in force, those of before, the one that a form has shown."""

    _inherit = "clicrdv.privacy.notice"

    # === BUSINESS METHODS - READING === #

    @api.model
    @ormcache("company_id", "kind")
    def _current_of(self, company_id, kind):
        """The notice in force.

        :return: dict of id, version and hash; None when nothing is published
        """
        # its public page is for everybody
        found = self.sudo().search(
            [("company_id", "=", company_id), ("kind", "=", kind), ("state", "=", notices.PUBLISHED)], limit=1
        )
        return {"id": found.id, "version": found.version, "hash": found.hash} if found else None

    @api.model
    def _public(self, kind, slug=None, version=None):
        """A notice that everybody may read: published ones, also of an establishment that is not online any more.

        :param str kind: client or staff
        :param str slug: address of the establishment, for clients
        :param int version: None: the one in force
        :return: record in superuser mode, empty when there is none
        """
        company = Domain("company_id", "=", self.env["res.company"]._privacy_provider().id)
        if kind == "client":
            company = Domain("company_id.booking_slug", "=", slug)
        states = [notices.PUBLISHED] if version is None else list(notices.PUBLIC)
        domain = company & Domain("kind", "=", kind) & Domain("state", "in", states)
        if version is not None:
            domain &= Domain("version", "=", version)
        return self.sudo().search(domain, limit=1)  # notices are made to be read by everybody

    def _public_versions(self):
        """All versions that were published, with their days, the newest first.

        :return: list of dict (version, day, is_current)
        """
        self.ensure_one()
        alike = Domain("company_id", "=", self.company_id.id) & Domain("kind", "=", self.kind)
        found = self.sudo().search(alike & Domain("state", "in", list(notices.PUBLIC)))  # see _public
        return [
            {
                "version": notice.version,
                "day": notice.company_id._privacy_today(notice.published_at),
                "is_current": notice.state == notices.PUBLISHED,
            }
            for notice in found
        ]

    @api.model
    def _shown_to(self, company, text_hash):
        """The notice of an establishment that somebody says he was shown.

        :param str text_hash: as the form carried it
        :return: record in superuser mode, empty when there is no such version
        """
        if not isinstance(text_hash, str) or len(text_hash) != 64:
            return self.sudo().browse()  # nothing
        # visitors have no right on the register of notices
        return self.sudo().search(
            [("company_id", "=", company.id), ("hash", "=", text_hash), ("state", "in", list(notices.PUBLIC))], limit=1
        )
