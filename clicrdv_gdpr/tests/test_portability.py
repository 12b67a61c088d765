"""Export of an establishment, and its import into another database: the same counts, the same hashes (GDP-30, 31)."""

from odoo.tests import freeze_time

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..declarations.portable import TABLES
from .portability_common import PortabilityCase


@freeze_time(NOW)
class TestPortability(PortabilityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.make_shop()

    def test_an_import_exports_the_same_bytes(self):
        """GDP-31: everything of an establishment, through an archive and back: counts and hashes are equal."""
        first = self.export(self.shop)
        told = self.hashes(first)
        empty = [name for name, (_hash, rows) in told.items() if name.startswith("data/") and not rows]
        self.assertEqual(empty, ["data/networks.jsonl"], "every file is tried")
        self.put_away(self.shop)
        copy = self.portability._import(first, self.sha256)
        self.assertNotEqual(copy, self.shop)
        second = self.export(copy, "second.zip")
        for table in TABLES:
            self.assertEqual(self.lines(second, table.key), self.lines(first, table.key), table.key)
        self.assertEqual(self.hashes(second), told)

    def test_the_same_data_gives_the_same_archive(self):
        first, again = self.export(self.shop), None
        digest = self.sha256
        again = self.export(self.shop, "again.zip")
        self.assertEqual(self.sha256, digest)
        self.assertEqual(self.hashes(first), self.hashes(again))
