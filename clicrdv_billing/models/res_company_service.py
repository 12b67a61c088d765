import secrets

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..exceptions_service import ProbeAddressRefused
from ..gateways.health_probe import is_address

CALENDARS = [
    ("A", "Monday to Friday, 8:30–17:30"),
    ("B", "Monday to Friday, 9:00–13:00 and 14:00–18:00"),
]
FRENCH = "fr_FR"


class ResCompany(models.Model):
    """As an operator: how its service is watched, and where its customers ask for help (annex 1)."""

    _inherit = "res.company"

    # === FIELDS === #

    support_email = fields.Char("Support address", help="Shown to customers: on answers, reports and their pages.")
    support_alias_id = fields.Many2one("mail.alias", "Mailbox of the support", copy=False, ondelete="set null")
    support_alias_name = fields.Char(
        "Name of the mailbox",
        compute="_compute_support_alias_name",
        inverse="_inverse_support_alias_name",
        help="Mails to this name at the e-mail domain of the company open an incident, at any hour.",
    )
    support_address = fields.Char("Address for help", compute="_compute_support_address")
    service_lang = fields.Char("Language of the support", compute="_compute_service_lang")
    service_calendar = fields.Selection(
        CALENDARS,
        "Hours in which delays run",
        required=True,
        default="A",
        help="Annex 1 names both. Incidents keep the hours that they were opened with.",
    )
    service_probe_url = fields.Char(
        "Health page to watch",
        help="Address of /clicrdv/health. This server looks at it once a minute. A look from the server itself proves "
        "less than one from outside: it stops when the server stops, and does not see the network in front of it. Let a "
        "monitor outside report as well: where it does, it decides.",
    )
    service_probe_token = fields.Char(copy=False, groups="base.group_system", index="btree_not_null")
    service_probe_report_url = fields.Char(
        "Address for a monitor outside",
        compute="_compute_service_probe_report_url",
        groups="base.group_system",
        help='The monitor sends a POST request with {"ok": true, "ms": 120}, or a list of such results with their times '
        '("at") once it reaches this server again. The address is secret.',
    )
    service_report_day = fields.Integer(
        "Service reports leave on day",
        default=5,
        help="Day of the month (1–28) on which the reports of the month before are sent. Until then exclusions can be "
        "registered.",
    )

    # === CONSTRAINTS AND INDEXES === #

    _service_report_day_exists = models.Constraint(
        "CHECK (service_report_day BETWEEN 1 AND 28)", "Choose a day that each month has: 1 to 28."
    )

    # === COMPUTE METHODS === #

    @api.depends("support_alias_id.alias_name")
    def _compute_support_alias_name(self):
        for company in self:
            # whoever may see the company may see the name of its mailbox
            company.support_alias_name = company.sudo().support_alias_id.alias_name

    def _inverse_support_alias_name(self):
        """Give the operator a mailbox whose mails open incidents of his, or take it away."""
        # aliases belong to the administrator; whoever may write the company may name its mailbox
        for company in self.sudo():
            alias, name = company.support_alias_id, company.support_alias_name
            if not name:
                alias.unlink()
            elif alias:
                alias.alias_name = name
            else:
                company.support_alias_id = alias.create(
                    {
                        "alias_name": name,
                        "alias_domain_id": company.alias_domain_id.id,
                        "alias_model_id": self.env["ir.model"]._get_id("clicrdv.incident"),
                        "alias_defaults": repr({"company_id": company.id}),
                        "alias_contact": "everyone",
                    }
                )

    @api.depends("support_email", "support_alias_id.alias_full_name", "email")
    def _compute_support_address(self):
        for company in self:
            # see _compute_support_alias_name
            alias = company.sudo().support_alias_id
            mailbox = alias.alias_domain_id and alias.alias_full_name
            company.support_address = company.support_email or mailbox or company.email

    @api.depends("partner_id.lang")
    def _compute_service_lang(self):
        """French (annex 1, § 3: "le service sera fourni en français"), where it is installed."""
        installed = dict(self.env["res.lang"].get_installed())
        for company in self:
            company.service_lang = FRENCH if FRENCH in installed else company.partner_id.lang or "en_US"

    @api.depends("service_probe_token")
    def _compute_service_probe_report_url(self):
        for company in self:
            token = company.service_probe_token
            company.service_probe_report_url = token and f"{company.get_base_url()}/clicrdv/probe/{token}"

    # === CONSTRAINS METHODS === #

    @api.constrains("service_probe_url")
    def _check_service_probe_url(self):
        for company in self.filtered("service_probe_url"):
            if not is_address(company.service_probe_url):
                raise ProbeAddressRefused(self.env, url=company.service_probe_url)

    # === ACTIONS === #

    def action_new_probe_token(self):
        """Give the monitor outside a new secret address; the one before stops at once."""
        self.check_access("write")
        for company in self:
            company.service_probe_token = secrets.token_urlsafe(32)

    # === BUSINESS METHODS === #

    def _service_own_addresses(self):
        """Bare addresses whose mails come back to this operator: a machine never writes to them.

        :rtype: set
        """
        self.ensure_one()
        # whoever writes a mail has no rights here
        company = self.sudo()
        domains = company.env["mail.alias.domain"].search([("name", "!=", False)])
        addresses = [
            company.support_email,
            company.email,
            *company.env["mail.alias"].search([("alias_name", "!=", False)]).mapped("alias_full_name"),
            *domains.mapped("catchall_email"),
            *domains.mapped("bounce_email"),
            *domains.mapped("default_from_email"),
        ]
        return {address for address in map(email_normalize, filter(None, addresses)) if address}
