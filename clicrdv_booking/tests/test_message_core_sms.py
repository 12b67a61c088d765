"""Core's own SMS: its queue serves several establishments, and what leaves by our gateways is in the ledger."""

from unittest.mock import patch

from odoo.tests import freeze_time

from odoo.addons.sms.tools.sms_api import SmsApi

from .common import NOW, BookingCase, make_establishment
from .sms_dialects import SECRET, USER
from .sms_peer import SmsPeer

NUMBER = "+33639981234"


@freeze_time(NOW)
class TestCoreSms(BookingCase):
    def setUp(self):
        super().setUp()
        self.peer = self.enterContext(SmsPeer())
        self.other = make_establishment(self.env, "Other")
        self.gateway = self.env["clicrdv.sms.gateway"].create(
            {
                "name": "Twilio",
                "protocol": "twilio",
                "company_id": self.salon.id,
                "base_url": self.peer.url,
                "user": USER,
                "secret": SECRET,
                "sender": "Salon",
                "sender_state": "valid",
            }
        )
        self.salon.booking_sms_on = True

    def write_sms(self, company, text="Bonjour"):
        client = self.env["res.partner"].create({"name": "X", "phone": NUMBER, "company_id": company.id})
        message = client.message_post(body=text)
        message.record_company_id = company
        return self.env["sms.sms"].create(
            {"number": NUMBER, "body": text, "mail_message_id": message.id, "partner_id": client.id}
        )

    def ledger(self):
        return self.env["clicrdv.message"].search([("kind", "=", "manual")])

    def run_queue(self):
        self.env.ref("sms.ir_cron_sms_scheduler_action").method_direct_trigger()
        self.env.invalidate_all()

    def test_two_establishments_share_the_queue_without_blocking_it(self):
        ours, theirs = self.write_sms(self.salon), self.write_sms(self.other)
        with patch.object(SmsApi, "_contact_iap", lambda *_a, **_k: [{"uuid": theirs.uuid, "state": "sent"}]):
            self.run_queue()
        self.assertEqual((ours | theirs).mapped("state"), ["pending", "pending"])
        self.assertEqual(len(self.peer.taken), 1, "only the one of the establishment with the gateway")

    def test_what_leaves_by_our_gateway_is_a_line_of_the_ledger(self):
        self.write_sms(self.salon, "é" * 161)
        self.run_queue()
        line = self.ledger()
        self.assertEqual((line.company_id, line.state, line.parts), (self.salon, "sent", 2))
        self.assertEqual((line.unit_price, line.amount), (0.0836, 0.1672))
        self.assertTrue(line.sent_at and line.gateway_reference)

    def test_what_may_have_left_is_in_the_ledger_as_unknown_and_an_error_in_core(self):
        self.peer.next("cut_after")
        sms = self.write_sms(self.salon)
        self.run_queue()
        self.assertEqual((self.ledger().state, self.ledger().sent_at), ("unknown", False))
        self.assertEqual(sms.state, "error")

    def test_what_the_gateway_refuses_costs_nothing(self):
        self.peer.next("refuse")
        sms = self.write_sms(self.salon)
        self.run_queue()
        self.assertFalse(self.ledger())
        self.assertEqual(sms.state, "error")

    def test_without_the_sms_service_core_keeps_its_own_provider(self):
        self.salon.booking_sms_on = False
        self.assertIs(self.salon._get_sms_api_class(), SmsApi)
        self.salon.booking_sms_on = True
        self.gateway.protocol = "demo"
        self.assertIs(self.salon._get_sms_api_class(), SmsApi)

    def test_without_a_price_nothing_leaves(self):
        self.env["clicrdv.sms.price"].search([]).unlink()
        sms = self.write_sms(self.salon)
        self.run_queue()
        self.assertEqual((sms.state, len(self.peer.taken)), ("error", 0))
