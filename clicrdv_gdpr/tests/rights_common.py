"""Requests of persons: a client with everything, an officer, a manager, another establishment; links out of e-mails."""

import re

from odoo.fields import Command

from odoo.addons.clicrdv_booking.tests.common import make_establishment

from .people_common import PeopleMixin
from .privacy_common import EMAIL, PrivacyCase

OFFICER = "clicrdv_gdpr.group_privacy_officer"
MANAGER = "clicrdv_booking.group_manager"


class RightsOfPersonsCase(PeopleMixin, PrivacyCase):
    logins = "rights"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.mail"].search([]).unlink()  # of the demonstration
        cls.other = make_establishment(cls.env, "Other", email="other@example.com")
        cls.officer = cls.make_user("officer", OFFICER, cls.salon)
        cls.manager = cls.make_user("manager", MANAGER, cls.salon)
        cls.stranger = cls.make_user("stranger", MANAGER, cls.other)

    def make_request(self, right="access", user=None, **values):
        requests = self.env["clicrdv.privacy.request"].with_user(user or self.manager)
        values = {"company_id": self.salon.id, "partner_ids": [Command.set(self.zelie.ids)], **values}
        return requests.create({"right": right, **values})

    def kinds(self, request):
        return request.sudo().event_ids.mapped("kind")

    def mails(self, email=EMAIL):
        return self.env["mail.mail"].search([("email_to", "ilike", email)], order="id")

    def links(self):
        """Run the job that sends links."""
        self.env.flush_all()
        self.env.ref("clicrdv_gdpr.ir_cron_privacy_confirmations").method_direct_trigger()
        self.env.invalidate_all()

    def link(self, email=EMAIL):
        """The path of the link in the last e-mail."""
        mails = self.mails(email)
        self.assertTrue(mails, "a link was sent")
        return re.search(r"/rdv/my/lien/[A-Za-z0-9_-]{43}", mails[-1].body_html)[0]

    def alarms(self):
        self.env.flush_all()
        self.env.ref("clicrdv_gdpr.ir_cron_privacy_deadlines").method_direct_trigger()
        self.env.invalidate_all()
