"""Core's own SMS: its queue serves several establishments, and those with a gateway of ours leave as our messages do."""

from unittest.mock import patch

from odoo.tests import freeze_time

from odoo.addons.sms.tools.sms_api import SmsApi

from .common import NOW, make_establishment
from .message_common import MOBILE, MessageCase
from .sms_peer import SmsPeer


@freeze_time(NOW)
class TestCoreSms(MessageCase):
    def setUp(self):
        super().setUp()
        self.peer = self.enterContext(SmsPeer())
        self.other = make_establishment(self.env, "Other")
        self.gateway = self.use_gateway(self.peer)

    def write_sms(self, company, text="Bonjour", number=MOBILE):
        """What the composer of core makes of an SMS to a contact: it waits in core's queue."""
        client = self.env["res.partner"].create({"name": "X", "phone": number, "company_id": company.id})
        message = client.message_post(body=text)
        message.record_company_id = company
        sms = self.env["sms.sms"].create(
            {"number": number, "body": text, "mail_message_id": message.id, "partner_id": client.id}
        )
        self.env["sms.tracker"].create({"sms_uuid": sms.uuid})
        return sms

    def ledger(self):
        return self.env["clicrdv.message"].search([("kind", "=", "manual")], order="id")

    def run_queue(self):
        self.env.ref("sms.ir_cron_sms_scheduler_action").method_direct_trigger()
        self.env.invalidate_all()

    def test_two_establishments_share_the_queue_without_blocking_it(self):
        ours, theirs = self.write_sms(self.salon), self.write_sms(self.other)
        with patch.object(SmsApi, "_contact_iap", lambda *_a, **_k: [{"uuid": theirs.uuid, "state": "sent"}]):
            self.run_queue()
        self.assertEqual((ours | theirs).mapped("state"), ["process", "pending"])
        self.send(8)
        self.assertEqual(len(self.peer.taken), 1, "only the one of the establishment with the gateway")

    def test_it_leaves_once_and_is_a_line_of_the_ledger(self):
        self.write_sms(self.salon, "é" * 161)
        self.run_queue()
        self.run_queue()
        self.send(8)
        self.send(8, 1)
        line = self.ledger()
        self.assertEqual((line.company_id, line.state, line.parts), (self.salon, "sent", 2))
        self.assertEqual((line.unit_price, line.amount), (0.0836, 0.1672))
        self.assertEqual(len(self.peer.taken), 1)

    def test_a_number_that_is_none_hinders_no_other(self):
        sms = self.write_sms(self.salon) | self.write_sms(self.salon, number="12") | self.write_sms(self.salon, "Bis")
        self.run_queue()
        self.assertEqual(sms.mapped("state"), ["process", "error", "process"])
        self.send(8)
        self.assertEqual(len(self.peer.taken), 2)

    def test_it_goes_to_nobody_who_refuses_sms_nor_beyond_the_limit(self):
        self.write_sms(self.salon)
        self.run_queue()
        self.marie.client_consent_sms = False
        self.send(8)
        self.env["clicrdv.optout"]._note(self.salon, "sms", "+33639981239", "stop")
        self.write_sms(self.salon, number="+33639981239")
        self.salon.booking_sms_cap = 1
        for last in ("5", "6"):
            self.write_sms(self.salon, number=f"+3363998123{last}")
        self.run_queue()
        self.send(9)
        reasons = ["no_consent", "blacklisted", False, "cap_reached"]
        self.assertEqual(self.ledger().mapped("reason"), reasons)
        self.assertEqual([sms.number for sms in self.peer.taken], ["+33639981235"])

    def test_core_is_told_what_has_become_of_it(self):
        sent, refused = self.write_sms(self.salon), self.write_sms(self.salon, number="+33639981236")
        self.peer.by_number["+33639981236"] = "refuse"
        told = {}
        with patch.object(
            self.registry["sms.tracker"],
            "_action_update_from_sms_state",
            lambda trackers, state, **_options: told.update(dict.fromkeys(trackers.mapped("sms_uuid"), state)),
        ):
            self.run_queue()
            self.send(8)
        self.assertEqual((told[sent.uuid], told[refused.uuid]), ("pending", "error"))

    def test_without_the_sms_service_core_keeps_its_own_provider(self):
        self.salon.booking_sms_on = False
        self.assertIs(self.salon._get_sms_api_class(), SmsApi)
        self.salon.booking_sms_on = True
        self.gateway.protocol = "demo"
        self.assertIs(self.salon._get_sms_api_class(), SmsApi)

    def test_without_a_price_it_waits(self):
        self.env["clicrdv.sms.price"].search([]).unlink()
        self.write_sms(self.salon)
        self.run_queue()
        self.send(8)
        self.assertEqual((self.ledger().state, len(self.peer.taken)), ("planned", 0))
