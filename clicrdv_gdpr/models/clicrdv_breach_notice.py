from odoo import api, fields, models

from ..exceptions_registers import DecisionMissing, InFuture, RecordFrozen
from ..logic import breaches as states

DECISIONS = [
    (states.UNDECIDED, "Not decided yet"),
    ("notify", "The controller tells the authority"),
    ("do_not_notify", "The controller does not tell the authority"),
]


class ClicrdvBreachNotice(models.Model):
    """One controller whom a breach concerns: when he was told, and what he has decided."""

    _name = "clicrdv.breach.notice"
    _description = "Notification of a breach"
    _inherit = [
        "clicrdv.privacy.guarded.mixin",
        "clicrdv.controller.mixin",
        "clicrdv.privacy.letter.mixin",
        "mail.thread",
    ]
    _order = "id desc"
    _rec_name = "breach_id"

    # === FIELDS === #

    breach_id = fields.Many2one("clicrdv.breach", required=True, index=True, ondelete="cascade")
    provider_id = fields.Many2one(compute="_compute_provider_id", store=True, precompute=True, default=None)
    subject = fields.Char(related="breach_id.subject")
    happened_at = fields.Datetime(related="breach_id.happened_at")
    circumstances = fields.Text(related="breach_id.circumstances")
    consequences = fields.Text(related="breach_id.consequences")
    measures = fields.Text(related="breach_id.measures")
    authority_by = fields.Datetime(related="breach_id.due_at", string="Authority to be told by")
    person_count = fields.Integer("Persons of this controller", help="About; zero: not known yet.")
    record_count = fields.Integer("Records of this controller", help="About; zero: not known yet.")
    notified_at = fields.Datetime("Notified", readonly=True, copy=False)
    completed_at = fields.Datetime("Last complement", readonly=True, copy=False)
    decision = fields.Selection(DECISIONS, required=True, default=states.UNDECIDED, tracking=True)
    decided_by = fields.Char("Decided by", tracking=True, help="Who decided, for the controller.")
    decided_on = fields.Date("Decided on", readonly=True, copy=False)
    decision_note = fields.Text("Reasons")
    filed_on = fields.Date("Authority told on", help="By the controller himself: this tool files nothing.")

    # === CONSTRAINTS AND INDEXES === #

    _once = models.UniqueIndex(
        "(breach_id, COALESCE(company_id, 0), COALESCE(network_id, 0))", "This controller is in the list already."
    )

    # === COMPUTE METHODS === #

    @api.depends("breach_id")
    def _compute_provider_id(self):
        for notice in self:
            notice.provider_id = notice.breach_id.company_id

    # === CONSTRAINS METHODS === #

    @api.constrains("filed_on")
    def _check_filed(self):
        """The controller tells the authority once he has decided to, and not tomorrow."""
        for notice in self.filtered("filed_on"):
            if notice.decision != "notify":
                raise DecisionMissing(self.env)
            if notice.filed_on > notice.provider_id._privacy_today():
                raise InFuture(self.env, field=self._fields["filed_on"]._description_string(self.env))

    # === CRUD METHODS === #

    def write(self, vals):
        if {"breach_id", "company_id", "network_id"} & vals.keys():
            for notice in self.filtered("notified_at"):
                raise RecordFrozen(self.env, name=notice.controller_name)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_notified(self):
        for notice in self:
            if notice.notified_at:
                raise RecordFrozen(self.env, name=notice.controller_name)

    # === ACTIONS === #

    def action_record_decision(self):
        """Note what the controller has decided, with the day; nothing is sent to anybody."""
        self.check_access("write")
        for notice in self:
            if notice.decision == states.UNDECIDED or not (notice.decided_by or "").strip():
                raise DecisionMissing(self.env)
            notice._note(decided_on=notice.provider_id._privacy_today())

    # === BUSINESS METHODS === #

    def _notify(self, kind, edition=0):
        """Write to this controller.

        :param str kind: "breach" or "breach_more"
        :param int edition: number of the complement
        """
        self.ensure_one()
        controller = {name: self[name].id for name in ("provider_id", "company_id", "network_id")}
        self.env["clicrdv.privacy.letter"]._write_to([controller], self, kind, edition)

    def _letter_sent(self, letter, now):
        self._note(**{"notified_at" if letter.kind == "breach" else "completed_at": now})
