"""Clients with everything that the database may hold about somebody, and the proof that nothing of it is left."""

import base64
from datetime import datetime, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user
from odoo.tools import SQL

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY
from odoo.addons.clicrdv_booking.tests.message_common import MessageCase

FIRST, LAST = "Zélie-Ode", "Quévrin"
YEARS = 3 * 365 + 1  # from NOW back: one leap day
EMAIL, MOBILE = "zelie.quevrin@example.com", "+33639989973"


def forget_recorded(cr, *tables):
    """Empty registers that only grow: what the demonstration has written there is not the test's."""
    for table in map(SQL.identifier, tables):
        for statement in (
            "ALTER TABLE %s DISABLE TRIGGER USER",
            "DELETE FROM %s",
            "ALTER TABLE %s ENABLE TRIGGER USER",
        ):
            cr.execute(SQL(statement, table))


class PrivacyCase(MessageCase):
    """The salon of the tests of messages, and a client whose every copy is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.env["clicrdv.personal.data"]
        cls.zelie = cls.make_zelie()

    @classmethod
    def make_zelie(cls, **values):
        return cls.make_client(
            EMAIL,
            MOBILE,
            client_lastname=LAST,
            client_firstname=FIRST,
            street="9 impasse Zélie",
            client_comments="Zélie-Ode Quévrin is allergic",
            comment="<p>Sister of Quévrin</p>",
            image_1920=PIXEL,
            **values,
        )

    def strings(self):
        return [f"{LAST.upper()} {FIRST}", f"{FIRST} {LAST}", EMAIL, MOBILE, "0639989973", "impasse Zélie", LAST]

    def assert_gone(self, strings):
        """Nothing in the whole database and its files holds any of these words."""
        self.env.flush_all()
        self.assertEqual(self.data._residual_scan(strings), [])

    def rest(self):
        """Run the job that looks for texts that name erased persons."""
        self.env.flush_all()
        self.env.ref("clicrdv_gdpr.ir_cron_erasure_rest").method_direct_trigger()
        self.env.invalidate_all()

    def rests(self):
        """What is left of erasures in the establishment of the tests."""
        return self.env["clicrdv.erasure.rest"].search([("company_id", "=", self.salon.id)])

    def fill(self, client):
        """Leave as many copies of a client as Odoo can make.

        :return: the appointment
        """
        event = self.visit(client=client)
        self.leave_in_appointment(event)
        self.leave_in_chatter(client, event)
        self.leave_in_queues(client, event)
        self.env.flush_all()
        self.env["bus.bus"]._sendone("somebody", "notice", {"name": client.name, "email": EMAIL})
        self.env.cr.precommit.run()
        return event

    def visit(self, *args, client=None, **values):
        client = client or self.zelie
        return super().visit(*args, client_id=client.id, **values)

    def leave_in_appointment(self, event):
        event.write(
            {
                "booking_lastname": LAST,
                "booking_firstname": FIRST,
                "booking_email": EMAIL,
                "booking_phone": MOBILE,
                "booking_comment": f"I am {FIRST} {LAST}",
                "booking_answers": {"who": f"{FIRST} {LAST}"},
                "staff_note": f"{LAST} is late",
                "description": f"<p>{FIRST} {LAST} {EMAIL}</p>",
                "location": "9 impasse Zélie",
                "overbooking_reason": f"{LAST} insisted",
            }
        )
        meeting = self.env["calendar.event"].create(
            {
                "name": f"Talk with {FIRST} {LAST}",
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now() + timedelta(hours=1),
                "partner_ids": [Command.set((self.zelie | self.desk.partner_id).ids)],
                "description": f"<p>{EMAIL}</p>",
            }
        )
        self.assertIn(self.zelie, meeting.attendee_ids.partner_id)

    def leave_in_chatter(self, client, event):
        tracked = client.with_context(tracking_disable=False, mail_notrack=False)
        for name, email in (("OTHER", "other.zelie@example.com"), (f"{LAST.upper()} {FIRST}", EMAIL)):
            tracked.write({"name": name, "email": email})
            self.env.flush_all()
            self.env.cr.precommit.run()
        client.invalidate_recordset()
        self.assertTrue(client.message_ids.tracking_value_ids)
        client.message_post(
            body=f"{FIRST} {LAST} called from {MOBILE}",
            attachments=[("quevrin.txt", f"{FIRST} {LAST}, {EMAIL}".encode())],
        )
        event.message_post(body=f"About {LAST}", partner_ids=client.ids, email_from=EMAIL)
        self.desk.partner_id.message_post(body=f"It is {LAST}", author_id=client.id, email_from=EMAIL)
        client.message_subscribe(partner_ids=self.desk.partner_id.ids)
        client.activity_schedule(summary=f"Call {LAST}", user_id=self.desk.id)

    def leave_in_queues(self, client, event):
        self.env["mail.mail"].create(
            {"email_to": EMAIL, "body_html": f"<p>{LAST}</p>", "recipient_ids": [Command.link(client.id)]}
        )
        self.env["sms.sms"].create({"partner_id": client.id, "number": MOBILE, "body": f"Hello {FIRST}"})
        self.env["ir.attachment"].create(
            {
                "name": "card.txt",
                "raw": f"{FIRST} {LAST}".encode(),
                "res_model": "res.partner",
                "res_id": client.id,
                "mimetype": "text/plain",
            }
        )
        # core takes no number of a film
        self.cr.execute("INSERT INTO phone_blacklist (number, active) VALUES (%s, TRUE)", [MOBILE])
        self.env["clicrdv.optout"]._note(self.salon, "email", EMAIL, "page")
        self.env["clicrdv.message"].search([("event_id", "=", event.id)]).write(
            {"recipient": EMAIL, "body": f"Hello {FIRST} {LAST}", "subject": LAST, "error": f"550 {EMAIL} unknown"}
        )

    def booked_now(self, event):
        """The clock of the database is not frozen: say when an appointment was made."""
        self.env.flush_all()
        self.cr.execute("UPDATE calendar_event SET create_date = %s WHERE id = %s", [NOW, event.id])
        self.env.invalidate_all()
        return event

    def long_ago(self, clients, days):
        """These clients have done nothing for so many days."""
        self.env.flush_all()
        at = NOW - timedelta(days=days)
        query = "UPDATE {} SET create_date = %s WHERE {} = ANY(%s)"
        self.cr.execute(query.format("res_partner", "id"), [at, clients.ids])
        self.cr.execute("UPDATE res_partner SET last_interaction_at = NULL WHERE id = ANY(%s)", [clients.ids])
        self.cr.execute(query.format("calendar_event", "client_id"), [at, clients.ids])
        self.cr.execute("UPDATE mail_message SET date = %s WHERE author_id = ANY(%s)", [at, clients.ids])
        self.cr.execute("UPDATE clicrdv_optout SET at = %s WHERE address = %s", [at, EMAIL])
        self.env.invalidate_all()


PIXEL = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
)


class RetentionCase(PrivacyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the job looks after all establishments: those of the demonstration are not ours
        cls.cr.execute("UPDATE res_partner SET last_interaction_at = %s WHERE is_client_file", [NOW])
        cls.cr.execute("UPDATE res_company SET service_end_date = NULL")
        # the clock of the database does not stand still: what was seen today is too young for it to be deleted
        forget_recorded(cls.cr, "clicrdv_access")
        cls.env.invalidate_all()
        cls.officer = new_test_user(
            cls.env,
            "dpo",
            groups="clicrdv_gdpr.group_privacy_officer,clicrdv_booking.group_manager",
            company_id=cls.salon.id,
            company_ids=[Command.set(cls.salon.ids)],
        )

    def job(self, day=TODAY, name="retention"):
        self.env.flush_all()
        with freeze_time(datetime(day.year, day.month, day.day, 3)):
            self.env.ref(f"clicrdv_gdpr.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def run_of(self, company=None):
        company = company or self.salon
        return self.env["clicrdv.retention.run"].search([("company_id", "=", company.id)], limit=1)

    def state(self, client):
        client.invalidate_recordset()
        return client.client_privacy_state
