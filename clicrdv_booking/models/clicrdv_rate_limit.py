import ipaddress
import time

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED, TRANSACTION_STATUS_IDLE

from odoo import api, fields, models
from odoo.tools.misc import hmac

SCOPE = "clicrdv_booking.rate_limit"
# Name of a limit → (hits allowed, seconds). Parameter `clicrdv_booking.limit_<name>`
# replaces the hits; 0 switches the limit off.
LIMITS = {
    "search": (120, 60),
    "slots": (120, 60),
    "same_slots": (30, 60),
    "hold": (300, 600),  # tries: many people may want one popular time
    "held": (30, 600),  # times kept: more than that empties an agenda for everybody else
    "confirm": (30, 600),
    "contact": (10, 600),
    "token": (60, 60),
}


class ClicrdvRateLimit(models.Model):
    """How often one address or contact asked for something in the current window.

    Rows are shared by all workers. Keys are keyed hashes: neither an address nor a
    contact can be read from them. A lost row only resets a counter, so the table is
    unlogged and counting costs no disk write in the request.
    """

    _name = "clicrdv.rate.limit"
    _description = "Rate limit"
    _log_access = False

    # === FIELDS === #

    key = fields.Char(required=True)
    window_start = fields.Integer(required=True, index=True)
    hits = fields.Integer(required=True)

    # === CONSTRAINTS AND INDEXES === #

    _key_unique = models.Constraint("UNIQUE (key)", "A counter exists once.")

    def init(self):
        """Keep the counters out of the write-ahead log."""
        self.env.cr.execute("SELECT relpersistence FROM pg_class WHERE oid = 'clicrdv_rate_limit'::regclass")
        if self.env.cr.fetchone()[0] != "u":
            self.env.cr.execute("ALTER TABLE clicrdv_rate_limit SET UNLOGGED")

    # === BUSINESS METHODS === #

    @api.model
    def _hit(self, subjects, now=None):
        """Count one request, in a transaction of its own that outlives the request's.

        :param dict subjects: {name of the limit: who or what is counted}
        :param float now: seconds since the epoch, the clock's by default
        :return: seconds to wait before the next try, 0 when the request is within all limits
        :rtype: int
        """
        now = int(time.time() if now is None else now)
        counted = {}
        for name, subject in subjects.items():
            allowed, seconds = self._limit(name)
            if allowed:
                counted[self._key(name, subject)] = (allowed, seconds, now - now % seconds)
        if not counted:
            return 0
        # always in the order of the keys: two workers never wait for each other
        rows = sorted((key, start) for key, (_allowed, _seconds, start) in counted.items())
        waits = [0]
        for key, hits in self._count(rows):
            allowed, seconds, start = counted[key]
            if hits > allowed:
                waits.append(start + seconds - now)
        return max(waits)

    @api.model
    def _limit(self, name):
        allowed, seconds = LIMITS[name]
        # a visitor may not read parameters; these hold no secret
        value = self.env["ir.config_parameter"].sudo().get_param(f"clicrdv_booking.limit_{name}")
        return (int(value) if value and value.isdecimal() else allowed), seconds

    @api.model
    def _key(self, name, subject):
        """The hash under which a subject is counted."""
        # the database's secret keys the hash
        return hmac(self.env(su=True), SCOPE, (name, subject))[:40]

    def _count(self, rows):
        with self.env.registry.cursor() as cr:
            # a writer must see the last count, whatever was committed since its transaction
            # began; in a test the cursor shares one that has begun already
            if cr.connection.info.transaction_status == TRANSACTION_STATUS_IDLE:
                cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
            return cr.execute_values(
                """
                INSERT INTO clicrdv_rate_limit AS old (key, window_start, hits) VALUES %s
                ON CONFLICT (key) DO UPDATE SET
                    hits = CASE WHEN old.window_start = excluded.window_start THEN old.hits + 1 ELSE 1 END,
                    window_start = excluded.window_start
                RETURNING key, hits
                """,
                rows,
                template="(%s, %s, 1)",
                fetch=True,
            )

    @api.autovacuum
    def _gc_counters(self):
        self.env.cr.execute("DELETE FROM clicrdv_rate_limit WHERE window_start < %s", [int(time.time()) - 86400])


def network_of(address):
    """What is counted as one visitor: an IPv4 address, or the /64 network that one home gets in IPv6.

    >>> network_of("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::/64'
    """
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return address or "unknown"
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
