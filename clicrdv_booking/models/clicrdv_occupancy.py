from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models
from odoo.tools import SQL

from .. import exceptions
from ..const import RESOURCE_LOCK


class ClicrdvOccupancy(models.Model):
    """Who is busy when: one row per sitting, resource and seat, guarded by the database itself.

    `start` and `stop` hold the service's buffers. On one resource, two different sittings never
    overlap; the clients of one group session share their sitting and have a seat each. Rows that
    are not exclusive (blocks, private events, overbooking on purpose) hide slots and refuse nobody.
    """

    _name = "clicrdv.occupancy"
    _description = "Occupied time of a person, room or equipment"
    _order = "start, id"
    _log_access = False

    # === FIELDS === #

    resource_id = fields.Many2one("resource.resource", required=True, ondelete="cascade")
    start = fields.Datetime("From", required=True)
    stop = fields.Datetime("To", required=True)
    sitting = fields.Char(required=True, help="What occupies the time: rows of one sitting may overlap.")
    seat = fields.Integer(required=True, default=0)
    capacity = fields.Integer(required=True, default=1)
    exclusive = fields.Boolean(required=True, default=True)
    event_id = fields.Many2one("calendar.event", ondelete="cascade", index="btree_not_null")
    hold_id = fields.Many2one("clicrdv.hold", ondelete="cascade", index="btree_not_null")
    hold_expires_at = fields.Datetime("Held until", index="btree_not_null")

    # === CONSTRAINTS AND INDEXES === #

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (resource_id WITH =, sitting WITH <>, tsrange(start, stop) WITH &&) WHERE (exclusive)",
        "This time has just been taken. Please choose another one.",
    )
    _one_per_seat = models.Constraint(
        "EXCLUDE USING btree (sitting WITH =, resource_id WITH =, seat WITH =) WHERE (exclusive)",
        "This place has just been taken. Please choose another time.",
    )
    _seat_in_capacity = models.Constraint(
        "CHECK (seat >= 0 AND seat < capacity)", "There is no place left at this time. Please choose another one."
    )
    _start_before_stop = models.Constraint("CHECK (start < stop)", "The end must be after the start.")
    _by_resource = models.Index("(resource_id, start) INCLUDE (stop, event_id, hold_expires_at)")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self._lock_resources(vals["resource_id"] for vals in vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if {"resource_id", "start", "stop", "sitting", "seat", "exclusive"} & vals.keys():
            self._lock_resources([*self.resource_id.ids, vals.get("resource_id")])
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _lock_resources(self, resource_ids):
        """Make this transaction the only writer of these resources' time until it ends.

        The constraint alone is correct; without the lock, writers who overlap wait for each
        other until PostgreSQL breaks the deadlock. Ascending order, so that two never cross.

        :param resource_ids: ids of resource.resource; falsy ones are passed over
        """
        ids = sorted(set(filter(None, resource_ids)))
        if ids:
            self.env.execute_query(
                SQL("SELECT pg_advisory_xact_lock(%s, id) FROM unnest(%s) AS id ORDER BY id", RESOURCE_LOCK, ids)
            )

    @api.model
    def _insert(self, rows, locked=()):
        """Write rows, or refuse all of them when one cannot be had.

        :param rows: list of dicts with every column that is set
        :param locked: ids of resource.resource that the caller has locked already
        :raises SlotTaken: a guard of the table refused; nothing is changed
        """
        if not rows:
            return
        self._lock_resources({row["resource_id"] for row in rows} - set(locked))
        columns = (
            "resource_id",
            "start",
            "stop",
            "sitting",
            "seat",
            "capacity",
            "exclusive",
            "event_id",
            "hold_id",
            "hold_expires_at",
        )
        defaults = {"seat": 0, "capacity": 1, "exclusive": True}
        lines = SQL(", ").join(SQL("%s", tuple(row.get(name, defaults.get(name)) for name in columns)) for row in rows)
        query = SQL("INSERT INTO clicrdv_occupancy (%s) VALUES %s", SQL(", ").join(map(SQL.identifier, columns)), lines)
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                # a refusal is no error of the program: it does not belong in the log
                self.env.cr.execute(query, log_exceptions=False)
        except (psycopg2.errors.ExclusionViolation, psycopg2.errors.CheckViolation) as error:
            raise exceptions.SlotTaken(self.env) from error
        self.invalidate_model(flush=False)
        self.env["calendar.event"].invalidate_model(["occupancy_ids"], flush=False)
        self.env["clicrdv.hold"].invalidate_model(["occupancy_ids"], flush=False)

    @api.model
    def _drop_expired(self, resource_ids, now):
        """Remove the rows of holds that have run out; called under the resources' lock.

        :param resource_ids: ids of resource.resource
        :param datetime now: current time, naive UTC
        """
        self.env.execute_query(
            SQL(
                "DELETE FROM clicrdv_occupancy WHERE resource_id = ANY(%s) AND hold_expires_at <= %s RETURNING id",
                list(resource_ids),
                now,
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _cron_drop_past(self):
        """Nightly job: drop the rows of past days; the events keep the history."""
        horizon = fields.Datetime.now() - timedelta(days=2)
        done = self.search([("stop", "<", horizon)], limit=20_000)
        done.unlink()
        remaining = self.search_count([("stop", "<", horizon)], limit=20_000)
        self.env["ir.cron"]._commit_progress(len(done), remaining=remaining)
