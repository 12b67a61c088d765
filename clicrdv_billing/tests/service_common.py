"""An operator whose support has a mailbox, and a mail server that takes what he sends."""

import contextlib
from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user

from odoo.addons.clicrdv_booking.tests.smtp_peer import SmtpPeer

from ..logic.business_hours import utc_of
from .common import BillingCase, make_contract, make_network, make_operator

DOMAIN = "support.example.com"
MAILBOX = f"aide@{DOMAIN}"
MANAGER = "clicrdv_billing.group_billing_manager"


def paris(text):
    """The naive UTC time of a clock time in Paris, “2027-01-11 09:30”."""
    local = datetime.fromisoformat(text)
    return utc_of(local.date(), local.time())


class ServiceCase(BillingCase):
    """A second operator with a network of his own stands beside the first one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.env["mail.mail"].search([]).unlink()  # of the demonstration
        cls.env["mail.alias.domain"].search([]).write({"default_from": "notifications"})
        domain = cls.env["mail.alias.domain"].create({"name": DOMAIN})
        cls.operator.write(
            {"alias_domain_id": domain.id, "support_alias_name": "aide", "support_email": "Aide@example.com"}
        )
        cls.other = make_operator(cls.env, "Other operator", email="other@example.com")
        cls.other_contract = make_contract(
            cls.env(context={**cls.env.context, "allowed_company_ids": cls.other.ids}),
            cls.other,
            make_network(cls.env, "Garages", 5, siren="999340276"),
        )
        (cls.contract | cls.other_contract).partner_id.lang = "fr_FR"
        cls.incidents = cls.env["clicrdv.incident"]
        cls.manager = cls.make_user("manager", MANAGER, cls.operator)
        cls.stranger = cls.make_user("stranger", MANAGER, cls.other)

    def setUp(self):
        super().setUp()
        self.mail_server = self.enterContext(SmtpPeer(self.env))

    @classmethod
    def make_user(cls, login, groups, company, **values):
        return new_test_user(
            cls.env, f"{login}.service", groups, company_id=company.id, company_ids=[Command.set(company.ids)],
            email=f"{login}@example.com", **values,
        )  # fmt: skip

    @classmethod
    def make_incident(cls, severity="1", declared="2027-01-11 08:00", **values):
        return cls.env["clicrdv.incident"].create(
            {
                "subject": "Nothing works",
                "company_id": cls.operator.id,
                "severity": severity,
                "declared_at": paris(declared),
                **values,
            }
        )

    def deliver(self):
        """Run core's mail queue; return what has arrived."""
        before = len(self.mail_server.taken)
        self.env["mail.mail"].process_email_queue()
        self.env.invalidate_all()
        return self.mail_server.taken[before:]

    def run_job(self, name, moment=None):
        """Run one of our jobs as the scheduler does, at a clock time in Paris."""
        job = self.env.ref(f"clicrdv_billing.{name}")
        with freeze_time(paris(moment)) if moment else contextlib.nullcontext():
            job.method_direct_trigger()
        self.env.invalidate_all()

    def receive(self, moment="2027-01-11 08:00", *, message_id="<one@example.com>", to=MAILBOX, **parts):
        """A mail comes in; return the incident that it opened, if any."""
        headers = {
            "From": "Zoé <zoe@client.example.com>",
            "To": to,
            "Subject": "Rien ne marche",
            "Message-Id": message_id,
            "Date": "Mon, 01 Jan 2024 00:00:00 +0000",
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
        }
        body = parts.pop("body", "L'agenda est vide.")
        headers |= {name.replace("_", "-"): value for name, value in parts.items()}
        raw = "\r\n".join([*(f"{name}: {value}" for name, value in headers.items() if value), "", body])
        known = self.incidents.search([]).ids
        with freeze_time(paris(moment)):
            self.env["mail.thread"].message_process(None, raw.encode())
        return self.incidents.search([("id", "not in", known)])

    def probe(self, start, minutes, ok=True, company=None, source="inside"):
        """One probe a minute from a clock time in Paris on."""
        self.env.cr.execute(
            """
            INSERT INTO clicrdv_probe (company_id, source, at, ok, ms)
            SELECT %s, %s, at, %s, 12 FROM generate_series(%s, %s, interval '1 minute') at
            ON CONFLICT (company_id, source, at) DO UPDATE SET ok = excluded.ok
            """,
            [(company or self.operator).id, source, ok, paris(start), paris_plus(start, minutes - 1)],
        )


def paris_plus(text, minutes):
    """The naive UTC time some minutes after a clock time in Paris."""
    return paris(text) + timedelta(minutes=minutes)
