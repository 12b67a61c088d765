from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..exceptions_life import EstablishmentSubscribed
from ..logic import service_days, terms


class ResCompany(models.Model):
    """As an operator: its days and its reminders. As an establishment: until when its subscriptions serve it."""

    _inherit = "res.company"

    # === FIELDS === #

    contract_reminder_days = fields.Char(
        "Days before the latest notice day",
        default="90, 30",
        help="So many days before it, the customer gets an e-mail and whoever is in charge an activity.",
    )

    # === CONSTRAINS METHODS === #

    @api.constrains("contract_reminder_days")
    def _check_contract_reminder_days(self):
        for company in self:
            try:
                terms.days_of_reminders(company.contract_reminder_days or "")
            except ValueError as error:
                message = self.env._("Write days between 1 and 365 with commas, for example: 90, 30")
                raise ValidationError(message) from error

    # === CRUD METHODS === #

    def write(self, vals):
        if "network_id" in vals:
            self.filtered(lambda company: company.network_id.id != vals["network_id"])._refuse_while_subscribed()
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _local_day(self, moment=None):
        """The day of a moment in the time zone of this company.

        :param datetime moment: naive UTC; none: now
        :rtype: date
        """
        self.ensure_one()
        moment = (moment or fields.Datetime.now()).replace(tzinfo=timezone.utc)
        return moment.astimezone(ZoneInfo(self.booking_tz)).date()

    def _refuse_while_subscribed(self):
        """:raises EstablishmentSubscribed: one of these establishments is served under a contract"""
        # whoever moves an establishment may have no right on contracts
        subscriptions = self.env["clicrdv.subscription"].sudo()
        domain = [("establishment_id", "in", self.ids), ("date_start", "!=", False)]
        taken = subscriptions.search(domain).filtered(
            lambda row: not row.date_end or row.date_end >= row.company_id._local_day()
        )
        if taken:
            raise EstablishmentSubscribed(self.env, name=taken[0].establishment_id.name)

    @api.model
    def _logo_is_off(self, company_id):
        """Whether an establishment is no longer served, so that its logo is not to be shown (BKG-25).

        :param str company_id: as it came with the request, any text
        :rtype: bool
        """
        if not str(company_id).isascii() or not str(company_id).isdecimal() or len(str(company_id)) > 9:
            return False
        # the route is everybody's, and has no user
        company = self.sudo().browse(int(company_id)).exists()
        return bool(company.service_end_date and company.service_end_date <= company._local_day())

    def _update_service_end(self, today):
        """Write from which day establishments are no longer served; public pages and their logos are off from then.

        An establishment whose first subscription is still to begin is left as it is.

        :param date today: in the time zone of the operator
        """
        if not self:
            return
        # the day on which a service ends is the contract's, not of whoever may edit companies
        companies = self.sudo()
        companies.env["clicrdv.subscription"].flush_model(["establishment_id", "date_start", "date_end"])
        domain = [("establishment_id", "in", self.ids), ("date_start", "!=", False)]
        spans = {}
        for row in companies.env["clicrdv.subscription"].search(domain):
            spans.setdefault(row.establishment_id.id, []).append(
                service_days.Span(row.date_start, row.date_end or None)
            )
        for company in companies:
            if not any(span.first <= today for span in spans.get(company.id, ())):
                continue
            end = service_days.first_day_without(spans[company.id], today) or False
            if company.service_end_date != end:
                company.service_end_date = end
