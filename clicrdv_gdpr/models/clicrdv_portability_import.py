from typing import Any, NamedTuple

from psycopg2 import IntegrityError, errors

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..exceptions_ending import ArchiveRefused, EstablishmentNotEmpty, ImportRefused
from ..logic.portable import KEY, PortableError

#: Tables that an establishment without data has no row in.
EMPTY = ("clicrdv.agenda", "clicrdv.service", "clicrdv.message", "clicrdv.trace", "clicrdv.optout", "clicrdv.consent")
QUIETLY = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "no_reset_password": True,
    "mail_create_nosubscribe": True,
}


class Job(NamedTuple):
    """An import under way: where it reads, and the establishment whose number marks its keys."""

    archive: Any
    company_id: int


class ClicrdvPortability(models.AbstractModel):
    """Import: all of an export or nothing, in one transaction. It sends nothing, and nobody can log in by it.

    Beside the ORM on purpose: creating records would make references, messages and traces anew. What the database must
    never hold is refused by its own constraints, and the constraints of the models are run on every record.
    """

    _inherit = "clicrdv.portability"

    # === BUSINESS METHODS === #

    @api.model
    def _import(self, path, sha256=None, company=None):
        """Import an export.

        :param str path: archive
        :param str sha256: what was told with the delivery, if anything was
        :param company: res.company without data that becomes the only establishment of the export; a new one by default
        :return: res.company records
        :raises ArchiveRefused, EstablishmentNotEmpty, ImportRefused: nothing was changed
        """
        if not (self.env.su or self.env.user.has_group("base.group_system")):
            raise ImportRefused(self.env)
        # accounts, settings and ledgers of establishments that nobody works for yet
        self = self.sudo().with_context(**QUIETLY, active_test=False)
        with self._opened(path, sha256) as archive, self.env.cr.savepoint():
            return self._read_in(archive, company)

    def _read_in(self, archive, company):
        companies, job = self._make_establishments(archive, company)
        self = self.with_company(companies[0])
        tables = [table for table in self._tables() if table.imported]
        for table in tables:
            self._guarded(table, self._read_table, job)
        for table in tables:
            if table.later:
                self._guarded(table, self._read_later, job)
        for table in tables:
            self._guarded(table, self._finish_table, job)
        self.env.invalidate_all()
        self._occupy(job)
        # whoever imported it decides when clients see it, and from when on they get messages
        companies.write({"booking_published": False, "messages_to_plan": False})
        self.env.flush_all()
        self.env["clicrdv.catalogue.mixin"]._forget_catalogues()
        return companies

    def _guarded(self, table, step, job):
        """Do one step of a file; whatever the database refuses is told in words.

        :raises ArchiveRefused:
        """
        label = self.env._(table.label)
        try:
            step(table, job)
            self.env.flush_all()
        except errors.UniqueViolation as error:
            raise ArchiveRefused(self.env, "already_there", label) from error
        except IntegrityError as error:
            raise ArchiveRefused(self.env, "not_allowed", label, error.diag.message_primary) from error
        except errors.DataError as error:
            raise ArchiveRefused(self.env, "not_allowed", label, error.diag.message_primary) from error
        except ArchiveRefused:
            raise
        except UserError as error:
            raise ArchiveRefused(self.env, "not_allowed", label, str(error)) from error

    # === BUSINESS METHODS - ESTABLISHMENTS === #

    def _make_establishments(self, archive, company):
        """Create the establishments of an export, or take the one that is there, without what comes with a new one.

        :return: (res.company records, Job)
        """
        rows = [row for batch in self._batches(archive, "establishments") for row in batch]
        if not rows or (company and len(rows) > 1):
            raise PortableError("not_ours", "data/establishments.jsonl")
        companies = company or self.env["res.company"]
        if company:
            self._check_empty(company)
        else:
            names = [row["name"] or "—" for row in rows]
            if self.env["res.company"].search_count([("name", "in", names)]):
                raise ArchiveRefused(self.env, "already_there", ", ".join(names))
            common = {"booking_holiday_zone": False}
            if "iap_enrich_auto_done" in companies._fields:
                common["iap_enrich_auto_done"] = True  # or core asks an outside service about each company
            companies = companies.create([{"name": name, **common} for name in names])
        self.env.flush_all()
        self._drop_what_came_along(companies)
        job = Job(archive, companies[0].id)
        for model, name in (("res.company", None), ("res.partner", "partner_id")):
            keys = [row[name or KEY] for row in rows]
            records = companies[name] if name else companies
            if not all(keys):
                raise PortableError("unknown_key", "data/establishments.jsonl")
            self._note_keys(model, dict(zip(keys, records.ids, strict=True)), job)
        return companies, job

    def _check_empty(self, company):
        company.ensure_one()
        there = any(self.env[model].search_count([("company_id", "=", company.id)], limit=1) for model in EMPTY)
        clients = [("is_client_file", "=", True), ("company_id", "=", company.id)]
        # what was published, or asked for, stays as it is
        notices = [("company_id", "=", company.id), ("state", "!=", "draft")]
        there = there or self.env["clicrdv.privacy.notice"].search_count(notices, limit=1)
        if there or self.env["res.partner"].search_count(clients, limit=1):
            raise EstablishmentNotEmpty(self.env, name=company.name)

    def _drop_what_came_along(self, companies):
        """Hours, rules of messages and holidays that every new establishment gets: the export brings its own."""
        self.env.cr.execute("UPDATE res_company SET resource_calendar_id = NULL WHERE id = ANY(%s)", [companies.ids])
        for table in reversed(self._tables()):
            field = self.env[table.model]._fields.get("company_id")
            if (
                table.adopt
                or not table.imported
                or table.key in ("clients", "people", "accesses", "attachments")
                or not (field and field.store)
            ):
                continue
            name = SQL.identifier(self.env[table.model]._table)
            self.env.cr.execute(SQL("DELETE FROM %s WHERE company_id = ANY(%s)", name, companies.ids))
        logos = "DELETE FROM ir_attachment WHERE res_model = 'res.partner' AND res_id = ANY(%s)"
        self.env.cr.execute(logos, [companies.partner_id.ids])
        self.env.invalidate_all()

    # === BUSINESS METHODS - KEYS === #

    def _batches(self, archive, key):
        table = next(table for table in self._tables() if table.key == key)
        return archive.lines(f"data/{key}.jsonl", [part.column for part in self._parts(table)])

    def _note_keys(self, model, keys, job):
        """Note which record has which key.

        :param keys: {key: number of the record}
        :raises ArchiveRefused: they were imported already
        """
        lines = [(job.company_id, model, res_id, key) for key, res_id in keys.items()]
        try:
            self.env.cr.execute_values(
                "INSERT INTO clicrdv_portable_key (company_id, model, res_id, key) VALUES %s", lines
            )
        except errors.UniqueViolation as error:
            raise ArchiveRefused(self.env, "key_twice", model) from error

    def _numbers(self, model, keys, job):
        """The records of this import that have some keys.

        :return: {key: number of the record}
        """
        query = "SELECT key, res_id FROM clicrdv_portable_key WHERE company_id = %s AND model = %s AND key = ANY(%s)"
        self.env.cr.execute(query, [job.company_id, model, sorted(keys)])
        return dict(self.env.cr.fetchall())
