import secrets
import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..gateways import Sms, open_gateway
from ..logic import contacts, sms_text


class ClicrdvSmsTest(models.TransientModel):
    """One SMS by one gateway, at once, to see whether it works. It is no line of the ledger and is not billed."""

    _name = "clicrdv.sms.test"
    _description = "Test of an SMS gateway"

    # === FIELDS === #

    gateway_id = fields.Many2one("clicrdv.sms.gateway", required=True, readonly=True, ondelete="cascade")
    number = fields.Char("To", required=True)
    text = fields.Text(required=True, default=lambda self: self.env._("This is a test of the SMS gateway."))
    size = fields.Char(compute="_compute_size")
    is_demo = fields.Boolean("Demonstration", compute="_compute_is_demo")
    answer = fields.Char(readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("text")
    @api.depends_context("lang")
    def _compute_size(self):
        for test in self:
            size = sms_text.measure(test.text or "")
            test.size = self.env._("Characters: %(letters)s. Parts: %(parts)s.", letters=size.units, parts=size.parts)

    @api.depends("gateway_id")
    def _compute_is_demo(self):
        for test in self:
            test.is_demo = test.gateway_id.protocol == "demo"

    # === ACTIONS === #

    def action_send(self):
        """Send it, once, and show what the gateway answers."""
        self.ensure_one()
        self.gateway_id.check_access("write")
        if not self.answer:
            self.answer = self._send()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send a test SMS"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _send(self):
        """Hand the message to the gateway.

        :return: what it answers, in words
        """
        gateway, now = self.gateway_id, fields.Datetime.now()
        way = open_gateway(gateway._account())
        try:
            answer = way.send(self._as_sms())
        finally:
            way.close()
        words = gateway._answer_words(answer)
        # a transaction of its own: nothing can make Odoo start this one again, and send a second SMS
        with self.env.registry.cursor() as cr:
            gateway.with_env(self.env(cr=cr))._note_test(words, answer, now)
        return words

    def _as_sms(self):
        """:rtype: gateways.Sms"""
        size = sms_text.measure(self.text)
        # some gateways take no message without an address for its report: nobody listens at this one
        report_url = f"{self.env.company.get_base_url()}/clicrdv/sms/report/{secrets.token_urlsafe(18)}"
        return Sms(
            uuid=str(uuid.uuid4()),
            number=self._number(),
            text=self.text,
            encoding=size.encoding,
            parts=size.parts,
            sender=self.gateway_id._sender(),
            report_url=report_url,
        )

    def _number(self):
        try:
            return contacts.normalise_phone(self.number, self.env.company.country_id.code or "FR")
        except contacts.ContactError:
            raise UserError(self.env._("“%s” is no phone number.", self.number)) from None
