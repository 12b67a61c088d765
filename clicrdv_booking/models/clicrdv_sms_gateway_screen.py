from odoo import api, fields, models

from ..gateways import CONFIGURATION, Outcome
from ..logic import gateway_health
from .clicrdv_sms_gateway import SECRET


class ClicrdvSmsGateway(models.Model):
    """What an administrator sees of a gateway: how it does, what to give to the provider, and a test."""

    _inherit = "clicrdv.sms.gateway"

    # === FIELDS === #

    health = fields.Selection(
        [("ok", "Works"), ("failing", "Does not answer"), ("paused", "Paused")], "State", compute="_compute_health"
    )
    report_url = fields.Char("Address for reports", compute="_compute_addresses", groups=SECRET)
    inbound_url = fields.Char("Address for answers of clients", compute="_compute_addresses", groups=SECRET)
    twilio_offered = fields.Boolean(compute="_compute_twilio_offered", groups=SECRET)
    twilio_take_over = fields.Boolean(
        "Take over Odoo's Twilio account",
        store=False,
        groups=SECRET,
        help="Fills in the account and the number that this company has in Odoo's own settings.",
    )
    tested_at = fields.Datetime("Last test", readonly=True, copy=False)
    test_result = fields.Char("Result of the last test", readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends("failures", "open_until")
    def _compute_health(self):
        now = fields.Datetime.now()
        for gateway in self:
            is_paused = gateway_health.allowed(gateway._health(), now) == 0
            gateway.health = "paused" if is_paused else "failing" if gateway.failures else "ok"

    @api.depends("inbound_token", "company_id")
    def _compute_addresses(self):
        for gateway in self:
            gateway.report_url, gateway.inbound_url = gateway._reports_url(), gateway._inbound_url()

    @api.depends("company_id", "protocol")
    def _compute_twilio_offered(self):
        for gateway in self:
            gateway.twilio_offered = gateway.protocol == "twilio" and bool(gateway._odoo_twilio_account())

    # === ONCHANGE METHODS === #

    @api.onchange("twilio_take_over")
    def _onchange_twilio_take_over(self):
        if self.twilio_take_over:
            self.update(self._odoo_twilio_account())

    # === ACTIONS === #

    def action_try_again(self):
        """Forget the failures: the next message is tried at once."""
        self.write({"failures": 0, "open_until": False, "last_error": False})
        # the job is nobody's: who presses the button only wakes it
        self.env.ref("clicrdv_booking.ir_cron_send_messages").sudo()._trigger()

    def action_send_test(self):
        """Open the wizard that sends one SMS by this gateway."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clicrdv_booking.clicrdv_sms_test_action")
        return {**action, "context": {"default_gateway_id": self.id}}

    # === BUSINESS METHODS === #

    def _odoo_twilio_account(self):
        """The account that Odoo's own module sms_twilio has for this company, as values of ours.

        :return: dict, empty without the module or the account
        """
        company = self.company_id or self.env.company
        if "sms_twilio_account_sid" not in company._fields or not company.sms_twilio_account_sid:
            return {}
        number = company.sms_twilio_number_ids[:1].number
        account = {"user": company.sms_twilio_account_sid, "secret": company.sms_twilio_auth_token}
        return account | ({"sender": number.replace(" ", ""), "sender_state": "valid"} if number else {})

    def _answer_words(self, answer):
        """What a gateway has answered to a test, and what to do about it.

        :param gateways.Answer answer:
        :rtype: str
        """
        if self.protocol == "demo":
            return self.env._("The demonstration has taken the message, and keeps it.")
        said = ", ".join(filter(None, [answer.code, answer.detail]))
        if answer.outcome is Outcome.ACCEPTED:
            return self.env._("The gateway has taken the message. It should arrive within a minute.")
        if answer.code == CONFIGURATION:
            return self.env._(
                "The gateway does not accept this account (%s): check its address, user and secret.", said
            )
        if answer.outcome is Outcome.REFUSED:
            return self.env._("The gateway refuses this message (%s): check the number and the sender.", said)
        if answer.outcome is Outcome.RETRY:
            return self.env._(
                "The gateway cannot be reached, or is busy (%s): nothing was sent. Try again later.", said
            )
        return self.env._("The gateway gave no clear answer (%s): the message may have left.", said)

    def _note_test(self, words, answer, now):
        """Keep the result of a test; a gateway that answers is not paused any more.

        :param str words: what it answered
        :param gateways.Answer answer:
        :param datetime now: current time, naive UTC
        """
        self.write({"tested_at": now, "test_result": words})
        self._note_answers([answer], now)
