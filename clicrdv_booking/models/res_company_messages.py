from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain

from ..logic import message_plan, minutes
from ..logic.hours import day_span, minute_to_local
from .clicrdv_sms_api import ClicrdvSmsApi

WARN_AT_PERCENT = 80


class ResCompany(models.Model):
    """How an establishment writes to its clients: SMS chosen or not, at which hours, up to how many."""

    _inherit = "res.company"

    # === FIELDS === #

    booking_sms_on = fields.Boolean(
        "SMS service", help="SMS leave, and are billed, once the establishment has chosen the service."
    )
    booking_sms_plain = fields.Boolean(
        "Letters of the 160 alphabet only",
        default=True,
        help="Letters such as ê, ç or œ halve the length of an SMS: they are replaced by their nearest plain ones.",
    )
    booking_sms_cap = fields.Integer(
        "SMS a month at most", help="Zero: no limit. At the limit clients are written to by e-mail instead."
    )
    booking_sms_used = fields.Integer("SMS of this month", compute="_compute_booking_sms_used")
    booking_sms_percent = fields.Integer("Part of the limit used (%)", compute="_compute_booking_sms_used")
    booking_sms_warned = fields.Date(help="Month for which the warning about the limit was sent.")
    booking_courtesy_from = fields.Float("Messages from", required=True, default=8.0)
    booking_courtesy_to = fields.Float("Messages until", required=True, default=21.0)
    notification_rule_ids = fields.One2many("clicrdv.notification.rule", "company_id", "Notifications")
    messages_to_plan = fields.Boolean(help="The coming appointments are to be planned anew, as the rules have changed.")
    messages_planned_up_to = fields.Integer(help="Last appointment that was planned anew.")

    # === CONSTRAINTS AND INDEXES === #

    _booking_messages_in_bounds = models.Constraint(
        "CHECK (booking_sms_cap >= 0 AND booking_courtesy_from >= 0 AND booking_courtesy_to <= 24"
        " AND booking_courtesy_from < booking_courtesy_to)",
        "Messages leave between two hours of one day, and the limit of SMS is not negative.",
    )

    # === COMPUTE METHODS === #

    @api.depends("booking_sms_cap")
    def _compute_booking_sms_used(self):
        # a figure of the establishment, whoever may read its messages
        used = self.env["clicrdv.message"].sudo()._parts_of_month(self, fields.Datetime.now())
        for company in self:
            company.booking_sms_used = used.get(company.id, 0)
            cap = company.booking_sms_cap
            company.booking_sms_percent = 100 * company.booking_sms_used // cap if cap else 0

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # rules are the manager's, their first ones come with the establishment
        self.env["clicrdv.notification.rule"].sudo()._create_standard_rules(companies)
        return companies

    def write(self, vals):
        result = super().write(vals)
        if {"booking_sms_on", "booking_courtesy_from", "booking_courtesy_to", "booking_tz"} & vals.keys():
            self._plan_messages_anew()
        return result

    # === BUSINESS METHODS === #

    def _plan_messages_anew(self):
        """Have a job plan the messages of all coming appointments again."""
        coming = Domain("booking_company_id", "in", self.ids) & self.env["clicrdv.message"]._coming_domain()
        # an establishment without appointments has nothing to plan; whose they are does not matter
        groups = self.env["calendar.event"].sudo()._read_group(coming, ["booking_company_id"])
        companies = self.concat(*(company for (company,) in groups))
        if companies:
            # a note for the job, on establishments that the user has just changed
            companies.sudo().write({"messages_to_plan": True, "messages_planned_up_to": 0})
            self.env.ref("clicrdv_booking.ir_cron_plan_messages")._trigger()

    def _get_sms_api_class(self):
        """Core's own SMS leave by the establishment's gateway, where it has one that sends."""
        self.ensure_one()
        gateway = self.env["clicrdv.sms.gateway"]._of_company(self)
        sends = self.booking_sms_on and gateway and gateway.protocol != "demo"
        return ClicrdvSmsApi if sends else super()._get_sms_api_class()

    def _courtesy(self):
        """:rtype: logic.message_plan.Courtesy"""
        self.ensure_one()
        return message_plan.Courtesy(
            *(round(60 * hour) for hour in (self.booking_courtesy_from, self.booking_courtesy_to))
        )

    def _month_start(self, now):
        """When the current month began at an establishment, naive UTC.

        :param datetime now: current time, naive UTC
        """
        self.ensure_one()
        return minutes.to_utc(day_span(self._local_month(self, now), ZoneInfo(self.booking_tz))[0])

    def _parts_left(self, now):
        """How many parts of SMS these establishments may still send this month.

        :param datetime now: current time, naive UTC
        :return: {id: number, None where there is no limit}
        """
        limited = self.filtered("booking_sms_cap")
        used = self.env["clicrdv.message"]._parts_of_month(limited, now)
        return {
            company.id: max(0, company.booking_sms_cap - used.get(company.id, 0)) if company.booking_sms_cap else None
            for company in self
        }

    def _warn_about_cap(self, now):
        """Write to establishments whose SMS of the month come near their limit, once a month.

        :param datetime now: current time, naive UTC
        """
        for company in self:
            month = self._local_month(company, now)
            if company.booking_sms_percent >= WARN_AT_PERCENT and company.booking_sms_warned != month:
                company.booking_sms_warned = month
                company._mail_about_cap()

    @api.model
    def _local_month(self, company, now):
        zone = ZoneInfo(company.booking_tz)
        return minute_to_local(minutes.from_utc(now), zone).date().replace(day=1)

    def _mail_about_cap(self):
        self.ensure_one()
        if not self.email:
            return
        lang = self.partner_id.lang or "fr_FR"
        company = self.with_context(lang=lang)
        body = company.env["ir.qweb"]._render("clicrdv_booking.message_cap", {"company": company})
        company.env["mail.mail"].create(
            {
                "subject": company.env._("SMS of this month: %s %% of your limit are used", self.booking_sms_percent),
                "body_html": body,
                "email_to": self.email_formatted,
                "email_from": self.email_formatted,
                "auto_delete": True,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
