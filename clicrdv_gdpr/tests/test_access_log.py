"""The access log: what it writes down, at which cost, who reads it, and that nobody changes it (GDP-29, GDP-77)."""

import base64
import json
from datetime import datetime

from psycopg2 import IntegrityError

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW

from .access_common import MANAGER, OFFICER, AccessCase

PAGE = {"display_name": {}, "email": {}, "phone": {}}


@freeze_time(NOW)
class TestAccessLog(AccessCase):
    def setUp(self):
        super().setUp()
        self.clients = self.marie
        for number in range(4):
            self.clients |= self.make_client(f"c{number}@example.com", f"+3363998200{number}")
        self.env.flush_all()
        self.files = self.as_user(self.manager, self.env["res.partner"])

    # === WHAT IS WRITTEN === #

    def test_a_file_that_is_opened_leaves_who_when_and_which(self):
        """GDP-77"""
        self.files.browse(self.marie.id).web_read(PAGE)
        self.assertEqual(self.lines(), [(self.manager, "res.partner", "opened", 1, 1)])
        line = self.log.search([])
        self.assertEqual((line.at, line.company_id, line.client_id), (NOW, self.salon, self.marie))
        self.assertEqual(self.ids(), [self.marie.ids])

    def test_a_list_is_one_line_with_the_numbers_of_its_files(self):
        """GDP-77"""
        self.files.web_search_read([("id", "in", self.clients.ids)], PAGE)
        self.assertEqual(self.lines(), [(self.manager, "res.partner", "listed", 5, 5)])
        self.assertEqual(self.ids(), [sorted(self.clients.ids)])

    def test_every_way_of_reading_is_written_down(self):
        """GDP-77: whatever call somebody uses."""
        domain = [("id", "in", self.clients.ids)]
        calls = {
            "opened": lambda: self.files.browse(self.marie.id).read(["email"]),
            "listed": lambda: self.files.search_read(domain, ["email"]),
            "named": lambda: self.files.name_search("Dupont", domain),
            "grouped": lambda: self.files.formatted_read_group(domain, ["email"]),
            "exported": lambda: self.files.browse(self.clients.ids).export_data(["name", "email"]),
        }
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        for kind, call in calls.items():
            with self.subTest(kind):
                call()
                self.assertEqual([line[2] for line in self.lines()][-1:], [kind])
        for call in (
            lambda: self.files.web_read_group(domain, ["email"]),
            lambda: self.files.formatted_read_grouping_sets(domain, [["email"], []]),
            lambda: self.files.formatted_read_group(domain, [], ["email:array_agg"]),
        ):
            before = len(self.lines(kind="grouped"))
            call()
            self.assertEqual(self.lines(kind="grouped")[before:], [(self.manager, "res.partner", "grouped", 5, 5)])

    def test_ways_round_the_screens_are_written_down_too(self):
        """GDP-77: forms that compute, names behind an @, and what is written below a file."""
        self.marie.message_post(body="Called back")
        message = self.as_user(self.manager, self.marie.message_ids[:1])
        visits = self.as_user(self.manager, self.env["calendar.event"])
        for kind, call in (
            ("listed", lambda: self.files.get_mention_suggestions("example.com", limit=100)),
            ("opened", lambda: message.read(["body"])),
            ("opened", lambda: self.files.browse(self.marie.id).onchange({}, [], PAGE)),
            ("opened", lambda: visits.onchange({"client_id": self.marie.id}, ["client_id"], {"client_id": {}})),
        ):
            with self.subTest(kind):
                before = len(self.lines())
                call()
                self.assertEqual([line[1:3] for line in self.lines()][before:], [("res.partner", kind)])

    def test_figures_alone_are_no_access(self):
        self.files.formatted_read_group([], ["company_id"], ["__count"])
        self.assertEqual(self.lines(), [])

    def test_an_appointment_tells_which_client_was_seen(self):
        """GDP-77"""
        event = self.visit(10)
        self.as_user(self.manager, event).web_read({"name": {}, "client_id": {"fields": {"display_name": {}}}})
        self.assertEqual(self.lines(), [(self.manager, "calendar.event", "opened", 1, 1)])
        self.assertEqual(self.ids("client_ids"), [self.marie.ids])

    def test_a_message_tells_which_client_was_seen(self):
        """GDP-77"""
        self.only(("confirmation", "email"))
        message = self.env["clicrdv.message"].search([("event_id", "=", self.visit(10).id)], limit=1)
        self.as_user(self.manager, message).read(["kind", "client_id"])
        self.assertEqual(self.lines(), [(self.manager, "clicrdv.message", "opened", 1, 1)])
        self.assertEqual(self.ids("client_ids"), [self.marie.ids])

    def test_a_vcard_is_an_export(self):
        self.files.browse(self.marie.id)._get_vcard_file()
        self.assertEqual([line[2] for line in self.lines()][-1:], ["exported"])

    def test_contacts_that_are_no_clients_and_events_without_agenda_are_not_written_down(self):
        contact = self.env["res.partner"].create({"name": "Supplier", "company_id": self.salon.id})
        meeting = self.env["calendar.event"].create({"name": "Team", "start": NOW, "stop": NOW})
        self.files.browse(contact.id).read(["email"])
        self.as_user(self.manager, meeting).read(["name"])
        self.assertEqual(self.lines(), [])

    def test_jobs_and_code_that_acts_for_nobody_are_not_written_down(self):
        self.files.sudo().browse(self.marie.id).read(["email"])
        self.files.with_context(cron_id=1).browse(self.marie.id).read(["email"])
        self.marie.with_user(1).read(["email"])
        self.assertEqual(self.lines(), [])

    def test_what_a_client_reads_about_himself_is_not_written_down(self):
        portal = self.make_user("portal", "base.group_portal", self.salon)
        self.log.with_user(portal)._note(self.marie, "opened")
        self.assertEqual(self.lines(), [])

    def test_a_page_that_fails_has_shown_nothing(self):
        self.files.browse(self.marie.id).read(["email"])
        self.env.cr.precommit.clear()  # what a rollback does
        self.assertEqual(self.lines(), [])

    def test_files_of_two_establishments_in_one_list_are_two_lines(self):
        other = self.make_client("o@example.com", "+33639982100", company_id=self.shops[0].id)
        both = self.make_user("both", MANAGER, self.salon | self.shops[0])
        self.as_user(both, self.marie | other).read(["email"])
        self.end_of_page()
        self.assertEqual(self.log.search([]).company_id, self.salon | self.shops[0])

    # === COST === #

    def test_a_page_costs_one_statement_whatever_its_length(self):
        """GDP-77: at most one query for a page."""
        for clients in (self.clients[:1], self.clients):
            records = self.as_user(self.manager, clients)
            records.read(["email"])
            records.web_read(PAGE)
            self.env["calendar.event"].with_user(self.manager).search_read([], ["name"], limit=3)
            self.env.flush_all()
            with self.assertQueryCount(1):
                self.env.cr.precommit.run()

    def test_reading_itself_costs_no_more_than_without_the_log(self):
        """GDP-77: the log asks nothing of the database until the page is over."""
        records = self.as_user(self.manager, self.clients)
        costs = []
        for context in ({}, {"cron_id": 1}, {}):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_context(**context).read(["email"])
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[1], costs[2], "the first one only warms up")

    # === THE PROVIDER (GDP-29) === #

    def test_whoever_works_for_another_company_is_marked_and_his_changes_are_written_down(self):
        """GDP-29: provider actions on tenant data are logged."""
        support = self.make_user("support", MANAGER, self.processor | self.salon)
        marie = self.as_user(support, self.marie)
        marie.write({"client_comments": "Called back"})
        self.assertEqual(self.lines(), [(support, "res.partner", "changed", 1, 1)])
        marie.sudo().write({"client_comments": "By a button"})
        self.assertEqual(len(self.lines(kind="changed")), 2)
        marie.read(["email"])
        self.end_of_page()
        self.assertEqual(self.log.search([]).mapped("is_outside"), [True] * 3)
        self.assertEqual(self.log.search([]).user_company_id, self.processor)

    def test_changes_of_the_own_staff_are_not_in_this_log(self):
        self.as_user(self.manager, self.marie).write({"client_comments": "Called back"})
        self.assertEqual(self.lines(), [])

    def test_a_colleague_of_the_same_network_is_not_from_outside(self):
        client = self.make_client("o@example.com", "+33639982100", company_id=self.shops[1].id)
        colleague = self.make_user("colleague", MANAGER, self.shops)
        self.as_user(colleague, client).read(["email"])
        self.end_of_page()
        self.assertEqual(self.log.search([]).mapped("is_outside"), [False])

    # === FOR EVER, FOR A TIME === #

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_to_change_a_line_or_to_delete_it_before_its_time(self):
        """GDP-77"""
        line = self.write_line()
        for query in (
            "UPDATE clicrdv_access SET user_id = 1 WHERE id = %s",
            "DELETE FROM clicrdv_access WHERE id = %s",
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.cr.execute(query, line.ids)
        for call in (lambda: line.write({"number": 3}), line.unlink, lambda: self.log.create({"number": 1})):
            self.assert_refused("access_log_is_forever", call)

    def test_the_nightly_job_deletes_lines_when_the_period_of_logs_is_over(self):
        """GDP-77: itself retention-limited."""
        old, kept = self.write_line(at=datetime(2020, 1, 1)), self.write_line(at=NOW)
        self.run_job("ir_cron_own_periods")
        self.assertFalse(old.exists())
        self.assertTrue(kept.exists())
        note = self.env["clicrdv.purge"].search([("reason", "=", "own_period")], limit=1)
        self.assertEqual(note.counts, {"access_log": 1})

    def test_an_erased_client_leaves_numbers_and_no_name(self):
        """GDP-77"""
        gone = self.make_client("quevrin.log@example.com", "+33639982300", client_lastname="Quevrinlog")
        self.files.browse(gone.id).read(["email"])
        self.end_of_page()
        self.env["clicrdv.personal.data"]._erase(gone, "request")
        self.end_of_page()
        self.assertEqual(self.ids(), [gone.ids])
        self.assertEqual(self.env["clicrdv.personal.data"]._residual_scan(["quevrin.log", "Quevrinlog"]), [])

    # === WHO READS IT === #

    def test_officers_find_who_saw_a_client(self):
        self.files.browse(self.clients.ids).read(["email"])
        self.files.browse(self.clients[1].id).read(["email"])
        self.end_of_page()
        log = self.as_officer(self.log)
        self.assertEqual(log.search_count([("client_id", "=", self.clients[1].id)]), 2)
        self.assertEqual(log.search_count([("client_id", "=", self.marie.id)]), 1)
        self.assertEqual(log.search_count([("client_id", "ilike", "no such name")]), 0)
        self.assertEqual(log.search_count([("client_id", "ilike", "dupont")]), 2)
        [opened, _listed] = log.search([], order="id desc").read(["client_words", "client_id"])
        self.assertIn("DUPONT", opened["client_words"].upper())

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_the_log_is_for_officers_of_the_establishment(self):
        line = self.write_line()
        elsewhere = self.make_user("elsewhere", OFFICER, self.shops)
        portal = self.make_user("portal", "base.group_portal", self.salon)
        self.assertTrue(self.as_officer(line).read(["number"]))
        for user in (elsewhere, self.manager, portal, self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(AccessError), self.cr.savepoint():
                self.as_user(user, line).read(["number"])
        self.assertFalse(self.as_user(elsewhere, self.log).search([]))
        for call in (lambda rows: rows.write({"number": 2}), lambda rows: rows.unlink()):
            with self.assertRaises(UserError), self.cr.savepoint():
                call(self.as_officer(line))


@tagged("post_install", "-at_install")
class TestAccessLogOverHttp(HttpCase, AccessCase):
    def test_a_call_from_outside_is_written_down_once(self):
        """GDP-77: through the real request, whose transaction ends by itself."""
        self.manager.password = "Vert-Ogre7-Lampe%"
        self.authenticate(self.manager.login, "Vert-Ogre7-Lampe%")
        context = {"allowed_company_ids": self.salon.ids}
        self.make_jsonrpc_request(
            "/web/dataset/call_kw/res.partner/web_read",
            {
                "model": "res.partner",
                "method": "web_read",
                "args": [self.marie.ids, PAGE],
                "kwargs": {"context": context},
            },
        )
        self.assertEqual(self.lines(), [(self.manager, "res.partner", "opened", 1, 1)])

    def test_a_file_that_is_downloaded_and_a_file_that_is_exported_are_written_down(self):
        """GDP-77"""
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        attachment = self.env["ir.attachment"].create(
            {
                "name": "card.txt",
                "datas": base64.b64encode(b"card"),
                "res_model": "res.partner",
                "res_id": self.marie.id,
            }
        )
        self.authenticate(self.manager.login, self.manager.login)
        self.assertEqual(self.url_open(f"/web/content/{attachment.id}?download=1").content, b"card")
        self.assertEqual(self.lines(), [(self.manager, "res.partner", "downloaded", 1, 1)])
        data = {
            "model": "res.partner",
            "fields": [{"name": "email", "label": "E-mail"}],
            "ids": self.marie.ids,
            "domain": [],
            "import_compat": False,
            "groupby": [],
            "context": {"allowed_company_ids": self.salon.ids},
        }
        answer = self.url_open(
            "/web/export/csv", data={"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)}
        )
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.lines()[-1:], [(self.manager, "res.partner", "exported", 1, 1)])
