from odoo import api, fields, models
from odoo.tools import email_normalize

from odoo.addons.clicrdv_booking.logic import message_text
from odoo.addons.clicrdv_booking.logic.working_days import is_working_day

from ..exceptions_service import SEVERITY_REFUSALS, MomentRefused
from ..logic import business_hours, contract_states, incidents, service_levels
from .res_company_service import CALENDARS

SEVERITIES = [("1", "1 – Blocking"), ("2", "2 – Major"), ("3", "3 – Minor")]
STATES = [
    (incidents.NEW, "New"),
    (incidents.ACKNOWLEDGED, "Acknowledged"),
    (incidents.IN_PROGRESS, "In progress"),
    (incidents.RESTORED, "Restored"),
    (incidents.CLOSED, "Closed"),
    (incidents.CANCELLED, "Cancelled"),
]
RESULTS = [(service_levels.MET, "In time"), (service_levels.MISSED, "Missed"), (service_levels.PENDING, "Running")]
#: Duty → (when it was done, by when it is due).
DUTIES = {
    "acknowledgement": ("acknowledged_at", "acknowledge_by"),
    "intervention": ("intervention_at", "intervene_by"),
    "restoration": ("restored_at", "restore_by"),
}
MOMENTS = ("declared_at", "acknowledged_at", "intervention_at", "restored_at", "fix_done_at", "down_from", "down_until")


