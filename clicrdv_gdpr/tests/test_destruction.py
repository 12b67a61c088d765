"""Destruction at the end of a contract: on instruction or three months after it, complete, proved (GDP-32, 33, 34, 47)."""

import base64
import hashlib

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..models import clicrdv_reversibility_destroy
from .ending_common import EndingCase

#: Of the clients of the shop, and of its staff.
STRINGS = ["QUÉVRIN", "Zélie-Ode", "ŁUKASZ", "Çağrı", "O'NEIL", "client0@example.com", "+33639988701", "Mère de Zélie",
           "Vézelay", "Rappelée lundi", "ordonnance é", "plus.rien@example.com", "Duprés"]  # fmt: skip


@freeze_time(NOW)
class TestDestruction(EndingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        held = cls.env["res.partner"].search([("client_legal_hold", "=", True)])
        held.write({"client_legal_hold": False, "client_hold_reason": False})
        cls.recipients = cls.env["clicrdv.subprocessor"].search([])
        cls.recipients.write({"company_id": cls.processor.id})
        cls.used = cls.recipients.filtered(lambda recipient: recipient.state != "proposed")

    def confirm(self, request, name=None):
        confirm = self.as_officer(self.env["clicrdv.destruction.confirm"]).create({"reversibility_id": request.id})
        confirm.typed_name = self.shop.name if name is None else name
        confirm.action_destroy()

    def destroy(self, request):
        self.confirm(request)
        self.job("reversibility_destruction")

    def answered(self, request):
        self.as_officer(request.task_ids).write({"done_on": "2027-01-12", "answer": "Deleted, ref. 42"})

    def rows_of(self, company):
        """Number of rows of an establishment, by table."""
        request = self.env["clicrdv.reversibility"].new({"company_id": company.id, "provider_id": self.processor.id})
        return request._count()

    # === COMPLETE === #

    def test_nothing_of_the_clients_and_of_the_staff_is_left(self):
        """GDP-32, 34: the residual scan finds no word of anybody."""
        request = self.request("destroy")
        data = self.env["clicrdv.personal.data"]
        self.env.flush_all()
        self.assertTrue(data._residual_scan(STRINGS))
        self.destroy(request)
        self.assertTrue(request.destroyed_at)
        self.assertEqual(data._residual_scan(STRINGS), [])
        left = {key: number for key, number in self.rows_of(self.shop).items() if number}
        shell = {"addresses": 1, "establishments": 1, "people": 2, "accesses": 2}
        self.assertEqual(left, {**shell, "messages": 1}, "the ledger, and what is closed and emptied")
        self.assertFalse((self.shop_user | self.manager).filtered("active"))
        self.assertEqual({*(self.shop_user | self.manager).partner_id.mapped("name")}, {"—"})

    def test_another_establishment_keeps_every_row(self):
        other = self.make_shop("Autre boutique")
        self.env["res.partner"].search([("client_legal_hold", "=", True)]).client_legal_hold = False
        before = self.rows_of(other)
        digest = self.hashes(self.export(other))
        self.destroy(self.request("destroy"))
        self.assertEqual(self.rows_of(other), before)
        self.assertEqual(self.hashes(self.export(other)), digest)

    def test_the_numbers_destroyed_are_those_that_were_counted(self):
        """GDP-33"""
        request = self.request("destroy")
        counts = request._count()
        self.destroy(request)
        for key in ("clients", "appointments", "agendas", "services", "history", "attachments", "notes", "hours"):
            self.assertEqual(request.destroyed_counts[key], counts[key], key)
        self.assertEqual(request.kept_counts["ledger"], 1)

    def test_a_destruction_that_is_killed_goes_on(self):
        request = self.request("destroy")
        self.confirm(request)
        self.patch(clicrdv_reversibility_destroy, "PERSONS", 1)
        self.patch(clicrdv_reversibility_destroy, "ROWS", 2)
        companies = request._companies()
        client = self.env["res.partner"].search(
            [("company_id", "=", self.shop.id), ("is_client_file", "=", True)], limit=1
        )
        self.env["clicrdv.personal.data"]._erase(client, "destruction")
        table = next(table for table in self.portability._tables() if table.key == "attachments")
        self.portability._open_scopes(self.portability._tables(), companies, request.network_id)
        request._delete_batch(table, companies)  # killed here
        for _twice in range(2):
            self.job("reversibility_destruction")
        self.assertTrue(request.destroyed_at)
        self.assertEqual(self.env["clicrdv.personal.data"]._residual_scan(STRINGS), [])

    # === REFUSALS === #

    def test_an_unanswered_return_goes_first(self):
        self.assert_refused("return_unanswered", self.as_officer(self.request()).action_destroy)
        destroy = self.request("destroy")
        error = self.assert_refused("return_unanswered", self.as_officer(destroy).action_destroy)
        self.assertIn("REV-", str(error))

    def test_a_legal_hold_stops_the_destruction(self):
        request = self.request("destroy")
        client = self.env["res.partner"].search(
            [("company_id", "=", self.shop.id), ("is_client_file", "=", True)], limit=1
        )
        client.write({"client_legal_hold": True, "client_hold_reason": "Claim"})
        self.assert_refused("hold_on_files", self.confirm, request)

    def test_data_under_contract_and_of_the_processor_is_not_destroyed(self):
        request = self.request("destroy")
        self.shop.service_end_date = "2027-01-12"
        self.assert_refused("still_under_contract", self.confirm, request)
        self.shop.service_end_date = False
        self.assert_refused("still_under_contract", self.confirm, request)
        self.processor.service_end_date = "2026-12-31"
        own = self.request("destroy", company_id=self.processor.id)
        self.assert_refused("own_data", self.as_officer(own).action_destroy)

    def test_the_name_is_typed_by_an_officer(self):
        request = self.request("destroy")
        for name in ("", "Optique", self.processor.name):
            self.assert_refused("name_not_typed", self.confirm, request, name)
        self.assertEqual(request.state, "received")
        action = self.as_officer(request).action_destroy()
        with Form(self.as_officer(self.env[action["res_model"]]).with_context(**action["context"])) as form:
            self.assertIn(": 3", form.counts)
        manager = self.env["clicrdv.destruction.confirm"].with_user(self.manager)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"), self.cr.savepoint():
            manager.create({"reversibility_id": request.id})

    # === CERTIFICATE === #

    def test_the_certificate_waits_for_the_sub_processors_and_is_for_ever(self):
        """GDP-32, 33: scope, date, method, numbers, what the law keeps; a task for each sub-processor; backups."""
        request = self.request("destroy")
        self.destroy(request)
        self.assertEqual(request.task_ids.subprocessor_id, self.used)
        self.assertTrue(self.used)
        self.assert_refused("tasks_open", self.as_officer(request).action_finish)
        self.answered(request)
        self.as_officer(request).with_context(force_report_rendering=True).action_finish()
        certificate = request.certificate_id
        content = base64.b64decode(certificate.document)
        self.assertEqual(hashlib.sha256(content).hexdigest(), certificate.document_sha256)
        self.assertTrue(content.startswith(b"%PDF"))
        told = certificate.content
        self.assertEqual(told["establishments"], [self.shop.name])
        self.assertEqual(told["backups_until"], "2027-02-10")
        self.assertEqual(len(told["tasks"]), len(self.used))
        self.assertTrue(told["counts"] and told["kept"] and told["kept_until"])
        self.assertEqual(request.state, "done")
        self.assertEqual(len(self.letters(request, "ending_destroyed")), 1)
        self.assert_refused("certificate_is_forever", certificate.write, {"name": "x"})
        self.assert_refused("certificate_is_forever", certificate.unlink)
        with mute_logger("odoo.sql_db"):
            for query in (
                "UPDATE clicrdv_destruction_certificate SET name = 'x'",
                "DELETE FROM clicrdv_destruction_certificate",
            ):
                with self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017  # of psycopg2, from the trigger
                    self.cr.execute(query)
        self.assert_refused("state_by_hand", self.as_officer(request.task_ids).write, {"answer": "Other"})

    def test_the_register_of_destructions_has_the_numbers(self):
        """GDP-33"""
        self.destroy(self.request("destroy"))
        purges = self.env["clicrdv.purge"].search([("company_id", "=", self.shop.id)])
        self.assertEqual(sum(purges.mapped("persons")), 3)
        self.assertEqual({*purges.mapped("reason")}, {"destruction"})
        self.assertTrue(any("appointments" in (purge.counts or {}) for purge in purges))

    def test_the_archive_goes_with_the_data(self):
        request = self.delivered(keeps_reading=False)
        archive = request.archive_id
        self.destroy(request)
        self.assertFalse(archive.exists())
        self.assertTrue(request.sha256)

    # === WITHOUT AN INSTRUCTION === #

    def automatic(self):
        return self.env["clicrdv.reversibility"].search([("company_id", "=", self.shop.id), ("choice", "=", "none")])

    def test_without_an_instruction_three_warnings_then_destruction_on_the_day(self):
        """GDP-34, 58: three months after the effective end, warned 30, 14 and 3 days before."""
        self.shop.service_end_date = "2026-12-31"
        for day, warnings in (
            ("2027-02-28", 0),
            ("2027-03-01", 1),
            ("2027-03-02", 1),
            ("2027-03-17", 2),
            ("2027-03-28", 3),
        ):
            self.job("reversibility_automatic", day)
            self.assertEqual(len(self.letters(self.automatic(), "ending_warning")), warnings, day)
        request = self.automatic()
        self.assertEqual((len(request), request.state, request.warned), (1, "received", [3, 14, 30]))
        self.assertEqual(len(request.activity_ids), 3)
        self.job("reversibility_automatic", "2027-03-30")
        self.assertEqual(request.state, "received")
        self.job("reversibility_automatic", "2027-03-31")
        self.assertEqual(request.state, "destroying")
        self.job("reversibility_destruction", "2027-03-31")
        self.assertEqual(self.env["clicrdv.personal.data"]._residual_scan(STRINGS), [])
        self.job("reversibility_automatic", "2027-04-01")
        self.assertEqual(self.automatic(), request, "once")

    def test_an_unanswered_return_holds_the_automatic_destruction_and_calls_the_officer(self):
        """GDP-34"""
        self.request("return", received_on="2027-03-20")
        for day in ("2027-03-28", "2027-03-31", "2027-04-01"):
            self.job("reversibility_automatic", day)
        request = self.automatic()
        self.assertEqual(request.state, "received")
        self.assertIn("REV-", request.problem)
        self.assertEqual(len(request.activity_ids), 2, "one warning, one call")

    def test_a_controller_under_contract_is_not_warned(self):
        """GDP-34"""
        self.shop.service_end_date = False
        self.job("reversibility_automatic", "2027-04-01")
        self.assertFalse(self.automatic())

    def test_a_network_ends_when_its_last_establishment_does(self):
        network = self.env["clicrdv.network"].create({"name": "Optique", "kind": "integrated"})
        (self.shop | self.salon).write({"network_id": network.id})
        self.shop.service_end_date = "2026-12-31"
        ended = self.env["clicrdv.reversibility"]._ended_controllers(self.shop)
        self.assertEqual([(line["company_id"], line["network_id"]) for line in ended], [(self.shop.id, False)])
        self.salon.service_end_date = "2026-12-31"
        ended = self.env["clicrdv.reversibility"]._ended_controllers(self.shop | self.salon)
        self.assertEqual([(line["company_id"], line["network_id"]) for line in ended], [(False, network.id)])

    def test_the_operator_keeps_his_own_data_about_the_customer(self):
        """GDP-47: each keeps what it is controller of: the contract's contact stays, processed data goes."""
        contact = self.env["res.partner"].create({"name": "Customer SARL", "email": "customer@example.com"})
        self.destroy(self.request("destroy"))
        self.assertEqual(contact.read(["name", "email"])[0]["email"], "customer@example.com")
        self.assertTrue(self.shop.exists() and self.shop.partner_id.name)

    def test_somebody_of_another_establishment_keeps_his_account(self):
        both = new_test_user(
            self.env, "both", company_id=self.shop.id, company_ids=[(6, 0, (self.shop | self.salon).ids)]
        )
        self.destroy(self.request("destroy"))
        self.assertTrue(both.active)
