from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic.working_days import add_working_days

from ..exceptions_registers import SecrecyUnfounded
from ..logic import authority_requests as states
from ..logic.local_days import end_of_day

STATES = [
    (states.RECEIVED, "Received"),
    (states.SECRET, "Secret by law"),
    (states.TOLD, "Controller told"),
    (states.CLOSED, "Closed"),
]


class ClicrdvAuthorityRequest(models.Model):
    """An authority asks for data of a controller, who is told within ten working days unless a law forbids it (GDP-08)."""

    _name = "clicrdv.authority.request"
    _description = "Request of an authority"
    _inherit = [
        "clicrdv.privacy.guarded.mixin",
        "clicrdv.privacy.state.mixin",
        "clicrdv.controller.mixin",
        "clicrdv.privacy.letter.mixin",
        "clicrdv.privacy.deadline.mixin",
    ]
    _order = "id desc"
    _steps = states
    _frozen_fields = ("received_on", "authority", "demand", "provider_id", "company_id", "network_id")
    _open_states = (states.RECEIVED,)
    _alarm_states = (states.RECEIVED,)

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    authority = fields.Char(required=True, tracking=True)
    received_on = fields.Date("Notified on", required=True, default=fields.Date.context_today, tracking=True)
    demand = fields.Text("What it asks for", required=True)
    legal_basis = fields.Char("On which text")
    state = fields.Selection(STATES, required=True, default=states.RECEIVED, readonly=True, copy=False, tracking=True)
    secrecy_basis = fields.Char("Text that forbids to tell", tracking=True)
    told_at = fields.Datetime("Controller told", readonly=True, copy=False)
    handed_over = fields.Binary("Copy of what was handed over", attachment=True)
    handed_over_name = fields.Char()
    handed_over_on = fields.Date("Handed over on")

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (provider_id, name)", "Another request has this number.")

    # === COMPUTE METHODS === #

    @api.depends("received_on", "provider_id.booking_tz")
    def _compute_due_at(self):
        for request in self:
            last = states.tell_by(request.received_on, add_working_days) if request.received_on else None
            request.due_at = last and end_of_day(last, ZoneInfo(request.provider_id.booking_tz))
            request.alarm_at = request.due_at and request.due_at - timedelta(days=3)

    # === CONSTRAINS METHODS === #

    @api.constrains("received_on", "handed_over_on")
    def _check_past(self):
        self._refuse_future("received_on", "handed_over_on")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # the number is the system's, whoever opens the case
        for vals in vals_list:
            vals["name"] = sequence.next_by_code("clicrdv.authority.request")
        return super().create(vals_list)

    # === ACTIONS === #

    def action_tell(self):
        """Tell the controller by e-mail; the letter is the proof."""
        moved = self._move_to(states.TOLD)
        letters = self.env["clicrdv.privacy.letter"]
        for request in moved:
            controller = {name: request[name].id for name in ("provider_id", "company_id", "network_id")}
            letters._write_to([controller], request, "authority")

    def action_keep_secret(self):
        """A law forbids to tell the controller, for reasons of public interest."""
        for request in self:
            if not (request.secrecy_basis or "").strip():
                raise SecrecyUnfounded(self.env)
        self._move_to(states.SECRET)

    def action_close(self):
        self._move_to(states.CLOSED)

    # === BUSINESS METHODS === #

    def _letter_sent(self, letter, now):
        self._note(told_at=now)
