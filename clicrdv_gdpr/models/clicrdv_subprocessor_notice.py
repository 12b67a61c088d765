from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic.working_days import add_working_days

from ..exceptions_registers import NobodyConcerned, NoticeTooShort, ReplacedElsewhere
from ..logic import recipient_flows as flows
from ..logic import subprocessor_answers as answers
from ..logic import subprocessor_notices as states


class ClicrdvSubprocessorNotice(models.Model):
    """A notice to every controller that a sub-processor comes, alone or instead of another (agreement 3.3.5; GDP-14)."""

    _name = "clicrdv.subprocessor.notice"
    _description = "Notice of a sub-processor"
    _inherit = ["clicrdv.privacy.guarded.mixin", "clicrdv.privacy.state.mixin"]
    _steps = states
    _frozen_fields = ("subprocessor_id", "replaced_id", "information", "effective_on")
    _open_states = (states.DRAFT,)
    _order = "effective_on desc, id desc"
    _rec_name = "subprocessor_id"

    # === FIELDS === #

    subprocessor_id = fields.Many2one(
        "clicrdv.subprocessor", "Sub-processor", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="subprocessor_id.company_id", store=True, index=True)
    replaced_id = fields.Many2one(
        "clicrdv.subprocessor",
        "Instead of",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('id', '!=', subprocessor_id), ('company_id', '=', company_id)]",
    )
    information = fields.Text(
        required=True, help="What a controller needs to decide: which data, why, which measures protect it."
    )
    effective_on = fields.Date("From", required=True, default=lambda self: self._earliest_start())
    earliest_on = fields.Date("First possible day", compute="_compute_earliest_on")
    state = fields.Selection(
        [(states.DRAFT, "Draft"), (states.SENT, "Sent")],
        required=True,
        default=states.DRAFT,
        readonly=True,
        copy=False,
    )
    sent_on = fields.Date(readonly=True, copy=False)
    is_current = fields.Boolean(default=True, readonly=True, copy=False, help="The sub-processor was not ended since.")
    answer_ids = fields.One2many("clicrdv.subprocessor.answer", "notice_id", "Answers")
    objection_count = fields.Integer("Objections", compute="_compute_objection_count")

    # === COMPUTE METHODS === #

    @api.depends("sent_on")
    def _compute_earliest_on(self):
        for notice in self:
            notice.earliest_on = self._earliest_start(notice.sent_on)

    @api.depends("answer_ids.state")
    def _compute_objection_count(self):
        objecting = answers.REFUSING - {answers.PENDING}
        for notice in self:
            notice.objection_count = len(notice.answer_ids.filtered(lambda answer: answer.state in objecting))

    # === CONSTRAINS METHODS === #

    @api.constrains("effective_on", "sent_on")
    def _check_effective_on(self):
        for notice in self:
            earliest = self._earliest_start(notice.sent_on)
            if notice.sent_on and notice.effective_on < earliest:
                raise NoticeTooShort(self.env, day=fields.Date.to_string(earliest))

    @api.constrains("subprocessor_id", "replaced_id")
    def _check_replaced(self):
        """What is replaced is another one, of the same processor."""
        for notice in self.filtered("replaced_id"):
            if notice.replaced_id == notice.subprocessor_id or notice.replaced_id.company_id != notice.company_id:
                raise ReplacedElsewhere(self.env)

    # === ACTIONS === #

    def action_send(self):
        """Write to every controller; each of them has twenty working days from the day on which his letter leaves."""
        self.check_access("write")
        for notice in self.filtered(lambda notice: notice.state == states.DRAFT):
            today = notice.company_id._privacy_today()
            earliest = self._earliest_start(today)
            if notice.effective_on < earliest:
                raise NoticeTooShort(self.env, day=fields.Date.to_string(earliest))
            notice._move_to(states.SENT, sent_on=today)
            # an ended sub-processor that is told about is proposed again
            notice.subprocessor_id.filtered(lambda recipient: recipient.state == flows.ENDED).action_propose()
            notice._open_answers()

    # === BUSINESS METHODS === #

    @api.model
    def _earliest_start(self, sent_on=None):
        """The first day on which what is told today, or was told on a day, may take effect."""
        return answers.earliest_start(sent_on or self.env.company._privacy_today(), add_working_days)

    def _open_answers(self):
        """One answer for each controller, who is written to."""
        self.ensure_one()
        lines = self.env["clicrdv.subprocessor.answer"].sudo()  # lines of every controller, whoever sends the notice
        controllers = lines._all_controllers(self.company_id)
        if not controllers:
            raise NobodyConcerned(self.env)
        created = lines.create([{**values, "notice_id": self.id} for values in controllers])
        letters = self.env["clicrdv.privacy.letter"]
        for answer in created:
            letters._write_to([answer._controller_values()], answer, "subprocessor")
