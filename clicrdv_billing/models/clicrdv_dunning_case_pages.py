from odoo import fields, models

from ..logic import dunning


class ClicrdvDunningCase(models.Model):
    """Booking pages of a customer who does not answer a formal notice: a setting of the policy, off by default."""

    _inherit = "clicrdv.dunning.case"

    # === BUSINESS METHODS === #

    def _keep_pages(self):
        """Close pages when the time of a formal notice is over, put them back when it was answered."""
        self.ensure_one()
        today = self.company_id._late_today()
        notices = self.letter_ids.filtered(
            lambda letter: letter.kind == dunning.FORMAL_NOTICE and letter.state == dunning.SENT
        )
        unanswered = notices.filtered(lambda letter: letter._unanswered())
        self.suspension_ids.filtered(lambda one: one.letter_id not in unanswered)._reopen()
        if self.pause_until and self.pause_until >= today:
            return
        for letter in unanswered.filtered("level_id.policy_id.suspend_pages"):
            gone = letter._notice_from()
            if gone and fields.Date.add(gone, days=letter.level_id.policy_id.suspend_after_days) <= today:
                self.env["clicrdv.page.suspension"]._close(self, letter, letter._establishments())

    def _reopen_pages(self):
        self.suspension_ids._reopen()
