"""People of each role at work in one establishment."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import Form, new_test_user

from ..logic import minutes
from .common import TODAY, BookingCase, at

QUICK = "clicrdv_booking.calendar_event_view_form_agenda_quick"
FULL = "clicrdv_booking.calendar_event_view_form_agenda"


class BackOfficeCase(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        company = {
            "company_id": cls.salon.id,
            "company_ids": [Command.set(cls.salon.ids)],
            "tz": "Europe/Paris",
            "lang": "en_US",
        }
        cls.zoe = new_test_user(cls.env, "zoe", groups="clicrdv_booking.group_agenda_user", **company)
        cls.paul = new_test_user(cls.env, "paul", groups="clicrdv_booking.group_manager", **company)
        cls.nina = new_test_user(cls.env, "nina", groups="clicrdv_booking.group_network_manager", **company)
        cls.root = new_test_user(
            cls.env, "root_of_all", groups="base.group_system,clicrdv_booking.group_manager", **company
        )
        cls.ana.user_id = cls.zoe
        cls.client = cls.env["res.partner"].create(
            {
                "is_client_file": True,
                "client_lastname": "Dupont",
                "client_firstname": "Marie",
                "name": "x",
                "phone": "+33199001234",
                "email": "marie@example.com",
                "company_id": cls.salon.id,
            }
        )

    def as_user(self, user, model="calendar.event", **context):
        context = {"lang": "en_US", "allowed_company_ids": self.salon.ids, **context}
        return self.env[model].with_user(user).with_context(**context)

    def quick(self, user, hour=9, **context):
        """The small form of the calendar, opened at an hour of the day."""
        start = minutes.to_utc(at(TODAY, hour))
        times = {"default_start": start, "default_stop": start + timedelta(hours=1)}
        return Form(self.as_user(user, clicrdv_entry=True, **times, **context), QUICK)
