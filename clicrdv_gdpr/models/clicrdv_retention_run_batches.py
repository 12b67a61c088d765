import time

import psycopg2

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

#: Client files of one transaction at most and, unless somebody is in the way, at least.
BATCH, LEAST = 200, 20
#: How long a transaction may take, as whoever books for one of its clients waits for it: batches shrink on a slow machine.
SECONDS = 0.4
#: How long the job waits for somebody else, who is at work, before it lets him go first.
LOCK_MILLISECONDS = 300
#: More than it takes to halve a batch down to one file.
CONFLICTS_IN_A_ROW = 12
#: First number of the advisory locks of establishments that a job is working on.
CLAIM = 0x52455401
#: Somebody else was faster: nothing is broken, the same is done again.
CONFLICTS = (psycopg2.OperationalError, psycopg2.errors.UniqueViolation, ConcurrencyError)


class Taken(Exception):
    """Another job works on this establishment."""


class ClicrdvRetentionRun(models.Model):
    """How the job works beside users and beside itself: small transactions that give way, one job an establishment.

    A kill leaves whole batches. Where somebody holds a row for long, batches shrink until his file alone is left out.
    """

    _inherit = "clicrdv.retention.run"

    # === BUSINESS METHODS === #

    @api.model
    def _claim(self, company):
        """Work on an establishment until the next commit, as the only job.

        :raises Taken:
        """
        # first statement of its transaction: what other jobs have committed before is seen
        query = SQL(
            "SELECT pg_try_advisory_xact_lock(%s, %s), set_config('lock_timeout', %s, true)",
            CLAIM,
            company.id,
            f"{LOCK_MILLISECONDS}ms",
        )
        [(is_mine, _timeout)] = self.env.execute_query(query)
        if not is_mine:
            raise Taken

    @api.model
    def _next_size(self, size, seconds):
        """How many records the next batch takes, so that it is short enough.

        :param int size: of the batch before
        :param float seconds: that it took
        """
        return min(BATCH, max(LEAST if size >= LEAST else size * 2, int(size * min(2, SECONDS / max(seconds, 0.001)))))

    @api.model
    def _in_batches(self, company, choose, work):
        """Choose some records and work on them, each time in a transaction of its own, until nothing more is chosen.

        At the end the establishment is still claimed, in a transaction that has just begun.

        :param company: res.company
        :param choose: takes how many at most, and a set of ids to leave alone; gives a list of ids
        :param work: takes these ids; gives those that somebody else is busy with, if any
        :return: False when the time of the job is over
        :raises Taken: another job works on this establishment
        """
        # nobody knows yet how fast this machine is
        busy, size, failures = set(), min(BATCH, 2 * LEAST), 0
        while True:
            ids, began = [], time.monotonic()
            try:
                self._claim(company)
                ids = choose(size, busy)
                if not ids:
                    return True
                busy |= {*(work(ids) or ())}
                self.env.flush_all()
            except CONFLICTS:
                self.env.cr.rollback()
                failures += 1
                if failures > CONFLICTS_IN_A_ROW:
                    raise
                size = max(len(ids) // 2, 1)
                busy |= {*ids} if len(ids) == 1 else set()
                continue
            size, failures = self._next_size(size, time.monotonic() - began), 0
            if not self.env["ir.cron"]._commit_progress(len(ids), remaining=1):
                return False
