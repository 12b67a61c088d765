"""Archives that come from anywhere: whatever is wrong with one, nothing of it is imported (GDP-31)."""

import json
import zipfile

from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from .portability_common import PortabilityCase

TABLES = (
    "res_company",
    "res_partner",
    "res_users",
    "calendar_event",
    "clicrdv_agenda",
    "clicrdv_message",
    "clicrdv_portable_key",
    "clicrdv_occupancy",
    "ir_attachment",
    "mail_mail",
)


@freeze_time(NOW)
class TestPortabilityRefused(PortabilityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.make_shop()

    def setUp(self):
        super().setUp()
        self.path = self.export(self.shop)
        self.put_away(self.shop)

    def counts(self):
        self.env.flush_all()
        counts = []
        for table in TABLES:
            self.cr.execute(f"SELECT count(*) FROM {table}")
            counts.append(self.cr.fetchone()[0])
        return counts

    def assert_refused(self, reason, path, sha256=None, company=None, code="archive_refused"):
        before = self.counts()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught, self.cr.savepoint():
            self.portability._import(path, sha256, company)
        self.assertEqual(getattr(caught.exception, "code", caught.exception), code)
        if reason:
            self.assertEqual(caught.exception.reason, reason, caught.exception)
        self.assertEqual(self.counts(), before, "nothing was imported")
        return str(caught.exception)

    def edited(self, table, change):
        """The archive with other lines in one file, and a manifest that tells of them."""

        def edit(files):
            name = f"data/{table}.jsonl"
            rows = change([json.loads(line) for line in files[name].splitlines()])
            files[name] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)

        return self.changed(self.path, edit)

    def test_a_proof_that_is_not_what_its_hash_says_is_refused(self):
        """GDP-31: consents and notices cannot be forged on the way."""
        for table, change in (
            ("consents", {"text": "Oui à tout"}),
            ("consents", {"text_hash": "0" * 64}),
            ("information_notices", {"sections": {"fr_FR": []}}),
            ("information_notices", {"version": 2}),
        ):
            with self.subTest(table, **change):
                self.assert_refused("changed", self.edited(table, lambda rows, c=change: [row | c for row in rows]))

    # === ARCHIVES === #

    def test_an_archive_that_was_changed_is_refused(self):
        for reason, change in (
            (
                "changed",
                lambda files: files.update({"data/clients.jsonl": files["data/clients.jsonl"].replace(b"QU", b"XX")}),
            ),
            ("changed", lambda files: files.update({"data/clients.jsonl": files["data/clients.jsonl"] * 10})),
            ("missing", lambda files: files.pop("data/clients.jsonl")),
            ("missing", lambda files: files.pop("manifest.json")),
            ("missing", lambda files: files.pop(next(name for name in files if name.startswith("files/")))),
            ("bad_name", lambda files: files.update({"data/more.jsonl": b""})),
            ("bad_name", lambda files: files.update({"../../etc/passwd": b""})),
            ("bad_name", lambda files: files.update({"/tmp/x": b""})),
            ("bad_name", lambda files: files.update({"data/..\\x": b""})),
        ):
            path = self.changed(self.path, change, honest=False)
            with self.subTest(reason):
                self.assert_refused(reason, path)

    def test_an_archive_of_another_version_or_kind_is_refused(self):
        def manifest(**values):
            return lambda files: files.update(
                {"manifest.json": json.dumps({**json.loads(files["manifest.json"]), **values}).encode()}
            )

        self.assertIn(
            "2", self.assert_refused("other_version", self.changed(self.path, manifest(version=2), honest=False))
        )
        self.assert_refused("not_ours", self.changed(self.path, manifest(format="x"), honest=False))
        self.assert_refused("not_ours", self.changed(self.path, manifest(files=3), honest=False))
        with open(self.path, "rb") as source:
            half = source.read()[:-400]
        path = f"{self.folder}/half.zip"
        with open(path, "wb") as target:
            target.write(half)
        self.assert_refused("not_a_zip", path)

    def test_a_bomb_and_names_that_come_twice_are_refused(self):
        bomb = f"{self.folder}/bomb.zip"
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", b"{}")
            archive.writestr("data/clients.jsonl", b"0" * 30_000_000)
        self.assert_refused("too_large", bomb)
        with self.assertWarns(UserWarning):
            twice = self.zip_of([("manifest.json", b"{}"), ("manifest.json", b"{}")])
        self.assert_refused("twice", twice)
        self.env["ir.config_parameter"].set_param("clicrdv_gdpr.import_largest_bytes", "1000")
        self.assert_refused("too_large", self.path)

    def test_a_link_in_the_archive_is_refused(self):
        path = f"{self.folder}/link.zip"
        link = zipfile.ZipInfo("data/clients.jsonl")
        link.external_attr = 0o120777 << 16
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("manifest.json", b"{}")
            archive.writestr(link, "/etc/passwd")
        self.assert_refused("bad_name", path)

    def test_the_hash_that_was_told_with_the_delivery_is_compared(self):
        self.assert_refused("other_hash", self.path, "0" * 64)
        self.assertTrue(self.portability._import(self.path, self.sha256.upper()))

    # === LINES === #

    def test_lines_that_are_wrong_are_refused_even_when_the_manifest_tells_of_them(self):
        def set_first(**values):
            return lambda rows: [{**rows[0], **values}, *rows[1:]]

        for reason, table, change in (
            ("key_twice", "clients", lambda rows: [*rows, rows[0]]),
            ("not_a_key", "clients", set_first(id="1")),
            ("other_columns", "clients", lambda rows: [{**row, "password": "x"} for row in rows]),
            ("other_columns", "clients", lambda rows: [{"id": row["id"]} for row in rows]),
            ("other_kind", "appointments", set_first(start="yesterday")),
            ("other_kind", "appointments", set_first(booking_state="free")),
            ("other_kind", "clients", set_first(name="a\0b")),
            ("other_kind", "services", set_first(duration_minutes="30")),
            ("other_kind", "services", set_first(public_name={"en_US": 3})),
            ("unknown_key", "appointments", set_first(agenda_id="0" * 32)),
            ("unknown_code", "clients", set_first(country_id="XX")),
            ("unknown_code", "accesses", set_first(group_ids=["base.group_system"])),
            ("not_allowed", "appointments", lambda rows: [{**row, "service_ids": []} for row in rows]),
            ("not_allowed", "services", set_first(duration_minutes=0)),
        ):
            with self.subTest(reason, table=table):
                self.assert_refused(reason, self.edited(table, change))

    def test_two_appointments_at_the_same_time_are_refused_by_the_database(self):
        def same_time(rows):
            coming = [row for row in rows if row["start"] > "2027-02" and row["booking_state"] == "booked"]
            return [
                {**row, "start": coming[0]["start"], "stop": coming[0]["stop"]} if row in coming else row
                for row in rows
            ]

        self.assert_refused("not_allowed", self.edited("appointments", same_time))

    def test_a_record_of_another_import_cannot_be_reached(self):
        self.portability._import(self.path)
        agenda = self.lines(self.path, "agendas")[0]["id"]
        # the same keys once more, but for one agenda: its appointments would lead into the first import
        second = self.edited("agendas", lambda rows: [row for row in rows if row["id"] != agenda])
        self.assert_refused(None, second)

    def test_what_was_imported_is_not_imported_twice(self):
        copy = self.portability._import(self.path)
        self.put_away(copy)
        self.assert_refused("key_twice", self.path)

    def test_a_login_that_is_taken_is_told(self):
        new_test_user(self.env, self.lines(self.path, "accesses")[0]["login"])
        self.assertIn("Access", self.assert_refused(None, self.path))

    # === WHERE TO, BY WHOM === #

    def test_an_establishment_without_data_may_be_the_target_and_no_other(self):
        self.assert_refused(None, self.path, company=self.salon, code="establishment_not_empty")
        empty = self.env["res.company"].create({"name": "Neuve"})
        self.assertEqual(self.portability._import(self.path, company=empty), empty)
        self.assertEqual(self.imported(self.export(empty, "again.zip")), self.imported(self.path))

    def test_only_an_administrator_imports(self):
        user = new_test_user(self.env, "importer", groups="clicrdv_gdpr.group_privacy_officer")
        with self.assertRaises(Exception) as caught:
            self.portability.with_user(user)._import(self.path)
        self.assertEqual(caught.exception.code, "import_refused")

    def test_an_import_sends_nothing_and_nobody_can_log_in_by_it(self):
        mails = self.env["mail.mail"].search_count([])
        copy = self.portability._import(self.path)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        messages = self.env["clicrdv.message"].search([("company_id", "=", copy.id)])
        self.assertFalse({*messages.mapped("state")} & {"planned", "sending"})
        users = self.env["res.users"].with_context(active_test=False).search([("company_id", "=", copy.id)])
        self.cr.execute("SELECT count(*) FROM res_users WHERE id = ANY(%s) AND password IS NOT NULL", [users.ids])
        self.assertEqual(self.cr.fetchone()[0], 0)
        self.assertFalse(copy.booking_published)
        self.assertFalse(copy.messages_to_plan)

    def test_what_was_imported_works(self):
        """An appointment can be moved, its time is taken, its client gets a link of its own."""
        copy = self.portability._import(self.path)
        events = self.env["calendar.event"].search(
            [("booking_company_id", "=", copy.id), ("booking_state", "=", "booked"), ("start", ">", "2027-02-01")]
        )
        self.assertTrue(all(event.occupancy_ids for event in events))
        self.assertTrue(all(event.booking_token for event in events))
        events[0].start = events[0].start.replace(month=12)
        self.assertEqual(events[0].trace_ids.sorted("id")[-1].action, "moved")
        self.assertTrue(events[0].client_id.client_phone_key.startswith("+33"))
