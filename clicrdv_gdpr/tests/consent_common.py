"""An establishment that asks for consents and publishes notices, and the people who work on them."""

from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import make_establishment
from odoo.addons.clicrdv_booking.tests.message_common import MessageCase

from .people_common import PeopleMixin

MARKETING = "marketing_sms"
OFFICER = "clicrdv_gdpr.group_privacy_officer"
MANAGER = "clicrdv_booking.group_manager"
EMPLOYEE = "clicrdv_booking.group_agenda_user"
NETWORK = "clicrdv_booking.group_network_manager"


class ConsentCase(PeopleMixin, MessageCase):
    """The salon of the tests of messages, run by a provider of its own; another establishment beside it."""

    logins = "consent"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.env["res.company"].create(
            {
                "name": "Provider",
                "email": "provider@example.com",
                "street": "1 quai",
                "city": "Sèvres",
                "dpo_email": "dpo@example.com",
            }
        )
        cls.env["ir.config_parameter"].set_param("clicrdv_gdpr.provider_id", str(cls.provider.id))
        cls.other = make_establishment(cls.env, "Other")
        cls.consents, cls.notices = cls.env["clicrdv.consent"], cls.env["clicrdv.privacy.notice"]
        cls.manager = cls.make_user("manager", MANAGER, cls.salon)
        cls.employee = cls.make_user("employee", EMPLOYEE, cls.salon)
        cls.officer = cls.make_user("officer", OFFICER, cls.salon)
        cls.outsider = cls.make_user("outsider", f"{MANAGER},{OFFICER}", cls.other)

    def as_user(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def draft(self, company=None, kind="client"):
        company = company or self.salon
        alike = [("company_id", "=", company.id), ("kind", "=", kind), ("state", "=", "draft")]
        return self.notices.search(alike) or self.notices.create({"company_id": company.id, "kind": kind})

    def publish(self, company=None, kind="client"):
        notice = self.draft(company, kind)
        notice.action_publish()
        return notice

    def give(self, partner=None, purpose=MARKETING, text="Yes to offers", channel="public_form"):
        partner = partner or self.marie
        return self.consents._give(partner, partner.company_id, purpose, text, channel)

    def assert_guarded(self, name, query, *args):
        """PostgreSQL itself refuses."""
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught, self.cr.savepoint(flush=False):
            self.cr.execute(query, args)
        self.assertEqual(caught.exception.diag.constraint_name, name)
