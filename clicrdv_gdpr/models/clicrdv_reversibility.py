from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.clicrdv_booking.logic.working_days import is_working_day

from ..exceptions_ending import (
    HandOverOpen,
    HoldOnFiles,
    NothingToReturn,
    OwnData,
    ReturnUnanswered,
    StillUnderContract,
)
from ..exceptions_registers import StateByHand
from ..logic import reversibility as ending
from ..logic.local_days import end_of_day
from ..logic.portable import words

STATES = [
    (ending.RECEIVED, "Received"),
    (ending.EXPORTING, "Being exported"),
    (ending.READY, "Ready"),
    (ending.DELIVERED, "Delivered"),
    (ending.DESTROYING, "Being destroyed"),
    (ending.DONE, "Done"),
    (ending.CANCELLED, "Cancelled"),
]
CHOICES = [
    (ending.RETURN, "Return"),
    (ending.DESTROY, "Destroy"),
    (ending.BOTH, "Return, then destroy"),
    (ending.NONE, "No instruction: destroy three months after the end"),
]
#: What jobs and buttons write, and nobody by hand.
BY_CODE = frozenset(
    words(
        "archive_id sha256 archive_bytes row_count exported_at expires_at progress progress_label problem delivered_at "
        "destruction_from destroyed_at planned_counts destroyed_counts kept_counts warned certificate_id"
    )
)


