from odoo import api, models
from odoo.tools import SQL

from ..logic.personal_data import Itself


class ClicrdvPersonalData(models.AbstractModel):
    """Texts that merely name somebody whose file is erased already: see `clicrdv.erasure.rest`."""

    _inherit = "clicrdv.personal.data"

    # === BUSINESS METHODS === #

    @api.model
    def _rows_naming(self, persons, last_rows):
        """Rows that name persons, and what hangs on them; nothing is looked for by a file or an address.

        :param persons: {id: Person} with texts only
        :param last_rows: {id: {table: number of the last row that is looked at}}
        :return: as of `_rows`
        """
        found = {}
        for declaration in self._declarations():
            if any(isinstance(link, Itself) for link in declaration.links):
                continue
            queries = [
                query
                for link in declaration.links
                for query in [self.env["clicrdv.personal.link"]._query(declaration, link, persons, found)]
                if query
            ]
            if not queries:
                continue
            limits = [
                (person, last[declaration.table]) for person, last in last_rows.items() if declaration.table in last
            ]
            union = SQL(" UNION ").join(queries)
            if limits:
                people, numbers = map(list, zip(*limits, strict=True))
                union = SQL(
                    """SELECT f.id, f.person FROM (%s) AS f (id, person)
                         JOIN unnest(%s::int[], %s::bigint[]) AS u (person, last) ON u.person = f.person
                        WHERE f.id <= u.last""",
                    union,
                    people,
                    numbers,
                )
            if rows := self.env.execute_query(union):
                found[declaration.key] = rows
        return found

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
