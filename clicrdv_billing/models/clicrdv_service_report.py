from babel.dates import format_date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse

from ..exceptions_service import MonthNotOver, ReportSent, ReportWithoutAddress
from ..logic import availability, business_hours, contract_states, report_period, service_levels

VERDICTS = [
    (service_levels.MET, "Kept"),
    (service_levels.MISSED, "Missed"),
    (availability.UNPROVEN, "Not proven"),
]
#: Written by `_fill` alone, and by nobody once the report is published.
FIGURES = (
    "total_minutes",
    "down_minutes",
    "unknown_minutes",
    "excluded_minutes",
    "allowed_minutes",
    "availability",
    "availability_at_best",
    "verdict",
    "incident_count",
    "missed_count",
    "figures",
)


class ClicrdvServiceReport(models.Model):
    """A month of the service: availability against 99.7 %, incidents and their delays (annex 1).

    One for the operator, and one for each contract, with the incidents that are its own or everybody's. Its figures are a
    copy: what is published does not change with what is written later.
    """

    _name = "clicrdv.service.report"
    _description = "Service report"
    _inherit = ["clicrdv.billing.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "month desc, contract_id, id"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", "Operator", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    contract_id = fields.Many2one(
        "clicrdv.contract",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Blank: the report of the operator, about all incidents.",
    )
    network_id = fields.Many2one(related="contract_id.network_id", store=True, index="btree_not_null")
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True, index="btree_not_null")
    month = fields.Date(
        required=True,
        default=lambda self: report_period.last_month(fields.Datetime.now()),
        help="Any day of it; the report is about the calendar month in Paris.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Published")], required=True, default="draft", readonly=True, tracking=True
    )
    sent_at = fields.Datetime("Published on", readonly=True, copy=False)
    is_automatic = fields.Boolean("Made by the monthly job", readonly=True, copy=False)
    problem = fields.Char("Why it was not sent", readonly=True, copy=False)
    total_minutes = fields.Integer("Minutes of the month", readonly=True)
    down_minutes = fields.Integer("Minutes down", readonly=True, help="Without those that are excluded.")
    unknown_minutes = fields.Integer(
        "Minutes unknown", readonly=True, help="No probe speaks for them: they are not counted as up."
    )
    excluded_minutes = fields.Integer("Minutes excluded", readonly=True)
    allowed_minutes = fields.Float("Minutes allowed", digits=(8, 2), readonly=True)
    availability = fields.Float(
        "Availability (%)",
        digits=(6, 3),
        readonly=True,
        help="With all unknown minutes counted as down.",
        aggregator="avg",
    )
    availability_at_best = fields.Float(
        "Availability at best (%)", digits=(6, 3), readonly=True, help="With all unknown minutes counted as up.",
        aggregator="avg",
    )  # fmt: skip
    verdict = fields.Selection(VERDICTS, "Promise of 99.7 %", readonly=True)
    incident_count = fields.Integer("Incidents", readonly=True)
    missed_count = fields.Integer("Missed delays", readonly=True)
    figures = fields.Json(readonly=True)
    service_lang = fields.Char(related="company_id.service_lang")

    # === CONSTRAINTS AND INDEXES === #

    _one_a_month = models.UniqueIndex(
        "(company_id, COALESCE(contract_id, 0), month)", "This month has its report already."
    )
    _whole_month = models.Constraint("CHECK (extract(day FROM month) = 1)", "A report is about a whole month.")

    # === COMPUTE METHODS === #

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_name(self):
        for report in self:
            month = report.month and report._spoken_month()
            report.name = month and self.env._("Service report, %s", month)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("month"):
                vals["month"] = report_period.first_of_month(fields.Date.to_date(vals["month"]))
        reports = super().create(vals_list)
        reports._fill()
        return reports

    def write(self, vals):
        sent = self.filtered(lambda report: report.state == "sent")
        if sent and {*FIGURES, "month", "contract_id", "company_id"} & set(vals):
            raise ReportSent(self.env)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(report.state == "sent" for report in self):
            raise ReportSent(self.env)

    # === ACTIONS === #

    def action_refresh(self):
        """Count again, with the incidents and exclusions that were added since."""
        self._fill()

    def action_send(self):
        """Publish the report: to the customer's page, and by e-mail."""
        for report in self.filtered(lambda report: report.state == "draft"):
            report._fill()
            report._publish()

    def action_print(self):
        """The report on paper."""
        return self.env.ref("clicrdv_billing.action_report_service").report_action(self)

    # === BUSINESS METHODS === #

    @api.model
    def _cron_reports(self):
        """Make the reports of last month, and send them on the day that the operator has chosen: each once."""
        now = fields.Datetime.now()
        month = report_period.last_month(now)
        missing = self._missing(month)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(missing))
        for company, contract in missing:
            values = {"company_id": company.id, "contract_id": contract.id, "month": month, "is_automatic": True}
            self.with_company(company).create(values)
            if not cron._commit_progress(1):
                return
        today = business_hours.local_of(now).day
        drafts = self.search([("state", "=", "draft"), ("is_automatic", "=", True)], order="id")
        drafts = drafts.filtered(lambda report: report.month < month or report.company_id.service_report_day <= today)
        cron._commit_progress(remaining=len(drafts))
        for report in drafts:
            if report.try_lock_for_update():
                report._try_to_send()
            if not cron._commit_progress(1):
                return

    @api.model
    def _missing(self, month):
        """The reports of a month that are not made yet.

        :return: list of (operator, contract or none)
        """
        start, stop = month, report_period.following(month)
        in_force = Domain("state", "in", list(contract_states.SIGNED)) & Domain("date_start", "<", stop)
        in_force &= Domain("end_date", "=", False) | Domain("end_date", ">=", start)
        contracts = self.env["clicrdv.contract"].search(in_force, order="company_id, id")
        operators = contracts.company_id | self.env["res.company"].search([("service_probe_url", "!=", False)])
        made = {(report.company_id, report.contract_id) for report in self.search([("month", "=", month)])}
        none = self.env["clicrdv.contract"]
        wanted = [(operator, none) for operator in operators] + [(found.company_id, found) for found in contracts]
        return [pair for pair in wanted if pair not in made]

    def _try_to_send(self):
        """Send one report; what keeps it from leaving is noted on it, and the others leave all the same."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.action_send()
        except UserError as refusal:
            problem = str(refusal)
            if self.problem != problem:
                self._write_moved({"problem": problem})

    def _publish(self):
        """Write the e-mail with the report, and put it on the customer's page."""
        self.ensure_one()
        recipient = self.contract_id.partner_id or self.company_id.partner_id
        address = recipient.email if self.contract_id else self.company_id.support_address
        if not address:
            raise ReportWithoutAddress(self.env, name=recipient.display_name)
        self._write_moved({"state": "sent", "sent_at": fields.Datetime.now(), "problem": False})
        template = self.env.ref("clicrdv_billing.mail_template_service_report")
        values = {"email_to": address, "recipient_ids": []}
        # the mail is the operator's, whoever presses the button
        template.sudo().send_mail(self.id, email_values=values)

    def _spoken_month(self):
        """The month in words: “novembre 2026”."""
        return format_date(self.month, "LLLL y", locale=babel_locale_parse(self.env.lang or "en_US"))

    def _fill(self):
        """Count the month anew.

        :raises MonthNotOver: there is more of it to come
        :raises ReportSent: it is published
        """
        now = fields.Datetime.now()
        for report in self:
            if report_period.bounds(report.month)[1] > now:
                raise MonthNotOver(self.env, month=report._spoken_month().capitalize())
            report._write_moved(report._count(now))

    @api.model
    def _portal_domain(self, user):
        """The published reports of a customer: those of the contracts of his legal person.

        :param user: res.users record
        :rtype: list
        """
        customer = user.partner_id.commercial_partner_id
        return [("state", "=", "sent"), ("partner_id.commercial_partner_id", "=", customer.id)]
