"""Messages from a rule to their reader: each kind to a professional, own texts, rules of a service, which gateway."""

from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import freeze_time

from ..gateways.wire import Wire
from ..logic import message_rules
from .common import NOW, TODAY, make_establishment, make_service
from .message_common import MailCase, MessageCase, local
from .sms_peer import SmsPeer

DAY = TODAY + timedelta(days=7)
TOMORROW = TODAY + timedelta(days=1)

#: Kind → what an e-mail to a professional about it is called.
PROFESSIONAL_SUBJECTS = {
    "confirmation": "New appointment",
    "reminder": "Reminder",
    "modification": "Appointment changed",
    "cancellation": "Appointment cancelled",
    "no_show": "Did not come",
    "done": "Visit done",
}


@freeze_time(NOW)
class TestToTheProfessional(MailCase):
    def happen(self, kind, event, day):
        """Let the desk do what a message of this kind tells, and give what arrives."""
        event = event.with_user(self.desk)
        if kind == "reminder":
            return self.deliver(18, day=day - timedelta(days=1))
        if kind == "modification":
            event.write({"start": local(11, day=day), "stop": local(11, 30, day)})
        elif kind == "cancellation":
            event.action_cancel()
        elif kind in ("no_show", "done"):
            with freeze_time(local(10, 40, day)):
                event.action_no_show() if kind == "no_show" else event.action_done()
            return self.deliver(10, 45, day)
        return self.deliver()

    def test_every_kind_has_an_example_here(self):
        self.assertEqual(set(PROFESSIONAL_SUBJECTS), set(message_rules.KINDS))

    def test_each_kind_reaches_him_by_email(self):
        self.pro.lang = "en_US"
        for rank, (kind, subject) in enumerate(PROFESSIONAL_SUBJECTS.items()):
            with self.subTest(kind):
                self.only((kind, "email", "professional"))
                day = DAY + timedelta(days=rank)
                event = self.visit(10, day)
                [mail] = self.happen(kind, event, day)
                self.assertEqual(mail["to"].addresses[0].addr_spec, "ana@example.com")
                self.assertTrue(mail["subject"].startswith(f"{subject}: "), mail["subject"])
                self.assertIn("Marie Dupont", mail["subject"])
                self.assertEqual(self.told(event, "kind", "target", "state"), [(kind, "professional", "sent")])


@freeze_time(NOW)
class TestOwnTexts(MailCase):
    def test_an_email_is_the_establishments_own_text_in_the_language_of_the_client(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        [rule] = self.only(("confirmation",))
        for lang, subject, text in (
            ("en_US", "Until {date}", "Bring your card on {date} at {time}."),
            ("fr_FR", "À {date}", "Apportez votre carte {date} à {time}."),
        ):
            rule.with_context(lang=lang).write({"email_subject": subject, "email_text": text})
        said = {}
        for hour, lang in ((10, "fr_FR"), (11, "en_US")):
            self.visit(hour, DAY, client_id=self.make_client(f"{lang}@example.com", lang=lang).id)
            [mail] = self.deliver()
            said[lang] = mail["subject"], mail.get_body(("plain",)).get_content().replace("\xa0", " ")
        self.assertEqual(said["en_US"][0], "Until Monday, January 18")
        self.assertIn("Bring your card on Monday, January 18 at 11:00 AM.", said["en_US"][1])
        self.assertEqual(said["fr_FR"][0], "À lundi 18 janvier")
        self.assertIn("Apportez votre carte lundi 18 janvier à 10 h.", said["fr_FR"][1])


@freeze_time(NOW)
class TestRuleOfAService(MailCase):
    def test_a_service_is_reminded_of_at_its_own_hour_and_by_its_own_way(self):
        peer = self.enterContext(SmsPeer())
        self.use_gateway(peer)
        color = make_service(self.env, [self.ana], "Color")
        self.only(("reminder", "email"))
        self.rule("reminder", "sms", service_ids=[Command.set(color.ids)], day_before_hour=15.0)
        usual = self.visit(10, DAY)
        other = self.make_client("tom@example.com", "+33639981235")
        special = self.visit(11, DAY, client_id=other.id, service_ids=[Command.set(color.ids)])
        eve = DAY - timedelta(days=1)
        self.assertEqual(self.deliver(14, 59, eve), [])
        self.assertFalse(peer.taken)
        self.assertEqual(self.deliver(15, 0, eve), [])
        self.assertEqual([taken.number for taken in peer.taken], ["+33639981235"])
        [mail] = self.deliver(18, 0, eve)
        self.assertEqual(mail["to"].addresses[0].addr_spec, "marie@example.com")
        self.assertEqual(self.told(usual, "channel", "state"), [("email", "sent")])
        self.assertEqual(self.told(special, "channel", "state"), [("sms", "sent")])


@freeze_time(NOW)
class TestWhichGateway(MessageCase):
    def gateway(self, **owner):
        peer = self.enterContext(SmsPeer())
        return peer, self.use_gateway(peer, **{"company_id": False, "sequence": 1, **owner})

    def test_the_own_gateway_goes_before_that_of_the_network_and_that_before_the_general_one(self):
        self.only(("confirmation", "sms"))
        self.salon.network_id = self.env["clicrdv.network"].create({"name": "Network"})
        owners = [{}, {"network_id": self.salon.network_id.id}, {"company_id": self.salon.id, "sequence": 50}]
        peers, gateways = zip(*(self.gateway(**owner) for owner in owners), strict=True)
        stranger = make_establishment(self.env, "Stranger")
        self.assertEqual(gateways[0]._of_company(stranger), gateways[0])
        for rank in (2, 1, 0):
            event = self.visit(9 + rank, DAY)
            self.send()
            self.assertEqual([len(peer.taken) for peer in peers], [int(other >= rank) for other in range(3)])
            self.assertEqual(self.of(event).gateway_id, gateways[rank])
            gateways[rank].active = False

    def test_nothing_leaves_a_fresh_installation(self):
        found = self.env["clicrdv.sms.gateway"].with_context(active_test=False).search([])
        self.assertEqual(found, self.env.ref("clicrdv_booking.sms_gateway_demo"))
        self.assertEqual((found.protocol, found.base_url), ("demo", False))
        self.salon.booking_sms_on = True
        self.only(("confirmation", "sms"))
        event = self.visit(10, DAY)
        with patch.object(Wire, "exchange", side_effect=AssertionError("a gateway is called")) as exchange:
            self.send()
        exchange.assert_not_called()
        self.assertEqual(self.told(event, "state", "gateway_code"), [("sent", "demo")])
