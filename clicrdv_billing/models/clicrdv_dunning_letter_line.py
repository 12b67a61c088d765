from odoo import api, fields, models

from ..exceptions_dunning import LetterFrozen
from ..logic import dunning


class ClicrdvDunningLetterLine(models.Model):
    """One invoice in a letter, with what it cost that day; PostgreSQL guards that no invoice gets a letter twice."""

    _name = "clicrdv.dunning.letter.line"
    _description = "Invoice in a dunning letter"
    _inherit = ["clicrdv.billing.guarded.mixin"]
    _order = "letter_id, due_on, id"

    # === FIELDS === #

    letter_id = fields.Many2one("clicrdv.dunning.letter", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="letter_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="letter_id.currency_id")
    state = fields.Selection(related="letter_id.state", store=True)
    level_id = fields.Many2one(related="letter_id.level_id", store=True)
    move_id = fields.Many2one("account.move", "Invoice", required=True, readonly=True, index=True, ondelete="restrict")
    concerned = fields.Boolean(
        "The letter is about it", readonly=True, help="Off: it is open too, and named for the sake of completeness."
    )
    due_on = fields.Date("Due on", readonly=True)
    days_late = fields.Integer("Days late", readonly=True)
    amount_total = fields.Monetary("Amount, incl. tax", readonly=True)
    amount_open = fields.Monetary("Unpaid", readonly=True)
    amount_penalty = fields.Monetary("Penalty", readonly=True)
    amount_fee = fields.Monetary("Indemnity", readonly=True)

    # === CONSTRAINTS AND INDEXES === #

    _once_for_each_invoice = models.UniqueIndex(
        "(move_id, level_id) WHERE concerned AND state != 'cancelled'", "This invoice has had this letter already."
    )
    _once_in_a_letter = models.Constraint("UNIQUE (letter_id, move_id)", "A letter names an invoice once.")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_frozen()
        return lines

    def write(self, vals):
        self._refuse_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._refuse_frozen()

    # === BUSINESS METHODS === #

    def _refuse_frozen(self):
        """What a customer was written stays as it was."""
        for line in self:
            if line.letter_id.state != dunning.TO_SEND:
                raise LetterFrozen(self.env, name=line.letter_id.display_name)
