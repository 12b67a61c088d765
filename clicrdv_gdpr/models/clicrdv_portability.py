from typing import Any, NamedTuple

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

from ..declarations.portable import TABLES
from ..logic.portable import Column, Kind

SCOPE = "clicrdv_gdpr.portable"
KINDS = {
    "char": Kind.TEXT,
    "text": Kind.TEXT,
    "html": Kind.TEXT,
    "selection": Kind.TEXT,
    "integer": Kind.INTEGER,
    "float": Kind.NUMBER,
    "monetary": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "datetime": Kind.TIME,
    "json": Kind.JSON,
    "properties": Kind.JSON,
    "properties_definition": Kind.JSON,
    "many2one": Kind.KEY,
    "many2one_reference": Kind.KEY,
    "many2many": Kind.KEYS,
}
#: Lists that every installation has: their rows are named by a code.
NATURAL = {
    "res.country": "SELECT id, code FROM res_country",
    "res.country.state": "SELECT s.id, c.code || '-' || s.code AS code FROM res_country_state s"
    " JOIN res_country c ON c.id = s.country_id",
    "res.currency": "SELECT id, name AS code FROM res_currency",
    "clicrdv.activity": "SELECT id, code FROM clicrdv_activity",
    "res.partner.category": "SELECT min(id) AS id, name ->> 'en_US' AS code FROM res_partner_category GROUP BY 2",
    "res.groups": "SELECT res_id AS id, module || '.' || name AS code FROM ir_model_data"
    " WHERE model = 'res.groups' AND module IN ('clicrdv_booking', 'clicrdv_gdpr')",
}  # fmt: skip


class Part(NamedTuple):
    """One column of a file: how it is told, and where it comes from."""

    column: Column
    field: Any
    query: Any


class ClicrdvPortability(models.AbstractModel):
    """Export and import of establishments, computed from one table of declarations (``declarations/portable.py``).

    Entry points: `_export` writes an archive, `_import` reads one into new or empty establishments. Rows are named by
    keys: a keyed hash of the record's number, or the key that it came with.
    """

    _name = "clicrdv.portability"
    _description = "Portability of an establishment's data"

    # === BUSINESS METHODS === #

    @api.model
    def _tables(self):
        """The files of an export, in their order.

        :rtype: list[logic.portable.Table]
        """
        return [table for table in TABLES if table.model in self.env.registry]

    @api.model
    def _tables_of(self, model):
        """Files that records of a model may be in, largest last."""
        return [table for table in self._tables() if table.model == model]

    @api.model
    def _parts(self, table):
        """The columns of a file.

        :param table: logic.portable.Table
        :rtype: list[Part]
        """
        fields = self.env[table.model]._fields
        return [self._part(table, fields[name]) for name in table.fields if name in fields]

    def _part(self, table, field):
        query = SQL("t.%s", SQL.identifier(field.name))
        kind, of, choices = KINDS[field.type], "", ()
        if field.type in ("many2one", "many2many") and field.comodel_name in NATURAL:
            kind, of = (Kind.TEXT if field.type == "many2one" else Kind.KEYS), field.comodel_name
            query = self._natural_query(field, of)
        elif field.type in ("many2one", "many2one_reference", "many2many"):
            of = field.comodel_name if field.type != "many2one_reference" else ""
            query = self._reference_query(table, field)
        elif field.translate:
            kind = Kind.JSON
        elif table.ids and field.name in table.ids:
            query = self._numbers_query(field, table.ids[field.name])
        elif field.type == "selection":
            choices = tuple(field.get_values(self.env))
        for old, new in ((table.replace or {}).get(field.name) or {}).items():
            query = SQL("CASE WHEN %s = %s THEN %s ELSE %s END", query, old, new, query)
        return Part(Column(field.name, kind, of, choices), field, query)

    # === BUSINESS METHODS - SQL === #

    def _natural_query(self, field, model):
        listed = SQL(NATURAL[model])
        if field.type == "many2one":
            return SQL("(SELECT n.code FROM (%s) n WHERE n.id = t.%s)", listed, SQL.identifier(field.name))
        return SQL(
            """ARRAY(SELECT n.code FROM %(rel)s r JOIN (%(listed)s) n ON n.id = r.%(theirs)s
                      WHERE r.%(mine)s = t.id ORDER BY n.code COLLATE "C")""",
            rel=SQL.identifier(field.relation),
            listed=listed,
            mine=SQL.identifier(field.column1),
            theirs=SQL.identifier(field.column2),
        )

    def _reference_query(self, table, field):
        """The key of what a field leads to, as far as it is part of the export."""
        if field.type == "many2one":
            return self._keys_query(field.comodel_name, SQL("t.%s", SQL.identifier(field.name)))
        if field.type == "many2one_reference":
            place = SQL("t.%s", SQL.identifier(field.name))
            cases = [
                SQL("WHEN %s THEN %s", model, self._keys_query(model, place))
                for model in sorted({other.model for other in self._tables()} - {table.model})
            ]
            return SQL("CASE t.%s %s END", SQL.identifier(field.model_field), SQL(" ").join(cases))
        key = self._keys_query(field.comodel_name, SQL("r.%s", SQL.identifier(field.column2)))
        return SQL(
            'ARRAY(SELECT k FROM (SELECT %s AS k FROM %s r WHERE r.%s = t.id) s WHERE k IS NOT NULL ORDER BY k COLLATE "C")',
            key,
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
        )

    def _keys_query(self, model, place):
        """The key of the record whose number is at a place of the query."""
        found = [
            SQL("(SELECT p.key FROM %s p WHERE p.id = %s)", SQL.identifier(f"portable_{table.key}"), place)
            for table in reversed(self._tables_of(model))
        ]
        return SQL("coalesce(%s)", SQL(", ").join(found)) if found else SQL("NULL")

    def _numbers_query(self, field, ids):
        """JSON that holds numbers of records, with their keys instead."""
        column = SQL("t.%s", SQL.identifier(field.name))
        if isinstance(ids, str):
            return SQL("CASE WHEN jsonb_typeof(%s) = 'array' THEN %s END", column, self._list_query(ids, column))
        cases = SQL(" ").join(
            SQL(
                """WHEN e.key = %(name)s AND jsonb_typeof(e.value) = 'array' THEN %(list)s
                   WHEN e.key = %(name)s THEN to_jsonb((SELECT p.key FROM %(table)s p
                     WHERE p.id = CASE WHEN jsonb_typeof(e.value) = 'number' THEN e.value::int END))""",
                name=name,
                list=self._list_query(of, SQL("e.value")),
                table=SQL.identifier(f"portable_{of}"),
            )
            for name, of in ids.items()
        )
        return SQL(
            """CASE WHEN jsonb_typeof(%(column)s) = 'object' THEN coalesce((SELECT jsonb_object_agg(
                 e.key, CASE %(cases)s ELSE e.value END) FROM jsonb_each(%(column)s) e), '{}'::jsonb) END""",
            column=column,
            cases=cases,
        )

    def _list_query(self, of, column):
        return SQL(
            """(SELECT coalesce(jsonb_agg(p.key ORDER BY o.rank), '[]'::jsonb)
                  FROM jsonb_array_elements(%s) WITH ORDINALITY AS o (value, rank)
                  JOIN %s p ON p.id = CASE WHEN jsonb_typeof(o.value) = 'number' THEN o.value::int END)""",
            column,
            SQL.identifier(f"portable_{of}"),
        )

    @api.model
    def _salt(self):
        # the database's secret keys the hash: a key tells nothing about numbers and dates
        return hmac(self.env(su=True), SCOPE, "")
