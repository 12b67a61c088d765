import hashlib
import pathlib
import tempfile
from datetime import timedelta

import psycopg2

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW, make_establishment

from ..exceptions_backup import BackupIsRecorded
from .privacy_common import PrivacyCase, forget_recorded

OFFICER = "clicrdv_gdpr.group_privacy_officer"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestBackupRecord(PrivacyCase):
    """BKG-49, GDP-79: each backup is recorded for good, and looked at every day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records, cls.events = cls.env["clicrdv.backup.record"], cls.env["clicrdv.backup.event"]
        forget_recorded(cls.cr, "clicrdv_backup_event", "clicrdv_backup_record")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)

    def backup(self, hours=6, content=b"secret", **values):
        (self.folder / "x.tar.gpg").write_bytes(content)
        return self.records._note(
            {
                "made_at": (NOW - timedelta(hours=hours)).isoformat(),
                "seconds": 12.3,
                "outcome": "done",
                "place": str(self.folder),
                "file_name": "x.tar.gpg",
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "cipher": "AES256",
                **values,
            }
        )

    def restored(self, record, outcome="done", **values):
        return self.events._note(record, "restore", outcome, seconds=60, **values)

    def check(self):
        """What the daily check has found, and the mails that it sends."""
        mails = self.env["mail.mail"]
        before = mails.search([])
        self.env.ref("clicrdv_gdpr.ir_cron_backup_check").method_direct_trigger()
        event = self.events.search([("kind", "=", "check")], limit=1)
        return event, mails.search([]) - before

    def test_a_good_backup_that_was_restored_is_no_alarm(self):
        record = self.backup()
        self.restored(record)
        event, mails = self.check()
        self.assertEqual((event.outcome, event.record_id, event.findings), ("done", record, False))
        self.assertFalse(mails)
        self.assertEqual(record.restored_at, NOW)
        self.assertEqual(str(record.expires_on), "2027-02-10")

    def test_without_a_backup_officers_and_administrators_are_called(self):
        new_test_user(self.env, "dpo.backup", groups=OFFICER, email="dpo.backup@example.com")
        self.env.company.partner_id.lang = "en_US"  # of who keeps the record
        event, mails = self.check()
        self.assertEqual(event.outcome, "failed")
        self.assertIn("No backup was ever made", event.findings)
        self.assertIn("dpo.backup@example.com", mails.recipient_ids.mapped("email"))
        self.assertIn("No backup was ever made", mails.body_html)

    def found(self):
        return {alarm.value for alarm in self.records._alarms(self.records._last())}

    def test_an_altered_a_cut_and_a_missing_file_are_found(self):
        self.restored(self.backup())
        (self.folder / "x.tar.gpg").write_bytes(b"sEcret")
        self.assertEqual(self.found(), {"altered"})
        (self.folder / "x.tar.gpg").write_bytes(b"secr")
        self.assertEqual(self.found(), {"altered"})
        (self.folder / "x.tar.gpg").unlink()
        self.assertEqual(self.found(), {"gone"})

    def test_an_old_a_plain_an_empty_and_a_failed_one_are_found(self):
        self.restored(self.backup(hours=27))
        self.assertEqual(self.found(), {"old"})
        self.backup(hours=5, cipher=False)
        self.assertEqual(self.found(), {"plain"})
        self.backup(hours=4, content=b"")
        self.assertEqual(self.found(), {"empty"})
        self.backup(hours=3, outcome="failed", error="disk full")
        self.assertEqual(self.found(), {"failed"})

    def test_a_backup_that_nobody_has_restored_is_an_alarm(self):
        self.restored(self.backup(), "failed")
        self.assertEqual(self.found(), {"untested"})

    def test_a_restore_is_measured_against_the_agreed_time(self):
        self.env["ir.config_parameter"].set_param("clicrdv_gdpr.backup_recovery_minutes", "1")
        record = self.backup()
        self.assertTrue(self.restored(record).is_in_time)
        self.assertFalse(self.events._note(record, "restore", "done", seconds=61).is_in_time)

    def test_old_backups_go_but_never_the_last_good_one(self):
        old = self.backup(hours=24 * 40)
        self.assertFalse(self.records._expired(NOW.date()))
        self.backup()
        self.assertEqual(self.records._expired(NOW.date()), old)
        self.assertIn("overdue", self.found())
        self.events._note(old, "deleted", "done")
        self.assertFalse(self.records._expired(NOW.date()))

    def test_nobody_changes_or_deletes_a_line(self):
        record = self.backup()
        event = self.restored(record)
        for line in (record, event):
            with self.assertRaises(BackupIsRecorded) as refused:
                line.write({"outcome": "failed"})
            self.assertEqual(refused.exception.code, "backup_is_recorded")
            with self.assertRaises(BackupIsRecorded):
                line.unlink()
        self.env.flush_all()
        for table in ("record", "event"):
            for statement in ("UPDATE clicrdv_backup_{} SET outcome = 'done'", "DELETE FROM clicrdv_backup_{}"):
                with self.assertRaises(psycopg2.errors.CheckViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
                    self.cr.execute(statement.format(table))

    def test_officers_read_and_nobody_else_does(self):
        lines = (self.backup(), self.restored(self.records._last()))
        company = self.records._last().company_id
        other = make_establishment(self.env, "Elsewhere")

        def user(login, groups, place):
            return new_test_user(
                self.env, login, groups=groups, company_id=place.id, company_ids=[Command.set(place.ids)]
            )

        allowed = user("backup.officer", OFFICER, company)
        refused = [
            user("backup.manager", "clicrdv_booking.group_manager", company),
            user("backup.employee", "base.group_user", company),
            user("backup.portal", "base.group_portal", company),
            user("backup.foreign", OFFICER, other),
            self.env.ref("base.public_user"),
        ]
        for line in lines:
            self.assertTrue(line.with_user(allowed).read(["outcome"]))
            with self.assertRaises(AccessError):
                line.with_user(allowed).copy()
            for person in refused:
                with self.assertRaises(AccessError):
                    line.with_user(person).read(["outcome"])


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestRestored(PrivacyCase):
    """GDP-32, art. 17: whoever was erased does not come back with a backup."""

    def test_people_who_were_erased_since_are_erased_again(self):
        event = self.fill(self.zelie)
        self.zelie.write({"client_legal_hold": True, "client_hold_reason": "Claim 12"})
        self.assertEqual(self.data._erase_again([self.zelie.id, 10**8]), 1)
        self.assertEqual(self.zelie.client_privacy_state, "destroyed")
        self.assertFalse(event.client_id)
        self.assertEqual(self.env["clicrdv.purge"].search([], limit=1).reason, "restored")
        self.assertEqual(self.data._erase_again([self.zelie.id]), 0)
        self.assertFalse(self.marie.client_privacy_state)

    def test_the_contact_of_the_staff_is_never_touched(self):
        self.assertEqual(self.data._erase_again(self.desk.partner_id.ids), 0)
        self.assertTrue(self.desk.partner_id.name)
