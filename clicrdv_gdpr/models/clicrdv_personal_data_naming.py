from odoo import api, models
from odoo.tools import SQL

from ..logic import searched_text
from ..logic.personal_data import Itself, Mention

#: Rows that are read at once.
PAGE = 20_000


class ClicrdvPersonalData(models.AbstractModel):
    """Texts that merely name people whose files are erased already: see `clicrdv.erasure.rest`.

    Each table is read once, in pages, for as many people as there are: words of a row are looked up, and nothing is
    compared with everybody.
    """

    _inherit = "clicrdv.personal.data"

    # === BUSINESS METHODS === #

    @api.model
    def _leave_names_of_others(self, names, last):
        """Leave out what somebody else is known by, whose data stays: a homonym, the staff, the family.

        :param names: logic.named_persons.Names
        :param int last: newcomers after this partner are none of the others, as the same person may have come back
        """
        query = SQL(
            """SELECT id, concat_ws(' | ', name, email, client_firstname || ' ' || client_lastname,
                                    client_lastname || ' ' || client_firstname), client_phone_key, phone_sanitized
                 FROM res_partner WHERE client_erased_on IS NULL"""
        )
        for _id, text, *numbers in self._pages(query, last):
            names.forget(names.find(text))
            for number in {*numbers} - {None}:
                names.forget(found for form in searched_text.phone_forms(number) for found in names.find(form))
        agendas = SQL("SELECT concat_ws(' | ', name, public_name::text) FROM clicrdv_agenda")
        for (text,) in self.env.execute_query(agendas):
            names.forget(names.find(text))

    @api.model
    def _pages(self, query, last):
        """Read a table page by page.

        :param SQL query: SELECT of the number of a row and more, with a WHERE
        :param int last: last row
        """
        first = 0
        while rows := self.env.execute_query(
            SQL("%s AND id > %s AND id <= %s ORDER BY id LIMIT %s", query, first, last, PAGE)
        ):
            yield from rows
            first = rows[-1][0]

    @api.model
    def _rows_naming(self, names, persons, last_rows):
        """Rows that name persons, and what hangs on them; nothing is looked for by a file or an address.

        :param names: logic.named_persons.Names whose keys are those of the persons
        :param persons: {id: Person} with texts only
        :param last_rows: {id: {table: number of the last row that is looked at}}
        :return: (as of `_rows`, names that were found)
        """
        found, seen = {}, set()
        for declaration in self._declarations():
            if any(isinstance(link, Itself) for link in declaration.links):
                continue
            rows = {*self._rows_led_to(declaration, persons, found, last_rows)}
            for link in declaration.links:
                if isinstance(link, Mention):
                    rows |= self._rows_mentioning(declaration, link, names, last_rows, seen)
            if rows:
                found[declaration.key] = sorted(rows)
        return found, seen

    def _rows_mentioning(self, declaration, link, names, last_rows, seen):
        """Rows whose texts name somebody.

        :param set seen: gets the names that were found
        :return: set of (row, person)
        """
        columns = [name for name in link.columns if name in self._schema()[declaration.table]]
        last = {person: tables.get(declaration.table, 0) for person, tables in last_rows.items()}
        if not names or not columns or not any(last.values()):
            return set()
        only = self.env["clicrdv.personal.link"]._only(declaration) or SQL("WHERE TRUE")
        texts = SQL(", ").join(SQL("t.%s::text", SQL.identifier(name)) for name in columns)
        query = SQL("SELECT t.id, %s FROM %s t %s", texts, SQL.identifier(declaration.table), only)
        rows = set()
        for row, *values in self._pages(query, max(last.values())):
            for name in {name for value in values if value for name in names.find(value)}:
                whose = {(row, person) for person in names.keys_of(name) if row <= last[person]}
                if whose:
                    rows |= whose
                    seen.add(name)
        return rows

    def _rows_led_to(self, declaration, persons, found, last_rows):
        """Rows that hang on what was found before: answers, files, notifications.

        :return: list of (row, person)
        """
        queries = [
            query
            for link in declaration.links
            if not isinstance(link, Mention)
            for query in [self.env["clicrdv.personal.link"]._query(declaration, link, persons, found)]
            if query
        ]
        if not queries:
            return []
        union = SQL(" UNION ").join(queries)
        limits = [(person, last[declaration.table]) for person, last in last_rows.items() if declaration.table in last]
        if not limits:
            return self.env.execute_query(union)
        people, numbers = map(list, zip(*limits, strict=True))
        return self.env.execute_query(
            SQL(
                """SELECT f.id, f.person FROM (%s) AS f (id, person)
                     JOIN unnest(%s::int[], %s::bigint[]) AS u (person, last) ON u.person = f.person
                    WHERE f.id <= u.last""",
                union,
                people,
                numbers,
            )
        )

    @api.model
    def _erase_naming(self, found, texts):
        """Erase such rows.

        :param found: as of `_rows_naming`
        :param texts: words of the persons
        """
        files = self._files_of(found)
        for declaration in reversed(self._declarations()):
            if found.get(declaration.key):
                self._erase_rows(declaration, found[declaration.key], {}, texts)
        for name in files:
            self.env["ir.attachment"]._file_delete(name)
        self.env.invalidate_all()
