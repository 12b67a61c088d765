from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic.working_days import add_working_days

from ..exceptions_registers import AnswerLate, ReasonMissing, RecordFrozen
from ..logic import subprocessor_answers as answers
from ..logic.recipient_flows import IN_USE

STATES = [
    (answers.PENDING, "No answer yet"),
    (answers.SILENT, "Accepted by silence"),
    (answers.ACCEPTED, "Accepted"),
    (answers.OBJECTED, "Objected"),
    (answers.TALKS, "Talks"),
    (answers.AGREED, "Accepted after talks"),
    (answers.EXCLUDED, "Not used for this controller"),
    (answers.TERMINATION, "May end the subscription"),
]
BATCH = 500


class ClicrdvSubprocessorAnswer(models.Model):
    """What one controller says to a sub-processor: silence accepts, an objection stops his data there (GDP-15, 16)."""

    _name = "clicrdv.subprocessor.answer"
    _description = "Answer to a notice of a sub-processor"
    _inherit = [
        "clicrdv.privacy.guarded.mixin",
        "clicrdv.privacy.state.mixin",
        "clicrdv.controller.mixin",
        "clicrdv.privacy.letter.mixin",
        "mail.thread",
    ]
    _order = "id desc"
    _rec_name = "subprocessor_id"
    _steps = answers

    # === FIELDS === #

    notice_id = fields.Many2one(
        "clicrdv.subprocessor.notice", required=True, index=True, readonly=True, ondelete="cascade"
    )
    subprocessor_id = fields.Many2one(related="notice_id.subprocessor_id", store=True, index=True)
    provider_id = fields.Many2one(compute="_compute_provider_id", store=True, precompute=True, default=None)
    purpose = fields.Char(related="subprocessor_id.purpose")
    place_id = fields.Many2one(related="subprocessor_id.country_id", string="Place of the service")
    outside_union = fields.Char(related="subprocessor_id.third_country_codes")
    information = fields.Text(related="notice_id.information")
    effective_on = fields.Date(related="notice_id.effective_on")
    state = fields.Selection(STATES, required=True, default=answers.PENDING, readonly=True, copy=False, tracking=True)
    told_on = fields.Date("Told on", readonly=True, copy=False)
    answer_by = fields.Date("Answer until", readonly=True, copy=False)
    answered_on = fields.Date("Answered on", readonly=True, copy=False)
    reason = fields.Text("Reasons of the objection", help="The controller justifies it: it may end the subscription.")
    outcome = fields.Text("Outcome of the talks")

    # === CONSTRAINTS AND INDEXES === #

    _once = models.UniqueIndex(
        "(notice_id, COALESCE(company_id, 0), COALESCE(network_id, 0))", "This controller was asked already."
    )
    _refusing_index = models.Index("(subprocessor_id) WHERE state NOT IN ('silent', 'accepted', 'agreed')")

    # === COMPUTE METHODS === #

    @api.depends("notice_id")
    def _compute_provider_id(self):
        for answer in self:
            answer.provider_id = answer.notice_id.company_id

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        for answer in self:
            if answer.told_on:
                raise RecordFrozen(self.env, name=answer.display_name)

    # === ACTIONS === #

    def action_accept(self):
        for answer in self:
            answer._move_to(answers.ACCEPTED, answered_on=answer._today())

    def action_object(self):
        """Note an objection within the period: from now on nothing of this controller goes there."""
        for answer in self:
            today = answer._today()
            if answers.standing(answer.state, answer.answer_by or None, today) == answers.SILENT:
                day = fields.Date.to_string(answer.answer_by or today)
                raise AnswerLate(self.env, name=answer.controller_name, day=day)
            answer._require(answer.reason)
            answer._move_to(answers.OBJECTED, answered_on=today)

    def action_talk(self):
        self._move_to(answers.TALKS)

    def action_agree(self):
        """The controller accepts after all; what was agreed is written down."""
        for answer in self:
            answer._require(answer.outcome)
        self._move_to(answers.AGREED)

    def action_exclude(self):
        """Both agree that this controller is served without the sub-processor."""
        for answer in self:
            answer._require(answer.outcome)
        self._move_to(answers.EXCLUDED)

    def action_no_agreement(self):
        """The talks have failed: the controller may end his subscription, with his reasons (agreement 6)."""
        for answer in self:
            answer._require(answer.reason)
        self._move_to(answers.TERMINATION)

    # === BUSINESS METHODS === #

    def _require(self, text):
        if not (text or "").strip():
            raise ReasonMissing(self.env, name=self.controller_name)

    def _today(self):
        return self.provider_id.sudo()._privacy_today()  # a day, whoever may read the processor's company

    def _controller_values(self):
        self.ensure_one()
        return {name: self[name].id for name in ("provider_id", "company_id", "network_id")}

    def _letter_date(self):
        return self.notice_id.effective_on

    def _letter_sent(self, letter, now):
        """The period runs from the day on which the letter leaves."""
        self.ensure_one()
        today = self._today()
        self._note(told_on=today, answer_by=answers.earliest_start(today, add_working_days))

    def _refuses(self, today):
        """Whether the sub-processor must get nothing of this controller.

        One that he has accepted before is not stopped by the mere announcement of a change: only by an objection, or once
        the change has come and he can still object.

        :param date today: local day of the processor
        """
        self.ensure_one()
        recipient, notice = self.subprocessor_id, self.notice_id
        was_in_use = recipient.state == IN_USE and (
            not recipient.started_on or not notice.sent_on or recipient.started_on <= notice.sent_on
        )
        if self.state == answers.PENDING and was_in_use and today < notice.effective_on:
            return False
        return answers.refuses(self.state, self.answer_by or None, today)

    @api.model
    def _cron_silence(self):
        """Every day: note who has let his period pass. Until then it counts all the same (`logic…standing`)."""
        today = fields.Date.today()
        over = [("state", "=", answers.PENDING), ("answer_by", "<", today)]
        while batch := self.search(over, limit=BATCH, order="id").try_lock_for_update():
            # the day of the database may be ahead of the processor's
            silent = batch.filtered(lambda answer: answer.answer_by < answer._today())
            silent._move_to(answers.SILENT)
            if not self.env["ir.cron"]._commit_progress(len(silent), remaining=self.search_count(over)) or not silent:
                return
