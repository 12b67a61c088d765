import hashlib
import shutil
import tempfile
import zipfile
from contextlib import ExitStack

from odoo import api, models
from odoo.tools import SQL

from ..logic import portable, portable_calendar, portable_manifest
from ..logic.portable import KEY
from ..logic.portable_manifest import MANIFEST, README, File

#: Rows that are in memory at once.
BATCH = 2_000
#: Everything of an archive has the same date: the same data gives the same bytes.
DATE = (1980, 1, 1, 0, 0, 0)
COMPRESSION = 3

SCOPED = """
    CREATE TEMP TABLE %(name)s ON COMMIT %(fate)s AS
    SELECT t.id, coalesce(k.key, left(encode(sha256(convert_to(%(salt)s || t.id, 'UTF8')), 'hex'), 32)) AS key
      FROM %(table)s t LEFT JOIN clicrdv_portable_key k ON k.model = %(model)s AND k.res_id = t.id
     WHERE %(scope)s
"""


class _Counted:
    """A file of the archive on its way: its hash and its size grow with it."""

    def __init__(self, target):
        self.target, self.hash, self.size = target, hashlib.sha256(), 0

    def write(self, data):  # pylint: disable=method-required-super  # a file, not a record
        self.target.write(data)
        self.hash.update(data)
        self.size += len(data)
        return len(data)


