"""Mails to the support: a ticket at any hour, an answer in French, and no loop (annex 1, §§ 3 and 4)."""

from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..models.clicrdv_incident_mail import MAX_ANSWERS_A_DAY
from .common import NOW
from .service_common import MAILBOX, ServiceCase, paris

SATURDAY_NIGHT = "2027-01-16 23:40"


@freeze_time(NOW)
class TestIncidentMail(ServiceCase):
    def test_a_mail_of_saturday_night_opens_a_ticket_and_is_answered_in_french_with_the_next_handling_time(self):
        """BKG-50"""
        template = self.env.ref("clicrdv_billing.mail_template_incident_acknowledgement")
        body = template.with_context(lang="en_US").body_html
        template.with_context(lang="fr_FR").body_html = body.replace("Hello,", "Bonjour,")
        incident = self.receive(SATURDAY_NIGHT)
        self.assertEqual((incident.origin, incident.state, incident.severity), ("mail", "new", False))
        self.assertEqual(incident.declared_at, paris(SATURDAY_NIGHT), "not what the mail claims")
        self.assertEqual(incident.company_id, self.operator)
        received = incident.message_ids.filtered(lambda message: message.message_type == "email")
        self.assertIn("agenda est vide.", received.body)
        with freeze_time(paris("2027-01-16 23:41")):
            [mail] = self.deliver()
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("Bonjour,", text)
        self.assertIn("lundi 18 janvier 2027, 9 h", " ".join(text.split()).replace("*", ""))
        self.assertIn(incident.name, mail["subject"])
        self.assertEqual(mail["to"], "zoe@client.example.com")
        self.assertIn("aide@example.com", mail["reply-to"].lower())
        self.assertEqual(mail["auto-submitted"], "auto-replied")
        self.assertEqual(mail["x-auto-response-suppress"], "All")
        self.assertIn("<one@example.com>", mail["references"])
        self.assertEqual(incident.acknowledged_at, paris("2027-01-16 23:41"), "once it has left")
        self.assertEqual((incident.state, incident.acknowledgement_result), ("acknowledged", "met"))

    def test_a_mail_within_hours_is_being_handled(self):
        """BKG-50"""
        incident = self.receive("2027-01-12 10:00")
        self.assertTrue(incident.is_handled_now)
        with freeze_time(paris("2027-01-12 10:00")):
            [mail] = self.deliver()
        self.assertIn("en cours de traitement", mail.get_body(("plain",)).get_content())

    def test_the_ticket_is_acknowledged_only_when_the_confirmation_has_left(self):
        """BKG-51"""
        incident = self.receive(From="refuse@client.example.com")
        self.assertFalse(incident.acknowledged_at)
        with mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server"):
            sent = self.deliver()
        self.assertFalse([mail for mail in sent if "client.example.com" in mail["to"]])
        self.assertFalse(incident.acknowledged_at)
        self.assertIn(incident.name, incident.activity_ids.summary, "somebody calls")

    def test_an_answer_to_the_confirmation_goes_to_the_same_ticket_and_gets_no_answer(self):
        """BKG-50"""
        incident = self.receive()
        [mail] = self.deliver()
        more = self.receive(message_id="<two@example.com>", In_Reply_To=mail["message-id"], body="Toujours vide.")
        self.assertFalse(more)
        self.assertIn("Toujours vide.", incident.message_ids[0].body)
        self.assertFalse(self.deliver())

    def test_an_out_of_office_answer_to_the_confirmation_ends_there(self):
        """BKG-50: no loop"""
        incident = self.receive()
        [mail] = self.deliver()
        reply = {"In_Reply_To": mail["message-id"], "Auto_Submitted": "auto-replied", "Subject": "Absence"}
        self.assertFalse(self.receive(message_id="<absent@example.com>", **reply))
        self.assertFalse(self.deliver())
        self.assertEqual(len(incident.message_ids.filtered(lambda message: message.message_type == "email")), 2)

    def test_machines_and_lists_open_a_ticket_and_get_no_answer(self):
        """BKG-50: no loop"""
        for number, headers in enumerate(
            (
                {"Auto_Submitted": "auto-generated"},
                {"Precedence": "bulk"},
                {"List_Id": "<list.example.com>"},
                {"X_Auto_Response_Suppress": "OOF"},
                {"From": "no-reply@client.example.com"},
                {"Return_Path": "<>"},
                {"From": f"Support <{MAILBOX}>"},
                {"From": "aide@example.com"},
            )
        ):
            with self.subTest(headers):
                incident = self.receive(message_id=f"<machine{number}@example.com>", **headers)
                self.assertEqual(len(incident), 1)
                self.assertFalse(incident.answered_at)
        self.assertFalse(self.deliver())

    def test_a_bounce_opens_nothing(self):
        """BKG-50: no loop"""
        self.assertFalse(self.receive(From="MAILER-DAEMON@client.example.com"))
        report = "multipart/report; report-type=delivery-status; boundary=b"
        bounce = {"Content_Type": report, "body": "--b\r\n\r\nx\r\n--b--", "message_id": "<bounce@example.com>"}
        self.assertFalse(self.receive(**bounce))
        self.assertFalse(self.deliver())

    def test_the_same_mail_twice_is_one_ticket(self):
        self.assertTrue(self.receive())
        self.assertFalse(self.receive())
        self.assertEqual(len(self.deliver()), 1)

    def test_an_autoresponder_that_hides_is_answered_only_a_few_times(self):
        """BKG-50: no loop"""
        for number in range(MAX_ANSWERS_A_DAY + 3):
            self.assertTrue(self.receive(message_id=f"<hidden{number}@example.com>"))
        self.assertEqual(len(self.deliver()), MAX_ANSWERS_A_DAY)
        later = self.receive("2027-01-12 09:00", message_id="<next@example.com>")
        self.assertTrue(later.answered_at, "on the next day he is answered again")

    def test_a_confirmation_is_written_once(self):
        incident = self.receive()
        incident.action_send_acknowledgement()
        self.assertEqual(len(self.deliver()), 1)

    def test_a_stranger_s_mail_is_nobody_s_ticket_until_somebody_says_so(self):
        incident = self.receive(From="unknown@nowhere.example.com")
        self.assertFalse(incident.establishment_id or incident.contract_id or incident.reporter_id)
        self.assertEqual(incident.email_from, "unknown@nowhere.example.com")

    def test_the_address_of_an_establishment_tells_whose_ticket_it_is(self):
        self.shop.email = "shop.of.mine@example.com"
        incident = self.receive(From="Shop <Shop.Of.Mine@example.com>")
        self.assertEqual((incident.establishment_id, incident.contract_id), (self.shop, self.contract))
        self.contract.subscription_ids[1].establishment_id.email = self.shop.email
        both = self.receive(message_id="<both@example.com>", From="shop.of.mine@example.com")
        self.assertFalse(both.establishment_id, "of two nobody knows")

    def test_hostile_mails_open_a_ticket_and_nothing_else(self):
        nasty = {
            "long": {"Subject": "x" * 5000},
            "none": {"Subject": ""},
            "code": {"Subject": "{{ object.env['res.users'].search([]) }} <script>alert(1)</script>"},
            "folded": {"Subject": "Help\r\n Bcc: victim@example.com"},
            "html": {"Content_Type": "text/html", "body": "<script>alert(1)</script><p>Hello</p>"},
            "several": {"From": "a@client.example.com, b@client.example.com"},
        }
        for name, parts in nasty.items():
            with self.subTest(name):
                incident = self.receive(message_id=f"<{name}@example.com>", **parts)
                self.assertEqual(len(incident), 1)
                self.assertLessEqual(len(incident.subject), 200)
                self.assertNotIn("\n", incident.subject)
                self.assertNotIn("<script", "".join(incident.message_ids.mapped("body")))
        for mail in self.deliver():
            self.assertNotIn("<script", mail.get_body(("html",)).get_content())
            self.assertNotIn("victim@example.com", str(mail["bcc"]) + mail["to"])

    def test_each_operator_has_his_own_mailbox(self):
        self.other.write({"alias_domain_id": self.operator.alias_domain_id.id, "support_alias_name": "garage"})
        incident = self.receive(to=MAILBOX.replace("aide", "garage"))
        self.assertEqual(incident.company_id, self.other)
        self.assertEqual(self.other.support_address, MAILBOX.replace("aide", "garage"))

    def test_a_mailbox_is_renamed_and_taken_away(self):
        alias = self.operator.support_alias_id
        self.operator.support_alias_name = "secours"
        self.assertEqual(alias.alias_full_name, MAILBOX.replace("aide", "secours"))
        self.operator.support_alias_name = False
        self.assertFalse(alias.exists() or self.operator.support_alias_id)

    def test_a_mail_server_that_names_the_model_itself_opens_tickets_too(self):
        with freeze_time(paris(SATURDAY_NIGHT)):
            raw = "From: zoe@client.example.com\r\nTo: any@nowhere.example.com\r\nSubject: x\r\nMessage-Id: <f@x>\r\n\r\nx"
            incident_id = self.env["mail.thread"].message_process("clicrdv.incident", raw)
        incident = self.incidents.browse(incident_id)
        self.assertEqual(incident.company_id, self.env.company)
        self.assertTrue(incident.answered_at)
