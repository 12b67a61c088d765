from collections import Counter
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ..logic import retention
from ..logic import run_states as states
from .clicrdv_retention_run import AHEAD_DAYS
from .clicrdv_retention_run_batches import Taken

#: Time is over, by the stored date: the last interaction is on or before a day, or the contract decides.
CANDIDATES = """
    SELECT id FROM res_partner
     WHERE company_id = %(company)s AND is_client_file IS TRUE
       AND (client_privacy_state IS NULL OR client_privacy_state = 'active'
            OR client_privacy_state = 'archived' AND client_archive_until IS NULL AND client_legal_hold IS NOT TRUE)
       AND %(run)s AND id <> ALL(%(without)s) AND (%(by_contract)s OR last_interaction_at < %(before)s)
     ORDER BY last_interaction_at, id LIMIT %(limit)s
"""


class ClicrdvRetentionRun(models.Model):
    """The daily job of retention: counts, warns, destroys, batch after batch.

    A file that cannot be erased is noted with its reason and tried again the next day; it does not stop the others.

    A file that becomes due after its establishment was announced waits for the next announcement: managers have their
    days of warning for each file, and those who are new have them as well. At most a week and that warning go by.
    """

    _inherit = "clicrdv.retention.run"

    # === BUSINESS METHODS - JOB === #

    @api.model
    def _cron_retention(self):
        """Daily: open runs, count and announce them, destroy what is due, for every establishment."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET client_retention_problem = NULL WHERE client_retention_problem IS NOT NULL"
        )
        self.env.invalidate_all()
        companies = self.env["res.company"].search([("id", ">", 0)])
        self.env["ir.cron"]._commit_progress(0, remaining=len(companies))
        for index, company in enumerate(companies):
            try:
                in_time = self._retain(company)
            except Taken:
                in_time = True  # another job does what is to be done there
            if not in_time or not self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - index - 1):
                return

    @api.model
    def _retain(self, company):
        """Do for one establishment what today asks for.

        :return: False when the time of the job is over
        """
        today, partners = self._today_of(company), self.env["res.partner"]
        without_date = partial(partners._without_interaction, company)
        if not self._in_batches(company, without_date, partners._refresh_interactions):
            return False
        run = self._counting_run(company, today)
        if run and not run._count():
            return False
        announced = self.search([("company_id", "=", company.id), ("state", "=", states.ANNOUNCED)], order="id")
        for run in announced.filtered(lambda run: run.start_on <= today):
            if not run._destroy(today):
                return False
        return self._destroy_archived(company, today)

    @api.model
    def _today_of(self, company):
        zone = ZoneInfo(company.booking_tz or "UTC")
        return fields.Datetime.now().replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()

    @api.model
    def _counting_run(self, company, today):
        """The run that is being counted, a new one if there is something to announce."""
        run = self.search([("company_id", "=", company.id), ("state", "=", states.COUNTING)], limit=1)
        if run:
            return run
        horizon = today + timedelta(days=AHEAD_DAYS)
        return self._open(company, today) if self._candidates(company, horizon) else run

    @api.model
    def _candidates(self, company, day, run=None, limit=1, without=()):
        """Client files whose time is over on a day, by what is stored.

        :param company: res.company
        :param date day: in the time zone of the establishment
        :param run: of this run, otherwise of none
        :param int limit: files at most
        :param without: ids that are left alone
        :return: list of ids
        """
        policy = self.env["clicrdv.retention.policy"]._of(company)
        first_kept = retention.latest_over(day, policy.file) + timedelta(days=1)
        zone = ZoneInfo(company.booking_tz or "UTC")
        before = datetime.combine(first_kept, time.min, zone).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        end = company.service_end_date
        by_contract = bool(end) and retention.months_after(end, retention.AFTER_CONTRACT_MONTHS) <= day
        mine = SQL("client_retention_run_id = %s AND client_retention_problem IS NULL", run.id) if run else None
        rows = self.env.execute_query(
            SQL(
                CANDIDATES,
                company=company.id,
                run=mine or SQL("client_retention_run_id IS NULL"),
                by_contract=by_contract,
                before=before,
                without=list(without),
                limit=limit,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _due(self, company, ids):
        """When each of these files is due, computed anew from what its client did.

        :return: {id: (day, logic.retention.Rule)}
        """
        partners = self.env["res.partner"]
        partners._refresh_interactions(ids)
        policy = self.env["clicrdv.retention.policy"]._of(company)
        zone, utc = ZoneInfo(company.booking_tz or "UTC"), ZoneInfo("UTC")
        query = SQL("SELECT id, last_interaction_at FROM res_partner WHERE id = ANY(%s)", ids)
        return {
            partner_id: retention.due_on(
                at.replace(tzinfo=utc).astimezone(zone).date(), policy, company.service_end_date or None
            )
            for partner_id, at in self.env.execute_query(query)
        }

    # === BUSINESS METHODS - DRY RUN === #

    def _count(self):
        """Mark and count the files that are due until the end of the run, then announce it.

        :return: False when the time of the job is over
        """
        self.ensure_one()

        def choose(limit, busy):
            return self._candidates(self.company_id, self.until, limit=limit, without=busy)

        if not self._in_batches(self.company_id, choose, self._count_batch):
            return False
        self._announce()
        return True

    def _count_batch(self, ids):
        due = {i: rule for i, (day, rule) in self._due(self.company_id, ids).items() if day <= self.until}
        if not due:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p SET client_retention_run_id = %s, client_privacy_rule = d.rule
                  FROM unnest(%s::int[], %s::text[]) AS d (id, rule) WHERE p.id = d.id
                """,
                self.id,
                list(due),
                [rule.value for rule in due.values()],
            )
        )
        self.env["res.partner"].browse(due).invalidate_recordset()
        files = self.env["res.partner"].browse(due)
        # the job counts what officers decide about
        held = files.sudo().filtered("client_legal_hold")
        rules = Counter(rule for partner_id, rule in due.items() if partner_id not in held._ids)
        self.on_hold += len(held)
        self.due_interaction += rules[retention.Rule.INTERACTION]
        self.due_contract += rules[retention.Rule.CONTRACT_END]
        found = self.env["clicrdv.personal.data"]._find(files - held, thorough=False)
        numbers = sum((Counter(counts) for counts in found.values()), Counter())
        self.env["clicrdv.retention.count"]._add(self, numbers)
