import hashlib
import pathlib

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..logic.backups import Alarm, Backup, File, alarms

_lt = LazyTranslate(__name__)

BLOCK = 1 << 20

WORDS = {
    Alarm.MISSING: _lt("No backup was ever made: run the command of backups and plan it daily."),
    Alarm.FAILED: _lt("The last backup has failed: read what went wrong in its record and make it again."),
    Alarm.OLD: _lt("The last backup is older than a day: the job that makes it does not run."),
    Alarm.EMPTY: _lt("The last backup is empty: make it again."),
    Alarm.PLAIN: _lt("The last backup is not encrypted: set the file of the key and make it again."),
    Alarm.GONE: _lt("The file of the last backup is not at its place, or cannot be read from here."),
    Alarm.ALTERED: _lt("The file of the last backup has changed since it was made: do not rely on it, make it again."),
    Alarm.UNTESTED: _lt(
        "No backup was restored as a test for three months: run the command that restores the last one."
    ),
    Alarm.OVERDUE: _lt("Backups whose time is over are still there: the command of backups deletes them."),
}


class ClicrdvBackupRecord(models.Model):
    """The alarm before the disaster: each day somebody looks whether yesterday can be brought back (BKG-49)."""

    _inherit = "clicrdv.backup.record"

    # === BUSINESS METHODS === #

    @api.model
    def _cron_check(self):
        """Daily: look at the last backup, write down what was found, and call officers and administrators if need be."""
        record = self._last()
        found = self._alarms(record)
        # in the language of who keeps the record, as the job has none
        company = record.company_id or self.env.company
        words = self.with_context(lang=company.partner_id.lang).env
        lines = [words._(WORDS[alarm]) for alarm in Alarm if alarm in found]
        event = self.env["clicrdv.backup.event"]._note(
            record, "check", "failed" if found else "done", findings="\n".join(lines) or False
        )
        if found:
            self._call(event)

    @api.model
    def _alarms(self, record):
        """What is wrong.

        :param record: the last backup, may be empty
        :return: set of logic.backups.Alarm
        """
        if not record:
            return {Alarm.MISSING}
        last = Backup(
            record.made_at, int(record.size), record.sha256 or "", record.is_encrypted, record.outcome == "done"
        )
        restored = self.env["clicrdv.backup.event"].search(
            [("kind", "=", "restore"), ("outcome", "=", "done")], limit=1
        )
        file = record._file() if last.is_done else None
        found = {*alarms(fields.Datetime.now(), last, file, restored.at.date() if restored else None)}
        return found | ({Alarm.OVERDUE} if self._expired(fields.Date.subtract(fields.Date.today(), days=1)) else set())

    def _file(self):
        """The file as it is now.

        :return: logic.backups.File, None when it cannot be read
        """
        self.ensure_one()
        digest, size = hashlib.sha256(), 0
        try:
            with (pathlib.Path(self.place or "") / (self.file_name or "")).open("rb") as content:
                while block := content.read(BLOCK):
                    digest.update(block)
                    size += len(block)
        except OSError:
            return None
        return File(size, digest.hexdigest())

    @api.model
    def _watchers(self):
        """Officers and administrators.

        :return: res.partner records with an address
        """
        groups = self.env.ref("clicrdv_gdpr.group_privacy_officer") | self.env.ref("base.group_system")
        people = self.env["res.users"].sudo()  # a job reads who they are
        users = people.search([("all_group_ids", "in", groups.ids), ("share", "=", False), ("id", "!=", 1)])
        return users.partner_id.filtered("email")

    @api.model
    def _call(self, event):
        watchers = self._watchers()
        if watchers:
            template = self.env.ref("clicrdv_gdpr.mail_template_backup_alarm")
            template.send_mail(event.id, email_values={"recipient_ids": [(6, 0, watchers.ids)]})
