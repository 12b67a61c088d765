"""Requests at the end of a contract: deadlines, exports, downloads, reading until the hand-over (GDP-29…35, BIL-47)."""

import base64
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from .ending_common import EndingCase


@freeze_time(NOW)
class TestReversibility(EndingCase):
    def test_a_request_is_due_thirty_days_after_its_receipt(self):
        """GDP-30: the day of receipt does not count, a delay ends on a working day, with the last hour of it."""
        request = self.request()
        self.assertEqual(request.due_at, datetime(2027, 2, 10, 22, 59, 59))
        self.assertEqual(self.request(received_on="2027-01-15").due_at, datetime(2027, 2, 15, 22, 59, 59))
        self.assertEqual(str(request.automatic_on), "2027-03-31")

    def test_the_person_in_charge_is_called_before_the_deadline(self):
        """GDP-30: the alarm rings once."""
        request = self.request()
        for _twice in range(2):
            self.job("privacy_deadlines", "2027-02-01")
        self.assertEqual(len(request.activity_ids), 1)
        self.assertEqual(request.activity_ids.user_id, self.officer)

    def test_an_export_is_made_by_the_job_and_told_to_the_controller(self):
        """GDP-30"""
        request = self.exported()
        self.assertEqual(request.state, "ready")
        self.assertTrue(request.has_archive)
        self.assertEqual(request.archive_id.file_size, request.archive_bytes)
        self.assertEqual(len(self.letters(request, "ending_ready")), 1)
        self.send_letters()
        letter = self.letters(request, "ending_ready")
        self.assertEqual((letter.state, letter.email_to), ("sent", "rgpd@example.com"))
        self.assertIn(request.sha256, letter.body)
        path = self.export(self.shop)
        with open(path, "rb") as made:
            self.assertEqual(len(made.read()) > 1000, True)
        told = self.hashes(request.archive_id._full_path(request.archive_id.store_fname))
        self.assertEqual(
            {name: told[name] for name in told if name.startswith("data/")},
            {name: values for name, values in self.hashes(path).items() if name.startswith("data/")},
        )

    def test_an_export_that_was_killed_is_begun_anew(self):
        request = self.request()
        self.as_officer(request).action_export()
        request.write({"progress": 40, "progress_label": "Client files"})  # the job was killed here
        self.job("reversibility_exports")
        self.assertEqual((request.state, request.progress), ("ready", 100))
        self.job("reversibility_exports")
        self.assertEqual(len(self.letters(request, "ending_ready")), 1, "nothing is made twice")

    def test_a_download_is_noted_with_the_hash_and_its_link_is_for_one_person_and_some_minutes(self):
        """GDP-30: delivered, to whom, when, and what."""
        request = self.exported()
        action = self.as_manager(request).action_download()
        self.assertEqual(request.state, "delivered")
        download = request.download_ids
        self.assertEqual((download.user_id, download.sha256), (self.manager, request.sha256))
        downloads, token = self.env["clicrdv.reversibility.download"], action["url"].split("/")[-1]
        self.assertEqual(downloads._archive_of(token, self.manager), request.archive_id)
        self.assertFalse(downloads._archive_of(token, self.officer), "somebody else's link")
        self.assertFalse(downloads._archive_of("", self.manager))
        with freeze_time("2027-01-11 07:11:00"):
            self.assertFalse(downloads._archive_of(token, self.manager), "too old")

    def test_an_export_expires_and_its_hash_stays(self):
        request = self.exported()
        digest, archive = request.sha256, request.archive_id
        self.job("reversibility_automatic", "2027-02-11")
        self.assertFalse(archive.exists())
        self.assertEqual(request.sha256, digest)
        self.assert_refused("export_gone", self.as_manager(request).action_download)
        self.as_officer(request).action_export()
        self.assertEqual(request.state, "exporting")

    def test_nobody_reads_the_archive_but_by_the_button(self):
        request = self.exported()
        for user in (self.manager, self.officer):
            with self.assertRaises(AccessError), self.cr.savepoint():
                request.archive_id.with_user(user).read(["raw"])

    def test_an_export_of_a_network_is_for_its_managers(self):
        network = self.env["clicrdv.network"].create({"name": "Optique", "kind": "integrated"})
        self.shop.network_id = network
        request = self.exported(company_id=False, network_id=network.id)
        self.assertIn("networks", {name.split("/")[-1].split(".")[0] for name in self.hashes(
            request.archive_id._full_path(request.archive_id.store_fname))})  # fmt: skip
        self.assert_refused("export_not_yours", self.as_manager(request).action_download)
        network.manager_ids = self.manager
        self.as_manager(request).action_download()

    def test_a_return_is_asked_for_before_it_is_made(self):
        self.assert_refused("nothing_to_return", self.as_officer(self.request("destroy")).action_export)

    def test_states_and_proofs_are_written_by_the_program_only(self):
        request = self.request()
        for values in ({"state": "done"}, {"sha256": "0" * 64}, {"destroyed_at": NOW}, {"warned": [30]}):
            self.assert_refused("state_by_hand", self.as_officer(request).write, values)
        self.as_officer(request).action_export()
        self.assert_refused("record_frozen", self.as_officer(request).write, {"choice": "destroy"})

    # === READING UNTIL THE HAND-OVER === #

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_until_the_hand_over_the_establishment_reads_and_changes_nothing(self):
        """GDP-35"""
        request = self.delivered()
        self.assertTrue(self.shop.is_handing_over)
        client = self.env["res.partner"].search(
            [("company_id", "=", self.shop.id), ("is_client_file", "=", True)], limit=1
        )
        event = self.env["calendar.event"].search([("client_id", "=", client.id)], limit=1)
        self.assertTrue(self.as_manager(client).name)
        for record, values in ((client, {"client_comments": "x"}), (event, {"staff_note": "x"})):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.as_manager(record).write(values)
        self.assert_refused("hand_over_open", self.as_officer(request).action_destroy)
        self.as_officer(request).write({"handed_over_on": "2027-01-20", "minutes": base64.b64encode(b"minutes")})
        self.assertFalse(self.shop.is_handing_over)
        self.as_manager(client).write({"client_comments": "x"})

    def test_while_the_service_runs_the_establishment_works_on(self):
        """GDP-35"""
        self.shop.service_end_date = "2027-06-30"
        self.delivered(ended=False)
        self.assertFalse(self.shop.is_handing_over)
        self.job("reversibility_automatic", "2027-06-30")
        self.assertTrue(self.shop.is_handing_over, "from the end of the service on")

    def test_a_return_never_makes_an_invoice(self):
        """BIL-47"""
        if "account.move" not in self.env:
            self.skipTest("the accounts are not installed")
        counts = [self.env[model].search_count([]) for model in ("account.move", "account.move.line")]
        request = self.delivered(choice="return", keeps_reading=False)
        self.as_officer(request).action_close()
        self.assertEqual(request.state, "done")
        self.assertEqual([self.env[model].search_count([]) for model in ("account.move", "account.move.line")], counts)

    # === RIGHTS === #

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_another_company_the_portal_and_agenda_users_see_nothing(self):
        request = self.delivered()
        task = self.env["clicrdv.reversibility.task"].create(
            {"reversibility_id": request.id, "kind": "destroy", "asked_on": "2027-01-11",
             "subprocessor_id": self.env["clicrdv.subprocessor"].search([], limit=1).id}
        )  # fmt: skip
        other = self.env["res.company"].create({"name": "Other"})
        officer, manager = "clicrdv_gdpr.group_privacy_officer", "clicrdv_booking.group_manager"
        strangers = self.make_user("stranger", f"{officer},{manager}", other)
        strangers |= self.make_user("agenda", "clicrdv_booking.group_agenda_user", self.shop)
        strangers |= self.make_user("portal", "base.group_portal", self.shop)
        for record in (request, request.download_ids, task):
            for user in strangers:
                with self.subTest(record._name, user=user.login), self.assertRaises(AccessError), self.cr.savepoint():
                    record.with_user(user).with_context(allowed_company_ids=user.company_ids.ids).read(["create_date"])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_manager_reads_and_downloads_and_decides_nothing(self):
        request = self.as_manager(self.request())
        self.assertEqual(request.choice, "return_destroy")
        for attempt in (request.action_export, request.action_destroy, request.action_cancel, request.unlink):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()
        with self.assertRaises(AccessError), self.cr.savepoint():
            request.write({"choice": "destroy"})