class ClicrdvReversibility(models.Model):
    """A controller gets his data back at the end of the contract, or has it destroyed (CGV 20, agreement 3.3.11).

    It never costs anything: nothing of this leads to an invoice (BIL-47). GDP-29 to 35.
    """

    _name = "clicrdv.reversibility"
    _description = "Return or destruction of data"
    _inherit = [
        "clicrdv.stays.mixin",
        "clicrdv.privacy.state.mixin",
        "clicrdv.controller.mixin",
        "clicrdv.privacy.letter.mixin",
        "clicrdv.privacy.deadline.mixin",
    ]
    _order = "id desc"
    _steps = ending
    _alarm_states = (ending.RECEIVED, ending.EXPORTING, ending.READY, ending.DELIVERED, ending.DESTROYING)
    _open_states = (ending.RECEIVED,)
    _frozen_fields = ("company_id", "network_id", "provider_id", "choice", "received_on", "author", "document")

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    choice = fields.Selection(CHOICES, "Asked for", required=True, default=ending.BOTH, tracking=True)
    received_on = fields.Date("Received on", required=True, default=fields.Date.context_today, tracking=True)
    author = fields.Char("Asked by", help="Who gave the instruction, for the controller.")
    document = fields.Binary("In writing", attachment=True)
    document_name = fields.Char()
    return_to = fields.Char(
        "Returned to", help="The new provider, when the controller names one. Blank: the controller."
    )
    state = fields.Selection(STATES, required=True, default=ending.RECEIVED, readonly=True, copy=False, tracking=True)
    service_end_date = fields.Date("End of service", compute="_compute_service_end_date", compute_sudo=True)
    automatic_on = fields.Date(
        "Destroyed at the latest on",
        compute="_compute_service_end_date",
        compute_sudo=True,
        help="Three months after the end of the service, whatever was asked for.",
    )
    # the export
    archive_id = fields.Many2one(
        "ir.attachment", readonly=True, copy=False, groups="base.group_system", ondelete="set null"
    )
    has_archive = fields.Boolean(compute="_compute_has_archive", compute_sudo=True)
    sha256 = fields.Char("SHA-256 of the archive", readonly=True, copy=False)
    archive_bytes = fields.Float("Size of the archive (bytes)", digits=(16, 0), readonly=True, copy=False)
    row_count = fields.Integer("Records in the archive", readonly=True, copy=False)
    exported_at = fields.Datetime("Exported", readonly=True, copy=False)
    expires_at = fields.Datetime("Can be downloaded until", readonly=True, copy=False)
    progress = fields.Float(readonly=True, copy=False)
    progress_label = fields.Char("At work on", readonly=True, copy=False)
    problem = fields.Char("Last failure", readonly=True, copy=False)
    delivered_at = fields.Datetime("Delivered", readonly=True, copy=False)
    download_ids = fields.One2many("clicrdv.reversibility.download", "reversibility_id", "Downloads", readonly=True)
    # reading until the new provider runs (GDP-35)
    keeps_reading = fields.Boolean(
        "Reads until the new provider runs",
        default=True,
        tracking=True,
        help="After the end of the service the establishment still reads its data here, and changes nothing.",
    )
    handed_over_on = fields.Date("New provider runs since", tracking=True)
    minutes = fields.Binary("Minutes of the hand-over", attachment=True)
    minutes_name = fields.Char()
    # the destruction
    destruction_from = fields.Datetime("Destruction begun", readonly=True, copy=False)
    destroyed_at = fields.Datetime("Destroyed here", readonly=True, copy=False)
    planned_counts = fields.Json(readonly=True, copy=False)
    destroyed_counts = fields.Json(readonly=True, copy=False)
    kept_counts = fields.Json(readonly=True, copy=False)
    counts_text = fields.Text("Destroyed", compute="_compute_counts_text")
    backups_until = fields.Date(
        "Last backup expires on", copy=False, help="On this day the last backup that holds the data is overwritten."
    )
    warned = fields.Json("Warnings given (days before)", readonly=True, copy=False)
    task_ids = fields.One2many("clicrdv.reversibility.task", "reversibility_id", "Sub-processors")
    certificate_id = fields.Many2one("clicrdv.destruction.certificate", readonly=True, copy=False, ondelete="restrict")

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (provider_id, name)", "Another request has this number.")
    _open_index = models.Index("(state) WHERE state NOT IN ('done', 'cancelled')")

    # === COMPUTE METHODS === #

    @api.depends("company_id.service_end_date", "network_id.company_ids.service_end_date")
    def _compute_service_end_date(self):
        for request in self:
            ends = request._companies().mapped("service_end_date")
            request.service_end_date = max(ends) if ends and all(ends) else False
            request.automatic_on = request.service_end_date and ending.automatic_on(request.service_end_date)

    @api.depends("received_on", "choice", "provider_id.booking_tz")
    def _compute_due_at(self):
        for request in self:
            last = request.received_on and ending.answer_by(request.received_on, is_working_day)
            if request.choice == ending.NONE:
                last = request.automatic_on or last
            request.due_at = last and end_of_day(last, ZoneInfo(request.provider_id.booking_tz or "Europe/Paris"))
            request.alarm_at = request.due_at and request.due_at - timedelta(days=ending.ALARM_DAYS)

    @api.depends("archive_id", "expires_at")
    def _compute_has_archive(self):
        now = fields.Datetime.now()
        for request in self:
            request.has_archive = bool(request.archive_id and request.expires_at and request.expires_at > now)

    @api.depends("destroyed_counts", "planned_counts")
    @api.depends_context("lang")
    def _compute_counts_text(self):
        for request in self:
            request.counts_text = request._in_words(request.destroyed_counts or request.planned_counts or {})

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # the number is the system's, whoever opens the case
        for vals in vals_list:
            if BY_CODE & vals.keys() and not self.env.su:
                raise StateByHand(self.env)
            vals["name"] = sequence.next_by_code("clicrdv.reversibility")
        return super().create(vals_list)

    def write(self, vals):
        if BY_CODE & vals.keys() and not self.env.su:
            raise StateByHand(self.env)
        result = super().write(vals)
        if {"keeps_reading", "handed_over_on"} & vals.keys():
            self._settle_reading()
        return result

    # === ACTIONS === #

    def action_export(self):
        """Have the export made, or made again."""
        for request in self:
            if request.choice in (ending.DESTROY, ending.NONE):
                raise NothingToReturn(self.env, name=request.controller_name)
        for request in self._move_to(ending.EXPORTING):
            request.sudo().write({"progress": 0, "problem": False})  # the button has checked the right
        self.env.ref("clicrdv_gdpr.ir_cron_reversibility_exports")._trigger()

    def action_close(self):
        """The data was returned, and nothing is to be destroyed on demand."""
        for request in self:
            request._check_handed_over()
        self._move_to(ending.DONE)
        self._settle_reading()

    def action_cancel(self):
        """The controller takes the request back."""
        self._move_to(ending.CANCELLED)
        self._settle_reading()

    def action_destroy(self):
        """Ask for the name of the controller, and show what would be destroyed."""
        self.ensure_one()
        self._check_destruction()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Destroy"),
            "res_model": "clicrdv.destruction.confirm",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reversibility_id": self.id, "default_counts": self._in_words(self._count())},
        }

    # === BUSINESS METHODS === #

    def _companies(self):
        """The establishments whose data it is about.

        :rtype: res.company in superuser mode
        """
        self.ensure_one()
        record = self.sudo().with_context(active_test=False)  # a controller's establishments, whoever may see them
        return record.company_id or record.network_id.company_ids

    def _check_destruction(self):
        """Refuse to destroy what must not be destroyed now.

        :raises OwnData, StillUnderContract, ReturnUnanswered, HandOverOpen, HoldOnFiles:
        """
        self.check_access("write")
        companies = self._companies()
        name = self.controller_name
        if self.provider_id in companies:
            raise OwnData(self.env, name=name)
        today = self._provider()._privacy_today()
        if not self.service_end_date or self.service_end_date > today:
            raise StillUnderContract(self.env, name=name, day=self.service_end_date or "…")
        unanswered = self._unanswered_returns()
        if unanswered or (self.choice != ending.NONE and not ending.may_destroy(self.choice, self.state)):
            raise ReturnUnanswered(self.env, name=name, request=", ".join((unanswered or self).mapped("name")))
        if self.automatic_on > today:
            self._check_handed_over()
        files = self.env["res.partner"].sudo().with_context(active_test=False)  # a number
        held = files.search_count([("company_id", "in", companies.ids), ("client_legal_hold", "=", True)])
        if held:
            raise HoldOnFiles(self.env, name=name, count=held)

    def _unanswered_returns(self):
        """Other requests of the same controller, or of a part of it, whose return was not delivered yet."""
        # of any register: what was asked of another company of the operator counts as well
        others = self.sudo().search(
            [
                ("choice", "in", (ending.RETURN, ending.BOTH)),
                ("state", "in", tuple(ending.UNANSWERED)),
                ("id", "!=", self.id),
            ]
        )
        mine = self._companies()
        return others.filtered(lambda other: other._companies() & mine)

    def _check_handed_over(self):
        """A controller who still reads here has not been handed over (GDP-35).

        :raises HandOverOpen:
        """
        for request in self:
            asked = request.choice in (ending.RETURN, ending.BOTH)
            if asked and request.keeps_reading and not (request.handed_over_on and request.minutes):
                raise HandOverOpen(self.env, name=request.controller_name)
