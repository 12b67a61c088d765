from odoo import api, fields, models
from odoo.tools.misc import format_datetime, formatLang

from ..logic import gateway_health
from .res_company_messages import WARN_AT_PERCENT


class ResCompany(models.Model):
    """What a manager sees of his messages: what they cost, by which way they leave, how much of the month is used."""

    _inherit = "res.company"

    # === FIELDS === #

    booking_sms_price_text = fields.Char("Price of an SMS", compute="_compute_booking_sms_price_text")
    booking_gateway_name = fields.Char("SMS gateway", compute="_compute_booking_gateway")
    booking_gateway_text = fields.Char("State of the gateway", compute="_compute_booking_gateway")
    booking_sms_alert = fields.Selection(
        [("near", "Near the limit"), ("reached", "Limit reached")], compute="_compute_booking_sms_alert"
    )

    # === COMPUTE METHODS === #

    @api.depends("network_id")
    @api.depends_context("lang")
    def _compute_booking_sms_price_text(self):
        prices = self.env["clicrdv.sms.price"]
        for company in self:
            price = prices._price_on(company.network_id.id, fields.Date.today())
            company.booking_sms_price_text = (
                self.env._("No price of an SMS is in force: none can leave.")
                if price is None
                else self.env._("%s € excl. tax for each part of 160 characters", formatLang(self.env, price, digits=4))
            )

    @api.depends("network_id")
    @api.depends_context("lang")
    def _compute_booking_gateway(self):
        now = fields.Datetime.now()
        for company in self:
            gateway = self.env["clicrdv.sms.gateway"]._of_company(company._origin)
            company.booking_gateway_name = gateway.name
            company.booking_gateway_text = company._gateway_words(gateway, now)

    def _gateway_words(self, gateway, now):
        """How a gateway does, for somebody who cannot repair it.

        :param gateway: clicrdv.sms.gateway, empty when there is none
        :param datetime now: current time, naive UTC
        :rtype: str
        """
        if not gateway:
            return self.env._("No gateway: no SMS can leave. Ask your administrator.")
        if gateway_health.allowed(gateway._health(), now) == 0:
            until = format_datetime(self.env, gateway.open_until, tz=self.booking_tz, dt_format="HH:mm")
            return self.env._("Paused until %s, as it does not answer. Messages wait.", until)
        if gateway.last_error:
            return self.env._(
                "Did not answer lately (%s). It is tried again with the next message.", gateway.last_error
            )
        if gateway.protocol == "demo":
            return self.env._("Demonstration: nothing leaves")
        return self.env._("Works")

    @api.depends("booking_sms_cap", "booking_sms_percent")
    def _compute_booking_sms_alert(self):
        for company in self:
            reached = company.booking_sms_percent >= 100
            near = company.booking_sms_percent >= WARN_AT_PERCENT
            company.booking_sms_alert = "reached" if reached else "near" if near else False
