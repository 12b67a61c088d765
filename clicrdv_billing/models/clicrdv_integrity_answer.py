from odoo import api, fields, models

from ..exceptions_followup import ReviewClosed
from ..logic import integrity


class ClicrdvIntegrityAnswer(models.Model):
    """One answer of a review, with the question as it was asked."""

    _name = "clicrdv.integrity.answer"
    _description = "Answer on integrity"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _order = "review_id, sequence, id"
    _rec_name = "question"

    # === FIELDS === #

    review_id = fields.Many2one("clicrdv.integrity.review", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    question_id = fields.Many2one(
        "clicrdv.integrity.question", "Question of the list", required=True, ondelete="restrict"
    )
    # copied: a question that is reworded later leaves what was answered as it was
    question = fields.Char(compute="_compute_question", store=True, precompute=True)
    expected = fields.Selection(
        [("yes", "Yes"), ("no", "No")], compute="_compute_question", store=True, precompute=True
    )
    weight = fields.Selection(
        [(integrity.RESERVE, "Reserve"), (integrity.BLOCKED, "Blocked")],
        compute="_compute_question",
        store=True,
        precompute=True,
    )
    sequence = fields.Integer(compute="_compute_question", store=True, precompute=True)
    given = fields.Selection([("yes", "Yes"), ("no", "No")], "Answer")
    comment = fields.Char()
    is_doubtful = fields.Boolean(compute="_compute_is_doubtful")

    # === CONSTRAINTS AND INDEXES === #

    _one_answer = models.Constraint("UNIQUE (review_id, question_id)", "This question is in the review already.")

    # === COMPUTE METHODS === #

    @api.depends("question_id")
    def _compute_question(self):
        for answer in self:
            answer.question = answer.question_id.name
            answer.expected = answer.question_id.expected
            answer.weight = answer.question_id.weight
            answer.sequence = answer.question_id.sequence

    @api.depends("given", "expected")
    def _compute_is_doubtful(self):
        for answer in self:
            answer.is_doubtful = bool(answer.given and answer.given != answer.expected)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers._check_open()
        return answers

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        if "review_id" in vals:
            self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()

    # === BUSINESS METHODS === #

    def _values(self):
        """These answers for `logic.integrity`."""
        return [
            integrity.Answer(answer.given or None, answer.expected, answer.weight)
            for answer in self
            if answer.question_id
        ]

    def _check_open(self):
        if any(self.review_id.mapped("is_closed")):
            raise ReviewClosed(self.env)
