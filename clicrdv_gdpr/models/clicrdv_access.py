import logging

from psycopg2 import OperationalError
from psycopg2.errorcodes import LOCK_NOT_AVAILABLE

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..exceptions_access import AccessLogIsForever
from ..logic import access_kinds as kinds

_logger = logging.getLogger(__name__)

#: How long a page waits for the table of the log; it is never locked but by work on the database itself.
LONGEST_WAIT = "3s"
#: Key of what a transaction has collected, in the callbacks of its cursor.
COLLECTED = "clicrdv.access"
#: Names of clients that a line shows before it only counts.
NAMES_SHOWN = 5

# Nothing is changed, and nothing goes before the shortest period that the retention policy allows (six months; a day less,
# because PostgreSQL counts from the start of the transaction). GIN: to find who saw one client.
APPEND_ONLY = """
    ALTER TABLE clicrdv_access ADD COLUMN IF NOT EXISTS record_ids integer[] NOT NULL DEFAULT '{}';
    ALTER TABLE clicrdv_access ADD COLUMN IF NOT EXISTS client_ids integer[] NOT NULL DEFAULT '{}';
    CREATE INDEX IF NOT EXISTS clicrdv_access__client_ids_index ON clicrdv_access USING gin (client_ids);
    CREATE OR REPLACE FUNCTION clicrdv_access_is_forever() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.at < (now() AT TIME ZONE 'UTC') - interval '6 months' + interval '1 day' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'clicrdv_access %: a line of the access log is not changed, nor deleted before its time', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clicrdv_access_is_forever';
    END $$ LANGUAGE plpgsql;
    DROP TRIGGER IF EXISTS clicrdv_access_is_forever ON clicrdv_access;
    CREATE TRIGGER clicrdv_access_is_forever BEFORE UPDATE OR DELETE ON clicrdv_access
        FOR EACH ROW EXECUTE FUNCTION clicrdv_access_is_forever();
"""

#: Whose data records are: establishment and client, and which records hold data of clients at all.
SOURCES = {
    "res.partner": SQL(
        "SELECT id, company_id, id AS client_id FROM res_partner WHERE is_client_file IS TRUE"
    ),
    "calendar.event": SQL(
        "SELECT id, booking_company_id AS company_id, client_id FROM calendar_event"
        " WHERE agenda_id IS NOT NULL AND client_id IS NOT NULL"
    ),
    "clicrdv.message": SQL("SELECT id, company_id, client_id FROM clicrdv_message WHERE client_id IS NOT NULL"),
}  # fmt: skip

KINDS = [
    (kinds.OPENED, "Opened"),
    (kinds.LISTED, "Listed"),
    (kinds.NAMED, "Names looked up"),
    (kinds.GROUPED, "Grouped"),
    (kinds.EXPORTED, "Exported"),
    (kinds.PRINTED, "Printed"),
    (kinds.DOWNLOADED, "File downloaded"),
    (kinds.CHANGED, "Changed"),
]


