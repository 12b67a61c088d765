"""Two real transactions at once: what a second connection sees, waits for and is told."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, freeze_time, get_db_name, tagged
from odoo.tools import mute_logger

from .. import exceptions
from ..const import RESOURCE_LOCK
from .common import NOW, TODAY, at, form, make_agenda, make_establishment, make_service

TIMEOUT_SECONDS = 30


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    """A salon that is really committed, and really gone afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        # the thread that runs the tests holds the lock of the registry
        self.patch(Registry, "_lock", DummyRLock())
        self.addCleanup(self.remove)
        with self.transaction() as env:
            salon = make_establishment(env, f"Concurrent {self._testMethodName}"[:60])
            agendas = [make_agenda(env, salon, name) for name in ("Ana", "Bob")]
            cut = make_service(env, agendas[:1])
            make_service(env, agendas, "Both", code="both")
            self.salon, self.cut = salon.id, cut.id
            self.agendas = [agenda.id for agenda in agendas]
            self.resources = [agenda.resource_id.id for agenda in agendas]

    @contextmanager
    def transaction(self):
        """An environment on a connection of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def remove(self):
        """Undo what was committed: the rows that only SQL may delete first."""
        with self.transaction() as env:
            company = env["res.company"].browse(self.salon)
            for table, column in (
                ("clicrdv_message", "company_id"),
                ("clicrdv_hold", "company_id"),
                ("calendar_event", "booking_company_id"),
                ("clicrdv_trace", "company_id"),
            ):
                env.cr.execute(f"DELETE FROM {table} WHERE {column} = %s", [company.id])
            env.invalidate_all()
            env["res.partner"].search([("company_id", "=", company.id)]).unlink()
            company.service_ids.unlink()
            hours = company.agenda_ids.resource_calendar_id
            company.agenda_ids.unlink()
            env["resource.resource"].browse(self.resources).unlink()
            hours.unlink()
            partner = company.partner_id
            env["res.users"].browse(SUPERUSER_ID).company_ids -= company
            company.unlink()
            partner.unlink()

    # === WHAT VISITORS DO === #

    def take(self, env, hour=9, codes=("cut",)):
        salon = env["res.company"].browse(self.salon)
        return env["clicrdv.hold"]._take(salon, list(codes), None, at(TODAY, hour), NOW)

    def outcome(self, action):
        """Run something in a transaction of its own.

        :return: "ok", or the code of the refusal
        """
        try:
            with self.transaction() as env:
                action(env)
        except exceptions.BookingRefused as refusal:
            return refusal.code
        return "ok"

    def rows(self):
        with self.transaction() as env:
            return env["clicrdv.occupancy"].search_count([("resource_id", "in", self.resources)])

    # === TESTS === #

    def test_who_waits_for_the_winner_is_told_that_the_time_is_taken(self):
        waiting = threading.Event()

        def second(env):
            env.cr.execute("SELECT 1")  # its view of the database is as old as that of the winner
            waiting.set()
            self.take(env)

        with ThreadPoolExecutor(1) as pool, self.transaction() as env:
            self.take(env)
            answer = pool.submit(self.outcome, second)
            self.assertTrue(waiting.wait(TIMEOUT_SECONDS))
            self.wait_for_lock(env)
            env.cr.commit()
            self.assertEqual(answer.result(TIMEOUT_SECONDS), "slot_taken")
        self.assertEqual(self.rows(), 1)

    def test_an_old_view_of_the_database_gives_no_time_twice(self):
        with self.transaction() as old:
            old.cr.execute("SELECT count(*) FROM clicrdv_occupancy")
            self.assertEqual(self.outcome(self.take), "ok")
            with self.assertRaises(exceptions.SlotTaken) as caught:
                self.take(old)
            self.assertTrue(caught.exception.alternatives)
        self.assertEqual(self.rows(), 1)

    def test_an_old_view_of_the_database_gives_no_time_twice_to_the_staff_either(self):
        with self.transaction() as old:
            old.cr.execute("SELECT count(*) FROM clicrdv_occupancy")
            self.assertEqual(self.outcome(self.take), "ok")
            row = {"resource_id": self.resources[0], "start": NOW, "stop": NOW + timedelta(hours=12), "sitting": "x"}
            with self.assertRaises(exceptions.SlotTaken):
                old["clicrdv.occupancy"]._insert([row])
        self.assertEqual(self.rows(), 1)

    def test_a_time_given_back_can_be_had_at_once_in_spite_of_an_old_view(self):
        with self.transaction() as env:
            hold = self.take(env).id
        with self.transaction() as old:
            old.cr.execute("SELECT count(*) FROM clicrdv_occupancy")
            self.assertEqual(self.outcome(lambda env: env["clicrdv.hold"].browse(hold)._release()), "ok")
            self.assertTrue(self.take(old))
        self.assertEqual(self.rows(), 1)

    def test_a_visit_of_many_resources_waits_for_nobody_who_waits_for_it(self):
        table = "clicrdv.occupancy"

        def lock(order):
            for _round in range(20):
                with self.transaction() as env:
                    env[table]._lock_resources(order)

        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(lock, order) for order in (self.resources, self.resources[::-1])]
            for one in both:
                self.assertIsNone(one.result(TIMEOUT_SECONDS), "no deadlock")

    def test_every_way_to_write_the_table_takes_the_lock(self):
        start = {"start": NOW, "stop": NOW + timedelta(hours=1)}
        with self.transaction() as env:
            table = env["clicrdv.occupancy"]
            table._insert([{"resource_id": self.resources[0], "sitting": "x", **start}])
            self.assertEqual(self.locked(env), self.resources[:1])
            row = table.search([("sitting", "=", "x")])
            row.write({"resource_id": self.resources[1]})
            self.assertEqual(self.locked(env), sorted(self.resources))
            env.cr.rollback()
            table.create([{"resource_id": resource, "sitting": "x", **start} for resource in self.resources])
            self.assertEqual(self.locked(env), sorted(self.resources))
            env.cr.rollback()

    @mute_logger("odoo.sql_db")
    def test_a_second_click_on_book_starts_again_and_finds_the_appointment(self):
        with self.transaction() as env:
            hold = self.take(env).id

        def confirm(env):
            return env["clicrdv.hold"].browse(hold)._confirm(form(), NOW).booking_reference

        with self.transaction() as second:
            second.cr.execute("SELECT count(*) FROM clicrdv_hold")
            with self.transaction() as first:
                reference = confirm(first)
            with patch("odoo.service.model.time.sleep") as pause:
                self.assertEqual(retrying(lambda: confirm(second), second), reference)
            pause.assert_called_once()

    def test_a_new_client_met_twice_at_once_has_one_file(self):
        with self.transaction() as env:
            holds = [self.take(env, hour).id for hour in (9, 10)]

        def confirm(env, hold):
            return env["clicrdv.hold"].browse(hold)._confirm(form(), NOW).client_id.id

        with self.transaction() as second:
            second.cr.execute("SELECT count(*) FROM res_partner")
            with self.transaction() as first:
                client = confirm(first, holds[0])
            with patch("odoo.service.model.time.sleep") as pause:
                self.assertEqual(retrying(lambda: confirm(second, holds[1]), second), client)
            pause.assert_called_once()

    def test_rules_of_a_known_client_count_what_he_has_booked_meanwhile(self):
        with self.transaction() as env:
            env["res.company"].browse(self.salon).booking_max_upcoming = 1
            values = {
                "name": "DUPONT Zoé",
                "is_client_file": True,
                "company_id": self.salon,
                "email": "zoe@example.com",
            }
            env["res.partner"].create({**values, "phone": "+33639981234"})
            holds = [self.take(env, hour).id for hour in (9, 10, 11)]
        # by his e-mail, then by his phone: two ways to one file
        by_email, by_phone = form(), form(email="zoe.dupont@example.com", phone="06 39 98 12 34")
        with self.transaction() as old:
            old.cr.execute("SELECT count(*) FROM calendar_event")
            with self.transaction() as first:
                first["clicrdv.hold"].browse(holds[0])._confirm(by_email, NOW)
            for hold, way in zip(holds[1:], (by_email, by_phone), strict=True):
                with self.assertRaises(exceptions.TooManyUpcoming):
                    old["clicrdv.hold"].browse(hold)._confirm(way, NOW)

    def test_two_visits_of_one_client_are_not_moved_to_one_time_at_once(self):
        day = TODAY + timedelta(days=3)
        visits = []
        for hour, codes, agenda_id in ((9, ["cut"], self.agendas[0]), (10, ["both"], self.agendas[1])):
            with self.transaction() as env:
                salon, start = env["res.company"].browse(self.salon), at(day, hour)
                hold = env["clicrdv.hold"]._take(salon, codes, agenda_id, start, NOW)
                visits.append(hold._confirm(form(), NOW).id)
        with self.transaction() as old:
            old.cr.execute("SELECT count(*) FROM calendar_event")
            with self.transaction() as first:
                first["calendar.event"].browse(visits[0])._booking_move(at(day, 11), NOW)
            with self.assertRaises(exceptions.SameTime):
                old["calendar.event"].browse(visits[1])._booking_move(at(day, 11), NOW)

    # === POSTGRESQL === #

    def locked(self, env):
        """The resources whose lock this transaction has."""
        env.cr.execute(
            "SELECT objid::int FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND pid = pg_backend_pid()"
            " ORDER BY objid",
            [RESOURCE_LOCK],
        )
        return [resource for (resource,) in env.cr.fetchall()]

    def wait_for_lock(self, env):
        """Return when another transaction waits for a lock of this one."""
        for _look in range(100_000):  # the clock stands still here
            env.cr.execute(
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = %s", [RESOURCE_LOCK]
            )
            if env.cr.fetchone():
                return
        self.fail("nobody waits")
