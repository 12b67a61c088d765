from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from odoo import api, fields, models
from odoo.tools import SQL

from ..logic import retention
from ..logic.personal_data import Fate

#: Rows of one transaction.
BATCH = 5000
#: Days after which an e-mail that never left is forgotten.
FAILED_DAYS = 30


class ClicrdvRetentionRun(models.Model):
    """Purposes with a period of their own: texts of messages, history, logs, refusals, what is written for a visit."""

    _inherit = "clicrdv.retention.run"

    # === BUSINESS METHODS === #

    @api.model
    def _cron_own_periods(self):
        """Nightly: what is older than the period of its purpose goes, whatever its client does."""
        self.env.flush_all()
        now = fields.Datetime.now()
        for company in self.env["res.company"].search([("id", ">", 0)]):
            policy = self.env["clicrdv.retention.policy"]._of(company)
            steps = [
                (key, lambda d=declaration, c=company, p=policy: self._over(d, c, getattr(p, d.period.name), now))
                for key, declaration in self._with_period(True)
            ]
            steps += [
                ("optout", lambda c=company: self.env["clicrdv.optout"]._hash_orphans(c, BATCH)),
                ("optout", lambda c=company, p=policy: self._forget_refusals(c, p, now)),
                ("appointment", lambda c=company, p=policy: self._forget_visits(c, p, now)),
            ]
            if not self._work_off(company, steps):
                return
        self.env["clicrdv.staff.evidence"]._note_closed_accounts()
        # what is nobody's has the period of the product; that of logs is shared by all establishments
        policy = replace(retention.Policy(), log=self.env["clicrdv.retention.policy"]._shortest_log())
        steps = [
            (key, lambda d=declaration: self._over(d, None, getattr(policy, d.period.name), now))
            for key, declaration in self._with_period(False)
        ]
        steps.append(("mail", lambda: self._forget_failed_mails(now)))
        self._work_off(None, steps)

    def _with_period(self, by_company):
        """Declarations with a period, of one establishment or of the whole instance."""
        declarations = self.env["clicrdv.personal.data"]._declarations()
        return [(d.key, d) for d in declarations if d.period and bool(d.period.company_column) == by_company]

    @api.model
    def _work_off(self, company, steps):
        """Repeat each step until it finds nothing, and write down what was done.

        :return: False when the time of the job is over
        """
        for key, step in steps:
            while number := step():
                self.env["clicrdv.purge"]._note(
                    [
                        {
                            "company_id": company.id if company else False,
                            "reason": "own_period",
                            "persons": 0,
                            "counts": {key: number},
                            "person_ids": [],
                        }
                    ]
                )
                if not self.env["ir.cron"]._commit_progress(number):
                    return False
                if number < BATCH:
                    break
        return True

    @api.model
    def _over(self, declaration, company, months, now):
        """Delete or blank the rows of a declaration that are older than a number of months.

        :return: number of rows
        """
        period, data = declaration.period, self.env["clicrdv.personal.data"]
        conditions = [SQL("%s < %s", SQL.identifier(period.date_column), self._before(now, months))]
        if company:
            conditions.append(SQL("%s = %s", SQL.identifier(period.company_column), company.id))
        if period.columns:
            filled = SQL(" OR ").join(SQL("%s IS NOT NULL", SQL.identifier(name)) for name in period.columns)
            conditions.append(SQL("(%s)", filled))
        query = SQL(
            "SELECT id FROM %s WHERE %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
            SQL.identifier(declaration.table),
            SQL(" AND ").join(conditions),
            BATCH,
        )
        ids = [row for (row,) in self.env.execute_query(query)]
        if ids:
            columns = tuple(column for column in declaration.columns if column.name in period.columns)
            part = SimpleNamespace(
                table=declaration.table,
                row="id",
                fate=Fate.REPLACE if columns else Fate.DELETE,
                columns=columns,
                with_unknown_columns=False,
            )
            data._erase_rows(part, [(row, 0) for row in ids], {}, [])
            if not columns:
                self._drop_files(declaration.table, ids)
            self.env.invalidate_all()
        return len(ids)

    @api.model
    def _drop_files(self, table, ids):
        """Drop the files of rows that are gone."""
        models_of = [name for name, model in self.env.registry.items() if model._table == table and not model._abstract]
        self.env["ir.attachment"].sudo().search(  # of rows that no rule speaks of any more
            [("res_model", "in", models_of), ("res_id", "in", ids), ("id", "!=", False)]
        ).unlink()

    @api.model
    def _forget_failed_mails(self, now):
        """Drop e-mails that never left, with their addresses: core forgets only those that did.

        The letter that tells somebody of his erasure must not keep his address for ever because it bounced.

        :return: number of e-mails
        """
        failed = self.env["mail.mail"].search(
            [
                ("state", "in", ("exception", "cancel")),
                ("auto_delete", "=", True),
                ("create_date", "<", now - timedelta(days=FAILED_DAYS)),
            ],
            order="id",
            limit=BATCH,
        )
        number = len(failed)
        failed.unlink()
        return number

    @api.model
    def _before(self, now, months):
        """The moment some months before another one.

        :param datetime now: naive UTC
        """
        return now.replace(**_date_parts(retention.months_after(now.date(), -months)))

    @api.model
    def _forget_refusals(self, company, policy, now):
        """Delete the hashes of refusals whose time is over.

        :return: number of rows
        """
        self.env.cr.execute(
            """
            DELETE FROM clicrdv_optout WHERE id IN (
                SELECT id FROM clicrdv_optout
                 WHERE company_id = %s AND address LIKE '#%%' AND at < %s ORDER BY id LIMIT %s)
            """,
            [company.id, self._before(now, policy.optout), BATCH],
        )
        self.env["clicrdv.optout"].invalidate_model()
        return self.env.cr.rowcount

    @api.model
    def _forget_visits(self, company, policy, now):
        """In a health establishment: blank what clients wrote for visits that are over.

        Source: guide of CNIL and CNOM: the reason of a visit is deleted once the visit is over.

        :return: number of appointments
        """
        if not policy.is_health:
            return 0
        self.env.cr.execute(
            """
            UPDATE calendar_event SET booking_comment = NULL, booking_answers = NULL
             WHERE id IN (
                SELECT id FROM calendar_event
                 WHERE booking_company_id = %s AND stop < %s AND agenda_id IS NOT NULL
                   AND (booking_comment IS NOT NULL OR booking_answers IS NOT NULL)
                 ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
            """,
            [company.id, now - timedelta(days=policy.visit_days), BATCH],
        )
        self.env["calendar.event"].invalidate_model(["booking_comment", "booking_answers"])
        return self.env.cr.rowcount


def _date_parts(day):
    return {"year": day.year, "month": day.month, "day": day.day}