class ClicrdvAccess(models.Model):
    """Who saw which client files, when and how (sub-annex C.6; GDP-77).

    A page is one line for each kind of record and establishment, written by one statement when its transaction ends. Only
    numbers of records are kept: the line of an erased client names nobody.
    """

    _name = "clicrdv.access"
    _description = "Access to data of clients"
    _order = "at desc, id desc"
    _rec_name = "at"
    _log_access = False

    # === FIELDS === #

    at = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Who", required=True, readonly=True, ondelete="restrict")
    user_company_id = fields.Many2one("res.company", "Works for", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", "Establishment", readonly=True, ondelete="restrict")
    model = fields.Selection(
        [("res.partner", "Client files"), ("calendar.event", "Appointments"), ("clicrdv.message", "Messages")],
        "What",
        required=True,
        readonly=True,
    )
    kind = fields.Selection(KINDS, "How", required=True, readonly=True)
    number = fields.Integer("Records", required=True, readonly=True)
    clients = fields.Integer("Client files seen", required=True, readonly=True)
    is_outside = fields.Boolean(
        "From outside",
        readonly=True,
        help="Whoever works for another company, such as the provider, and not for a shop of the same network.",
    )
    client_id = fields.Many2one("res.partner", compute="_compute_clients", search="_search_client_id", store=False)
    client_words = fields.Char("Who was seen", compute="_compute_clients")

    # === CONSTRAINTS AND INDEXES === #

    _company_at_index = models.Index("(company_id, at)")
    _user_at_index = models.Index("(user_id, at)")
    _at_index = models.Index("(at)")

    def init(self):
        """Have PostgreSQL refuse to change a line, or to delete it before its time, whoever asks."""
        self.env.cr.execute(APPEND_ONLY)

    # === COMPUTE METHODS === #

    @api.depends_context("lang")
    def _compute_clients(self):
        query = SQL("SELECT id, client_ids[:%s] FROM clicrdv_access WHERE id = ANY(%s)", NAMES_SHOWN, self.ids)
        seen = dict(self.env.execute_query(query)) if self.ids else {}
        # who reads the log of an establishment reads its names too; an archived file has one as well
        clients = self.env["res.partner"].sudo().browse({i for ids in seen.values() for i in ids}).exists()
        names = {client.id: client.display_name for client in clients}
        for access in self:
            ids = seen.get(access.id, [])
            shown = [names.get(client_id) or self.env._("File no. %s", client_id) for client_id in ids]
            more = access.clients - len(ids)
            access.client_id = ids[0] if access.clients == 1 and ids[0] in names else False
            access.client_words = ", ".join(shown) + (self.env._(" and %s more", more) if more > 0 else "")

    @api.model
    def _search_client_id(self, operator, value):
        if operator == "in":
            ids = [client_id for client_id in value if client_id]
        elif operator in ("any", "ilike", "like", "=ilike", "=like"):
            field = "id" if operator == "any" else "display_name"
            domain = value if operator == "any" else [(field, operator, value)]
            ids = self.env["res.partner"].with_context(active_test=False).search(domain)._ids
        else:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s && %s::integer[]", SQL.identifier(alias, "client_ids"), list(ids)
            )
        )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super  # lines come from `_note` alone
        raise AccessLogIsForever(self.env)

    def write(self, vals):  # pylint: disable=method-required-super  # nobody changes the log
        raise AccessLogIsForever(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise AccessLogIsForever(self.env)

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, records, kind, query=None):
        """Note that somebody sees records; it is written once, when the transaction ends.

        Nothing is noted for jobs and for code that acts for nobody.

        :param records: of a model of the log; others are passed over
        :param str kind: of `logic.access_kinds`
        :param query: instead of records: which ones, as a Query of their model
        """
        if records._name not in SOURCES or not self._is_watched():
            return
        ids = [record_id for record_id in records._ids if isinstance(record_id, int)]
        if not ids and query is None:
            return
        precommit = self.env.cr.precommit
        if COLLECTED not in precommit.data:
            precommit.data[COLLECTED] = {}
            precommit.add(self.env["clicrdv.access"]._write_down)
        known, queries = precommit.data[COLLECTED].setdefault((self.env.uid, records._name, kind), ({}, []))
        known.update(dict.fromkeys(ids))
        if query is not None:
            queries.append(query)

    @api.model
    def _is_watched(self):
        """Whether somebody of the staff acts, and no job, visitor or client; it asks nothing of the database."""
        return self.env.uid != SUPERUSER_ID and "cron_id" not in self.env.context and self.env.user._is_internal()

    @api.model
    def _write_down(self):
        """Write what a transaction has collected: one statement, whatever the number of records."""
        collected = self.env.cr.precommit.data.pop(COLLECTED, {})
        kept = {
            (uid, *pair)
            for uid in {uid for uid, _model, _kind in collected}
            for pair in kinds.without_names(
                frozenset((model, kind) for other, model, kind in collected if other == uid), "res.partner"
            )
        }
        seen = SQL(" UNION ALL ").join(self._seen(key, *collected[key]) for key in sorted(kept))
        if not kept:
            return
        statement = SQL(
            """
            INSERT INTO clicrdv_access (at, user_id, user_company_id, company_id, model, kind, number, clients,
                                        is_outside, record_ids, client_ids)
            SELECT %s, u.id, u.company_id, seen.company_id, seen.model, seen.kind, cardinality(seen.records),
                   cardinality(seen.clients),
                   seen.company_id IS DISTINCT FROM u.company_id
                     AND (own.network_id IS NULL OR own.network_id IS DISTINCT FROM shop.network_id),
                   seen.records, seen.clients
              FROM (%s) seen
              JOIN res_users u ON u.id = seen.uid AND u.share IS NOT TRUE
              JOIN res_company own ON own.id = u.company_id
              LEFT JOIN res_company shop ON shop.id = seen.company_id
            """,
            fields.Datetime.now(),
            seen,
        )
        try:
            self._insert(statement)
        except OperationalError as error:
            if error.pgcode != LOCK_NOT_AVAILABLE:
                raise  # two transactions met: the request runs again
            # somebody works on the table: pages go on, and who saw what is in the log of the server
            _logger.error("The access log is locked, and does not hold: %s", _in_words(collected))

    @api.model
    def _insert(self, statement):
        """Write into the log, unless the table is locked for longer than a page may wait.

        :raises OperationalError: it is
        """
        statement = SQL(
            "SAVEPOINT clicrdv_access; SET LOCAL lock_timeout = %s; %s; SET LOCAL lock_timeout = 0;"
            " RELEASE SAVEPOINT clicrdv_access",
            LONGEST_WAIT,
            statement,
        )
        if self.env.cr.readonly:
            # Pages that only read may have the cursor of a replica, on which there is nothing to lose: the answer is made.
            self.env.cr.rollback()
            with self.env.registry.cursor() as cursor:
                cursor.execute(statement, log_exceptions=False)
            return
        try:
            self.env.cr.execute(statement, log_exceptions=False)
        except OperationalError as error:
            if error.pgcode == LOCK_NOT_AVAILABLE:
                self.env.cr.execute("ROLLBACK TO SAVEPOINT clicrdv_access")
            raise

    @api.model
    def _seen(self, key, ids, queries):
        """Records of one kind that somebody saw, by establishment, as SQL."""
        uid, model, kind = key
        which = [SQL("t.id = ANY(%s::integer[])", list(ids))] if ids else []
        which += [SQL("t.id IN %s", query.subselect()) for query in queries]
        return SQL(
            """
            SELECT %s AS uid, %s AS model, %s AS kind, t.company_id, array_agg(t.id ORDER BY t.id) AS records,
                   array_agg(DISTINCT t.client_id) AS clients
              FROM (%s) t WHERE %s GROUP BY t.company_id
            """,
            uid,
            model,
            kind,
            SOURCES[model],
            SQL(" OR ").join(which),
        )


def _in_words(collected):
    """What a transaction has collected, by numbers of records alone.

    :rtype: str
    """
    words = (
        f"user {uid} {kind} {model} {sorted(ids) or ''} {'by search' if queries else ''}"
        for (uid, model, kind), (ids, queries) in collected.items()
    )
    return "; ".join(words)
