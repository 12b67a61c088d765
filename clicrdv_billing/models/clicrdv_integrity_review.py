from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..exceptions_followup import ReviewClosed, ReviewIncomplete
from ..logic import integrity

RESULTS = [
    (integrity.CLEAR, "Clear"),
    (integrity.RESERVE, "With a reserve"),
    (integrity.BLOCKED, "Blocked"),
]
MOST = 200
#: Written by the closing only.
CLOSED = {"is_closed", "reviewer_id", "reviewed_on", "contract_id"}


class ClicrdvIntegrityReview(models.Model):
    """The questionnaire on integrity of one order: the answers, a statement on conflicts of interest, a person's result."""

    _name = "clicrdv.integrity.review"
    _description = "Review of the integrity of a customer"
    _inherit = ["clicrdv.billing.guarded.mixin", "clicrdv.billing.contract.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "contract_id"

    # === FIELDS === #

    partner_id = fields.Many2one(related="contract_id.partner_id", string="Customer")
    answer_ids = fields.One2many(
        "clicrdv.integrity.answer", "review_id", "Answers", default=lambda self: self._default_answers()
    )
    unanswered_count = fields.Integer("Without an answer", compute="_compute_proposed")
    proposed = fields.Selection(RESULTS, "The answers suggest", compute="_compute_proposed")
    has_conflict = fields.Boolean(
        "There is a conflict of interest",
        tracking=True,
        help="Between those who decide for the customer and the person in charge of the order here (art. 18).",
    )
    statement = fields.Text(
        "Statement on conflicts of interest", help="Who stated what, on which day, and what was done about it."
    )
    result = fields.Selection(RESULTS, tracking=True)
    judgement = fields.Text(help="Why this result; needed when it is not what the answers suggest.")
    is_closed = fields.Boolean("Closed", readonly=True, copy=False, tracking=True)
    reviewer_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict", tracking=True)
    reviewed_on = fields.Date("Reviewed on", readonly=True, copy=False, tracking=True)
    report_email = fields.Char(related="company_id.billing_integrity_email")

    # === CONSTRAINTS AND INDEXES === #

    _closed_has_a_reviewer = models.Constraint(
        "CHECK (is_closed IS NOT TRUE OR reviewer_id IS NOT NULL AND reviewed_on IS NOT NULL AND result IS NOT NULL)",
        "A closed review has a result, a reviewer and a day.",
    )

    # === COMPUTE METHODS === #

    @api.model
    def _default_answers(self):
        questions = self.env["clicrdv.integrity.question"].search([], limit=MOST)
        return [Command.create({"question_id": question.id}) for question in questions]

    @api.depends("answer_ids.given", "answer_ids.question_id")
    def _compute_proposed(self):
        for review in self:
            answers = review.answer_ids._values()
            review.unanswered_count = integrity.unanswered(answers)
            review.proposed = integrity.proposed(answers)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            for name in CLOSED - {"contract_id"}:
                vals.pop(name, None)
        return super().create(vals_list)

    def _check_write(self, vals):
        frozen = {*CLOSED, "answer_ids", "has_conflict", "statement", "result", "judgement"}
        if vals.keys() & (CLOSED - {"contract_id"}) or vals.keys() & frozen and any(self.mapped("is_closed")):
            raise ReviewClosed(self.env)
        return super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        if any(self.mapped("is_closed")):
            raise UserError(self.env._("A closed review is kept."))

    # === ACTIONS === #

    def action_close(self):
        """Set the result: from now on it stands, with who set it and when."""
        for review in self.filtered(lambda review: not review.is_closed):
            if review.unanswered_count:
                raise ReviewIncomplete(self.env, count=review.unanswered_count)
            result = review.result or review.proposed
            if result != review.proposed and not (review.judgement or "").strip():
                raise UserError(self.env._("Write why the result is not what the answers suggest."))
            if review.has_conflict and not (review.statement or "").strip():
                raise UserError(self.env._("Describe the conflict of interest."))
            values = {"result": result, "is_closed": True, "reviewer_id": self.env.uid}
            review._write_moved({**values, "reviewed_on": review.company_id._followup_today()})

    # === BUSINESS METHODS === #

    def _value(self):
        """This review for `logic.integrity`, None without one."""
        if not self:
            return None
        return integrity.Review(self.result if self.is_closed else None, self.has_conflict)
