"""What PostgreSQL itself refuses, whoever writes: the guards of the occupancy table, tried by plain SQL."""

from datetime import timedelta

import psycopg2.errors

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .. import const, hooks
from .common import NOW, make_agenda, make_establishment

COLUMNS = ("resource_id", "start", "stop", "sitting", "seat", "capacity", "exclusive")


@tagged("post_install", "-at_install")
class TestConstraints(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        salon = make_establishment(cls.env, "Guarded")
        cls.person, cls.colleague = (make_agenda(cls.env, salon, name).resource_id.id for name in ("Ana", "Bob"))

    def take(self, hour, until, sitting, resource=None, seat=0, capacity=1, exclusive=True):
        """Insert a row as a script would, past all our code."""
        start, stop = (None if one is None else NOW + timedelta(hours=one) for one in (hour, until))
        values = (resource or self.person, start, stop, sitting, seat, capacity, exclusive)
        self.env.cr.execute(
            f"INSERT INTO clicrdv_occupancy ({', '.join(COLUMNS)}) VALUES %s", [values], log_exceptions=False
        )

    def assert_refused(self, guard, *arguments, **options):
        """The row is refused by the guard of this name, and by no other one."""
        with self.assertRaises(psycopg2.IntegrityError) as caught, self.env.cr.savepoint(flush=False):
            self.take(*arguments, **options)
        self.assertEqual(caught.exception.diag.constraint_name or caught.exception.diag.column_name, guard)

    # === REFUSED === #

    def test_two_sittings_of_one_person_never_overlap(self):
        self.take(9, 11, "a")
        for hour, until in ((9, 11), (8, 10), (10, 12), (9.5, 10), (8, 12)):
            with self.subTest(hour=hour, until=until):
                self.assert_refused("clicrdv_occupancy_no_overlap", hour, until, "b")

    def test_moving_a_sitting_onto_another_one_is_refused(self):
        self.take(9, 10, "a")
        self.take(10, 11, "b")
        with self.assertRaises(psycopg2.errors.ExclusionViolation), self.env.cr.savepoint(flush=False):
            self.env.cr.execute(
                "UPDATE clicrdv_occupancy SET start = start - interval '1 minute' WHERE sitting = 'b'",
                log_exceptions=False,
            )

    def test_a_seat_of_a_sitting_is_given_once(self):
        self.take(9, 10, "class", seat=0, capacity=2)
        self.assert_refused("clicrdv_occupancy_one_per_seat", 9, 10, "class", seat=0, capacity=2)

    def test_a_sitting_has_no_more_seats_than_its_capacity(self):
        self.assert_refused("clicrdv_occupancy_seat_in_capacity", 9, 10, "class", seat=2, capacity=2)
        self.assert_refused("clicrdv_occupancy_seat_in_capacity", 9, 10, "class", seat=-1, capacity=2)

    def test_a_sitting_ends_after_it_starts(self):
        self.assert_refused("clicrdv_occupancy_start_before_stop", 10, 9, "a")
        self.assert_refused("clicrdv_occupancy_start_before_stop", 9, 9, "a")

    def test_a_sitting_has_a_start_and_an_end(self):
        self.assert_refused("start", None, 9, "a")
        self.assert_refused("stop", 9, None, "a")

    def test_no_column_that_the_guards_look_at_may_be_empty(self):
        self.env.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = 'clicrdv_occupancy' AND is_nullable = 'NO'
            """
        )
        self.assertLessEqual(set(COLUMNS), {name for (name,) in self.env.cr.fetchall()})

    # === ALLOWED === #

    def test_one_sitting_may_follow_another_at_once(self):
        self.take(9, 10, "a")
        self.take(10, 11, "b")
        self.take(8, 9, "c")

    def test_clients_of_one_session_share_its_time(self):
        for seat in range(3):
            self.take(9, 10, "class", seat=seat, capacity=3)

    def test_two_people_work_at_the_same_time(self):
        self.take(9, 10, "a")
        self.take(9, 10, "b", resource=self.colleague)

    def test_what_is_not_exclusive_refuses_nobody_and_is_refused_by_nobody(self):
        self.take(9, 10, "block", exclusive=False)
        self.take(9, 10, "a")
        self.take(9, 10, "overbooked", exclusive=False)

    # === PRESENT === #

    def test_every_guard_is_in_the_database(self):
        self.assertEqual(hooks.missing_constraints(self.env), [])
        self.env.cr.execute(
            "SELECT conname, contype FROM pg_constraint WHERE conname = ANY(%s)", [list(const.OCCUPANCY_CONSTRAINTS)]
        )
        kinds = dict(self.env.cr.fetchall())
        self.assertEqual(kinds.pop("clicrdv_occupancy_no_overlap"), "x")
        self.assertEqual(kinds.pop("clicrdv_occupancy_one_per_seat"), "x")
        self.assertEqual(set(kinds.values()), {"c"})

    def test_a_guard_that_is_missing_is_reported_and_refuses_the_installation(self):
        for name in const.OCCUPANCY_CONSTRAINTS:
            with self.subTest(guard=name), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(f"ALTER TABLE clicrdv_occupancy DROP CONSTRAINT {name}")
                self.assertEqual(hooks.missing_constraints(self.env), [name])
                with self.assertRaisesRegex(UserError, name):
                    hooks.post_init_hook(self.env)
                savepoint.rollback()
        self.assertEqual(hooks.missing_constraints(self.env), [])

    def test_the_guards_have_the_extension_they_need(self):
        self.env.cr.execute("SELECT 1 FROM pg_extension WHERE extname = 'btree_gist'")
        self.assertTrue(self.env.cr.fetchone())

    @mute_logger("odoo.sql_db")
    def test_a_role_that_may_not_create_the_extension_is_told_what_to_run(self):
        self.env.cr.execute("CREATE ROLE clicrdv_nobody NOLOGIN")
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("DROP EXTENSION btree_gist CASCADE")
            self.env.cr.execute("SET LOCAL ROLE clicrdv_nobody")
            with self.assertRaisesRegex(UserError, "CREATE EXTENSION btree_gist"):
                hooks.pre_init_hook(self.env)
            savepoint.rollback()
