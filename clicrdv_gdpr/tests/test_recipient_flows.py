"""Whether data leaves: SMS gateways and mail servers ask the register of sub-processors (GDP-16, 18, 36…38, 64, 68)."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY
from odoo.addons.clicrdv_booking.tests.message_common import MailCase
from odoo.addons.clicrdv_booking.tests.sms_peer import SmsPeer

from ..logic import recipient_flows as flows
from .registers_common import FILE, RegistersCase

DAY = TODAY + timedelta(days=7)


@freeze_time(NOW)
class TestSmsFlows(RegistersCase):
    def setUp(self):
        super().setUp()
        self.peer = self.enterContext(SmsPeer())
        self.router = self.make_subprocessor(state=flows.IN_USE, only_if_chosen=True)
        self.gateway = self.use_gateway(self.peer, subprocessor_id=self.router.id)
        self.only(("confirmation", "sms"))

    def move_to(self, country, **values):
        """The gateway belongs to another firm, in this country."""
        self.router = self.make_subprocessor("Far", country, state=flows.IN_USE, only_if_chosen=True, **values)
        self.gateway.subprocessor_id = self.router

    def confirm(self, hour=10):
        event = self.visit(hour, DAY)
        self.send()
        return self.told(event, "channel", "state", "reason")

    def assert_kept_back(self, reason):
        self.assertEqual(self.confirm(), [("sms", "skipped", reason)])
        self.assertFalse(self.peer.taken, "nothing has reached the gateway")

    def make_transfer(self, **values):
        return self.env["clicrdv.transfer"].create(
            {
                "subprocessor_id": self.router.id,
                "country_id": self.env.ref("base.us").id,
                "document": FILE,
                "signed_on": "2026-12-01",
                **values,
            }
        )

    def test_an_sms_leaves_by_a_sub_processor_in_use(self):
        self.assertEqual(self.confirm(), [("sms", "sent", False)])
        self.assertEqual(len(self.peer.taken), 1)

    def test_nothing_leaves_for_an_establishment_that_did_not_choose_sms(self):
        """GDP-18"""
        self.salon.booking_sms_on = False
        event = self.visit(10, DAY)
        self.send()
        self.assertNotIn("sent", self.of(event).filtered(lambda message: message.channel == "sms").mapped("state"))
        self.assertFalse(self.peer.taken)
        self.assertEqual(self.router._obstacle_for(self.salon), flows.NOT_CHOSEN)

    def test_core_sms_of_purchased_credit_reach_nobody(self):
        """GDP-18: the address of core's own provider is this machine."""
        self.assertTrue(
            self.env["ir.config_parameter"].sudo().get_param("sms.endpoint").startswith("https://127.0.0.1:")
        )

    def test_the_switch_stops_all_flows_at_once_and_messages_say_why(self):
        """GDP-38"""
        event = self.visit(10, DAY)
        self.assertEqual(self.planned(event), [("confirmation", "client", "sms")])
        self.router.stop_reason = "The clauses were invalidated."
        self.as_officer(self.router).action_stop()
        self.send()
        self.assertEqual(self.told(event, "state", "reason"), [("skipped", flows.STOPPED)])
        self.assertFalse(self.peer.taken)
        self.router.action_resume()
        self.assertEqual(self.confirm(11), [("sms", "sent", False)])

    def test_the_switch_needs_a_reason_and_tells_every_controller_once(self):
        """GDP-38"""
        self.assert_refused("reason_missing", self.router.action_stop)
        self.router.write({"stop_reason": "Invalidated.", "alternative": "A router in Lyon"})
        self.router.action_stop()
        self.router.action_stop()
        self.run_letters()
        self.run_letters()
        letters = self.letters(self.router, "stop")
        self.assertEqual(set(letters.mapped("state")), {"sent"})
        self.assertEqual(set(letters.mapped("email_to")), {"salon@example.com", "siege@example.com"})
        self.assertIn("A router in Lyon", letters[0].body)

    def test_an_e_mail_goes_instead_where_the_rule_says_so(self):
        """GDP-38"""
        self.only(("confirmation", "sms_or_email"))
        self.router.write({"is_stopped": True})
        event = self.visit(10, DAY)
        self.send()
        self.assertIn(("email", False), self.told(event, "channel", "reason"))
        self.assertFalse(self.peer.taken)

    def test_without_a_transfer_record_nothing_leaves_the_union(self):
        """GDP-36, 64"""
        self.move_to("us")
        self.assert_kept_back(flows.NO_TRANSFER)

    def test_reading_from_outside_is_a_transfer_too(self):
        """GDP-37"""
        self.router.access_country_ids = self.env.ref("base.in")
        self.assertEqual(self.router.third_country_codes, "IN")
        self.assert_kept_back(flows.NO_TRANSFER)

    def test_a_transfer_record_counts_once_controllers_were_informed_and_until_it_is_void(self):
        """GDP-37, 38"""
        self.move_to("us")
        transfer = self.make_transfer()
        self.assertEqual(self.router._obstacle_for(self.salon), flows.NO_TRANSFER)
        self.as_officer(transfer).action_inform()
        self.assertEqual(self.router._obstacle_for(self.salon), flows.NO_TRANSFER, "his letter has not left")
        self.run_letters()
        self.assertEqual(len(self.letters(transfer, "transfer")), 2)
        self.assertEqual(self.confirm(), [("sms", "sent", False)])
        self.assert_refused("record_frozen", transfer.write, {"country_id": self.env.ref("base.in").id})
        self.assert_refused("record_frozen", transfer.unlink)
        self.assert_refused("reason_missing", transfer.action_void)
        transfer.void_reason = "Court judgment"
        transfer.action_void()
        self.assertEqual(self.router._obstacle_for(self.salon), flows.NO_TRANSFER)

    def test_a_transfer_without_its_clauses_is_not_told_as_one(self):
        """GDP-37"""
        self.assert_refused("transfer_incomplete", self.make_transfer(document=False).action_inform)
        self.assert_refused("transfer_incomplete", self.make_transfer, country_id=self.env.ref("base.be").id)

    def test_a_derogation_counts_only_for_the_controller_who_has_decided(self):
        """GDP-37: art. 49"""
        self.move_to("us")
        transfer = self.make_transfer(instrument=flows.DEROGATION, document=False, signed_on=False)
        transfer.action_inform()
        self.run_letters()
        self.assertEqual(self.router._obstacle_for(self.salon), flows.NO_TRANSFER)
        transfer.decided_company_ids = self.salon
        self.assertEqual(self.router._obstacle_for(self.salon), "")
        self.shops.booking_sms_on = True
        self.assertEqual(self.router._obstacle_for(self.shops[0]), flows.NO_TRANSFER)

    def test_a_gateway_outside_this_machine_without_a_sub_processor_refuses(self):
        """GDP-36"""
        self.gateway.write({"subprocessor_id": False, "base_url": "https://sms.example.com"})
        self.assert_kept_back(flows.UNKNOWN)
        self.assertEqual(self.gateway.flow_obstacle, flows.UNKNOWN)

    def test_the_test_of_a_gateway_is_a_flow_as_well(self):
        """GDP-38"""
        self.router.is_stopped = True
        test = self.env["clicrdv.sms.test"].create({"gateway_id": self.gateway.id, "number": "+33639981234"})
        self.assert_refused("flow_refused", test.action_send)
        self.assertFalse(self.peer.taken)

    def test_a_gateway_speaks_tls_or_stays_here(self):
        """GDP-68"""
        with self.assertRaises(UserError), self.cr.savepoint():
            self.gateway.base_url = "http://sms.example.com"

    def test_a_batch_of_messages_asks_the_register_once(self):
        for hour in range(9, 12):
            for week in range(1, 5):
                self.visit(hour, TODAY + timedelta(days=7 * week))
        messages = self.env["clicrdv.message"].search([("company_id", "=", self.salon.id), ("state", "=", "planned")])
        self.env.flush_all()
        self.env.invalidate_all()
        first, *others = messages
        self.assertGreater(len(others), 5)
        self.assertEqual((first._obstacle_of_address(frozenset()), bool(self.env.user.login)), ("", True))
        with self.assertQueryCount(0):
            self.assertEqual({message._obstacle_of_address(frozenset()) for message in others}, {""})


