import hashlib
import stat
import zipfile
from contextlib import contextmanager

from odoo import models

from ..exceptions_ending import ArchiveRefused
from ..logic import portable, portable_manifest
from ..logic.portable import PortableError
from ..logic.portable_manifest import MANIFEST, Entry

#: What all files of an archive may have together, in bytes.
LARGEST_PARAMETER = "clicrdv_gdpr.import_largest_bytes"
LARGEST = 8_000_000_000
CHUNK = 1 << 20
LINES = 1_000


class Archive:
    """An export that was checked: its files are as its manifest tells."""

    def __init__(self, opened, files):
        self.opened, self.files = opened, files

    def lines(self, name, columns):
        """Rows of a file, some at a time.

        :param columns: list of logic.portable.Column
        :return: iterator of lists of dicts
        """
        number, rows = 0, []
        with self.opened.open(name) as source:
            while line := source.readline(portable.LONGEST_LINE):
                number += 1
                try:
                    rows.append(portable.parse(line, columns))
                except PortableError as error:
                    raise PortableError(error.code, f"{name}:{number} {error.what}".strip()) from error
                if len(rows) == LINES:
                    yield rows
                    rows = []
        if rows:
            yield rows

    def content(self, checksum):
        """The content of an attachment.

        :rtype: bytes
        """
        name = f"files/{checksum}"
        if not isinstance(checksum, str) or name not in self.files:
            raise PortableError("missing", name[:80])
        data = self.opened.read(name)
        if hashlib.sha1(data).hexdigest() != checksum:
            raise PortableError("changed", name)
        return data


class ClicrdvPortability(models.AbstractModel):
    """Reading an archive that may come from anywhere: nothing of it is believed."""

    _inherit = "clicrdv.portability"

    # === BUSINESS METHODS === #

    @contextmanager
    def _opened(self, path, sha256=None):
        """An archive, checked from its directory to the last byte of each file.

        :param str path: file
        :param str sha256: what was told with the delivery, if anything was
        :raises ArchiveRefused:
        """
        try:
            if sha256 and _hash_of(path) != sha256.strip().lower():
                raise PortableError("other_hash", "")
            with zipfile.ZipFile(path) as opened:
                yield Archive(opened, self._checked(opened))
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
            raise ArchiveRefused(self.env, "not_a_zip") from error
        except PortableError as error:
            raise ArchiveRefused(self.env, error.code, error.what) from error

    def _checked(self, opened):
        """What the manifest tells, once it is known to be true.

        :return: {name: logic.portable_manifest.File}
        """
        entries = [_entry_of(info) for info in opened.infolist()]
        # a number that only an administrator changes
        largest = int(self.env["ir.config_parameter"].sudo().get_param(LARGEST_PARAMETER) or LARGEST)
        portable_manifest.check_entries(entries, largest)
        if opened.getinfo(MANIFEST).file_size > portable_manifest.LARGEST_MANIFEST:
            raise PortableError("too_large", MANIFEST)
        files = portable_manifest.read(opened.read(MANIFEST))
        wanted = [f"data/{table.key}.jsonl" for table in self._tables()]
        portable_manifest.check_files(entries, files, wanted)
        known = {*wanted}
        for file in files.values():
            if file.name.startswith("data/") and file.name not in known:
                raise PortableError("bad_name", file.name)
            self._check_file(opened, file)
        return files

    def _check_file(self, opened, file):
        digest, size, rows = hashlib.sha256(), 0, 0
        with opened.open(file.name) as source:
            while data := source.read(CHUNK):
                size += len(data)
                if size > file.size:
                    break
                rows += data.count(b"\n")
                digest.update(data)
        if size != file.size or digest.hexdigest() != file.sha256:
            raise PortableError("changed", file.name)
        if file.name.startswith("data/") and file.rows != rows:
            raise PortableError("changed", file.name)


def _entry_of(info):
    mode = info.external_attr >> 16
    is_plain = not info.flag_bits & 1 and not info.is_dir() and (not mode or stat.S_IFMT(mode) in (0, stat.S_IFREG))
    return Entry(info.orig_filename, info.file_size, info.compress_size, is_plain)


def _hash_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as source:
        while data := source.read(CHUNK):
            digest.update(data)
    return digest.hexdigest()
