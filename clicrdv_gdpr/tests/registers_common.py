"""A processor, a franchise establishment and an integrated network, and what the tests of the registers do often."""

import base64
from contextlib import contextmanager, nullcontext
from datetime import datetime, time

from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import make_establishment
from odoo.addons.clicrdv_booking.tests.message_common import MessageCase
from odoo.addons.clicrdv_booking.tests.smtp_peer import SmtpPeer

from ..models.clicrdv_subprocessor import CHECKLIST
from .people_common import PeopleMixin

FILE = base64.b64encode(b"%PDF-1.4 signed")
OFFICER = "clicrdv_gdpr.group_privacy_officer"
MANAGER = "clicrdv_booking.group_manager"


class RegistersCase(PeopleMixin, MessageCase):
    """The salon is a controller of its own; the network “Optique” is one legal person with two shops.

    The clock stands still on Monday 11 January 2027, 8:00 in Paris.
    """

    logins = "registers"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # controllers of the demonstration would be written to with ours
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE res_company SET network_id = NULL")  # contracts of the demonstration forbid it
        cls.env.cr.execute("UPDATE clicrdv_agenda SET company_id = %s WHERE id != %s", [cls.salon.id, cls.ana.id])
        cls.env.invalidate_all()
        cls.processor = cls.env["res.company"].create(
            {
                "name": "Processor",
                "email": "processor@example.com",
                "country_id": cls.env.ref("base.fr").id,
                "dpo_name": "Jeanne Exemple",
                "dpo_email": "dpo@example.com",
            }
        )
        cls.network = cls.env["clicrdv.network"].create(
            {"name": "Optique", "kind": "integrated", "privacy_email": "siege@example.com"}
        )
        cls.shops = cls.env["res.company"].concat(
            *(make_establishment(cls.env, f"Optique {number}", network_id=cls.network.id) for number in (1, 2))
        )
        cls.env.user.company_ids = [Command.link(cls.processor.id)]
        cls.served = cls.processor | cls.salon | cls.shops
        cls.officer = cls.make_user("officer", OFFICER, cls.served)
        cls.manager = cls.make_user("manager", MANAGER, cls.salon)

    def as_officer(self, records):
        """These records as the officer works with them, for the processor."""
        return records.with_user(self.officer).with_context(allowed_company_ids=self.served.ids)

    def as_manager(self, records):
        return records.with_user(self.manager).with_context(allowed_company_ids=self.salon.ids)

    def make_subprocessor(self, name="Router", country="fr", contract=True, **values):
        """A sub-processor, by default with its contract."""
        if contract:
            values = {"contract": FILE, "contract_date": "2026-12-01", **dict.fromkeys(CHECKLIST, True), **values}
        return self.env["clicrdv.subprocessor"].create(
            {
                "name": name,
                "company_id": self.processor.id,
                "purpose": "Routing of SMS",
                "country_id": self.env.ref(f"base.{country}").id,
                "service": "sms",
                **values,
            }
        )

    def make_notice(self, recipient, effective_on="2027-03-01", send=True):
        notice = self.env["clicrdv.subprocessor.notice"].create(
            {"subprocessor_id": recipient.id, "information": "Numbers and texts.", "effective_on": effective_on}
        )
        if send:
            notice.action_send()
            self.run_letters()
        return notice

    def controller(self, **values):
        return {"provider_id": self.processor.id, "company_id": self.salon.id, **values}

    def of_salon(self, records):
        return records.filtered(lambda record: record.company_id == self.salon)

    # === JOBS === #

    def run_job(self, name):
        self.env.flush_all()
        self.env.ref(f"clicrdv_gdpr.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def run_letters(self):
        """Letters are written, and the mail queue takes them away."""
        self.run_job("ir_cron_privacy_letters")
        with nullcontext() if hasattr(self, "mail_server") else SmtpPeer(self.env):
            self.env["mail.mail"].search([("clicrdv_letter_id", "!=", False), ("state", "=", "outgoing")]).send()
        self.env.invalidate_all()

    @contextmanager
    def on(self, day, hour=8):
        """Inside the block it is this day, in the morning in Paris."""
        with freeze_time(datetime.combine(datetime.fromisoformat(day).date(), time(hour))):
            yield

    def letters(self, record, kind=None):
        about = [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        return self.env["clicrdv.privacy.letter"].search(about + ([("kind", "=", kind)] if kind else []), order="id")

    # === REFUSALS === #
