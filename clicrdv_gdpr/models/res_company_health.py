from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ..exceptions_registers import NoHealthHost


class ResCompany(models.Model):
    """Establishments of health are served only while a certified host covers all that the installation does (GDP-28)."""

    _inherit = "res.company"

    # === FIELDS === #

    handles_health_data = fields.Boolean(
        "Health data",
        help="A medical profession can be told from the appointment: it is health data, even without a reason (GDP-56). "
        "Staff then needs a second factor to log in, and messages to clients name neither service nor person.",
    )
    is_health_refused = fields.Boolean(
        "Refused for want of an HDS certificate", compute="_compute_is_health_refused", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends("handles_health_data")
    def _compute_is_health_refused(self):
        for company in self:
            company.is_health_refused = company.handles_health_data and bool(company._missing_hds())

    # === CONSTRAINS METHODS === #

    @api.constrains("handles_health_data")
    def _check_health_host(self):
        """An establishment of health is not taken up without a certificate that is valid today."""
        for company in self.filtered("handles_health_data"):
            company._require_health_host()

    @api.constrains("booking_published")
    def _check_health_online(self):
        """Nor put online; it is taken off line at any time."""
        for company in self.filtered(lambda company: company.handles_health_data and company.booking_published):
            company._require_health_host()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any(vals.get("handles_health_data") for vals in vals_list):
            self.env.registry.clear_cache()  # see _health_refused, and the rules of records of res.users
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "handles_health_data" in vals:
            self.env.registry.clear_cache()  # as above
        return result

    # === BUSINESS METHODS === #

    def _missing_hds(self):
        return self.env["clicrdv.hds.certificate"]._missing_activities(self[:1]._privacy_today())

    def _require_health_host(self):
        """:raises NoHealthHost: health data may not be hosted today"""
        self.ensure_one()
        missing = self._missing_hds()
        if missing:
            raise NoHealthHost(self.env, name=self.name, activities=", ".join(map(str, missing)))

    @api.model
    @ormcache("today")
    def _health_refused(self, today):
        """Establishments that are not served on a day: their certificate has run out.

        :param date today: day of the server; it is the key of the cache, so that a certificate ends by itself
        :rtype: frozenset[int]
        """
        # a fact of the installation, whoever asks for it
        health = self.sudo().with_context(active_test=False).search([("handles_health_data", "=", True)])
        return frozenset(health.filtered(lambda company: company._missing_hds()).ids)

    @api.model
    def _booking_domain(self):
        refused = self._health_refused(fields.Date.today())
        return super()._booking_domain() & (Domain("id", "not in", sorted(refused)) if refused else Domain.TRUE)

    @api.model
    def _booking_find(self, slug):
        company = super()._booking_find(slug)
        # the answer for an address is kept: the day may have changed since
        return company.browse() if company.id in self._health_refused(fields.Date.today()) else company
