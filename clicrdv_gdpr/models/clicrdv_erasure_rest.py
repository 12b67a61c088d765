import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from ..logic import searched_text
from ..logic.named_persons import Names, telling
from ..logic.personal_data import Mention
from .clicrdv_personal_data import Person

#: Table of those whose names are left alone.
PARTNERS = "res_partner"
_logger = logging.getLogger(__name__)

#: Texts that are looked for together: each table is read once for all of them, so that memory is the limit.
TEXTS_AT_ONCE = 250_000


class ClicrdvErasureRest(models.Model):
    """What of erasures wants whole tables to be read: texts elsewhere that merely name the persons.

    Whoever asks for an erasure does not wait for that, and holds no lock meanwhile: a job does it within minutes, and
    again until it is done. Nor does the job of retention, whose thousands of persons are looked for in one reading. Only
    rows that were there at the erasure are looked at: what comes after it, such as the letter that tells of it or a new
    booking, is none of it. Only words that are of one person are looked for: an address, a number, a full name that
    nobody else has. They go with the row.
    """

    _name = "clicrdv.erasure.rest"
    _description = "Rest of an erasure"
    _order = "attempts, id"
    _rec_name = "at"
    _log_access = False

    # === FIELDS === #

    company_id = fields.Many2one("res.company", "Establishment", index=True, ondelete="cascade", readonly=True)
    at = fields.Datetime("Erased at", required=True, readonly=True, default=fields.Datetime.now)
    reason = fields.Char(required=True, readonly=True, default="request", help="As in the register of purges.")
    words = fields.Json(required=True, readonly=True, groups=fields.NO_ACCESS)
    last_rows = fields.Json("Last row of each table", required=True, readonly=True)
    attempts = fields.Integer(readonly=True)
    problem = fields.Char("Could not be done", readonly=True)

    # === BUSINESS METHODS === #

    @api.model
    def _queue(self, persons, reason="request"):
        """Have the rest of an erasure done by the job: one row for each establishment, however many persons.

        :param persons: {id: Person} as of `clicrdv.personal.data._persons`
        :param str reason: one of `clicrdv.purge.reason`; whoever asks has it done at once
        """
        words = {}
        for person in persons.values():
            words.setdefault(person.company_id or False, []).extend(telling(person.texts))
        last = self._last_rows()
        values = [
            {"company_id": company_id, "reason": reason, "words": found, "last_rows": last}
            for company_id, found in words.items()
            if found
        ]
        # who erases may have no right on the job's list
        self.sudo().create(values)
        if reason == "request":
            self.env.ref("clicrdv_gdpr.ir_cron_erasure_rest").sudo()._trigger()  # see above

    @api.model
    def _last_rows(self):
        """The last row of each table that is read for words, and the last partner.

        :return: {table: number}
        """
        tables = {
            declaration.table
            for declaration in self.env["clicrdv.personal.data"]._declarations()
            if any(isinstance(link, Mention) for link in declaration.links)
        }
        names = sorted({*tables, PARTNERS})
        numbers = SQL(", ").join(SQL("(SELECT coalesce(max(id), 0) FROM %s)", SQL.identifier(name)) for name in names)
        [row] = self.env.execute_query(SQL("SELECT %s", numbers))
        return dict(zip(names, row, strict=True))

    @api.model
    def _cron_rest(self):
        """Do what is left of erasures; one that fails is tried again by the next run, and stops no other."""
        self.search([("id", ">", 0)])._do_all()

    def _do_all(self):
        """Do these rests, as many at once as memory holds.

        :return: False when the time of the job is over
        """
        left = self.ids
        while left:
            rows = self._next(left)
            left = left[len(rows) :]
            rows = rows.exists().try_lock_for_update()
            rows._work_off()
            if not self.env["ir.cron"]._commit_progress(len(rows), remaining=len(left)):
                return False
        return True

    @api.model
    def _next(self, ids):
        """The first of these rows, as many as are looked for together.

        :param ids: rows, at least one
        """
        query = SQL(
            """SELECT count(*) FROM (
                   SELECT sum(CASE jsonb_typeof(r.words) WHEN 'array' THEN jsonb_array_length(r.words) ELSE 0 END)
                          OVER (ORDER BY u.rank) AS texts
                     FROM unnest(%s::int[]) WITH ORDINALITY AS u (id, rank)
                     LEFT JOIN clicrdv_erasure_rest r ON r.id = u.id) AS f
                WHERE coalesce(texts, 0) <= %s""",
            ids,
            TEXTS_AT_ONCE,
        )
        [(number,)] = self.env.execute_query(query)
        return self.browse(ids[: max(number, 1)])

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
        names = Names((row.id, row.words) for row in self)
        if names:
            data._leave_names_of_others(names, max(row.last_rows.get(PARTNERS, 0) for row in self))
        persons = {row.id: Person(row.id, row.company_id.id or 0, (), (), (), ()) for row in self}
        found, seen = data._rows_naming(names, persons, {row.id: row.last_rows for row in self})
        data._erase_naming(found, sorted(searched_text.needles(names.text_of(name) for name in seen)))
        self.env["clicrdv.purge"]._note(self._done(found))
        self.unlink()

    def _done(self, found):
        """What the register of purges says about it.

        :param found: {key: list of (row, person)}
        """
        values = []
        for (company, reason), rows in self.grouped(lambda row: (row.company_id, row.reason)).items():
            ids = {*rows.ids}
            counts = {key: sum(person in ids for _row, person in pairs) for key, pairs in found.items()}
            counts = {key: number for key, number in counts.items() if number}
            if counts:
                values.append(
                    {"company_id": company.id, "reason": reason, "persons": 0, "counts": counts, "person_ids": []}
                )
        return values