class ClicrdvPortability(models.AbstractModel):
    """Export: one transaction, so that all files show the same moment, read batch by batch."""

    _inherit = "clicrdv.portability"

    # === BUSINESS METHODS === #

    @api.model
    def _export(self, companies, path, about, network=None, progress=None):
        """Write everything of establishments into an archive.

        :param companies: res.company records
        :param str path: the file, which is made anew
        :param dict about: what else the manifest tells
        :param network: clicrdv.network, when it is the controller
        :param progress: called with (part of the work that is done, label of the file)
        :return: (SHA-256 of the archive, number of rows)
        """
        self = self.sudo()  # whoever may ask for an export gets all of it
        self.env.flush_all()
        tables = self._tables()
        self._open_scopes(tables, companies, network)
        files = []
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION, allowZip64=True) as archive:
            for rank, table in enumerate(tables):
                if progress:
                    progress(rank / len(tables), self.env._(table.label))
                files += self._write_table(archive, table)
            files += self._write_contents(archive)
            files.append(self._write(archive, README, self._readme(tables).encode()))
            self._write(archive, MANIFEST, portable_manifest.render(files, about))
        self._close_scopes(tables)
        with open(path, "rb") as written:
            digest = hashlib.file_digest(written, "sha256") if hasattr(hashlib, "file_digest") else _digest(written)
        return digest.hexdigest(), sum(file.rows or 0 for file in files if file.name.startswith("data/"))

    # === BUSINESS METHODS - WHICH ROWS === #

    def _open_scopes(self, tables, companies, network, keep=False):
        """Note which rows are part of the export, and their keys.

        :param bool keep: also after the transaction, until they are closed
        """
        values = {"companies": companies.ids, "networks": network.ids if network else []}
        self._close_scopes(tables)
        salt = self._salt()
        for table in tables:
            name = SQL.identifier(f"portable_{table.key}")
            query = SQL(
                SCOPED,
                name=name,
                fate=SQL("PRESERVE ROWS" if keep else "DROP"),
                salt=f"{salt}:{table.model},",
                table=SQL.identifier(self.env[table.model]._table),
                model=table.model,
                scope=SQL(table.scope, **{key: values[key] for key in values if f"%({key})s" in table.scope}),
            )
            self.env.cr.execute(query)
            self.env.cr.execute(SQL("ALTER TABLE %s ADD PRIMARY KEY (id)", name))
            self.env.cr.execute(SQL("ANALYZE %s", name))

    def _close_scopes(self, tables):
        for table in tables:
            self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(f"portable_{table.key}")))

    def _rows_of(self, table, parts):
        """Rows of one file, in an order that depends on their data and keys only.

        :return: iterator of lists of dicts
        """
        order = [SQL("t.%s", SQL.identifier(name)) for name in table.order] + [SQL('p.key COLLATE "C"')]
        self.env.cr.execute(
            SQL(
                """DECLARE portable_rows NO SCROLL CURSOR FOR
                   SELECT p.key, %(columns)s FROM %(table)s t JOIN %(scope)s p ON p.id = t.id ORDER BY %(order)s""",
                columns=SQL(", ").join(part.query for part in parts),
                table=SQL.identifier(self.env[table.model]._table),
                scope=SQL.identifier(f"portable_{table.key}"),
                order=SQL(", ").join(order),
            )
        )
        names = [KEY, *(part.column.name for part in parts)]
        while True:
            self.env.cr.execute(SQL("FETCH FORWARD %s FROM portable_rows", BATCH))
            rows = self.env.cr.fetchall()
            if not rows:
                break
            yield [dict(zip(names, map(portable.plain, row), strict=True)) for row in rows]
        self.env.cr.execute("CLOSE portable_rows")

    # === BUSINESS METHODS - FILES === #

    def _write_table(self, archive, table):
        """Write the lines of one file, and the same for a spreadsheet.

        :return: list of logic.portable_manifest.File
        """
        parts = self._parts(table)
        names = [KEY, *(part.column.name for part in parts)]
        is_calendar = table.model == "calendar.event"
        rows = 0
        with ExitStack() as stack:
            sheet, diary = (stack.enter_context(tempfile.TemporaryFile()) for _name in ("csv", "ics"))
            sheet.write(portable.csv_lines([names]))
            diary.write(portable_calendar.HEAD)
            with archive.open(self._entry(f"data/{table.key}.jsonl"), "w", force_zip64=True) as target:
                lines = _Counted(target)
                for batch in self._rows_of(table, parts):
                    rows += len(batch)
                    lines.write(b"".join(map(portable.line, batch)))
                    sheet.write(portable.csv_lines([[row[name] for name in names] for row in batch]))
                    if is_calendar:
                        diary.write(b"".join(map(portable_calendar.event, batch)))
            diary.write(portable_calendar.FOOT)
            files = [File(f"data/{table.key}.jsonl", lines.hash.hexdigest(), lines.size, rows)]
            files.append(self._copy(archive, f"csv/{table.key}.csv", sheet))
            if is_calendar:
                files.append(self._copy(archive, "appointments.ics", diary))
        return files

    def _write_contents(self, archive):
        """Write the contents of attachments, each once, whatever it hangs on.

        :return: list of logic.portable_manifest.File
        """
        self.env.cr.execute(
            """SELECT DISTINCT ON (t.checksum COLLATE "C") t.id FROM ir_attachment t JOIN portable_attachments p ON p.id = t.id
                ORDER BY t.checksum COLLATE "C", t.id"""
        )
        ids = [attachment_id for (attachment_id,) in self.env.cr.fetchall()]
        files = []
        for start in range(0, len(ids), 100):
            batch = self.env["ir.attachment"].browse(ids[start : start + 100])
            files += [self._write(archive, f"files/{file.checksum}", file.raw or b"") for file in batch]
            self.env.invalidate_all()
        return files

    def _entry(self, name):
        entry = zipfile.ZipInfo(name, DATE)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        return entry

    def _write(self, archive, name, data):
        archive.writestr(self._entry(name), data)
        return File(name, hashlib.sha256(data).hexdigest(), len(data), None)

    def _copy(self, archive, name, source):
        source.seek(0)
        with archive.open(self._entry(name), "w", force_zip64=True) as target:
            counted = _Counted(target)
            shutil.copyfileobj(source, counted, 1 << 20)
        return File(name, counted.hash.hexdigest(), counted.size, None)


def _digest(file):
    digest = hashlib.sha256()
    while data := file.read(1 << 20):
        digest.update(data)
    return digest
