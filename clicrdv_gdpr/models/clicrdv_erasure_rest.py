import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from ..logic.personal_data import Mention
from .clicrdv_personal_data import Person

_logger = logging.getLogger(__name__)

#: Erasures whose words are looked for together: each table is read once for all of them.
BATCH = 10


class ClicrdvErasureRest(models.Model):
    """What of an erasure wants whole tables to be read: texts elsewhere that merely name the person.

    Whoever asks for an erasure does not wait for that, and holds no lock meanwhile: a job does it within minutes, and
    again until it is done. Only rows that were there at the erasure are looked at: what comes after it, such as the
    letter that tells of it or a new booking, is none of it. The words go with the row.
    """

    _name = "clicrdv.erasure.rest"
    _description = "Rest of an erasure"
    _order = "attempts, id"
    _rec_name = "at"
    _log_access = False

    # === FIELDS === #

    company_id = fields.Many2one("res.company", "Establishment", index=True, ondelete="cascade", readonly=True)
    at = fields.Datetime("Erased at", required=True, readonly=True, default=fields.Datetime.now)
    words = fields.Json(required=True, readonly=True, groups=fields.NO_ACCESS)
    last_rows = fields.Json("Last row of each table", required=True, readonly=True)
    attempts = fields.Integer(readonly=True)
    problem = fields.Char("Could not be done", readonly=True)

    # === BUSINESS METHODS === #

    @api.model
    def _queue(self, persons):
        """Have the rest of an erasure done by the job.

        :param persons: {id: Person} as of `clicrdv.personal.data._persons`, thorough
        """
        last = self._last_rows()
        values = [
            {"company_id": person.company_id or False, "words": list(person.texts), "last_rows": last}
            for person in persons.values()
            if person.texts
        ]
        # who erases may have no right on the job's list
        self.sudo().create(values)
        self.env.ref("clicrdv_gdpr.ir_cron_erasure_rest").sudo()._trigger()  # see above

    @api.model
    def _last_rows(self):
        """The last row of each table that is read for words.

        :return: {table: number}
        """
        tables = {
            declaration.table
            for declaration in self.env["clicrdv.personal.data"]._declarations()
            if any(isinstance(link, Mention) for link in declaration.links)
        }
        return {
            table: self.env.execute_query(SQL("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(table)))[0][0]
            for table in sorted(tables)
        }

    @api.model
    def _cron_rest(self):
        """Do what is left of erasures; one that fails is tried again by the next run, and stops no other."""
        ids = self.search([("id", ">", 0)]).ids
        for start in range(0, len(ids), BATCH):
            rows = self.browse(ids[start : start + BATCH]).exists().try_lock_for_update()
            rows._work_off()
            done = min(start + BATCH, len(ids))
            if not self.env["ir.cron"]._commit_progress(len(rows), remaining=len(ids) - done):
                return

    def _work_off(self):
        try:
            with self.env.cr.savepoint():
                self._erase_mentions()
            return
        except OperationalError:
            raise  # two transactions met: the job runs again
        except Exception as error:  # whatever one of them may hold
            _logger.info("Rests of erasures are done one by one: %s", error)
        for row in self:
            try:
                with self.env.cr.savepoint():
                    row._erase_mentions()
            except OperationalError:
                raise
            except Exception as error:
                _logger.exception("The rest of erasure %s could not be done", row.id)
                row.write({"attempts": row.attempts + 1, "problem": type(error).__name__})

    def _erase_mentions(self):
        """Erase what names these persons, write it down, and forget the words."""
        data = self.env["clicrdv.personal.data"]
        persons = {row.id: Person(row.id, row.company_id.id or 0, (), (), (), tuple(row.words)) for row in self}
        found = data._rows_naming(persons, {row.id: row.last_rows for row in self})
        data._erase_naming(found, sorted({word for row in self for word in row.words}))
        values = []
        for company, rows in self.grouped("company_id").items():
            counts = {key: sum(person in rows._ids for _row, person in pairs) for key, pairs in found.items()}
            counts = {key: number for key, number in counts.items() if number}
            if counts:
                values.append(
                    {
                        "company_id": company.id,
                        "reason": "request",
                        "persons": 0,
                        "counts": counts,
                        "person_ids": [],
                    }
                )
        self.env["clicrdv.purge"]._note(values)
        self.unlink()
