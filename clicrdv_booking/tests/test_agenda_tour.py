"""A professional's day in a real browser."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import make_agenda, make_establishment, make_hours, make_service


@tagged("post_install", "-at_install")
class TestAgendaTour(HttpCase):
    def test_an_agenda_user_takes_an_appointment_and_moves_it(self):
        salon = make_establishment(self.env)
        ana = make_agenda(self.env, salon, weekly=make_hours(self.env, salon, (0, 24)))
        cut = make_service(self.env, ana)
        company = {"company_id": salon.id, "company_ids": [Command.set(salon.ids)], "lang": "en_US"}
        zoe = new_test_user(self.env, "zoe_tour", groups="clicrdv_booking.group_agenda_user", **company)
        ana.user_id = zoe
        client = self.env["res.partner"].create({"name": "MARTIN Léa", "is_client_file": True, "company_id": salon.id})
        today = datetime.now(ZoneInfo(salon.booking_tz)).replace(hour=14, minute=0, second=0, microsecond=0)
        taken = self.env["calendar.event"].create(
            {
                "agenda_id": ana.id,
                "client_id": client.id,
                "service_ids": [Command.set(cut.ids)],
                "start": today.astimezone(timezone.utc).replace(tzinfo=None),
            }
        )
        with self.assertLogs("odoo.http", "WARNING") as refusals:
            self.start_tour("/odoo/agenda", "clicrdv_agenda", login="zoe_tour")
        self.assertEqual(len(refusals.output), 1, "the drop on the taken time")
        event = self.env["calendar.event"].search([("agenda_id", "=", ana.id)]) - taken
        self.assertEqual((event.client_id.name, event.service_ids), ("DURAND Luc", cut))
        self.assertEqual((event.booking_state, event.duration), ("done", 0.5))
        self.assertEqual(event.trace_ids.mapped("action")[::-1], ["created", "moved", "state"])
