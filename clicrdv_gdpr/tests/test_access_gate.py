"""What is closed without an undertaking (GDP-10), and where data may be sent (GDP-68): what the registers leave open."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..models.res_users_undertaking import PARAMETER
from .access_common import AccessCase


@freeze_time(NOW)
class TestGate(AccessCase):
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_without_undertaking_and_training_no_road_leads_to_a_client(self):
        """GDP-10: files, appointments, messages, histories, refusals, attachments and conversations."""
        self.only(("confirmation", "email"))
        event = self.visit(10)
        self.env["clicrdv.optout"]._note(self.salon, "email", "marie@example.com", "page")
        self.marie.message_post(body="Called", attachments=[("x.txt", b"x")])
        request = self.env["clicrdv.privacy.request"].create(
            {"company_id": self.salon.id, "right": "access", "partner_ids": self.marie.ids}
        )
        records = {
            "clicrdv.privacy.request": request,
            "clicrdv.privacy.request.event": self.env["clicrdv.privacy.request.event"].search(
                [("request_id", "=", request.id)], limit=1
            ),
            "res.partner": self.marie,
            "calendar.event": event,
            "clicrdv.message": self.env["clicrdv.message"].search([("event_id", "=", event.id)], limit=1),
            "clicrdv.trace": self.env["clicrdv.trace"].search([("event_id", "=", event.id)], limit=1),
            "clicrdv.optout": self.env["clicrdv.optout"].search([("company_id", "=", self.salon.id)], limit=1),
            "mail.message": self.marie.message_ids[:1],
            "ir.attachment": self.marie.message_ids.attachment_ids[:1],
        }
        for name, record in records.items():
            self.assertTrue(self.as_user(self.manager, record).read(["display_name"]), name)
        self.env["ir.config_parameter"].set_param(PARAMETER, "True")
        self.env.invalidate_all()
        for name, record in records.items():
            with self.subTest(name):
                own = self.as_user(self.manager, record)
                self.assertFalse(own.search([("id", "=", record.id)]))
                with self.assertRaises(AccessError), self.cr.savepoint():
                    own.read(["display_name"])
        for kind in ("undertaking", "training"):
            self.env["clicrdv.staff.evidence"].create(
                {"user_id": self.manager.id, "kind": kind, "done_on": "2027-01-11"}
            )
        self.env.invalidate_all()
        for name, record in records.items():
            self.assertTrue(self.as_user(self.manager, record).read(["display_name"]), name)

    def test_a_parameter_that_names_a_server_names_an_encrypted_one(self):
        """GDP-68"""
        parameters = self.env["ir.config_parameter"]
        for address in ("http://gateway.example.com/send", "ftp://files.example.com", "telnet://x.example.com"):
            self.assert_refused("address_not_secure", parameters.set_param, "x.endpoint", address)
        for address in (
            "https://gateway.example.com",
            "sftp://files.example.com",
            "http://127.0.0.1:8080",
            "just: words",
        ):
            parameters.set_param("x.endpoint", address)
        parameters.set_param("web.base.url", "http://shop.example.com")
