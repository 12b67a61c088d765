"""What did not leave in time: the night, the end of patience, another gateway, a reference that stays."""

from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..gateways import Report
from ..models.clicrdv_message_receive import Told
from .common import NOW, TODAY, make_agenda
from .message_common import MessageCase, local
from .sms_peer import SmsPeer

DAY = TODAY + timedelta(days=7)
EVE = DAY - timedelta(days=1)


@freeze_time(NOW)
class TestMessageDelays(MessageCase):
    def setUp(self):
        super().setUp()
        self.peer = self.enterContext(SmsPeer())
        self.gateway = self.use_gateway(self.peer)

    def test_a_reminder_that_met_a_broken_gateway_in_the_evening_leaves_in_the_morning(self):
        self.only(("reminder", "sms")).day_before_hour = 20.9
        event = self.visit(10, DAY)
        self.peer.next("busy")
        self.send(20, 55, EVE)
        for hour in (22, 23):
            self.send(hour, 30, EVE)
        self.assertEqual(len(self.peer.taken), 0)
        self.assertEqual(self.of(event).try_at, local(8, day=DAY))
        self.send(8, 1, DAY)
        self.assertEqual(len(self.peer.taken), 1)

    def test_an_sms_that_a_busy_gateway_took_all_the_same_is_not_sent_again(self):
        self.only(("confirmation", "sms"))
        for hour, state in enumerate(("sent", "delivered"), 10):
            with self.subTest(state=state):
                event = self.visit(hour, DAY)
                self.peer.next("busy")
                self.send(8)
                message = self.of(event)
                self.assertEqual((message.state, message.attempts), ("planned", 1))
                report = Report(state=state, reference="", code="", key=f"1-{state}")
                self.env["clicrdv.message"]._apply_reports([Told(message.id, report, local(8, 1))])
                self.assertEqual((message.state, message.sent_at, message.error), (state, local(8, 1), False))
                self.send(9)
                self.assertEqual((len(self.peer.taken), message.state), (0, state))

    def test_an_sms_that_a_busy_gateway_did_not_take_is_tried_again(self):
        self.only(("confirmation", "sms"))
        event = self.visit(10, DAY)
        self.peer.next("busy")
        self.send(8)
        report = Report(state="failed", reference="", code="30001", key="1-failed")
        self.env["clicrdv.message"]._apply_reports([Told(self.of(event).id, report, local(8, 1))])
        self.assertEqual((self.of(event).state, self.of(event).sent_at), ("planned", False))
        self.send(9)
        self.assertEqual((len(self.peer.taken), self.of(event).state), (1, "sent"))

    def test_a_number_that_is_always_busy_gets_an_email_while_the_gateway_works_for_others(self):
        self.only(("confirmation", "sms_or_email"))
        event = self.visit(10, DAY)
        self.peer.by_number["+33639981234"] = "busy"
        self.send(8)
        self.send(8, 31)
        self.assertEqual(
            self.told(event, "channel", "state", "reason"),
            [("sms", "failed", "gave_up"), ("email", "sending", False)],
        )

    def test_without_a_price_an_email_goes_where_the_rule_says_so(self):
        self.env["clicrdv.sms.price"].search([]).unlink()
        self.only(("confirmation", "sms_or_email"))
        event = self.visit(10, DAY)
        self.send(8)
        self.assertEqual(self.told(event, "channel", "state"), [("sms", "planned")])
        self.send(8, 31)
        self.assertEqual(self.told(event, "channel", "state"), [("sms", "failed"), ("email", "sending")])

    def test_after_a_day_without_success_a_message_is_given_up(self):
        self.only(("no_show", "sms"))
        event = self.visit(9)
        with freeze_time(local(10)):
            event.action_no_show()
        self.peer.always = "busy"
        self.send(10, 1)
        self.send(10, 2, TODAY + timedelta(days=1))
        self.assertEqual(self.told(event, "state", "reason"), [("failed", "gave_up")])

    def test_an_establishment_that_joins_a_network_sends_by_the_networks_gateway(self):
        network = self.env["clicrdv.network"].create({"name": "Brand", "kind": "franchise"})
        self.gateway.write({"company_id": False, "network_id": network.id})
        gateways = self.env["clicrdv.sms.gateway"]
        self.assertEqual(gateways._of_company(self.salon).protocol, "demo")
        self.salon.network_id = network
        self.assertEqual(gateways._of_company(self.salon), self.gateway)
        self.salon.network_id = False
        self.assertEqual(gateways._of_company(self.salon).protocol, "demo")

    @mute_logger("odoo.sql_db")
    def test_the_reference_of_the_gateway_is_told_once_and_stays(self):
        self.only(("confirmation", "sms"))
        event = self.visit(10, DAY)
        self.send(8)
        message = self.of(event)
        self.assertTrue(message.sent_at)
        self.env.flush_all()
        query = "UPDATE clicrdv_message SET gateway_reference = %s WHERE id = %s"
        self.cr.execute(query, [message.gateway_reference or "first", message.id])
        for other in ("other", None):
            with self.assertRaises(CheckViolation), self.cr.savepoint():
                self.cr.execute(query, [other, message.id])

    def test_a_part_that_left_its_visit_is_found_and_told_like_any_other(self):
        bob = make_agenda(self.env, self.salon, "Bob")
        lead = self.visit(10, DAY)
        [values] = lead.copy_data({"agenda_id": bob.id, "lead_id": lead.id, "start": local(11, day=DAY), "stop": False})
        part = self.env["calendar.event"].create({**values, "booking_state": "booked"})
        self.assertFalse(part.booking_token)
        part.write({"booking_state": "cancelled", "lead_id": False})
        part.with_user(self.desk).action_restore()
        self.assertTrue(part.booking_token and part.booking_short_code and part.booking_reference)
        self.send(8)
        self.assertEqual(set(self.told(part, "state", kind="confirmation", target="client")), {("sending",)})

    @mute_logger("odoo.addons.clicrdv_booking.models.clicrdv_message_prepare")
    def test_a_message_that_breaks_hinders_no_other(self):
        self.only(("confirmation", "sms"), ("confirmation", "email"))
        broken, sound = self.visit(9, DAY), self.visit(10, DAY)
        texts = self.registry["clicrdv.message"]._values

        def values(message, visits, *options):
            if broken in visits:
                raise RuntimeError
            return texts(message, visits, *options)

        self.patch(self.registry["clicrdv.message"], "_values", values)
        self.send(8)
        self.assertEqual(set(self.told(broken, "state", "reason")), {("failed", "broken")})
        self.assertEqual(sorted(self.told(sound, "channel", "state")), [("email", "sending"), ("sms", "sent")])
