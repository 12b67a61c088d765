"""Destruction at the end of a contract: on instruction or three months after it, complete, proved (GDP-32, 33, 34, 47)."""

import base64
import hashlib

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..models import clicrdv_reversibility_destroy
from .ending_common import STRINGS, DestructionCase


@freeze_time(NOW)
class TestDestruction(DestructionCase):
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
        proofs = {"messages": 1, "privacy_requests": 2, "privacy_request_events": 2}
        self.assertEqual(left, {**shell, **proofs}, "the ledger, numbers of requests, and what is closed and emptied")
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
        self.assertEqual([(number, bool(why)) for _what, number, why in told["proofs"]], [(2, True)])
        self.assertIn("Mentions d'information", " ".join(label for label, _number in told["counts"]))
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
