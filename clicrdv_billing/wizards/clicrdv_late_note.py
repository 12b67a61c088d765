from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..exceptions_dunning import CourtCostsUndocumented, InterestRateMissing


class ClicrdvLateNote(models.TransientModel):
    """The debit note for late invoices before it is made: up to which day, and with which court costs."""

    _name = "clicrdv.late.note"
    _description = "Debit note for late payment"

    # === FIELDS === #

    move_ids = fields.Many2many("account.move", string="Late invoices", required=True)
    company_id = fields.Many2one("res.company", "Operator", compute="_compute_company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    until = fields.Date("Penalties up to", required=True, default=fields.Date.context_today)
    amount_penalty = fields.Monetary("Penalties", compute="_compute_amounts")
    amount_fee = fields.Monetary("Recovery indemnities", compute="_compute_amounts")
    problem = fields.Char(compute="_compute_amounts")
    court_amount = fields.Monetary("Court costs")
    court_text = fields.Char("For", help="Which procedure, which court, which date.")
    court_file = fields.Binary("Proof", attachment=False)
    court_file_name = fields.Char()

    # === COMPUTE METHODS === #

    @api.depends("move_ids")
    def _compute_company_id(self):
        for note in self:
            note.company_id = note.move_ids.company_id[:1] or self.env.company

    @api.depends("move_ids", "until")
    def _compute_amounts(self):
        for note in self:
            note.amount_penalty = note.amount_fee = 0
            note.problem = False
            moves = note.move_ids._origin
            moves -= self.env["clicrdv.dispute"]._disputed(moves)
            try:
                rows = moves._late_unbilled(note.until).values() if note.until else ()
            except InterestRateMissing as refusal:
                note.problem = str(refusal)
                continue
            note.amount_penalty = float(sum(penalty for penalty, _fee in rows))
            note.amount_fee = float(sum(fee for _penalty, fee in rows))

    # === ACTIONS === #

    def action_make(self):
        """Make the draft debit notes and open them."""
        self.ensure_one()
        if self.until > self.company_id._late_today():
            raise ValidationError(self.env._("Penalties run up to today at most: choose an earlier day."))
        court = self._court()
        notes = self.env["clicrdv.late.charge"]._bill(self.move_ids, self.until, court)
        if court:
            # kept with the note, where the line is
            self.env["ir.attachment"].create(
                {
                    "name": self.court_file_name or self.env._("Proof of court costs"),
                    "datas": self.court_file,
                    "res_model": "account.move",
                    "res_id": notes[0].id,
                }
            )
        action = {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "name": self.env._("Debit notes"),
            "context": {"create": False},
        }
        if len(notes) == 1:
            return {**action, "view_mode": "form", "res_id": notes.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", notes.ids)]}

    # === BUSINESS METHODS === #

    @api.model
    def _open(self, moves):
        """The action that shows this for some invoices."""
        note = self.create({"move_ids": [fields.Command.set(moves.ids)]})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": note.id,
            "name": self.env._("Debit note for late payment"),
            "view_mode": "form",
            "target": "new",
        }

    def _court(self):
        """Court costs that are documented: {"amount", "text"}, None without any (BIL-21).

        :raises CourtCostsUndocumented: a part of the three is missing
        """
        text = (self.court_text or "").strip()
        parts = [bool(self.court_amount), bool(text), bool(self.court_file)]
        if not any(parts):
            return None
        if not all(parts) or self.court_amount < 0:
            raise CourtCostsUndocumented(self.env)
        return {"amount": self.court_amount, "text": text}
