from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import html_translate

from ..logic import dunning, letter_text

KINDS = [
    (dunning.REMINDER, "Reminder"),
    (dunning.FORMAL_NOTICE, "Formal notice"),
    (dunning.ACCELERATION, "Everything falls due"),
    (dunning.TERMINATION, "Termination"),
]


class ClicrdvDunningLevel(models.Model):
    """One letter of a policy: when it is due, what it says, how it goes."""

    _name = "clicrdv.dunning.level"
    _description = "Dunning letter of a policy"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _order = "policy_id, sequence, id"

    # === FIELDS === #

    policy_id = fields.Many2one("clicrdv.dunning.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    name = fields.Char("Title of the letter", required=True, translate=True)
    sequence = fields.Integer(required=True, default=10)
    kind = fields.Selection(KINDS, required=True, default=dunning.REMINDER)
    days = fields.Integer("Days after the due date", required=True, default=5)
    channel = fields.Selection(
        [("email", "E-mail"), ("registered", "Registered letter")], "Sent by", required=True, default="email"
    )
    email_copy = fields.Boolean("Copy by e-mail", help="A registered letter also goes by e-mail, once it is posted.")
    auto_send = fields.Boolean(
        "Send without asking", help="Off: the letter waits for a person. Only e-mails can go by themselves."
    )
    body = fields.Html(
        "Text",
        required=True,
        translate=html_translate,
        help="The invoices follow as a table. These are filled in: {customer}, {operator}, {date}, {count}, {total},"
        " {penalties}, {indemnities}, {deadline} (the last of the seven days), {contracts}.",
    )

    # === CONSTRAINTS AND INDEXES === #

    _one_place = models.Constraint("UNIQUE (policy_id, sequence)", "Two letters of a policy have the same place.")
    _days_positive = models.Constraint("CHECK (days >= 1)", "An invoice is late from the day after its due date.")
    _only_email_by_itself = models.Constraint(
        "CHECK (NOT auto_send OR channel = 'email')", "Only an e-mail can be sent without asking."
    )

    @api.constrains("sequence", "kind", "days", "policy_id")
    def _check_order(self):
        self.policy_id._check_levels()

    @api.constrains("body")
    def _check_body(self):
        for level in self:
            if names := letter_text.unknown(level.body or ""):
                listed = ", ".join(f"{{{name}}}" for name in names)
                raise ValidationError(self.env._("This text has a placeholder that no letter can fill: %s", listed))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels.policy_id._refuse_shared()
        return levels

    def write(self, vals):
        self.policy_id._refuse_shared()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        self.policy_id._refuse_shared()

    # === BUSINESS METHODS === #

    def _values(self):
        """These letters as `logic.dunning` takes them."""
        return [dunning.Level(level.sequence, level.kind, level.days) for level in self]

    def _text(self, values):
        """The text of this letter, filled in and safe to print.

        :param dict values: placeholder → plain text
        :rtype: Markup
        """
        self.ensure_one()
        safe = {name: str(escape(value)) for name, value in values.items()}
        return Markup(letter_text.fill(self.body or "", safe))  # noqa: S704  # sanitized by the field, values escaped
