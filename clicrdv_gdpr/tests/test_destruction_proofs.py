"""Destruction of proofs and logs, what stays of them, and destruction without an instruction (GDP-32, 33, 34, 58)."""

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.tests import freeze_time
from odoo.tools import SQL, mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from .ending_common import STRINGS, DestructionCase


@freeze_time(NOW)
class TestDestructionProofs(DestructionCase):
    def test_proofs_of_the_controller_go_with_his_data_and_at_no_other_time(self):
        """GDP-32, 34: consents and notices; those of another establishment stay guarded."""
        other = self.make_shop("Autre boutique")
        self.env["res.partner"].search([("client_legal_hold", "=", True)]).client_legal_hold = False
        tables = ("clicrdv_consent", "clicrdv_privacy_notice", "clicrdv_privacy_confirmation")
        asked = {"kind": "access", "address": "quidam@example.com", "asked_at": NOW}
        self.env["clicrdv.privacy.confirmation"].create([{**asked, "company_id": c.id} for c in (self.shop, other)])
        request = self.request("destroy")
        self.confirm(request)
        self.env.flush_all()
        for table, company in ((tables[0], other), (tables[1], other)):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
                self.cr.execute(f"DELETE FROM {table} WHERE company_id = %s", [company.id])
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
            self.cr.execute("UPDATE clicrdv_consent SET text = 'x' WHERE company_id = %s", [self.shop.id])
        self.job("reversibility_destruction")
        counts = []
        for table in tables:
            query = f"SELECT company_id, count(*) FROM {table} WHERE company_id = ANY(%s) GROUP BY 1"
            self.cr.execute(query, [[self.shop.id, other.id]])
            counts.append(self.cr.fetchall())
        self.assertEqual(counts, [[(other.id, 2)], [(other.id, 1)], [(other.id, 1)]])

    def test_old_lines_of_the_access_log_go_and_young_ones_are_told_of(self):
        """GDP-33: the log proves the security of the processing for six months at least, by numbers of files."""
        request = self.request("destroy")
        self.env.flush_all()
        self.cr.execute(
            """INSERT INTO clicrdv_access (at, user_id, company_id, model, kind, number, clients)
               SELECT now() AT TIME ZONE 'UTC' - age * interval '1 month', %s, %s, 'res.partner', 'opened', 1, 1
                 FROM unnest(ARRAY[1, 8, 20]) age""",
            [self.shop_user.id, self.shop.id],
        )
        self.destroy(request)
        lines = self.env["clicrdv.access"].search_count([("company_id", "=", self.shop.id)])
        self.assertEqual(request.kept_counts["access_log"], lines)
        old = "SELECT 1 FROM clicrdv_access WHERE company_id = %s AND at < (now() AT TIME ZONE 'UTC') - interval '7 months'"
        self.assertEqual(self.env.execute_query(SQL(old, self.shop.id)), [])
        self.assertEqual(len(request._certificate_content()["proofs"]), 2)

    def test_names_of_staff_beside_their_accounts_go(self):
        """GDP-32"""
        self.shop_user.job_description = "Duprés, adjointe"
        review = self.env["clicrdv.access.review"]._open(self.shop, NOW.date())
        review._write_file()
        line = review.line_ids.filtered(lambda line: line.user_id == self.shop_user)
        self.assertEqual(line.justification, "Duprés, adjointe")
        self.destroy(self.request("destroy"))
        self.assertEqual((line.name, line.login, line.justification), ("—", False, False))
        self.assertFalse(review.file)
        self.assertEqual(self.env["clicrdv.personal.data"]._residual_scan(["Duprés"]), [])

    # === BACKUPS === #

    def test_backups_hold_the_data_until_the_last_of_them_is_deleted(self):
        """GDP-32, 33: as backups are recorded; as is set, when none is."""
        self.cr.execute("ALTER TABLE clicrdv_backup_record DISABLE TRIGGER USER")
        self.cr.execute("ALTER TABLE clicrdv_backup_event DISABLE TRIGGER USER")
        self.cr.execute("DELETE FROM clicrdv_backup_event; DELETE FROM clicrdv_backup_record")
        request, day = self.request("destroy"), fields.Date.to_date
        self.assertEqual(request._last_backup_expires(NOW), day("2027-02-10"))
        backups, common = self.env["clicrdv.backup.record"], {"outcome": "done", "company_id": self.processor.id}
        backups.create({**common, "made_at": "2027-01-10 02:00:00", "expires_on": "2027-03-01"})
        gone = backups.create({**common, "made_at": "2027-01-09 02:00:00", "expires_on": "2027-04-01"})
        self.env["clicrdv.backup.event"]._note(gone, "deleted", "done")
        backups.create({**common, "made_at": "2027-01-12 02:00:00", "expires_on": "2027-05-01"})  # made afterwards
        backups.create({**common, "outcome": "failed", "made_at": "2027-01-08 02:00:00", "expires_on": "2027-06-01"})
        self.assertEqual(request._last_backup_expires(NOW), day("2027-03-01"))
        self.destroy(request)
        self.assertEqual(request.backups_until, day("2027-03-01"))

    # === WITHOUT AN INSTRUCTION === #

    def automatic(self):
        return self.env["clicrdv.reversibility"].search([("company_id", "=", self.shop.id), ("choice", "=", "none")])

    def test_without_an_instruction_three_warnings_then_destruction_on_the_day(self):
        """GDP-34, 58: three months after the effective end, warned 30, 14 and 3 days before."""
        self.shop.service_end_date = "2026-12-31"
        for day, warnings in (
            ("2027-02-28", 0),
            ("2027-03-01", 1),
            ("2027-03-02", 1),
            ("2027-03-17", 2),
            ("2027-03-28", 3),
        ):
            self.job("reversibility_automatic", day)
            self.assertEqual(len(self.letters(self.automatic(), "ending_warning")), warnings, day)
        request = self.automatic()
        self.assertEqual((len(request), request.state, request.warned), (1, "received", [3, 14, 30]))
        self.assertEqual(len(request.activity_ids), 3)
        self.job("reversibility_automatic", "2027-03-30")
        self.assertEqual(request.state, "received")
        self.job("reversibility_automatic", "2027-03-31")
        self.assertEqual(request.state, "destroying")
        self.job("reversibility_destruction", "2027-03-31")
        self.assertEqual(self.env["clicrdv.personal.data"]._residual_scan(STRINGS), [])
        self.job("reversibility_automatic", "2027-04-01")
        self.assertEqual(self.automatic(), request, "once")

    def test_an_unanswered_return_holds_the_automatic_destruction_and_calls_the_officer(self):
        """GDP-34"""
        self.request("return", received_on="2027-03-20")
        for day in ("2027-03-28", "2027-03-31", "2027-04-01"):
            self.job("reversibility_automatic", day)
        request = self.automatic()
        self.assertEqual(request.state, "received")
        self.assertIn("REV-", request.problem)
        self.assertEqual(len(request.activity_ids), 2, "one warning, one call")

    def test_a_controller_under_contract_is_not_warned(self):
        """GDP-34"""
        self.shop.service_end_date = False
        self.job("reversibility_automatic", "2027-04-01")
        self.assertFalse(self.automatic())

    def test_a_network_ends_when_its_last_establishment_does(self):
        network = self.env["clicrdv.network"].create({"name": "Optique", "kind": "integrated"})
        (self.shop | self.salon).write({"network_id": network.id})
        self.shop.service_end_date = "2026-12-31"
        ended = self.env["clicrdv.reversibility"]._ended_controllers(self.shop)
        self.assertEqual([(line["company_id"], line["network_id"]) for line in ended], [(self.shop.id, False)])
        self.salon.service_end_date = "2026-12-31"
        ended = self.env["clicrdv.reversibility"]._ended_controllers(self.shop | self.salon)
        self.assertEqual([(line["company_id"], line["network_id"]) for line in ended], [(False, network.id)])
