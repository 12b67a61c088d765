"""Health establishments: certificate, its end, second factor, neutral words (GDP-28, 56, 61)."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY

from .registers_common import RegistersCase

ALL_ACTIVITIES = {f"activity_{number}": True for number in range(1, 7)}


@freeze_time(NOW)
class TestRegistersHealth(RegistersCase):
    def setUp(self):
        super().setUp()
        self.env["clicrdv.hds.certificate"].search([]).unlink()

    def certify(self, until="2027-01-31"):
        return self.env["clicrdv.hds.certificate"].create(
            {
                "name": "HDS-1", "company_id": self.processor.id, "valid_from": "2026-01-01", "valid_until": until,
                **ALL_ACTIVITIES,
            }
        )  # fmt: skip

    def make_health(self):
        certificate = self.certify()
        self.salon.handles_health_data = True
        self.desk.sudo().totp_secret = "JBSWY3DPEHPK3PXP"
        return certificate

    def test_the_public_page_and_new_appointments_end_with_the_certificate(self):
        """GDP-28, 61"""
        certificate = self.make_health()
        slug = self.salon.booking_slug
        self.assertEqual(self.env["res.company"]._booking_find(slug), self.salon)
        self.visit(10, TODAY + timedelta(days=2))
        with self.on("2027-02-01"):
            self.assertFalse(self.env["res.company"]._booking_find(slug))
            self.assertNotIn(self.salon, self.env["res.company"]._booking_search("Salon")[0])
            self.assert_refused("no_health_host", self.visit, 10, TODAY + timedelta(days=30))
            self.env.invalidate_all()
            self.assertTrue(self.salon.is_health_refused)
            self.salon.booking_published = False
            self.assert_refused("no_health_host", self.salon.write, {"booking_published": True})
            certificate.valid_until = "2028-01-31"
            self.salon.booking_published = True
            self.assertEqual(self.env["res.company"]._booking_find(slug), self.salon)

    def test_another_establishment_needs_no_certificate(self):
        """GDP-61"""
        self.assertEqual(self.env["res.company"]._booking_find(self.salon.booking_slug), self.salon)
        self.visit(10, TODAY + timedelta(days=2))

    def test_an_officer_is_called_once_before_a_certificate_runs_out(self):
        """GDP-28"""
        certificate = self.certify("2027-03-20")
        for day, calls in (("2027-01-18", 0), ("2027-01-19", 1), ("2027-01-20", 1)):
            with self.on(day):
                self.run_job("ir_cron_hds_certificates")
                self.assertEqual(len(certificate.activity_ids), calls)
        self.assertEqual(certificate.activity_ids.user_id, self.officer)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_reads_clients_of_a_health_establishment_without_a_second_factor(self):
        """GDP-28"""
        self.assertTrue(self.as_manager(self.marie).read(["name"]))
        self.make_health()
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.as_manager(self.marie).read(["name"])
        self.manager.sudo().totp_secret = "JBSWY3DPEHPK3PXP"
        self.env.invalidate_all()
        self.assertTrue(self.as_manager(self.marie).read(["name"]))

    def test_messages_to_clients_name_neither_the_service_nor_the_person(self):
        """GDP-28"""
        self.make_health()
        self.cut.public_name = "Cardiology"
        self.ana.public_name = "Dr Ana"
        rule = self.only(("confirmation", "email"))
        rule.email_text = "{service} with {professional} at {establishment}"
        event = self.visit(10, TODAY + timedelta(days=2))
        message = self.of(event, target="client")
        self.send()
        said = f"{message.subject} {message.body} {self.env['mail.mail'].search([], limit=1).body_html}"
        self.assertIn("appointment with Salon at Salon", said)
        for word in ("Cardiology", "Dr Ana"):
            self.assertNotIn(word, said)
        file = event._booking_ics("https://example.com", "REQUEST", "marie@example.com").decode()
        self.assertNotIn("Cardiology", file)
        self.assertIn("Appointment", file)

    def test_a_manager_says_that_it_handles_health_data_and_only_an_administrator_that_it_does_not(self):
        """GDP-28, 45, 56"""
        self.certify()
        mine = self.as_manager(self.salon)
        mine.write({"handles_health_data": True, "privacy_described_on": "2027-01-11"})
        self.assertTrue(self.salon.handles_health_data)
        with self.assertRaises(AccessError), self.cr.savepoint():
            mine.handles_health_data = False
