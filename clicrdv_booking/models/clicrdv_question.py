from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..logic.slug import slugify


class ClicrdvQuestion(models.Model):
    """A further question of the booking form, which its establishment answers for (BKG-16)."""

    _name = "clicrdv.question"
    _inherit = ["clicrdv.establishment.mixin"]
    _description = "Question of the booking form"
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char("Question", required=True, translate=True)
    code = fields.Char(compute="_compute_code", store=True, readonly=False, precompute=True, required=True)
    kind = fields.Selection(
        [("char", "Short text"), ("text", "Long text"), ("boolean", "Tick box"), ("selection", "Choice")],
        required=True,
        default="char",
    )
    options = fields.Text("Choices", translate=True, help="One a line.")
    required = fields.Boolean()
    purpose = fields.Char(required=True, translate=True, help="Why you ask: clients read it under the question.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Establishment", required=True, index=True, default=lambda self: self.env.company
    )

    # === CONSTRAINTS AND INDEXES === #

    _code_unique = models.Constraint(
        "UNIQUE (company_id, code)", "Another question of this establishment has this code."
    )

    # === COMPUTE METHODS === #

    @api.depends("name")
    def _compute_code(self):
        for question in self.filtered(lambda question: not question.code and question.name):
            question.code = slugify(question.name) or "question"

    # === CONSTRAINS METHODS === #

    @api.constrains("kind", "options")
    def _check_choices(self):
        for question in self.filtered(lambda question: question.kind == "selection"):
            if len(question._choices()) < 2:
                raise ValidationError(self.env._("Give at least two choices to “%s”, one a line.", question.name))

    # === BUSINESS METHODS === #

    def _choices(self):
        """The choices of a question, in order, without blank lines.

        :rtype: list[str]
        """
        self.ensure_one()
        return [line.strip() for line in (self.options or "").splitlines() if line.strip()]
