from odoo import api, fields, models
from odoo.tools import SQL

from ..declarations.portable import DESTROYED_BESIDE, TABLES
from ..logic import reversibility as ending

#: Client files and rows of one transaction.
PERSONS, ROWS = 500, 5_000
#: What stays of an establishment, as other records lead to it: it is emptied.
EMPTIED = frozenset({"addresses", "establishments", "networks", "people", "accesses", "privacy_requests"})
#: Opening hours that several establishments share stay, and lines of the ledger that SMS are billed from.
SHARED = {"hours", "hours_lines"}
NOT_ALL = {
    "messages": "t.sent_at IS NULL",
    "hours": "t.company_id = ANY(%s)",
    "hours_lines": "t.calendar_id IN (SELECT id FROM resource_calendar WHERE company_id = ANY(%s))",
}


class ClicrdvReversibility(models.Model):
    """The job that destroys: what an export holds, from the same declarations, and what hangs on it.

    Persons first, by their declarations, as that reaches every copy; then rows, children first. Each batch is one
    transaction, so that a kill leaves whole batches and the job goes on from there.
    """

    _inherit = "clicrdv.reversibility"

    # === BUSINESS METHODS - COUNTING === #

    @api.model
    def _count_labels(self):
        labels = {table.key: self.env._(table.label) for table in TABLES}
        return labels | {
            "ledger": self.env._("Lines of the ledger of messages, without number and text"),
            "access_log": self.env._("Lines of the access log, without a name"),
        }

    @api.model
    def _in_words(self, counts):
        """Numbers of rows in words, one line each.

        :param counts: {file: number}
        :rtype: str
        """
        labels = self._count_labels()
        return "\n".join(f"{labels.get(key, key)}: {number}" for key, number in counts.items() if number)

    def _count(self):
        """How many rows of each kind there are (dry run).

        :return: {file: number}
        """
        self.ensure_one()
        portability = self.env["clicrdv.portability"].sudo()  # numbers only
        tables = portability._tables()
        portability._open_scopes(tables, self._companies(), self.network_id.sudo())  # as above
        counts = {}
        for table in tables:
            query = SQL("SELECT count(*) FROM %s", SQL.identifier(f"portable_{table.key}"))
            [(counts[table.key],)] = self.env.execute_query(query)
        portability._close_scopes(tables)
        return counts

    # === BUSINESS METHODS - JOB === #

    @api.model
    def _cron_destruction(self):
        """Go on with the destructions that were decided, one after the other."""
        # the job belongs to nobody: it works for every controller
        for request in self.sudo().search([("state", "=", ending.DESTROYING)], order="id"):
            if not request.destroyed_at and not request._destroy():
                return
            request._finish()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _begin_destruction(self):
        """Decide the destruction: from now on nobody takes it back."""
        self._check_destruction()
        request = self.sudo()  # the right to do so was checked
        request._move_to(ending.DESTROYING, destruction_from=fields.Datetime.now(), planned_counts=self._count())
        request._ask_subprocessors("destroy")
        companies = request._companies()
        companies.write({"booking_published": False})
        self.env.ref("clicrdv_gdpr.ir_cron_reversibility_destruction")._trigger()

    def _destroy(self):
        """Destroy batch after batch.

        :return: False when the time of the job is over
        """
        companies = self._companies()
        steps = (self._erase_persons, self._sweep_names, self._delete_rows, self._delete_beside, self._delete_persons)
        for step in steps:
            if not step(companies):
                return False
        kept = self._empty_establishments(companies)
        left = self._count()
        planned = self.planned_counts or {}
        done = {key: number - left.get(key, 0) for key, number in planned.items() if key not in EMPTIED}
        done |= {key: planned.get(key, 0) for key in ("accesses", "people")}
        kept |= self._kept_by_law(companies)
        self._drop_archive()
        now = fields.Datetime.now()
        self.write(
            {
                "destroyed_at": now,
                "destroyed_counts": done,
                "kept_counts": {key: number for key, number in kept.items() if number},
                "backups_until": self.backups_until or self._last_backup_expires(now),
            }
        )
        self._write_purge(companies, done)
        return True

    def _erase_persons(self, companies):
        """Erase the client files by their declarations."""
        reason = "contract_end" if self.choice == ending.NONE else "destruction"
        query = """
            SELECT id FROM res_partner WHERE company_id = ANY(%s) AND is_client_file IS TRUE AND client_erased_on IS NULL
             ORDER BY id LIMIT %s"""
        data = self.env["clicrdv.personal.data"]
        while ids := [row for (row,) in self.env.execute_query(SQL(query, companies.ids, PERSONS))]:
            is_last = len(ids) < PERSONS  # whole tables are read once for all the others
            data._erase(self.env["res.partner"].browse(ids), reason, thorough=is_last, later=not is_last)
            if not self.env["ir.cron"]._commit_progress(len(ids), remaining=1):
                return False
        return True

    def _sweep_names(self, companies):
        """Erase what merely names these persons elsewhere: the certificate says that nothing is left."""
        return self.env["clicrdv.erasure.rest"].search([("company_id", "in", companies.ids)])._do_all()

    def _delete_rows(self, companies):
        """Delete what an export holds, children first."""
        self.env.cr.execute("UPDATE res_company SET resource_calendar_id = NULL WHERE id = ANY(%s)", [companies.ids])
        portability = self.env["clicrdv.portability"]
        tables = portability._tables()
        # once: what a row hangs on goes after it, so that a job that was killed finds the same
        portability._open_scopes(tables, companies, self.network_id, keep=True)
        for table in reversed(tables):
            if table.key in EMPTIED or not table.imported or table.model == "res.partner":
                continue
            while self._delete_batch(table, companies):
                if not self.env["ir.cron"]._commit_progress(ROWS, remaining=1):
                    return False
        portability._close_scopes(tables)
        return bool(self.env["ir.cron"]._commit_progress(1, remaining=1))

    def _delete_batch(self, table, companies):
        """Delete some rows of one kind.

        :return: whether there may be more
        """
        name, scope = SQL.identifier(self.env[table.model]._table), SQL.identifier(f"portable_{table.key}")
        if table.model == "ir.attachment":
            files = "SELECT DISTINCT t.store_fname FROM ir_attachment t JOIN portable_attachments p ON p.id = t.id"
            for (stored,) in self.env.execute_query(SQL(f"{files} WHERE t.store_fname IS NOT NULL LIMIT %s", ROWS)):
                self.env["ir.attachment"]._file_delete(stored)
        self.env.cr.execute(
            SQL(
                """WITH gone AS (SELECT t.id FROM %(name)s t JOIN %(scope)s p ON p.id = t.id WHERE %(only)s
                                  ORDER BY t.id LIMIT %(limit)s)
                   DELETE FROM %(name)s t USING gone WHERE t.id = gone.id""",
                name=name,
                scope=scope,
                only=SQL(NOT_ALL.get(table.key, "TRUE"), *([companies.ids] if table.key in SHARED else [])),
                limit=ROWS,
            )
        )
        deleted = self.env.cr.rowcount
        self.env.invalidate_all()
        return deleted == ROWS

    def _delete_beside(self, companies):
        """Delete what no export holds, and blank the ledger that invoices are made from."""
        self._delete_files_of_requests(companies)
        for statement in DESTROYED_BESIDE:
            table = statement.split()[2 if statement.startswith("DELETE") else 1]
            if table in self.env["clicrdv.personal.data"]._schema():
                self.env.cr.execute(SQL(statement, companies=companies.ids))
        self.env.invalidate_all()
        return self.env["ir.cron"]._commit_progress(1, remaining=1)

    def _delete_persons(self, companies):
        """Delete the empty files that nothing leads to any more; those of invoices stay."""
        query = """
            SELECT id FROM res_partner WHERE company_id = ANY(%s) AND is_client_file IS TRUE AND id > %s
               AND client_privacy_state = 'destroyed' ORDER BY id LIMIT %s"""
        last = 0
        while ids := [row for (row,) in self.env.execute_query(SQL(query, companies.ids, last, PERSONS))]:
            last = ids[-1]
            self._delete_unreferenced(ids)
            if not self.env["ir.cron"]._commit_progress(len(ids), remaining=1):
                return False
        return True
