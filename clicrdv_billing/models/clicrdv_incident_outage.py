from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..logic import incidents, service_levels
from .clicrdv_incident_step import EMERGENCY_PLAN

SECONDS_PER_HOUR = 3600


class ClicrdvIncident(models.Model):
    """Outages: since when the service was down, the alarm after 24 hours, the emergency plan (annex 1, § 2)."""

    _inherit = "clicrdv.incident"

    # === FIELDS === #

    down_from = fields.Datetime(
        "Down from", copy=False, tracking=True, help="The service could not be used: these minutes count as down."
    )
    down_until = fields.Datetime("Down until", copy=False, tracking=True, help="Blank: it still is.")
    down_hours = fields.Float("Hours down", compute="_compute_down_hours", store=True, help="Once it is over.")
    probed_since = fields.Datetime("Seen by probes since", copy=False, readonly=True)
    alarmed_at = fields.Datetime("Alarm given", copy=False, readonly=True, tracking=True)
    step_ids = fields.One2many("clicrdv.incident.step", "incident_id", "Emergency plan")
    steps_left = fields.Integer("Steps left", compute="_compute_steps_left")
    is_reduced = fields.Boolean("Reduced service", tracking=True, help="The service runs with less than usual.")
    reduced_note = fields.Text("What is missing")

    # === CONSTRAINTS AND INDEXES === #

    _down_in_order = models.Constraint(
        "CHECK (down_until IS NULL OR (down_from IS NOT NULL AND down_from < down_until))",
        "An outage ends after it begins: check the times.",
    )
    _probed_once = models.UniqueIndex(
        "(company_id, probed_since) WHERE probed_since IS NOT NULL", "This outage has its incident already."
    )
    _reduced_says_what = models.Constraint(
        "CHECK (is_reduced IS NOT TRUE OR length(trim(coalesce(reduced_note, ''))) > 0)",
        "Say what is missing while the service is reduced.",
    )

    # === COMPUTE METHODS === #

    @api.depends("down_from", "down_until")
    def _compute_down_hours(self):
        for incident in self:
            over = incident.down_from and incident.down_until
            lasted = over and incident.down_until - incident.down_from
            incident.down_hours = lasted.total_seconds() / SECONDS_PER_HOUR if over else 0

    @api.depends("step_ids.done")
    def _compute_steps_left(self):
        for incident in self:
            incident.steps_left = len(incident.step_ids.filtered(lambda step: not step.done))

    # === ACTIONS === #

    def action_emergency_plan(self):
        """Open the emergency plan, as the alarm does after 24 hours."""
        for incident in self.filtered(lambda incident: not incident.step_ids):
            incident.step_ids = [
                Command.create({"sequence": number, "name": self.env._(step)})
                for number, step in enumerate(EMERGENCY_PLAN)
            ]

    # === BUSINESS METHODS === #

    @api.model
    def _cron_watch(self):
        """Open an incident for each outage over 24 hours that probes show, end those that are over, give the alarms."""
        now = fields.Datetime.now()
        probes = self.env["clicrdv.probe"]
        for company in probes._watched_companies():
            self._end_probed(company)
            since = probes._down_since(company, now)
            if since and now - since > service_levels.EMERGENCY_AFTER:
                self._open_probed(company, since)
            self.env["ir.cron"]._commit_progress(1)
        due = self.search(self._alarm_domain(now))
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for incident in due.try_lock_for_update():
            incident._give_alarm(now)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _alarm_domain(self, now):
        """Outages over 24 hours, whoever noted them, for which no alarm was given."""
        limit = service_levels.EMERGENCY_AFTER
        running = Domain("down_until", "=", False) & Domain("down_from", "<", now - limit)
        ended = Domain("down_hours", ">", limit.total_seconds() / SECONDS_PER_HOUR)
        return Domain("alarmed_at", "=", False) & Domain("state", "!=", incidents.CANCELLED) & (running | ended)

    @api.model
    def _open_probed(self, company, since):
        """Open the incident of an outage that probes show; an outage has one."""
        running = Domain("company_id", "=", company.id) & Domain("probed_since", "!=", False)
        if self.search_count(
            running & (Domain("down_until", "=", False) | Domain("probed_since", "=", since)), limit=1
        ):
            return
        incident = self.with_company(company).create(
            {
                "company_id": company.id,
                "subject": self.env._("The service is down"),
                "origin": "probe",
                "severity": service_levels.BLOCKING,
                "is_general": True,
                "down_from": since,
                "probed_since": since,
            }
        )
        # no reporter to confirm it to: it is known to whoever keeps the service
        incident._acknowledged(incident.declared_at)

    @api.model
    def _end_probed(self, company):
        """End the outages of a company that a good probe has ended."""
        running = [("company_id", "=", company.id), ("probed_since", "!=", False), ("down_until", "=", False)]
        for incident in self.search(running):
            incident.down_until = self.env["clicrdv.probe"]._up_after(company, incident.down_from)

    def _give_alarm(self, now):
        """Tell the operator of an outage over 24 hours, by mail and by an activity, and open the emergency plan: once."""
        self.ensure_one()
        self.action_emergency_plan()
        self.alarmed_at = now
        self._remind(self.env._("The service has been down for more than 24 hours: carry out the emergency plan"))
        if self.company_id.support_address:
            self.env.ref("clicrdv_billing.mail_template_outage_alarm").send_mail(self.id)
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
