from datetime import timedelta

from odoo import api, fields, models

from ..exceptions_registers import ReasonMissing
from ..logic import security_questions as states

STATES = [(states.ASKED, "Asked"), (states.ANSWERED, "Answered")]
#: "promptement" (sub-annex C.3) has no number: whoever is in charge is called after two days.
PROMPT = timedelta(days=2)


class ClicrdvSecurityQuestion(models.Model):
    """A controller asks about a security risk; the answer and how long it took are kept (GDP-71).

    It also keeps the tasks that a change of law opens, as these are agreed on with each controller (agreement 7.4).
    """

    _name = "clicrdv.security.question"
    _description = "Question about security"
    _inherit = [
        "clicrdv.privacy.guarded.mixin",
        "clicrdv.privacy.state.mixin",
        "clicrdv.controller.mixin",
        "clicrdv.privacy.letter.mixin",
        "clicrdv.privacy.deadline.mixin",
    ]
    _order = "id desc"
    _steps = states
    _alarm_states = (states.ASKED,)
    _frozen_fields = ("asked_at", "question", "answer", "kind", "provider_id", "company_id", "network_id")
    _open_states = (states.ASKED,)

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    kind = fields.Selection(
        [("risk", "Question about a risk"), ("law_change", "Change of law: terms to be agreed on anew")],
        required=True,
        default="risk",
    )
    asked_at = fields.Datetime("Asked", required=True, default=fields.Datetime.now, tracking=True)
    question = fields.Text(required=True)
    answer = fields.Text()
    state = fields.Selection(STATES, required=True, default=states.ASKED, readonly=True, copy=False, tracking=True)
    answered_at = fields.Datetime("Answered", readonly=True, copy=False)
    answer_hours = fields.Float("Hours to the answer", compute="_compute_answer_hours", store=True, aggregator="avg")

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (provider_id, name)", "Another question has this number.")

    # === COMPUTE METHODS === #

    @api.depends("asked_at")
    def _compute_due_at(self):
        for question in self:
            question.due_at = question.alarm_at = question.asked_at and question.asked_at + PROMPT

    @api.depends("asked_at", "answered_at")
    def _compute_answer_hours(self):
        for question in self:
            passed = question.answered_at and question.answered_at - question.asked_at
            question.answer_hours = passed.total_seconds() / 3600 if passed else 0.0

    # === CONSTRAINS METHODS === #

    @api.constrains("asked_at")
    def _check_past(self):
        self._refuse_future("asked_at")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # the number is the system's, whoever writes the question down
        for vals in vals_list:
            vals["name"] = sequence.next_by_code("clicrdv.security.question")
        return super().create(vals_list)

    # === ACTIONS === #

    def action_answer(self):
        """Send the answer by e-mail; the clock stops."""
        for question in self:
            if not (question.answer or "").strip():
                raise ReasonMissing(self.env, name=question.name)
        moved = self._move_to(states.ANSWERED, answered_at=fields.Datetime.now())
        letters = self.env["clicrdv.privacy.letter"]
        for question in moved:
            controller = {name: question[name].id for name in ("provider_id", "company_id", "network_id")}
            letters._write_to([controller], question, "question")