class ClicrdvIncident(models.Model):
    """Something that does not work for users, and the delays of annex 1 that run for it.

    A missed delay is shown in the report and nowhere else: no credit note and no hold on a payment ever comes of it
    (annex 1, § 4: "pas de pénalité"; general terms, art. 6).
    """

    _name = "clicrdv.incident"
    _description = "Incident"
    _inherit = ["clicrdv.billing.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _may_move = staticmethod(incidents.may)
    _order = "id desc"
    _check_company_auto = True
    _primary_email = "email_from"

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    subject = fields.Char("Summary", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", "Operator", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    state = fields.Selection(STATES, required=True, default=incidents.NEW, copy=False, tracking=True, index=True)
    origin = fields.Selection(
        [("staff", "Entered by the operator"), ("form", "Form"), ("mail", "E-mail"), ("probe", "Probe")],
        required=True,
        default="staff",
        readonly=True,
    )
    user_id = fields.Many2one("res.users", "Technician", tracking=True, index="btree_not_null", ondelete="set null")
    reporter_id = fields.Many2one("res.partner", "Reported by", index="btree_not_null", ondelete="set null")
    email_from = fields.Char("E-mail of the reporter")
    reply_email = fields.Char("Address for answers", compute="_compute_reply_email", store=True, index="btree_not_null")
    establishment_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('network_id', '!=', False)]",
    )
    contract_id = fields.Many2one(
        "clicrdv.contract",
        compute="_compute_contract_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    network_id = fields.Many2one("clicrdv.network", compute="_compute_network_id", store=True, index="btree_not_null")
    is_general = fields.Boolean(
        "Concerns everybody", tracking=True, help="It is in the report of each contract, not only of this one."
    )
    description = fields.Text()
    service_lang = fields.Char(related="company_id.service_lang")

    # severity (annex 1, § 2)
    severity = fields.Selection(
        SEVERITIES, tracking=True, index=True, help="While it is blank, the delays of severity 1 run."
    )
    proposed_severity = fields.Selection(SEVERITIES, "Severity proposed by the reporter", readonly=True)
    workaround = fields.Text(help="How users get round it.")
    degraded = fields.Text("Degraded service", help="How the service is worse, and why that is acceptable to users.")
    reproduction = fields.Text(help="How to reproduce it.")

    # delays
    calendar = fields.Selection(
        CALENDARS, "Hours of the delays", required=True, default=lambda self: self.env.company.service_calendar
    )
    declared_at = fields.Datetime("Declared", required=True, default=fields.Datetime.now, tracking=True, index=True)
    acknowledged_at = fields.Datetime("Acknowledged", copy=False, tracking=True)
    intervention_at = fields.Datetime(
        "Work began", copy=False, tracking=True, help="When a technician began to work on it."
    )
    restored_at = fields.Datetime("Restored", copy=False, tracking=True)
    acknowledge_by = fields.Datetime("Acknowledge by", compute="_compute_deadlines", store=True)
    intervene_by = fields.Datetime("Begin work by", compute="_compute_deadlines", store=True)
    restore_by = fields.Datetime("Restore by", compute="_compute_deadlines", store=True)
    acknowledgement_result = fields.Selection(RESULTS, "Acknowledgement", compute="_compute_results")
    intervention_result = fields.Selection(RESULTS, "Intervention", compute="_compute_results")
    restoration_result = fields.Selection(RESULTS, "Restoration", compute="_compute_results")
    handled_from = fields.Datetime("Handled from", compute="_compute_handled_from", store=True)
    is_handled_now = fields.Boolean(compute="_compute_handled_words")
    handled_words = fields.Char(compute="_compute_handled_words")

    # restoration by a workaround: the definitive fix stays to be done (annex 1, § 2, note 1)
    restored_by = fields.Selection(
        [("fix", "A definitive fix"), ("workaround", "A workaround")],
        "Restored by",
        copy=False,
        readonly=True,
        tracking=True,
    )
    fix_open = fields.Boolean(
        "Definitive fix to be done", copy=False, readonly=True, tracking=True, index="btree_not_null"
    )
    fix_done_at = fields.Datetime("Definitive fix done", copy=False, readonly=True, tracking=True)

    # === CONSTRAINTS AND INDEXES === #

    _name_unique = models.Constraint("UNIQUE (company_id, name)", "Another incident has this number.")
    _done_after_declared = models.Constraint(
        "CHECK (acknowledged_at >= declared_at AND intervention_at >= declared_at AND restored_at >= declared_at)",
        "Nothing is done about an incident before it is declared: check the times.",
    )

    # === COMPUTE METHODS === #

    @api.depends("email_from", "reporter_id.email")
    def _compute_reply_email(self):
        for incident in self:
            incident.reply_email = email_normalize(incident.email_from or incident.reporter_id.email or "")

    @api.depends("establishment_id", "company_id")
    def _compute_contract_id(self):
        """The contract in force of the establishment with this operator; a person may choose another one."""
        # whoever reports has no right to read contracts
        subscriptions = self.env["clicrdv.subscription"].sudo()
        for incident in self:
            if not incident.establishment_id and incident.contract_id:
                continue
            incident.contract_id = subscriptions.search(
                [
                    ("establishment_id", "=", incident.establishment_id.id or 0),
                    ("company_id", "=", incident.company_id.id),
                    ("contract_id.state", "in", list(contract_states.IN_FORCE)),
                ],
                order="date_start desc, id desc",
                limit=1,
            ).contract_id

    @api.depends("contract_id.network_id", "establishment_id.network_id")
    def _compute_network_id(self):
        for incident in self:
            incident.network_id = incident.contract_id.network_id or incident.establishment_id.network_id

    @api.depends("severity", "declared_at", "calendar")
    def _compute_deadlines(self):
        for incident in self:
            if not (incident.declared_at and incident.calendar):
                incident.acknowledge_by = incident.intervene_by = incident.restore_by = False
                continue
            due = service_levels.deadlines(
                incident.severity or "", incident.declared_at, incident.calendar, is_working_day
            )
            incident.acknowledge_by, incident.intervene_by = due.acknowledge_by, due.intervene_by
            incident.restore_by = due.restore_by

    @api.depends(*(field for pair in DUTIES.values() for field in pair))
    def _compute_results(self):
        now = fields.Datetime.now()
        for incident in self:
            for duty in DUTIES:
                incident[f"{duty}_result"] = incident._result(duty, now)

    @api.depends("declared_at")
    def _compute_handled_from(self):
        for incident in self:
            incident.handled_from = incident.declared_at and service_levels.handled_from(
                incident.declared_at, is_working_day
            )

    @api.depends("handled_from")
    @api.depends_context("lang")
    def _compute_handled_words(self):
        """The next handling time as one says it: “lundi 23 novembre 2026, 9 h”."""
        lang = self.env.lang or "en_US"
        for incident in self:
            incident.is_handled_now = incident.handled_from == incident.declared_at
            if not incident.handled_from:
                incident.handled_words = False
                continue
            local = business_hours.local_of(incident.handled_from)
            day = message_text.spoken_date(local.date(), lang, with_year=True)
            incident.handled_words = f"{day}, {message_text.spoken_time(local.time(), lang)}"

    # === CONSTRAINS METHODS === #

    @api.constrains("severity", "workaround", "degraded", "reproduction")
    def _check_severity(self):
        for incident in self:
            lacks = incidents.lacks(
                incident.severity or "",
                incident.workaround or "",
                incident.degraded or "",
                incident.reproduction or "",
            )
            if lacks:
                raise SEVERITY_REFUSALS[lacks](self.env)

    @api.constrains(*MOMENTS)
    def _check_moments(self):
        now = fields.Datetime.now()
        for incident in self:
            for name in MOMENTS:
                if incident[name] and incident[name] > now:
                    raise MomentRefused(self.env, field=self._fields[name]._description_string(self.env))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        # the number is the system's, whoever opens the incident
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            vals["name"] = sequence.with_company(company).next_by_code("clicrdv.incident")
            # see the sequence: the hours of the delays are the operator's
            vals.setdefault("calendar", company.sudo().service_calendar)
        return super().create(vals_list)

    # === BUSINESS METHODS === #

    def _result(self, duty, now):
        """Whether a duty was done in time.

        :param str duty: one of `DUTIES`
        :param datetime now: naive UTC
        :rtype: str, False while the incident has no deadline
        """
        self.ensure_one()
        done, due = DUTIES[duty]
        return self[due] and service_levels.verdict(self[due], self[done] or None, now)
