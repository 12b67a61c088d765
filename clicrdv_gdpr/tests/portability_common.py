"""What tests do with archives."""

import hashlib
import io
import json
import os
import tempfile
import zipfile

from ..declarations.portable import TABLES
from .portability_shop import ShopCase

ABOUT = {"controller": "Test"}


class PortabilityCase(ShopCase):
    # === ARCHIVES === #

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def export(self, companies, name="export.zip", **values):
        path = os.path.join(self.folder, name)
        self.sha256, self.rows = self.portability._export(companies, path, ABOUT, **values)
        return path

    def hashes(self, path):
        """SHA-256 of each file, from the manifest."""
        with zipfile.ZipFile(path) as archive:
            told = json.loads(archive.read("manifest.json"))["files"]
        return {name: (values["sha256"], values["rows"]) for name, values in told.items()}

    def imported(self, path):
        """The same of the files that an import takes in."""
        only = {f"{folder}/{table.key}.{kind}" for table in TABLES if not table.imported
                for folder, kind in (("data", "jsonl"), ("csv", "csv"))}  # fmt: skip
        return {name: told for name, told in self.hashes(path).items() if name not in only}

    def lines(self, path, table):
        with zipfile.ZipFile(path) as archive:
            return [json.loads(line) for line in archive.read(f"data/{table}.jsonl").splitlines()]

    def changed(self, path, change, name="changed.zip", honest=True):
        """The archive with other files; `honest`: the manifest tells of the change.

        :param change: called with {name: bytes}
        """
        with zipfile.ZipFile(path) as archive:
            files = {entry: archive.read(entry) for entry in archive.namelist()}
        change(files)
        if honest:
            manifest = json.loads(files["manifest.json"])
            for entry, values in manifest["files"].items():
                data = files.get(entry, b"")
                rows = data.count(b"\n") if entry.startswith("data/") else None
                values.update(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), rows=rows)
            files["manifest.json"] = json.dumps(manifest).encode()
        changed = os.path.join(self.folder, name)
        with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, data in files.items():
                archive.writestr(entry, data)
        return changed

    def put_away(self, shop):
        """Take names and numbers off the original, as only one record of the database may have them."""
        self.env.flush_all()
        execute = self.env.cr.execute
        execute("UPDATE res_company SET name = name || ' ' || id, booking_slug = NULL WHERE id = %s", [shop.id])
        execute("UPDATE res_users SET login = login || '.' || id WHERE company_id = %s", [shop.id])
        execute("UPDATE calendar_event SET booking_reference = NULL WHERE booking_company_id = %s", [shop.id])
        execute("ALTER TABLE clicrdv_message DISABLE TRIGGER USER")
        execute("UPDATE clicrdv_message SET uuid = id || uuid WHERE company_id = %s", [shop.id])
        execute("ALTER TABLE clicrdv_message ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def zip_of(self, files):
        path = os.path.join(self.folder, "made.zip")
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in files:
                archive.writestr(name, data)
        return path


def as_bytes(archive):
    with open(archive, "rb") as source:
        return io.BytesIO(source.read())
