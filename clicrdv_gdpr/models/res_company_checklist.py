from odoo import fields, models

from ..logic import controller_duties as duties
from ..logic.controller_duties import Duty, state_of

#: What an establishment confirms with a click: code → the date that it writes.
CONFIRMED = {
    "described": "privacy_described_on",
    "supervised": "privacy_supervised_on",
    "subprocessors": "privacy_subprocessors_seen_on",
    "retention": "privacy_retention_seen_on",
}


class ResCompany(models.Model):
    """What an establishment has to do itself about its clients' data (agreement 3.4; GDP-45)."""

    _inherit = "res.company"

    # === FIELDS === #

    privacy_subprocessors_seen_on = fields.Date("Sub-processors seen on", readonly=True, copy=False)
    privacy_retention_seen_on = fields.Date("Retention confirmed on", readonly=True, copy=False)

    # === BUSINESS METHODS === #

    def _privacy_duties(self):
        """The checklist of an establishment, in the order in which it is worked through.

        Other parts add lines by extending this method; only what exists is asked for.

        :return: list of logic.controller_duties.Duty
        """
        self.ensure_one()
        company, today = self.sudo(), self._privacy_today()  # a manager reads his own checklist, not the registers
        notice = self.env["clicrdv.privacy.notice"]._current_of(self.id, "client")
        if not notice:
            notice_state = duties.TO_DO
        else:
            current = self.env["clicrdv.privacy.notice"].sudo().browse(notice["id"])  # as above
            notice_state = duties.DONE if current._says_what_is_true() else duties.DUE_AGAIN
        told = company._privacy_last_notice_day()
        yearly = duties.YEARLY_MONTHS
        return [
            *self._privacy_agreement_duty(),
            Duty("described", state_of(company.privacy_described_on or None, today)),
            Duty("retention", state_of(company.privacy_retention_seen_on or None, today)),
            Duty("notice", notice_state),
            Duty("instructed", duties.DONE if company.privacy_instructed else duties.TO_DO),
            Duty("subprocessors", state_of(company.privacy_subprocessors_seen_on or None, today, not_before=told)),
            *company._privacy_review_duty(today),
            Duty("supervised", state_of(company.privacy_supervised_on or None, today, yearly)),
            *self._privacy_mail_duty(),
        ]

    def _privacy_mail_duty(self):
        """The processor's own: e-mails leave by a server of which nobody has said who runs it.

        :return: list of Duty, empty where all is well
        """
        unknown = self._privacy_is_processor() and self.env["ir.mail_server"]._has_unknown_recipient()
        return [Duty("mail_server", duties.TO_DO)] if unknown else []

    def _privacy_last_notice_day(self):
        """The day of the last notice about sub-processors that this controller got.

        :rtype: date or None
        """
        answers = self.env["clicrdv.subprocessor.answer"].search(
            [("company_id", "=", self.id)]
            if self.network_id.kind != "integrated"
            else [("network_id", "=", self.network_id.id)],
            order="id desc",
            limit=1,
        )
        return self._privacy_today(answers.create_date) if answers else None

    def _privacy_review_duty(self, today):
        """The yearly review of accounts.

        :return: list of Duty
        """
        done = self.env["clicrdv.access.review"]._privacy_done_on(self)
        return [Duty("access", state_of(done, today, duties.YEARLY_MONTHS))]

    def _confirm_duty(self, code):
        """Write down that a duty was done today; only what is confirmed by a click is.

        :param str code: one of `CONFIRMED`
        """
        self.ensure_one()
        # the date alone is written, by whoever works through the checklist of his establishment
        self.sudo()[CONFIRMED[code]] = self._privacy_today()
