import json
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL


class ClicrdvPersonalData(models.AbstractModel):
    """Export: what the declarations find, as plain values that JSON can hold."""

    _inherit = "clicrdv.personal.data"

    # === BUSINESS METHODS === #

    @api.model
    def _export(self, partners):
        """Everything that is held about persons, secrets that open something left out.

        Times are UTC in ISO 8601 with a Z, amounts are texts. What is not empty is given.

        :param partners: client files, or partners of accounts; an export of an establishment comes in batches
        :return: {id of the partner: {key of the declaration: list of {column: value}}}, with the key `row` for the number
        :raises NotAClientFile:
        """
        found = self._rows(self._persons(partners, False), False)
        exported = {partner_id: {} for partner_id in partners.ids}
        for declaration in self._declarations():
            rows = found.get(declaration.key)
            if not rows:
                continue
            values = self._values_of(declaration, {row for row, _person in rows})
            for row, partner_id in dict.fromkeys(rows):
                exported[partner_id].setdefault(declaration.key, []).extend(values[row])
        return exported

    @api.model
    def _exported_columns(self, declaration):
        """Columns that an export shows: the personal ones that open nothing, and those that make them readable."""
        schema = self._schema()[declaration.table]
        names = [column.name for column in declaration.columns if not column.is_secret]
        wanted = dict.fromkeys([*declaration.context, *names])
        unknown = self._unknown_columns(declaration) if declaration.with_unknown_columns else []
        return [name for name in [*wanted, *unknown] if name in schema and schema[name][0] != "bytea"]

    def _values_of(self, declaration, ids):
        """Values of rows.

        :return: {row: list of dicts}; a pair of a many2many may be there several times for one person
        """
        columns = self._exported_columns(declaration)
        query = SQL(
            "SELECT t.%(row)s, %(columns)s FROM %(table)s t WHERE t.%(row)s = ANY(%(ids)s) ORDER BY 1",
            row=SQL.identifier(declaration.row),
            columns=SQL(", ").join(SQL("t.%s", SQL.identifier(name)) for name in columns),
            table=SQL.identifier(declaration.table),
            ids=sorted(ids),
        )
        values = defaultdict(list)
        for row, *cells in self.env.execute_query(query):
            plain = {name: _plain(cell) for name, cell in zip(columns, cells, strict=True) if cell not in (None, "")}
            values[row].append({"row": row, **plain})
        return values


def _plain(value):
    """A value of the database as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict | list):
        return json.loads(json.dumps(value))
    return value
