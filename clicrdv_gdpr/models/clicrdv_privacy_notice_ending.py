from odoo import models
from odoo.tools import SQL

from .clicrdv_consent_ending import guard


class ClicrdvPrivacyNotice(models.Model):
    """What a controller has published is in his export, and a destruction leaves none of it here (GDP-32, 34)."""

    _inherit = "clicrdv.privacy.notice"

    def init(self):
        result = super().init()
        guard(self.env.cr, self._table, "clicrdv_privacy_notice_is_published", SQL("OLD.state <> 'draft'"))
        return result
