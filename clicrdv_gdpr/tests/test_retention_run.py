from datetime import date, timedelta
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.clicrdv_booking.tests.common import NOW, TODAY, make_establishment

from ..exceptions_personal_data import ClientGone, RunStateRefused
from .privacy_common import EMAIL, LAST, YEARS, RetentionCase


@tagged("post_install", "-at_install")
class TestBatches(TransactionCase):
    """Nobody waits for long, on a slow machine either."""

    def test_a_batch_follows_the_time_that_the_one_before_took(self):
        run = self.env["clicrdv.retention.run"]
        sizes = [(200, 0.1), (200, 0.8), (200, 60.0), (20, 60.0), (20, 0.1), (1, 0.4), (2, 60.0), (7, 0.0)]
        self.assertEqual([run._next_size(*each) for each in sizes], [200, 100, 20, 20, 40, 2, 4, 14])


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestRun(RetentionCase):
    """GDP-57, GDP-58: announced, warned, destroyed on its day, proved."""

    def test_a_file_is_announced_first_and_destroyed_on_its_day(self):
        self.fill(self.zelie)
        self.long_ago(self.zelie, YEARS - 20)  # due in 20 days
        self.job()
        run = self.run_of()
        self.assertEqual((run.state, run.due_interaction, run.due_contract), ("announced", 1, 0))
        counts = {count.declaration: count.rows for count in run.count_ids}
        self.assertEqual(counts["appointment"], 1)
        self.assertGreater(counts["chatter"], 2)
        self.assertFalse(self.state(self.zelie))
        self.assertEqual(self.zelie.email, EMAIL, "a dry run changes nothing")
        self.job(TODAY + timedelta(days=19))
        self.assertFalse(self.state(self.zelie))
        self.job(TODAY + timedelta(days=20))
        self.assertEqual(self.state(self.zelie), "destroyed")
        self.assertEqual((run.state, run.destroyed, run.waiting), ("done", 1, 0))
        self.assertEqual(run.purge_ids.reason, "retention")
        self.env.ref("clicrdv_gdpr.ir_cron_erasure_rest").method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse({r.table for r in self.data._residual_scan([LAST])} - {"bus_bus"}, "core drops the bus itself")

    def test_managers_are_warned_once_before(self):
        self.long_ago(self.zelie, YEARS)
        mails = self.env["mail.mail"]
        before = mails.search([])
        self.job()
        warning = mails.search([]) - before
        self.assertEqual(warning.recipient_ids, self.run_of()._managers())
        self.assertIn(self.desk.partner_id, warning.recipient_ids)
        self.assertNotIn(LAST, warning.body_html)
        self.job(TODAY + timedelta(days=1))
        self.assertEqual(mails.search([]) - before, warning)
        self.assertFalse(self.state(self.zelie), "overdue ones wait for the warning as well")
        self.job(TODAY + timedelta(days=15))
        self.assertEqual(self.state(self.zelie), "destroyed")

    def test_the_job_twice_destroys_nothing_more(self):
        self.long_ago(self.zelie, YEARS)
        for days in (0, 0, 15, 15, 16):
            self.job(TODAY + timedelta(days=days))
        purges = self.env["clicrdv.purge"].search([("company_id", "=", self.salon.id)])
        self.assertEqual(sum(purges.mapped("persons")), 1)
        self.assertEqual(self.env["clicrdv.retention.run"].search_count([("company_id", "=", self.salon.id)]), 1)

    def test_a_client_who_comes_back_is_spared(self):
        self.long_ago(self.zelie, YEARS)
        self.job()
        self.booked_now(self.visit(client=self.zelie))
        self.job(TODAY + timedelta(days=15))
        self.assertFalse(self.state(self.zelie))
        self.assertEqual((self.run_of().state, self.run_of().spared), ("done", 1))
        self.assertFalse(self.zelie.client_retention_run_id)

    def test_the_end_of_the_contract_caps_the_time(self):
        self.salon.service_end_date = date(2026, 11, 1)
        self.job()
        run = self.run_of()
        files = self.env["res.partner"].search_count(
            [("company_id", "=", self.salon.id), ("is_client_file", "=", True)]
        )
        self.assertEqual((run.due_contract, run.due_interaction), (files, 0))
        self.job(date(2027, 1, 31))
        self.assertFalse(self.state(self.marie))
        self.job(date(2027, 2, 1))
        self.assertEqual(self.state(self.marie), "destroyed")
        self.assertEqual(run.purge_ids.reason, "contract_end")

    def test_each_establishment_has_its_own_clock(self):
        other = make_establishment(self.env, "Other salon")
        same = self.make_zelie(company_id=other.id)
        self.long_ago(self.zelie, YEARS)
        self.job()
        self.job(TODAY + timedelta(days=15))
        self.assertEqual((self.state(self.zelie), self.state(same)), ("destroyed", False))
        self.assertEqual(same.email, EMAIL)

    def test_a_file_on_hold_is_archived_for_officers_only(self):
        event = self.fill(self.zelie)
        self.zelie.with_user(self.officer).write({"client_legal_hold": True, "client_hold_reason": "Claim 12"})
        self.long_ago(self.zelie, YEARS)
        self.job()
        self.assertEqual((self.run_of().on_hold, self.run_of().due_interaction), (1, 0))
        self.job(TODAY + timedelta(days=15))
        self.assertEqual(self.state(self.zelie), "archived")
        self.assertEqual(self.zelie.email, EMAIL)
        with self.assertRaises(AccessError):
            self.zelie.with_user(self.desk).read(["email"])
        with self.assertRaises(AccessError):
            event.with_user(self.desk).read(["booking_lastname"])
        self.assertEqual(self.zelie.with_user(self.officer).read(["email"])[0]["email"], EMAIL)
        self.assertEqual(event.with_user(self.officer).read(["booking_lastname"])[0]["booking_lastname"], LAST)
        self.zelie.client_legal_hold = False
        self.job(TODAY + timedelta(days=30))
        self.job(TODAY + timedelta(days=45))
        self.assertEqual(self.state(self.zelie), "destroyed")

    def test_a_person_that_fails_does_not_stop_the_others(self):
        self.long_ago(self.zelie | self.marie, YEARS)
        self.job()
        erase = type(self.data)._erase

        def failing(model, partners, *args, **options):
            if self.zelie in partners:
                raise ValueError("broken")
            return erase(model, partners, *args, **options)

        with patch.object(type(self.data), "_erase", failing):
            self.job(TODAY + timedelta(days=15))
        self.assertEqual((self.state(self.zelie), self.state(self.marie)), (False, "destroyed"))
        self.assertEqual((self.run_of().failed, self.run_of().state), (1, "announced"))
        self.job(TODAY + timedelta(days=16))
        self.assertEqual(self.state(self.zelie), "destroyed")

    def test_a_kill_between_two_batches_loses_nothing(self):
        clients = self.env["res.partner"].concat(
            *(self.make_client(f"c{i}@example.com", f"+336399810{i:02}") for i in range(5))
        )
        self.long_ago(clients, YEARS)
        module = "odoo.addons.clicrdv_gdpr.models.clicrdv_retention_run_batches"
        with patch(f"{module}.BATCH", 2):
            self.job()
            runs = self.env["clicrdv.retention.run"]
            with freeze_time(NOW + timedelta(days=15)), patch.object(type(runs), "_spare_those_who_came_back"):
                ids = runs._candidates(self.salon, TODAY + timedelta(days=15), run=self.run_of(), limit=2)
                self.run_of()._destroy_batch(ids, TODAY + timedelta(days=15))
            self.job(TODAY + timedelta(days=15))
        self.assertEqual({self.state(client) for client in clients}, {"destroyed"})
        self.assertEqual(self.run_of().purge_ids.sorted("batch").mapped("batch"), [1, 2, 3])
        self.assertEqual(self.run_of().destroyed, 5)

    def test_the_register_has_each_batch_of_a_run_once(self):
        self.long_ago(self.zelie, YEARS)
        self.job()
        self.job(TODAY + timedelta(days=15))
        purge = self.run_of().purge_ids
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"), self.cr.savepoint():
            purge.copy({"batch": purge.batch, "salt": "x", "ids_hash": "x"})
            self.env.flush_all()

    def test_an_officer_takes_an_announcement_back_and_writes_no_state(self):
        self.long_ago(self.zelie, YEARS)
        self.job()
        run = self.run_of().with_user(self.officer)
        with self.assertRaises(RunStateRefused) as refused:
            run.write({"state": "done"})
        self.assertEqual(refused.exception.code, "run_state_refused")
        run.action_cancel()
        self.assertEqual(run.state, "cancelled")
        self.assertFalse(self.zelie.client_retention_run_id)
        with self.assertRaises(RunStateRefused):
            run.sudo()._move_to("announced")

    def test_nobody_books_for_a_file_that_is_closed(self):
        self.long_ago(self.zelie, YEARS)
        self.job()
        self.job(TODAY + timedelta(days=15))
        with self.assertRaises(ClientGone) as refused, self.cr.savepoint():
            self.visit(client=self.zelie)
        self.assertEqual(refused.exception.code, "client_gone")
        self.zelie.client_privacy_state = "archived"
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.visit(client=self.zelie)
        event = self.visit(client=self.marie)
        with self.assertRaises(ClientGone), self.cr.savepoint():
            event.with_user(self.officer).sudo().client_id = self.zelie

    def test_a_file_that_somebody_is_busy_with_is_left_for_the_next_day(self):
        """Batches shrink until it stands alone; the others are erased."""
        clients = self.env["res.partner"].concat(
            *(self.make_client(f"b{i}@example.com", f"+336399820{i:02}") for i in range(5))
        )
        self.long_ago(clients, YEARS)
        self.job()
        destroy, busy = type(self.run_of())._destroy_batch, clients[3]

        def locked(run, ids, today):
            if busy.id in ids:
                raise psycopg2.errors.LockNotAvailable("canceling statement due to lock timeout")
            return destroy(run, ids, today)

        with patch.object(type(self.run_of()), "_destroy_batch", locked), patch.object(type(self.cr), "rollback"):
            self.job(TODAY + timedelta(days=15))
        self.assertEqual({self.state(client) for client in clients - busy}, {"destroyed"})
        self.assertEqual((self.state(busy), self.run_of().state), (False, "announced"))
        self.job(TODAY + timedelta(days=16))
        self.assertEqual((self.state(busy), self.run_of().state), ("destroyed", "done"))