@freeze_time(NOW)
class TestMailFlows(MailCase, RegistersCase):
    def setUp(self):
        super().setUp()
        self.only(("confirmation", "email"))
        self.sendgrid = self.make_subprocessor("Mailer", service="email", only_if_chosen=True, state=flows.IN_USE)
        self.env["ir.mail_server"].search([]).subprocessor_id = self.sendgrid

    def confirm(self, hour=10):
        event = self.visit(hour, DAY)
        return event, self.deliver()

    def test_an_establishment_that_did_not_choose_e_mail_routing_gives_its_router_nothing(self):
        """GDP-18, 64"""
        event, taken = self.confirm()
        self.assertFalse(taken)
        self.assertEqual(self.told(event, "state", "reason"), [("skipped", flows.NOT_CHOSEN)])
        self.salon.privacy_email_on = True
        self.assertTrue(self.confirm(11)[1])

    def test_the_switch_stops_e_mails_that_wait_in_the_queue(self):
        """GDP-38"""
        self.salon.privacy_email_on = True
        event = self.visit(10, DAY)
        self.send()
        self.sendgrid.is_stopped = True
        self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
        self.assertFalse(self.mail_server.taken)
        self.assertEqual(self.told(event, "state", "reason"), [("skipped", flows.STOPPED)])

    def test_other_e_mails_say_why_they_were_kept_back(self):
        """GDP-38"""
        self.sendgrid.is_stopped = True
        mail = self.env["mail.mail"].create({"subject": "x", "body_html": "x", "email_to": "a@example.com"})
        mail.send()
        self.assertEqual((mail.state, mail.failure_reason), ("exception", "All flows to the recipient are stopped"))
        self.assertFalse(self.mail_server.taken)

    @mute_logger("odoo.sql_db")
    def test_addresses_of_data_are_encrypted(self):
        """GDP-68"""
        self.assert_refused(
            "address_not_secure",
            self.env["ir.mail_server"].create,
            {"name": "x", "smtp_host": "smtp.example.com", "smtp_encryption": "none"},
        )
        self.assert_refused(
            "address_not_secure",
            self.env["ir.actions.server"].create,
            {
                "name": "x",
                "model_id": self.env.ref("base.model_res_partner").id,
                "state": "webhook",
                "webhook_url": "http://example.com/hook",
            },
        )
        self.assert_refused(
            "address_not_secure",
            self.env["fetchmail.server"].create,
            {"name": "x", "server": "imap.example.com", "server_type": "imap", "is_ssl": False},
        )
