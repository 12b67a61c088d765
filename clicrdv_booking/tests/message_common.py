"""An establishment that writes to its clients, by a gateway on this machine or into the mail queue."""

from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user

from ..gateways.presets import KANNEL
from ..logic import minutes
from .common import NOW, TODAY, BookingCase, at
from .sms_dialects import SECRET, USER
from .smtp_peer import SmtpPeer

MOBILE = "+33639981234"


def local(hour, minute=0, day=TODAY):
    """Naive UTC time of a clock in Paris."""
    return minutes.to_utc(at(day, hour, minute))


class MessageCase(BookingCase):
    """The salon of the other tests; Ana has a user, and her client Marie an address and a mobile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # those of the demonstration would leave with ours
        cls.env["clicrdv.message"].search([("state", "in", ("planned", "sending"))]).write({"state": "cancelled"})
        company = {"company_id": cls.salon.id, "company_ids": [Command.set(cls.salon.ids)], "tz": "Europe/Paris"}
        group = "clicrdv_booking.group_manager"
        cls.pro = new_test_user(cls.env, "ana.pro", groups=group, email="ana@example.com", **company)
        cls.desk = new_test_user(cls.env, "desk", groups=group, email="desk@example.com", **company)
        cls.ana.user_id = cls.pro
        cls.marie = cls.make_client()

    @classmethod
    def make_client(cls, email="marie@example.com", phone=MOBILE, **values):
        return cls.env["res.partner"].create(
            {
                "is_client_file": True,
                "client_lastname": "Dupont",
                "client_firstname": "Marie",
                "name": "x",
                "email": email,
                "phone": phone,
                "company_id": cls.salon.id,
                "lang": "en_US",
                **values,
            }
        )

    # === RULES === #

    def rule(self, kind, channel="email", target="client", **values):
        return self.env["clicrdv.notification.rule"].create(
            {"company_id": self.salon.id, "kind": kind, "channel": channel, "target": target, **values}
        )

    def only(self, *rules):
        """The salon has these rules, (kind, channel, target) or shorter, and no other."""
        self.salon.notification_rule_ids.unlink()
        return self.env["clicrdv.notification.rule"].concat(*(self.rule(*rule) for rule in rules))

    def write_text(self, rule, text):
        """Write the text of an SMS past the checks of the form, as an older version or an import may have done."""
        self.env.flush_all()
        query = "UPDATE clicrdv_notification_rule SET sms_text = jsonb_build_object('en_US', %s) WHERE id = %s"
        self.cr.execute(query, [text, rule.id])
        self.env.invalidate_all()

    def replan(self):
        """Run the job that plans the coming appointments anew."""
        self.env.ref("clicrdv_booking.ir_cron_plan_messages").method_direct_trigger()
        self.env.invalidate_all()

    # === APPOINTMENTS === #

    def visit(self, hour=10, day=TODAY, user=None, **values):
        """An appointment of Marie that the desk takes."""
        events = self.env["calendar.event"].with_user(user or self.desk)
        event = events.create(
            {
                "agenda_id": self.ana.id,
                "client_id": self.marie.id,
                "service_ids": [Command.set(self.cut.ids)],
                "start": local(hour, day=day),
                **values,
            }
        )
        return event.with_env(self.env)

    def of(self, events, **wanted):
        """Messages of these appointments, in the order in which they were written."""
        found = self.env["clicrdv.message"].search([("event_id", "in", events.ids)], order="id")
        return found.filtered(lambda message: all(message[name] == value for name, value in wanted.items()))

    def told(self, events, *names, **wanted):
        """These fields of the messages of an appointment, as a list of tuples."""
        return [tuple(message[name] for name in names) for message in self.of(events, **wanted)]

    def planned(self, events):
        """(kind, target, channel) of what is planned."""
        return sorted(self.told(events, "kind", "target", "channel", state="planned"))

    # === SENDING === #

    def send(self, hour=None, minute=0, day=TODAY):
        """Run the job that sends, at another time if one is given."""
        job = self.env.ref("clicrdv_booking.ir_cron_send_messages")
        self.env.flush_all()
        if hour is None:
            job.method_direct_trigger()
        else:
            with freeze_time(local(hour, minute, day)):
                job.method_direct_trigger()
        self.env.invalidate_all()

    def use_gateway(self, peer, preset=KANNEL, **values):
        """SMS of the salon leave by a Kannel at this address, or by another gateway that is described by a preset."""
        self.salon.booking_sms_on = True
        values = {"base_url": peer.url, "user": USER, "secret": SECRET, "company_id": self.salon.id, **values}
        values |= {f"http_{name}": value for name, value in preset.items()}
        return self.env["clicrdv.sms.gateway"].create({"name": "Kannel", "protocol": "generic_http", **values})


class MailCase(MessageCase):
    """E-mails of the salon really arrive: ``mail_server.taken``."""

    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([]).unlink()  # of the demonstration
        self.mail_server = self.enterContext(SmtpPeer(self.env))

    def deliver(self, hour=None, minute=0, day=TODAY):
        """Run both jobs, ours and core's queue; return what has arrived since the last time."""
        before = len(self.mail_server.taken)
        self.send(hour, minute, day)
        with freeze_time(local(hour, minute, day) if hour is not None else NOW):
            self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
        return self.mail_server.taken[before:]
