from datetime import time

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

#: What a controller has to do himself (agreement 3.4; GDP-45): the field of each duty.
DUTIES = ("privacy_described_on", "privacy_instructed", "privacy_informed_on", "privacy_supervised_on")

#: What the manager of an establishment changes of it.
MANAGED = (
    "privacy_email", "privacy_email_on", "privacy_described_on", "privacy_informed_on", "privacy_supervised_on",
)  # fmt: skip


class ResCompany(models.Model):
    """Contacts and duties of data protection: of a processor, and of an establishment as controller."""

    _inherit = "res.company"

    # === FIELDS === #

    # the processor (agreement 3.1)
    dpo_name = fields.Char("Data protection officer")
    dpo_email = fields.Char("E-mail for data protection", help="Shown in notices, notifications and registers.")
    dpo_phone = fields.Char("Telephone for data protection")
    privacy_hours_from = fields.Float("Business hours from", required=True, default=9.0)
    privacy_hours_to = fields.Float("Business hours until", required=True, default=18.0)
    # the controller
    privacy_email = fields.Char(
        "E-mail for letters about data", help="Blank: the e-mail of the establishment. Breaches are told here."
    )
    privacy_email_on = fields.Boolean(
        "E-mail routing service",
        help="Only then may a sub-processor that routes e-mails get this establishment's mails; those of a mail server "
        "of your own leave in any case.",
    )
    privacy_described_on = fields.Date("Processing described on")
    privacy_informed_on = fields.Date("Persons informed since")
    privacy_supervised_on = fields.Date("Last supervision")
    privacy_instructed = fields.Boolean("Instructions written", compute="_compute_privacy_duties", compute_sudo=True)
    privacy_duties_left = fields.Integer("Duties left", compute="_compute_privacy_duties", compute_sudo=True)

    # === CONSTRAINTS AND INDEXES === #

    _privacy_hours_in_a_day = models.Constraint(
        "CHECK (privacy_hours_from >= 0 AND privacy_hours_to < 24 AND privacy_hours_from < privacy_hours_to)",
        "Business hours are within one day.",
    )

    # === COMPUTE METHODS === #

    @api.depends("privacy_described_on", "privacy_informed_on", "privacy_supervised_on", "network_id")
    def _compute_privacy_duties(self):
        groups = self.env["clicrdv.instruction"]._read_group(
            ["|", ("company_id", "in", self.ids), ("network_id", "in", self.network_id.ids)],
            ["company_id", "network_id"],
        )
        companies = {company.id for company, _network in groups if company}
        networks = {network.id for _company, network in groups if network}
        for company in self:
            company.privacy_instructed = company.id in companies or company.network_id.id in networks
            company.privacy_duties_left = sum(not company[name] for name in DUTIES)

    # === CONSTRAINS METHODS === #

    @api.constrains("dpo_email", "privacy_email")
    def _check_privacy_emails(self):
        for company in self:
            for address in filter(None, (company.dpo_email, company.privacy_email)):
                if not email_normalize(address):
                    raise ValidationError(self.env._("“%s” is no e-mail address: correct it.", address))

    # === BUSINESS METHODS === #

    def _check_manager_fields(self, vals):
        """Managers note what they do themselves as controllers; that health data is no longer handled they do not say."""
        own = {name for name in MANAGED if name in vals}
        if vals.get("handles_health_data"):
            own.add("handles_health_data")
        return super()._check_manager_fields({name: value for name, value in vals.items() if name not in own})

    def _privacy_today(self, moment=None):
        """The local day of a company.

        :param datetime moment: naive UTC; now when left out
        :rtype: date
        """
        zone = self[:1].booking_tz or "Europe/Paris"
        moment = moment or fields.Datetime.now()
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), moment).date()

    def _privacy_person(self, record):
        """Who sees to something of a register: whoever is in charge of it, who opened it, or a privacy officer.

        :param record: of a register
        :rtype: res.users, empty when there is nobody
        """
        self.ensure_one()
        wanted = [record.user_id] if "user_id" in record._fields else []
        wanted.append(record.create_uid)
        for user in wanted:
            if user.active and user._is_internal() and user.id != SUPERUSER_ID:
                return user
        # who they are is no secret to the program that calls them
        officers = self.env.ref("clicrdv_gdpr.group_privacy_officer").sudo().all_user_ids
        return officers.filtered(lambda user: user.active and self in user.company_ids).sorted("id")[:1]

    def _privacy_window(self):
        """Business hours of a processor, local clock times.

        :return: (opening, closing)
        """
        self.ensure_one()
        hours = (self.privacy_hours_from, self.privacy_hours_to)
        return tuple(time(*divmod(round(60 * hour), 60)) for hour in hours)

    def _privacy_has_chosen(self, service):
        """Whether an establishment has chosen the service that a sub-processor carries (sub-annex B, second table).

        :param str service: as in `clicrdv.subprocessor`
        """
        if not self:
            return True
        return {"sms": self.booking_sms_on, "email": self.privacy_email_on}.get(service, True)


class ClicrdvNetwork(models.Model):
    """An integrated network is one legal person: one controller for all of its establishments."""

    _inherit = "clicrdv.network"

    # === FIELDS === #

    privacy_email = fields.Char(
        "E-mail for letters about data", help="Blank: the e-mails of the network managers. Breaches are told here."
    )
