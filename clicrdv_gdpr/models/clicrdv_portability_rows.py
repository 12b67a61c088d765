import secrets
from collections import defaultdict

from psycopg2.extras import Json

from odoo import fields, models
from odoo.models import MAGIC_COLUMNS
from odoo.tools import SQL

from ..declarations.portable import TABLES
from ..logic.portable import KEY, Kind, PortableError
from .clicrdv_portability import NATURAL

MODEL_OF = {table.key: table.model for table in TABLES}
#: Fields of a default that a row can be made of without more ado.
SIMPLE = {"char", "text", "selection", "integer", "float", "boolean", "monetary", "many2one"}


class ClicrdvPortability(models.AbstractModel):
    """Import: from the lines of one file to rows of its table."""

    _inherit = "clicrdv.portability"

    # === BUSINESS METHODS === #

    def _read_table(self, table, job):
        """Insert the rows of a file, without the references that lead to later ones."""
        parts = [part for part in self._parts(table) if part.field.name not in table.later]
        defaults = self._defaults(table) if not table.adopt else {}
        for rows in self._batches(job.archive, table.key):
            if table.adopt:
                numbers = self._numbers(table.model, [row[KEY] for row in rows], job)
                if len(numbers) != len(rows):
                    raise PortableError("unknown_key", f"data/{table.key}.jsonl")
            else:
                numbers = self._new_numbers(table, rows, job)
            values = self._values(table, parts, rows, job)
            if table.adopt:
                self._update(table, numbers, values)
            else:
                for line in values.values():
                    line.update({**defaults, **line, **self._made(table), **self._stored_file(table, line, job)})
                self._insert(table, numbers, values)
            self._link(table, parts, rows, numbers, job)

    def _read_later(self, table, job):
        """Set the references that lead to later lines or files."""
        parts = [part for part in self._parts(table) if part.field.name in table.later]
        for rows in self._batches(job.archive, table.key):
            numbers = self._numbers(table.model, [row[KEY] for row in rows], job)
            self._update(table, numbers, self._values(table, parts, rows, job, only_set=True))
            self._link(table, parts, rows, numbers, job)

    def _new_numbers(self, table, rows, job):
        """Numbers of new records.

        :return: {key: number}
        """
        query = "SELECT nextval(%s) FROM generate_series(1, %s)"
        self.env.cr.execute(query, [f"{self.env[table.model]._table}_id_seq", len(rows)])
        keys = [row[KEY] for row in rows]
        if len({*keys}) != len(keys):
            raise PortableError("key_twice", table.key)
        numbers = dict(zip(keys, (number for (number,) in self.env.cr.fetchall()), strict=True))
        self._note_keys(table.model, numbers, job)
        return numbers

    # === BUSINESS METHODS - VALUES === #

    def _values(self, table, parts, rows, job, only_set=False):
        """Values of columns.

        :param bool only_set: leave out rows in which all are blank
        :return: {key: {column: value}}
        """
        parts = [part for part in parts if part.field.type != "many2many"]
        found = self._found(table, parts, rows, job)
        values = {row[KEY]: {p.field.name: self._value(table, p, row, found) for p in parts} for row in rows}
        return {key: line for key, line in values.items() if not only_set or any(v is not None for v in line.values())}

    def _value(self, table, part, row, found):
        name, kind, value = part.field.name, part.column.kind, row[part.column.name]
        if value is None:
            return 1 if name in table.missing else None  # whoever it was is not part of the export
        if table.ids and name in table.ids:
            return Json(self._numbered(value, table.ids[name], found, table))
        if part.column.of in NATURAL or kind is Kind.KEY:
            return self._led_to(found[self._led(part, row)], value, table)
        if part.field.translate and not _is_translation(value):
            raise PortableError("other_kind", f"{table.key} {name}")
        if kind is Kind.JSON:
            return Json(value)
        return part.field.convert_to_column(value, self.env[table.model]) if part.field.type == "html" else value

    def _led(self, part, row):
        """The model that a reference leads to."""
        return part.column.of or row[part.field.model_field] or ""

    def _led_to(self, numbers, key, table):
        if key not in numbers:
            raise PortableError("unknown_key" if len(key) == 32 else "unknown_code", f"{table.key} {key}")
        return numbers[key]

    def _numbered(self, value, ids, found, table):
        """JSON with numbers of records instead of their keys."""
        if isinstance(ids, str):
            items = value if isinstance(value, list) else []
            return [self._led_to(found[MODEL_OF[ids]], str(key), table) for key in items]
        if not isinstance(value, dict):
            raise PortableError("other_kind", table.key)
        numbered = dict(value)
        for name, of in ids.items():
            if isinstance(value.get(name), list):
                numbered[name] = self._numbered(value[name], of, found, table)
            elif value.get(name) is not None:
                numbered[name] = self._led_to(found[MODEL_OF[of]], str(value[name]), table)
        return numbered

    def _found(self, table, parts, rows, job):
        """Numbers of all records that some rows lead to.

        :return: {model: {key or code: number}}
        """
        wanted = defaultdict(set)
        for part in parts:
            for row in rows:
                value = row[part.column.name]
                if value is None:
                    continue
                if part.column.kind in (Kind.KEY, Kind.KEYS) or part.column.of in NATURAL:
                    wanted[self._led(part, row)] |= {*value} if isinstance(value, list) else {value}
                elif table.ids and part.field.name in table.ids:
                    for of, keys in _keys_in(value, table.ids[part.field.name]):
                        wanted[MODEL_OF[of]] |= keys
        known = {*MODEL_OF.values()}
        found = defaultdict(dict)
        for model, keys in wanted.items():
            if model in NATURAL:
                found[model] = self._coded(model, keys)
            elif model in known:
                found[model] = self._numbers(model, keys, job)
        return found

    def _coded(self, model, codes):
        """Rows of a list that every installation has, by their code; tags are made when there is none."""
        query = SQL("SELECT code, id FROM (%s) n WHERE code = ANY(%s)", SQL(NATURAL[model]), sorted(codes))
        coded = dict(self.env.execute_query(query))
        missing = sorted(codes - coded.keys())
        if missing and model == "res.partner.category":
            tags = self.env[model].with_context(lang="en_US").create([{"name": name} for name in missing])
            coded |= dict(zip(missing, tags.ids, strict=True))
            self.env.flush_all()
        elif missing:
            raise PortableError("unknown_code", missing[0][:80])
        return coded

    def _defaults(self, table):
        """What a new record has that the export does not tell."""
        model = self.env[table.model]
        names = [
            field.name
            for field in model._fields.values()
            if field.store and field.column_type and field.type in SIMPLE and not field.company_dependent
            and not field.translate and field.name not in {*table.fields, *table.made, *MAGIC_COLUMNS}
        ]  # fmt: skip
        defaults = {name: value for name, value in model.default_get(names).items() if value not in (None, False)}
        defaults |= {
            field.name: False
            for field in map(model._fields.get, names)
            if field.type == "boolean" and field.name not in defaults and not field.compute
        }
        if model._log_access:
            now = fields.Datetime.now()
            defaults |= {"create_uid": self.env.uid, "write_uid": self.env.uid, "create_date": now, "write_date": now}
        return {name: value for name, value in defaults.items() if not isinstance(value, list | tuple)}

    def _made(self, table):
        """Secrets of a new record: those that the export was made from open nothing here."""
        return {name: secrets.token_urlsafe(24) for name in table.made if name != "booking_short_code"} | (
            {"booking_short_code": self.env["calendar.event"]._visit_identity()["booking_short_code"]}
            if "booking_short_code" in table.made
            else {}
        )

    def _stored_file(self, table, line, job):
        """Store the content of an attachment, and tell where it is."""
        if table.model != "ir.attachment":
            return {}
        data = job.archive.content(line["checksum"])
        files = self.env["ir.attachment"]
        stored = files._get_datas_related_values(data, line["mimetype"] or "application/octet-stream")
        if stored["store_fname"]:
            files._file_write(data, stored["checksum"])
        return {name: value or None for name, value in stored.items() if name != "file_size"} | {"file_size": len(data)}

    # === BUSINESS METHODS - SQL === #

    def _insert(self, table, numbers, values):
        lines = [{"id": numbers[key], **line} for key, line in values.items()]
        columns = [*lines[0]]
        query = SQL(
            "INSERT INTO %s (%s) VALUES",
            SQL.identifier(self.env[table.model]._table),
            SQL(", ").join(map(SQL.identifier, columns)),
        )
        self.env.cr.execute_values(f"{query.code} %s", [[line[name] for name in columns] for line in lines])

    def _update(self, table, numbers, values):
        if not values or not next(iter(values.values())):
            return
        model = self.env[table.model]
        columns = [*next(iter(values.values()))]
        sets = SQL(", ").join(
            SQL("%s = v.%s::%s", SQL.identifier(name), SQL.identifier(name), SQL(model._fields[name].column_type[1]))
            for name in columns
        )
        query = SQL(
            "UPDATE %s t SET %s FROM (VALUES %%s) AS v (id, %s) WHERE t.id = v.id",
            SQL.identifier(model._table),
            sets,
            SQL(", ").join(map(SQL.identifier, columns)),
        )
        lines = [[numbers[key], *(line[name] for name in columns)] for key, line in values.items()]
        self.env.cr.execute_values(query.code.replace("%%s", "%s"), lines)

    def _link(self, table, parts, rows, numbers, job):
        """Insert the pairs of lists of records."""
        for part in parts:
            if part.field.type != "many2many":
                continue
            found = self._found(table, [part], rows, job)[part.column.of]
            pairs = [
                (numbers[row[KEY]], self._led_to(found, key, table))
                for row in rows
                for key in row[part.column.name] or ()
            ]
            query = SQL(
                "INSERT INTO %s (%s, %s) VALUES",
                SQL.identifier(part.field.relation),
                SQL.identifier(part.field.column1),
                SQL.identifier(part.field.column2),
            )
            if pairs:
                self.env.cr.execute_values(f"{query.code} %s", pairs)


def _is_translation(value):
    return isinstance(value, dict) and "en_US" in value and all(isinstance(text, str) for text in value.values())


def _keys_in(value, ids):
    """Keys of records inside of JSON.

    :return: list of (file, set of keys)
    """
    if isinstance(ids, str):
        return [(ids, {str(key) for key in value})] if isinstance(value, list) else []
    inside = value if isinstance(value, dict) else {}
    return [
        (of, {str(key) for key in (inside[name] if isinstance(inside[name], list) else [inside[name]])})
        for name, of in ids.items()
        if inside.get(name) is not None
    ]
