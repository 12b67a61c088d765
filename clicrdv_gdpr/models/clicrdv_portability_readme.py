from odoo import api, models

from ..declarations.portable import LEFT_OUT
from ..logic.portable import KEY


class ClicrdvPortability(models.AbstractModel):
    """The description that goes with an export: each file, each column, what is not in it."""

    _inherit = "clicrdv.portability"

    # === BUSINESS METHODS === #

    @api.model
    def _readme(self, tables):
        """Describe an export in the language of its reader.

        :rtype: str
        """
        lines = [
            self.env._("Export of an establishment's data, format clicrdv-portable version 1"),
            "",
            self.env._(
                "data/*.jsonl: one line of JSON (UTF-8) for each record. This is what another system imports.\n"
                "csv/*.csv: the same for a spreadsheet, separated by semicolons. A text that a spreadsheet would take for "
                "a formula begins with an apostrophe there.\n"
                "appointments.ics: appointments and blocks for calendars (RFC 5545).\n"
                "files/: files and pictures; data/attachments.jsonl tells by their checksum what they belong to.\n"
                "manifest.json: SHA-256, size and number of records of each file."
            ),
            "",
            self.env._(
                "Each record has a key of 32 characters. A column of kind “key” holds the key of a record of another file; "
                "“keys” is a list of them. Times are UTC, ISO 8601. Texts that are translated are JSON, by language."
            ),
            "",
        ]
        for table in tables:
            lines += [f"{table.key} — {self.env._(table.label)}", *self._described(table), ""]
            if not table.imported:
                lines.insert(-1, f"  {self.env._('For you to keep: an import takes in nothing of it.')}")
        lines += [self.env._("Not part of an export:"), *self._left_out()]
        return "\n".join(lines) + "\n"

    def _described(self, table):
        yield f"  {KEY}: {self.env._('names the record')}"
        for part in self._parts(table):
            label = part.field._description_string(self.env)
            words = [label, part.field._description_help(self.env), part.column.kind.value]
            if part.field.type == "selection":
                words += [", ".join(f"{value} = {name}" for value, name in part.field._description_selection(self.env))]
            elif part.column.of:
                files = ", ".join(other.key for other in self._tables_of(part.column.of))
                words += [f"→ {files}" if files else part.column.of]
            yield f"  {part.column.name}: " + "; ".join(" ".join(str(word).split()) for word in words if word)

    def _left_out(self):
        for left in LEFT_OUT:
            if left.model in self.env.registry:
                model = self.env["ir.model"]._get(left.model).name
                yield f"  {model} ({', '.join(left.fields)}): {self.env._(left.reason)}"
