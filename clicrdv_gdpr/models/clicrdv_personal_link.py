from odoo import api, models
from odoo.tools import SQL

from ..logic import searched_text
from ..logic.personal_data import Address, Mention, Record, Relation, Through

#: Alternatives of one regular expression: PostgreSQL refuses those that are too big.
CHUNK = 40


class ClicrdvPersonalLink(models.AbstractModel):
    """How a row leads to a person, as SQL: one query for each kind of link of a declaration."""

    _name = "clicrdv.personal.link"
    _description = "How a row leads to a person"

    # === BUSINESS METHODS === #

    @api.model
    def _query(self, declaration, link, persons, found):
        """Rows of a declaration that belong to persons by one of its links.

        :param declaration: logic.personal_data.Declaration
        :param link: one of its links
        :param persons: {id: Person}
        :param found: rows of the declarations before it
        :return: SQL of (row, person), None when there can be none
        """
        makers = {
            Through: self._through,
            Record: self._record,
            Relation: self._relation,
            Address: self._address,
            Mention: self._mention,
        }
        joined = makers[type(link)](declaration, link, persons, found)
        if not joined:
            return None
        return SQL(
            "SELECT t.%(row)s, p.person FROM %(table)s t %(joined)s %(only)s",
            row=SQL.identifier(declaration.row),
            table=SQL.identifier(declaration.table),
            joined=joined,
            only=self._only(declaration),
        )

    def _columns_of(self, table):
        return self.env["clicrdv.personal.data"]._schema().get(table, {})

    @staticmethod
    def _pairs(rows):
        """Rows of another declaration, to be joined."""
        ids, persons = [row for row, _person in rows], [person for _row, person in rows]
        return SQL("unnest(%s::bigint[], %s::int[]) AS p (id, person)", ids, persons)

    def _through(self, declaration, link, persons, found):
        rows = found.get(link.of)
        if not rows or link.column not in self._columns_of(declaration.table):
            return None
        return SQL("JOIN %s ON t.%s = p.id", self._pairs(rows), SQL.identifier(link.column))

    def _record(self, declaration, link, persons, found):
        rows = found.get(link.of)
        if not rows:
            return None
        return SQL(
            "JOIN %s ON t.%s = %s AND t.%s = p.id",
            self._pairs(rows),
            SQL.identifier(link.model_column),
            link.model,
            SQL.identifier(link.id_column),
        )

    def _relation(self, declaration, link, persons, found):
        rows = found.get(link.of)
        if not rows or link.other not in self._columns_of(link.table):
            return None
        return SQL(
            "JOIN %s r ON r.%s = t.%s JOIN %s ON r.%s = p.id",
            SQL.identifier(link.table),
            SQL.identifier(link.own),
            SQL.identifier(declaration.row),
            self._pairs(rows),
            SQL.identifier(link.other),
        )

    def _address(self, declaration, link, persons, found):
        """By the address or number, only if nobody else has it: in the establishment, or anywhere where there is none."""
        known = [
            (person.id, person.company_id, address)
            for person in persons.values()
            for address in (person.company_addresses if link.company else person.own_addresses)
        ]
        if not known:
            return None
        pairs = SQL(
            "unnest(%s::int[], %s::int[], %s::text[]) AS p (person, company, address)",
            *map(list, zip(*known, strict=True)),
        )
        column = SQL.identifier(link.column)
        if link.company:
            return SQL("JOIN %s ON t.%s = p.address AND t.%s = p.company", pairs, column, SQL.identifier(link.company))
        return SQL("JOIN %s ON t.%s = p.address", pairs, column)

    def _mention(self, declaration, link, persons, found):
        known = [(person.id, text) for person in persons.values() for text in person.texts]
        columns = [name for name in link.columns if name in self._columns_of(declaration.table)]
        if not known or not columns:
            return None
        ids, texts = map(list, zip(*known, strict=True))
        whole = SQL(", ").join(SQL("t.%s", SQL.identifier(name)) for name in columns)
        # one expression finds the few rows that name anybody, in one look at each; then it is asked whom
        words = sorted({*texts})
        anybody = SQL(" OR ").join(
            SQL("lower(concat_ws(' ', %s)) ~ %s", whole, searched_text.pattern(words[start : start + CHUNK]))
            for start in range(0, len(words), CHUNK)
        )
        return SQL(
            """JOIN unnest(%s::int[], %s::text[]) AS p (person, word)
                 ON (%s) AND strpos(lower(concat_ws(' ', %s)), p.word) > 0""",
            ids,
            texts,
            anybody,
            whole,
        )

    def _only(self, declaration):
        conditions = [self._condition(where) for where in declaration.only]
        return SQL("WHERE %s", SQL(" AND ").join(conditions)) if conditions else SQL()

    def _condition(self, where):
        column = SQL("t.%s", SQL.identifier(where.column))
        if where.one_of:
            return SQL("%s IN %s", column, where.one_of)
        if where.none_of:
            return SQL("(%s NOT IN %s OR %s IS NULL)", column, where.none_of, column)
        if where.is_null is not None:
            return SQL("%s IS NULL" if where.is_null else "%s IS NOT NULL", column)
        return SQL("%s IS TRUE" if where.is_true else "%s IS NOT TRUE", column)
