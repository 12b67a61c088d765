"""Export of an establishment, and its import into another database: the same counts, the same hashes (GDP-30, 31)."""

import csv
import io
import zipfile

from psycopg2.errors import CheckViolation

from odoo.models import MAGIC_COLUMNS
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from ..declarations.portable import LEFT_OUT, TABLES
from .portability_common import PortabilityCase

MODULES = ("clicrdv_booking", "clicrdv_gdpr")


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
            lines = self.lines(first, table.key) if table.imported else []
            self.assertEqual(self.lines(second, table.key), lines, table.key)
        self.assertEqual(self.imported(second), self.imported(first))

    def test_consents_and_notices_come_back_as_the_proofs_they_were(self):
        """GDP-30, 31: dates, words, hashes and withdrawals; PostgreSQL guards them like those that were given here."""
        path = self.export(self.shop)
        self.put_away(self.shop)
        copy = self.portability._import(path)
        here, there = (
            self.env["clicrdv.consent"].search([("company_id", "=", company.id)]).sorted(lambda c: not c.is_active)
            for company in (self.shop, copy)
        )
        self.assertEqual([consent.is_active for consent in there], [True, False])
        for name in ("text", "text_hash", "notice_hash", "given_at", "withdrawn_at", "withdrawn_channel"):
            self.assertEqual(there.mapped(name), here.mapped(name), name)
        self.assertEqual(there.partner_id.company_id, copy)
        event = self.env["calendar.event"].search(
            [("booking_company_id", "=", copy.id), ("privacy_notice_hash", "!=", False)]
        )
        self.assertEqual((event.privacy_notice_id.company_id, event.privacy_notice_id.state), (copy, "published"))
        for query, record in (
            ("UPDATE clicrdv_consent SET text = 'x' WHERE id = %s", there[0]),
            ("DELETE FROM clicrdv_consent WHERE id = %s", there[0]),
            ("UPDATE clicrdv_privacy_notice SET sections = '{}' WHERE id = %s", event.privacy_notice_id),
            ("DELETE FROM clicrdv_privacy_notice WHERE id = %s", event.privacy_notice_id),
        ):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
                self.cr.execute(query, record.ids)

    def test_requests_of_persons_are_for_the_controller_to_keep(self):
        """GDP-30: with their log; a new register takes in nothing of it."""
        path = self.export(self.shop)
        requests = self.lines(path, "privacy_requests")
        self.assertEqual([line["claimant"] for line in requests if not line["partner_ids"]], ["Ignace Quidam"])
        events = self.lines(path, "privacy_request_events")
        self.assertEqual({line["request_id"] for line in events}, {line["id"] for line in requests})
        with zipfile.ZipFile(path) as archive:
            self.assertEqual(archive.read("README.txt").decode().count("an import takes in nothing of it"), 2)
        self.put_away(self.shop)
        copy = self.portability._import(path)
        self.assertFalse(self.env["clicrdv.privacy.request"].search([("company_id", "=", copy.id)]))

    def test_the_same_data_gives_the_same_archive(self):
        first, again = self.export(self.shop), None
        digest = self.sha256
        again = self.export(self.shop, "again.zip")
        self.assertEqual(self.sha256, digest)
        self.assertEqual(self.hashes(first), self.hashes(again))

    def test_every_field_of_ours_is_exported_or_left_out_with_a_reason(self):
        """GDP-30: everything of an establishment."""
        told = {}
        for part in (*TABLES, *LEFT_OUT):
            told.setdefault(part.model, set()).update(part.fields)
        forgotten = {}
        for model in self.env.registry.values():
            is_ours = model._name.startswith("clicrdv.") and model._original_module in MODULES
            if model._abstract or model._transient or not model._auto or not (is_ours or model._name in told):
                continue
            names = {field.name for field in model._fields.values() if self.is_told(field)}
            missing = names - told.get(model._name, set())
            if missing and "*" not in told.get(model._name, ()):
                forgotten[model._name] = sorted(missing)
        self.assertEqual(forgotten, {})
        self.assertTrue(all(self.env._(left.reason) for left in LEFT_OUT))

    def is_told(self, field):
        own = field._module in MODULES and field.name not in MAGIC_COLUMNS
        return own and field.store and not field.related and bool(field.column_type or field.type == "many2many")

    def test_every_column_is_described(self):
        """GDP-30: in a documented format."""
        with zipfile.ZipFile(self.export(self.shop)) as archive:
            readme = archive.read("README.txt").decode()
            for table in TABLES:
                part = readme[readme.index(f"{table.key} — ") :]
                header = archive.read(f"csv/{table.key}.csv").decode().splitlines()[0].split(";")
                self.assertFalse([name for name in header if f"  {name}: " not in part], table.key)

    def test_a_spreadsheet_finds_the_same_rows_and_no_formula(self):
        with zipfile.ZipFile(self.export(self.shop)) as archive:
            text = archive.read("csv/clients.csv").decode()
        rows = [*csv.DictReader(io.StringIO(text, newline=""), delimiter=";")]
        clients = self.lines(f"{self.folder}/export.zip", "clients")
        self.assertEqual([row["id"] for row in rows], [client["id"] for client in clients])
        self.assertIn("'=HYPERLINK", text)
        self.assertNotIn(";=", text)

    def test_no_secret_and_no_number_of_the_database_leaves(self):
        path = self.export(self.shop)
        self.cr.execute("SELECT booking_token FROM calendar_event WHERE booking_company_id = %s", [self.shop.id])
        secrets = [token for (token,) in self.cr.fetchall() if token]
        with zipfile.ZipFile(path) as archive:
            everything = b"".join(archive.read(name) for name in archive.namelist())
        self.assertTrue(secrets)
        for secret in secrets:
            self.assertNotIn(secret.encode(), everything)
        for line in self.lines(path, "history"):
            self.assertFalse(
                [value for value in (line["after"] or {}).values() if isinstance(value, int) and value is not False]
            )

    def test_an_export_holds_nothing_of_another_establishment(self):
        before = self.hashes(self.export(self.shop))
        self.make_client("autre@example.com", "+33639988799")
        self.assertEqual(self.hashes(self.export(self.shop, "second.zip")), before)
