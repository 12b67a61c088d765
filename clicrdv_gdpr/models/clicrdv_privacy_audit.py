from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.clicrdv_booking.logic.working_days import add_working_days, is_working_day

from ..exceptions_registers import (
    ActionsOpen,
    AuditorRefusalUnfounded,
    AuditorUnproved,
    AuditTooEarly,
    ControllerRefused,
    NdaMissing,
    ProtocolMissing,
    SecondAudit,
)
from ..logic import privacy_audits as audits
from ..logic.local_days import end_of_day

STATES = [
    (audits.ASKED, "Announced"),
    (audits.AGREED, "Protocol agreed"),
    (audits.RUNNING, "Running"),
    (audits.DONE, "Done, report awaited"),
    (audits.CLOSED, "Closed"),
    (audits.REFUSED, "Auditor refused"),
    (audits.CANCELLED, "Cancelled"),
]


class ClicrdvPrivacyAudit(models.Model):
    """An audit by a controller: one a calendar year, announced with its protocol, under confidentiality (GDP-39…44)."""

    _name = "clicrdv.privacy.audit"
    _description = "Audit by a controller"
    _inherit = [
        "clicrdv.privacy.guarded.mixin",
        "clicrdv.privacy.state.mixin",
        "clicrdv.controller.mixin",
        "clicrdv.privacy.deadline.mixin",
    ]
    _order = "planned_on desc, id desc"
    _steps = audits
    _alarm_states = (audits.DONE,)
    _frozen_fields = ("provider_id", "company_id", "network_id", "noticed_on", "planned_on", "auditor")
    _open_states = (audits.ASKED, audits.REFUSED, audits.CANCELLED)

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    noticed_on = fields.Date("Announced on", required=True, default=fields.Date.context_today, tracking=True)
    planned_on = fields.Date("Planned for", required=True, tracking=True)
    earliest_on = fields.Date("First possible day", compute="_compute_earliest_on")
    ended_on = fields.Date("Ended on", readonly=True, copy=False)
    state = fields.Selection(STATES, required=True, default=audits.ASKED, readonly=True, copy=False, tracking=True)
    scope = fields.Text(help="What is audited; sub-processors and other customers are out of it.")
    schedule = fields.Text(help="Within opening hours.")
    security_exceptions = fields.Text(help="What the auditor may not see or try, and why.")
    protocol = fields.Binary(attachment=True)
    protocol_name = fields.Char()
    protocol_agreed_on = fields.Date("Agreed by both on", tracking=True)
    auditor = fields.Char(tracking=True, help="Blank: the controller himself.")
    auditor_qualification = fields.Char("Qualification")
    auditor_is_independent = fields.Boolean("Independent")
    refusal_ground = fields.Selection(
        [("conflict", "Conflict of interest"), ("competition", "Direct or indirect competition")],
        "Refused for",
        help="The only two grounds of the agreement.",
    )
    refusal_note = fields.Text("Explanation")
    nda = fields.Binary("Confidentiality undertaking", attachment=True)
    nda_name = fields.Char()
    nda_signed_on = fields.Date("Undertaking signed on", tracking=True)
    man_days = fields.Float("Man-days of our teams", digits=(6, 2))
    billable_man_days = fields.Float("Beyond the included ones", compute="_compute_billable_man_days")
    report = fields.Binary(attachment=True)
    report_name = fields.Char()
    report_received_on = fields.Date("Report received on", tracking=True)
    is_report_late = fields.Boolean("Report late", compute="_compute_is_report_late")
    action_ids = fields.One2many("clicrdv.privacy.audit.action", "audit_id", "Actions")
    document_request_ids = fields.One2many("clicrdv.privacy.document.request", "audit_id", "Documents")

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (provider_id, name)", "Another audit has this number.")
    _man_days_positive = models.Constraint("CHECK (man_days >= 0)", "Man-days are not negative.")

    # === COMPUTE METHODS === #

    @api.depends("noticed_on")
    def _compute_earliest_on(self):
        for audit in self:
            audit.earliest_on = audit.noticed_on and audits.earliest(audit.noticed_on, add_working_days)

    @api.depends("ended_on", "provider_id.booking_tz")
    def _compute_due_at(self):
        for audit in self:
            last = audits.report_by(audit.ended_on, is_working_day) if audit.ended_on else None
            audit.due_at = last and end_of_day(last, ZoneInfo(audit.provider_id.booking_tz))
            audit.alarm_at = audit.due_at and audit.due_at - timedelta(days=7)

    @api.depends("man_days")
    def _compute_billable_man_days(self):
        for audit in self:
            audit.billable_man_days = max(0.0, audit.man_days - audits.INCLUDED_MAN_DAYS)

    @api.depends("ended_on", "report_received_on")
    def _compute_is_report_late(self):
        for audit in self:
            last = audits.report_by(audit.ended_on, is_working_day) if audit.ended_on else None
            received = audit.report_received_on or audit.provider_id._privacy_today()
            audit.is_report_late = bool(last and received > last)

    # === CONSTRAINS METHODS === #

    @api.constrains("planned_on", "noticed_on")
    def _check_notice(self):
        for audit in self:
            earliest = audits.earliest(audit.noticed_on, add_working_days)
            if audit.planned_on < earliest:
                raise AuditTooEarly(self.env, day=fields.Date.to_string(earliest))

    @api.constrains("company_id")
    def _check_legal_person(self):
        """A shop of an integrated network has no audit besides that of its legal person."""
        for audit in self:
            if audit.company_id.sudo().network_id.kind == "integrated":  # whoever may read the network
                raise ControllerRefused(self.env)

    @api.constrains("planned_on", "company_id", "network_id", "state")
    def _check_one_a_year(self):
        for audit in self.filtered(lambda audit: audit.state in audits.COUNTED):
            # of any register: the year is the controller's
            others = self.sudo().search(audit._same_controller_domain())
            if audits.is_second_of_year(audit.planned_on, others.mapped("planned_on")):
                raise SecondAudit(self.env, name=audit.controller_name, year=audit.planned_on.year)

    @api.constrains("noticed_on", "protocol_agreed_on", "nda_signed_on", "report_received_on")
    def _check_past(self):
        self._refuse_future("noticed_on", "protocol_agreed_on", "nda_signed_on", "report_received_on")

    @api.constrains("report_received_on", "ended_on")
    def _check_report(self):
        for audit in self.filtered("report_received_on"):
            if not audit.ended_on or audit.report_received_on < audit.ended_on:
                raise ValidationError(self.env._("A report comes after the audit: check the days."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()  # the number is the system's, whoever opens the case
        for vals in vals_list:
            vals["name"] = sequence.next_by_code("clicrdv.privacy.audit")
        return super().create(vals_list)

    # === ACTIONS === #

    def action_agree(self):
        """Both agree to the protocol, which comes with the announcement."""
        for audit in self:
            if not (audit.protocol and audit.protocol_agreed_on):
                raise ProtocolMissing(self.env)
            is_third = bool((audit.auditor or "").strip())
            if is_third and not (audit.auditor_is_independent and (audit.auditor_qualification or "").strip()):
                raise AuditorUnproved(self.env, name=audit.auditor)
        self._move_to(audits.AGREED)

    def action_refuse_auditor(self):
        """Refuse the auditor, not the audit: the controller may name another one."""
        for audit in self:
            if not audit.refusal_ground or not (audit.refusal_note or "").strip():
                raise AuditorRefusalUnfounded(self.env)
        self._move_to(audits.REFUSED)

    def action_ask_again(self):
        """Another auditor is named, or a cancelled audit is announced anew: then twenty working days run anew."""
        for audit in self:
            again = {"noticed_on": audit.provider_id._privacy_today()} if audit.state == audits.CANCELLED else {}
            audit._move_to(audits.ASKED, refusal_ground=False, refusal_note=False, alarmed_at=False, **again)

    def action_start(self):
        """Begin: nobody sees anything before the confidentiality undertaking is signed."""
        for audit in self:
            if not (audit.nda and audit.nda_signed_on):
                raise NdaMissing(self.env)
            if audit.planned_on > audit.provider_id._privacy_today():
                raise AuditTooEarly(self.env, day=fields.Date.to_string(audit.planned_on))
        self._move_to(audits.RUNNING)

    def action_finish(self):
        for audit in self:
            audit._move_to(audits.DONE, ended_on=audit.provider_id._privacy_today())

    def action_close(self):
        for audit in self:
            if not audit.report_received_on or audit.action_ids.filtered(lambda action: not action.done_on):
                raise ActionsOpen(self.env)
        self._move_to(audits.CLOSED)

    def action_cancel(self):
        self._move_to(audits.CANCELLED)

    # === BUSINESS METHODS === #

    def _same_controller_domain(self):
        """Other audits of the same controller that use up a year."""
        self.ensure_one()
        same = Domain("company_id", "=", self.company_id.id) & Domain("network_id", "=", self.network_id.id)
        return same & Domain("id", "!=", self.id) & Domain("state", "in", tuple(audits.COUNTED))


class ClicrdvPrivacyAuditAction(models.Model):
    """What an audit found, and by when it is put right."""

    _name = "clicrdv.privacy.audit.action"
    _description = "Action after an audit"
    _inherit = ["clicrdv.stays.mixin"]
    _order = "due_on, id"

    # === FIELDS === #

    audit_id = fields.Many2one("clicrdv.privacy.audit", required=True, index=True, ondelete="cascade")
    name = fields.Char("What is to be done", required=True)
    finding = fields.Text("Non-conformity")
    due_on = fields.Date("Until", required=True)
    user_id = fields.Many2one("res.users", "In charge", ondelete="set null")
    done_on = fields.Date("Done on")
    is_late = fields.Boolean(compute="_compute_is_late")

    # === COMPUTE METHODS === #

    @api.depends("due_on", "done_on")
    def _compute_is_late(self):
        for action in self:
            today = action.audit_id.provider_id._privacy_today()
            action.is_late = bool(not action.done_on and action.due_on and action.due_on < today)
