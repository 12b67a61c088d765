import logging

from odoo import api, models
from odoo.tools import SQL

from ..logic import retention
from ..logic import run_states as states
from .clicrdv_retention_run_batches import CONFLICTS

_logger = logging.getLogger(__name__)


class ClicrdvRetentionRun(models.Model):
    """Destruction: each file of a run on its day, a whole batch or nothing."""

    _inherit = "clicrdv.retention.run"

    # === BUSINESS METHODS === #

    def _destroy(self, today):
        """Destroy the files of this run that are due; those that somebody is writing wait for the next time.

        :param date today: in the time zone of the establishment
        :return: False when the time of the job is over
        """
        self.ensure_one()

        def choose(limit, busy):
            return self._candidates(self.company_id, today, run=self, limit=limit, without=busy)

        def work(ids):
            return self._destroy_batch(ids, today)

        if not self._in_batches(self.company_id, choose, work):
            return False
        self._spare_those_who_came_back()
        if not self._has_waiting():
            self._move_to(states.DONE)
        return True

    def _destroy_batch(self, ids, today):
        """Bring the files of a batch to the state that they have to be in today.

        :param ids: client files of this run, due by what is stored
        :return: ids that somebody else is writing
        """
        # whoever books for a client holds his row until he commits: he is left alone, and later ones have to wait
        query = SQL("SELECT id FROM res_partner WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED", ids)
        free = [partner_id for (partner_id,) in self.env.execute_query(query)]
        newcomers = self.env["clicrdv.personal.data"]._newcomers(free)
        free = [partner_id for partner_id in free if partner_id not in newcomers]
        due = self._due(self.company_id, free)
        late = [partner_id for partner_id, (day, _rule) in due.items() if day <= today]
        # whoever did something since is no longer selected by his new date
        files = self.env["res.partner"].browse(late)
        # the job obeys what officers decided
        held = files.sudo().filtered("client_legal_hold")
        self._archive(held)
        for rule, some in (files - held).grouped(lambda file: due[file.id][1]).items():
            reason = "contract_end" if rule is retention.Rule.CONTRACT_END else "retention"
            self._erase_each_alone_if_needed(some, reason, self)
        return {*ids} - {*free}

    @api.model
    def _archive(self, files):
        """Restrict files that must not be destroyed yet to privacy officers."""
        query = SQL(
            """UPDATE res_partner SET client_privacy_state = %s, active = FALSE, client_retention_run_id = NULL
                WHERE id = ANY(%s)""",
            retention.State.ARCHIVED.value,
            files.ids,
        )
        self.env.cr.execute(query)
        self.env.invalidate_all()

    @api.model
    def _erase_each_alone_if_needed(self, files, reason, run):
        data = self.env["clicrdv.personal.data"]
        try:
            with self.env.cr.savepoint():
                data._erase(files, reason, run=run, thorough=False, later=True)
            return
        except CONFLICTS:
            raise  # another process was faster: the whole transaction is done again
        except Exception as error:
            _logger.info("Retention: a batch is erased one by one: %s", error)
        for file in files:
            try:
                with self.env.cr.savepoint():
                    data._erase(file, reason, run=run, thorough=False, later=True)
            except CONFLICTS:
                raise
            except Exception as error:
                _logger.info("Retention: client file %s could not be erased: %s", file.id, error)
                problem = f"{type(error).__name__}"
                self.env.cr.execute(
                    SQL("UPDATE res_partner SET client_retention_problem = %s WHERE id = %s", problem, file.id)
                )
        self.env.invalidate_all()

    def _spare_those_who_came_back(self):
        """Take files out of the run whose time is no longer over at its end."""
        query = SQL(
            "SELECT id FROM res_partner WHERE client_retention_run_id = %s AND client_retention_problem IS NULL",
            self.id,
        )
        waiting = {partner_id for (partner_id,) in self.env.execute_query(query)}
        still = {*self._candidates(self.company_id, self.until, run=self, limit=len(waiting) + 1)}
        spared = sorted(waiting - still)
        if spared:
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner SET client_retention_run_id = NULL, client_privacy_rule = NULL WHERE id = ANY(%s)",
                    spared,
                )
            )
            self.spared += len(spared)
            self.env.invalidate_all()

    @api.model
    def _destroy_archived(self, company, today):
        """Destroy what the law has kept until now.

        :return: False when the time of the job is over
        """

        def choose(limit, busy):
            query = SQL(
                """SELECT id FROM res_partner
                    WHERE company_id = %s AND is_client_file IS TRUE AND client_privacy_state = 'archived'
                      AND client_archive_until < %s AND client_legal_hold IS NOT TRUE
                      AND client_retention_problem IS NULL AND id <> ALL(%s) ORDER BY id LIMIT %s""",
                company.id,
                today,
                list(busy),
                limit,
            )
            return [partner_id for (partner_id,) in self.env.execute_query(query)]

        def work(ids):
            self._erase_each_alone_if_needed(self.env["res.partner"].browse(ids), "law_over", None)

        return self._in_batches(company, choose, work)
