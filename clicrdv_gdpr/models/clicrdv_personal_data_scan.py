from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..exceptions_personal_data import NothingToSearch
from ..logic import searched_text
from .clicrdv_personal_data import TEXTS

#: Alternatives of one regular expression: PostgreSQL refuses those that are too big.
CHUNK = 40


class Residue(NamedTuple):
    """Where words of a person still are."""

    table: str
    column: str
    count: int


class ClicrdvPersonalData(models.AbstractModel):
    """The residual scan: the whole database is read for some words, whatever the declarations say.

    It proves an erasure, and it finds what nobody has declared.
    """

    _inherit = "clicrdv.personal.data"

    # === BUSINESS METHODS === #

    @api.model
    def _residual_scan(self, strings):
        """Look for words in every text, JSON and binary column, and in the files of attachments.

        Texts are compared without regard to the case of ASCII letters, also as JSON and HTML write them. What is
        compressed inside a file (a PDF) is found by its indexed text only.

        :param strings: names, addresses, numbers, of three characters or more
        :return: list of Residue, empty when nothing is left
        :raises NothingToSearch:
        """
        self.env.flush_all()
        words = searched_text.needles(strings)
        if not words:
            raise NothingToSearch(self.env)
        found = []
        for table, columns in sorted(self._schema().items()):
            found += self._scan_table(table, columns, words)
        count = self._scan_files([word.encode() for word in words])
        return found + ([Residue("ir_attachment", "store_fname", count)] if count else [])

    def _scan_table(self, table, columns, words):
        """Read one table once.

        :return: list of Residue
        """
        chunks = [searched_text.pattern(words[i : i + CHUNK]) for i in range(0, len(words), CHUNK)]
        tests = {}
        for name, (kind, _is_nullable) in columns.items():
            column = SQL.identifier(name)
            if kind in TEXTS:
                text = SQL("lower(%s::text)", column) if kind != "text" else SQL("lower(%s)", column)
                tests[name] = SQL(" OR ").join(SQL("%s ~ %s", text, chunk) for chunk in chunks)
            elif kind == "bytea":
                tests[name] = SQL(" OR ").join(
                    SQL("position(convert_to(%s, 'UTF8') IN %s) > 0", word, column) for word in words
                )
        if not tests:
            return []
        counts = SQL(", ").join(SQL("count(*) FILTER (WHERE %s)", test) for test in tests.values())
        [row] = self.env.execute_query(SQL("SELECT %s FROM %s", counts, SQL.identifier(table)))
        return [Residue(table, name, number) for name, number in zip(tests, row, strict=True) if number]

    def _scan_files(self, words):
        """Number of files of attachments with any of these words; styles and scripts are nobody's."""
        query = SQL(
            """
            SELECT DISTINCT store_fname FROM ir_attachment
             WHERE store_fname IS NOT NULL AND coalesce(url, '') NOT LIKE '/web/assets/%%'
               AND coalesce(res_model, '') NOT IN ('ir.ui.menu', 'ir.module.module', 'ir.ui.view')
            """
        )
        attachments, count = self.env["ir.attachment"], 0
        for (name,) in self.env.execute_query(query):
            content = attachments._file_read(name).lower()  # of ASCII letters, as PostgreSQL does
            count += any(word in content for word in words)
        return count
