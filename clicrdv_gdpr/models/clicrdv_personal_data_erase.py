from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ..exceptions_personal_data import OnLegalHold
from ..logic import searched_text
from ..logic.personal_data import (
    ROOT,
    Blank,
    Change,
    Fate,
    IfMentioned,
    Masked,
    Numbered,
    Value,
    WithoutKeys,
)
from ..logic.retention import State, kept_until
from .clicrdv_personal_data import TEXTS

EMPTY = {"jsonb": SQL("'{}'::jsonb"), "json": SQL("'{}'::json")}


class ClicrdvPersonalData(models.AbstractModel):
    """Erasure: every copy of a person's data is replaced or deleted, by SQL for a batch of persons at once.

    Beside the ORM on purpose: a write would note the old values in the chatter, send notifications and recompute what
    is erased anyway (odoo19-map § 8). Nothing is mailed and nothing goes to the bus.
    """

    _inherit = "clicrdv.personal.data"

    # === BUSINESS METHODS === #

    @api.model
    def _erase(self, partners, reason, run=None, thorough=True, later=False):
        """Erase persons for good, but for what the law keeps; erasing twice changes nothing more.

        Upcoming appointments are not cancelled: whoever answers a request does that first.

        :param partners: client files, or partners of accounts; at most some hundreds, as they are one transaction
        :param str reason: one of `clicrdv.purge.reason`
        :param run: clicrdv.retention.run that this is part of
        :param bool thorough: also read whole tables for texts that name them; a job with thousands of persons does not
        :param bool later: another job reads those tables (`clicrdv.erasure.rest`): somebody waits for the answer, or
            has thousands of persons
        :return: clicrdv.purge, one for each establishment
        :raises NotAClientFile, OnLegalHold:
        """
        self.env.flush_all()
        self._lock_persons(partners.ids)
        # who erases may have rights on the files only, not on the register nor on every copy
        self = self.sudo()
        persons = self._persons(partners, thorough)
        found = self._rows(persons, thorough and not later)
        law = self._law_until(found)
        self.env["clicrdv.optout"]._keep_refusals(persons)
        files = self._files_of(found)
        texts = sorted({text for person in persons.values() for text in person.texts})
        # children first: nothing is left that leads to a row that goes
        for declaration in reversed(self._declarations()):
            if found.get(declaration.key):
                self._erase_rows(declaration, found[declaration.key], law, texts)
        self._settle_files([*persons], law)
        for name in files:
            self.env["ir.attachment"]._file_delete(name)
        if later:
            self.env["clicrdv.erasure.rest"]._queue(persons, reason)
        self.env.invalidate_all()
        if found.get("account"):
            self.env.registry.clear_cache()  # sessions of accounts that are closed now
        return self._write_down(persons, found, law, reason, run)

    @api.model
    def _lock_persons(self, ids):
        """Lock client files in the order of their ids, and refuse those that somebody protects.

        Nobody books for them until this transaction ends: its row is locked against foreign keys as well, and whoever
        waited for it is refused, as it has changed meanwhile.

        :raises OnLegalHold:
        :raises ConcurrencyError: somebody was faster; the request is done again, and sees what he wrote
        """
        query = SQL("SELECT client_legal_hold IS TRUE FROM res_partner WHERE id = ANY(%s) ORDER BY id FOR UPDATE", ids)
        if any(on_hold for (on_hold,) in self.env.execute_query(query)):
            raise OnLegalHold(self.env)
        if self._newcomers(ids):
            raise ConcurrencyError("something was written about a client meanwhile")

    @api.model
    def _newcomers(self, ids):
        """Clients about whom something was committed after this transaction began to read; their files are locked.

        :return: set of ids
        """
        query = SQL(
            """
            SELECT client_id, 'e', id FROM calendar_event WHERE client_id = ANY(%(ids)s)
             UNION ALL
            SELECT portal_partner_id, 'e', id FROM calendar_event WHERE portal_partner_id = ANY(%(ids)s)
             UNION ALL
            SELECT author_id, 'm', id FROM mail_message WHERE author_id = ANY(%(ids)s)
            """,
            ids=list(ids),
        )
        seen = {*self.env.execute_query(query)}
        with self.env["clicrdv.availability"]._fresh() as fresh:
            return {client_id for client_id, _table, _id in {*fresh.env.execute_query(query)} - seen}

    @api.model
    def _law_until(self, found):
        """How long the law keeps papers of these persons.

        :param found: as of `_rows`
        :return: {id of the partner: last day}, of those with papers that the law still keeps
        """
        today, until = fields.Date.today(), {}
        for declaration in self._declarations():
            rows = found.get(declaration.key)
            if not (declaration.kept and rows):
                continue
            query = SQL(
                """SELECT p.person, max(t.%s) FROM %s t JOIN unnest(%s::int[], %s::int[]) AS p (id, person) ON t.id = p.id
                    GROUP BY 1""",
                SQL.identifier(declaration.kept.date_column),
                SQL.identifier(declaration.table),
                [row for row, _person in rows],
                [person for _row, person in rows],
            )
            for person, last in self.env.execute_query(query):
                day = last and kept_until(fields.Date.to_date(last), declaration.kept.months)
                if day and day >= today:
                    until[person] = max(day, until.get(person, day))
        return until

    def _files_of(self, found):
        """Names in the file store of the attachments that go: core drops a file once nothing leads to it."""
        ids = [row for key in ("file", "file_of_message") for row, _person in found.get(key, [])]
        query = SQL(
            "SELECT DISTINCT store_fname FROM ir_attachment WHERE id = ANY(%s) AND store_fname IS NOT NULL", ids
        )
        return [name for (name,) in self.env.execute_query(query)] if ids else []

    # === BUSINESS METHODS - ROWS === #

    def _erase_rows(self, declaration, rows, law, texts):
        """Delete or replace rows of one declaration."""
        ids = sorted({row for row, _person in rows})
        table, key = SQL.identifier(declaration.table), SQL.identifier(declaration.row)
        if declaration.fate is Fate.DELETE:
            self.env.cr.execute(SQL("DELETE FROM %s WHERE %s = ANY(%s)", table, key, ids))
        elif declaration.fate is Fate.REPLACE:
            by_law = sorted({row for row, person in rows if person in law})
            groups = [(ids, False)]
            if by_law and any(column.kept_by_law for column in declaration.columns):
                groups = [(sorted({*ids} - {*by_law}), False), (by_law, True)]
            for some, is_kept in groups:
                sets = self._assignments(declaration, is_kept, texts)
                if some and sets:
                    self.env.cr.execute(SQL("UPDATE %s SET %s WHERE %s = ANY(%s)", table, sets, key, some))

    def _assignments(self, declaration, is_kept, texts):
        """`column = expression` for each personal column that exists.

        :param bool is_kept: columns that the law keeps stay
        """
        schema = self._schema()[declaration.table]
        columns = [c for c in declaration.columns if c.name in schema and not (is_kept and c.kept_by_law)]
        becomes = {column.name: column.becomes for column in columns}
        if declaration.with_unknown_columns:
            becomes |= dict.fromkeys(self._unknown_columns(declaration), Blank())
        return SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), self._expression(name, replacement, schema[name], texts))
            for name, replacement in becomes.items()
        )

    @api.model
    def _unknown_columns(self, declaration):
        """Texts that another addon has added to a table, and that nobody has declared: they are blanked."""
        known = declaration.covers() | self._exempted(declaration.table)
        schema = self._schema()[declaration.table]
        return sorted(
            name for name, (kind, is_nullable) in schema.items() if kind in TEXTS and is_nullable and name not in known
        )

    def _expression(self, name, replacement, column_type, texts):
        column, (kind, is_nullable) = SQL.identifier(name), column_type
        if isinstance(replacement, Value):
            return SQL("%s", replacement.value)
        if isinstance(replacement, Numbered):
            return SQL("CASE WHEN %s IS NULL THEN NULL ELSE %s || id END", column, replacement.prefix)
        if isinstance(replacement, WithoutKeys):
            return SQL("%s - %s::text[]", column, list(replacement.keys))
        if isinstance(replacement, Change):
            return SQL("CASE WHEN %s = %s THEN %s ELSE %s END", column, replacement.old, replacement.new, column)
        if isinstance(replacement, Masked):
            words = searched_text.pattern(sorted(texts, key=len, reverse=True))  # a full name before a part of it
            return SQL("regexp_replace(%s, %s, '—', 'gi')", column, words) if words else column
        if isinstance(replacement, IfMentioned):
            mentioned = SQL(
                "EXISTS (SELECT 1 FROM unnest(%s::text[]) AS s (word) WHERE strpos(lower(%s), word) > 0)", texts, column
            )
            return SQL("CASE WHEN %s THEN %s ELSE %s END", mentioned, replacement.text, column)
        return SQL("NULL") if is_nullable else EMPTY.get(kind, SQL("''"))

    # === BUSINESS METHODS - PROOF === #

    def _settle_files(self, ids, law):
        """Say in what state the files are now."""
        kept = sorted(law)
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p
                   SET client_privacy_state = CASE WHEN l.until IS NULL THEN %(destroyed)s ELSE %(archived)s END,
                       client_archive_until = l.until,
                       client_erased_on = %(today)s, client_privacy_rule = NULL, last_interaction_at = NULL,
                       client_retention_run_id = NULL, client_retention_problem = NULL
                  FROM unnest(%(ids)s::int[]) AS f (id)
                  LEFT JOIN unnest(%(kept)s::int[], %(until)s::date[]) AS l (id, until) ON l.id = f.id
                 WHERE p.id = f.id AND p.is_client_file IS TRUE
                """,
                destroyed=State.DESTROYED.value,
                archived=State.ARCHIVED.value,
                today=fields.Date.today(),
                ids=ids,
                kept=kept,
                until=[law[partner_id] for partner_id in kept],
            )
        )

    def _write_down(self, persons, found, law, reason, run):
        """Write down what was done: counts and hashes, without a name.

        :return: clicrdv.purge
        """
        fates = {declaration.key: declaration.fate for declaration in self._declarations()}
        values = []
        for company_id in sorted({person.company_id for person in persons.values()}):
            ids = {person.id for person in persons.values() if person.company_id == company_id}
            counts, kept = Counter(), Counter()
            for key, rows in found.items():
                (kept if fates[key] is Fate.KEEP else counts)[key] = sum(person in ids for _row, person in rows)
            kept[ROOT] = len(ids & law.keys())
            values.append(
                {
                    "company_id": company_id or False,
                    "run_id": run.id if run else False,
                    "reason": reason,
                    "persons": len(ids),
                    "counts": {key: number for key, number in counts.items() if number},
                    "kept": {key: number for key, number in kept.items() if number},
                    "person_ids": ids,
                }
            )
        return self.env["clicrdv.purge"]._note(values)
