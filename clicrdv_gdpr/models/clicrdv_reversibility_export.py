import hashlib
import logging
import os
import shutil
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from ..logic import reversibility as ending

_logger = logging.getLogger(__name__)

#: Days on which an export can be downloaded; then it is one copy too many.
DAYS_PARAMETER = "clicrdv_gdpr.export_days"
DAYS = 30
FOLDER = "clicrdv_exports"


class ClicrdvReversibility(models.Model):
    """The job that exports. Killed, it begins anew: nothing of a half export is kept."""

    _inherit = "clicrdv.reversibility"

    # === BUSINESS METHODS === #

    @api.model
    def _cron_exports(self):
        """Make the exports that were asked for, one after the other."""
        waiting = [("state", "=", ending.EXPORTING)]
        # the job belongs to nobody: it works for every controller
        requests = self.sudo().search(waiting, order="id")
        for index, request in enumerate(requests):
            request._export_or_log()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(requests) - index - 1):
                return

    def _export_or_log(self):
        folder = self.env["ir.attachment"]._full_path(FOLDER)
        # what a killed job has left; the jobs of one kind never run at the same time
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder, mode=0o700)
        try:
            self._export_now(os.path.join(folder, f"{self.id}.zip"))
        except OperationalError:
            raise  # the connection is gone: the job runs again
        except Exception:  # whatever the data may hold: the person in charge must know
            self.env.cr.rollback()
            _logger.exception("Export %s failed", self.name)
            problem = self.env._("The export failed: the log of the server tells why. Begin it anew.")
            self._move_to(ending.RECEIVED, problem=problem, progress=0)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _export_now(self, path):
        """Make the archive in one look at the database, then note it in a transaction of its own."""
        lang = self._controller_partner().lang or "fr_FR"
        about = {"controller": self.controller_name, "request": self.name}
        companies = self._companies()
        portability = self.env["clicrdv.portability"].with_context(lang=lang)
        sha256, rows = portability._export(companies, path, about, self.network_id, self._tell_progress)
        # the progress was noted from elsewhere: only a new transaction may change the same row
        self.env["ir.cron"]._commit_progress()
        self.env.invalidate_all()
        self._keep_archive(path, sha256, rows)

    def _tell_progress(self, part, label):
        """Show how far the export is, while its own transaction still reads.

        :param float part: of 1
        :param str label: of the file
        """
        with self.env.registry.cursor() as cr:
            query = "UPDATE clicrdv_reversibility SET progress = %s, progress_label = %s WHERE id = %s"
            cr.execute(SQL(query, round(100 * part, 1), str(label), self.id))

    def _keep_archive(self, path, sha256, rows):
        """Move the archive to the file store, and tell the controller that it is there."""
        now = fields.Datetime.now()
        # a number that only an administrator changes
        days = int(self.env["ir.config_parameter"].sudo().get_param(DAYS_PARAMETER) or DAYS)
        size = os.path.getsize(path)
        self._drop_archive()
        archive = self._store(path, size)
        self._move_to(
            ending.READY,
            archive_id=archive.id,
            sha256=sha256,
            archive_bytes=size,
            row_count=rows,
            exported_at=now,
            expires_at=now + timedelta(days=days),
            progress=100,
            progress_label=False,
            problem=False,
        )
        controller = {name: self[name].id for name in ("provider_id", "company_id", "network_id")}
        edition = self.env["clicrdv.privacy.letter"].search_count(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("kind", "=", "ending_ready")]
        )
        self.env["clicrdv.privacy.letter"]._write_to([controller], self, "ending_ready", edition)

    def _store(self, path, size):
        """Put a file into the file store without reading it into memory.

        :rtype: ir.attachment that nobody but the program reads
        """
        digest = hashlib.sha1()
        with open(path, "rb") as source:
            while data := source.read(1 << 20):
                digest.update(data)
        checksum = digest.hexdigest()
        files = self.env["ir.attachment"]
        stored = f"{checksum[:2]}/{checksum}"
        files._mark_for_gc(stored)  # if this transaction fails
        os.makedirs(os.path.dirname(files._full_path(stored)), exist_ok=True)
        os.replace(path, files._full_path(stored))
        archive = files.create({"name": f"{self.name}.zip", "mimetype": "application/zip"})
        self.env.flush_all()
        query = "UPDATE ir_attachment SET store_fname = %s, checksum = %s, file_size = %s WHERE id = %s"
        self.env.cr.execute(query, [stored, checksum, size, archive.id])
        archive.invalidate_recordset()
        return archive

    def _drop_archive(self):
        """The archive is one more copy of the data: only its hash stays."""
        for request in self:
            request.archive_id.unlink()

    @api.model
    def _drop_expired_archives(self, now):
        """Delete the archives whose time is over.

        :param datetime now: naive UTC
        """
        self.search([("archive_id", "!=", False), ("expires_at", "<=", now)])._drop_archive()
