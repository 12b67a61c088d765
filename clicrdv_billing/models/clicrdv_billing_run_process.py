import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..const import RUN_LOCK
from ..logic import months
from ..logic import run_states as states

_logger = logging.getLogger(__name__)

#: Establishments that are billed in one transaction: all of it happens, or nothing.
BATCH = 100


class ClicrdvBillingRun(models.Model):
    """Billing: charges, messages, invoices and their numbers are one transaction for each batch.

    A kill between two batches loses nothing, a kill inside one leaves nothing. What fails is tried again establishment
    by establishment, so that one bad establishment is listed and does not stop the others.
    """

    _inherit = "clicrdv.billing.run"

    # === BUSINESS METHODS === #

    @api.model
    def _cron_runs(self):
        """Go on with the runs that were started."""
        runs = self.search([("state", "=", states.RUNNING)], order="month, id")
        for run in runs:
            run.with_company(run.company_id)._work()

    @api.model
    def _cron_open_runs(self):
        """Open the run of the month that is over, with its preview, for each operator that bills.

        Where the operator has chosen so, it starts by itself.
        """
        # the job looks after all operators, not only those that somebody works for
        operators = self.env["clicrdv.contract"].sudo()._read_group([("date_start", "!=", False)], ["company_id"])
        for (operator,) in operators:
            month = months.following(operator._local_day(), -1)
            try:
                with self.env.cr.savepoint():
                    run = self.with_company(operator)._open(operator, month)
                    if run and operator.billing_auto_run:
                        run._start()
            except psycopg2.OperationalError:
                raise  # see _bill_each_alone_if_needed
            except Exception:
                _logger.exception("The run of %s for %s could not be opened", operator.name, month)
            self.env["ir.cron"]._commit_progress(1)

    def _open(self, operator, month):
        """Make the run of a month with its preview; None when it is there already."""
        if self.search_count([("company_id", "=", operator.id), ("month", "=", month)], limit=1):
            return None
        run = self.create({"company_id": operator.id, "month": month})
        run._prepare()
        return run

    def _work(self):
        """Bill batch after batch until nothing is left, the time of the job is over, or another process does it."""
        self.ensure_one()
        self._charge_quotes()
        while self.state == states.RUNNING and self._lock():
            lines = self._next_lines()
            if not lines:
                self._finish()
                self.env["ir.cron"]._commit_progress()
                return
            self._bill_each_alone_if_needed(lines)
            open_lines = self.env["clicrdv.billing.line"].search_count(self._open_domain())
            if not self.env["ir.cron"]._commit_progress(len(lines), remaining=open_lines + 1):
                return

    def _lock(self):
        """Have this operator billed by one process at a time, until the end of the transaction."""
        query = SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", RUN_LOCK, self.company_id.id)
        [(locked,)] = self.env.execute_query(query)
        return locked

    def _open_domain(self):
        return [("run_id", "=", self.id), ("state", "=", states.TODO)]

    def _next_lines(self):
        """The next establishments; those that share an invoice come together."""
        line = self.env["clicrdv.billing.line"]
        lines = line.search(self._open_domain(), order="contract_id, id", limit=BATCH)
        shared = lines.contract_id.filtered(lambda contract: contract.invoice_to == "head_office")
        return lines | line.search([*self._open_domain(), ("contract_id", "in", shared.ids)])

    def _bill_each_alone_if_needed(self, lines):
        try:
            with self.env.cr.savepoint():
                self._bill(lines)
            return
        except psycopg2.OperationalError:
            raise  # another process was faster: the whole transaction is done again
        except Exception as error:
            _logger.info("Run %s: a batch is billed one by one: %s", self.id, error)
        for group in self._groups(lines):
            try:
                with self.env.cr.savepoint():
                    self._bill(group)
            except psycopg2.OperationalError:
                raise
            except UserError as error:
                group.write({"state": states.FAILED, "problem": str(error)})
            except Exception:
                _logger.exception("Run %s: lines %s could not be billed", self.id, group.ids)
                problem = self.env._("An unexpected error: the log of the server says more.")
                group.write({"state": states.FAILED, "problem": problem})

    def _groups(self, lines):
        """Lines that stand or fall together: those of one invoice."""
        shared = lines.filtered(lambda line: line.contract_id.invoice_to == "head_office")
        yield from shared.grouped("contract_id").values()
        yield from lines - shared

    def _bill(self, lines):
        """Make the charges and the invoices of some establishments, in this transaction.

        What can be billed is computed anew: what has changed since the preview counts.
        """
        scene = self._scene(lines.contract_id, lines)
        charges = self.env["clicrdv.charge"]
        for line in lines:
            line.write(scene.values_of(line))
        ready = lines.filtered(lambda line: line.state == states.TODO)
        charges = charges._create_for(self, ready, scene)
        charges._link_messages()
        charges |= charges._waiting_for(ready)
        charges._make_moves(self)
        ready.state = states.BILLED

    def _finish(self):
        """Say what was done, once nothing is left to bill."""
        self._move_to(states.DONE)
        counts = dict(self.env["clicrdv.billing.line"]._read_group([("run_id", "=", self.id)], ["state"], ["__count"]))
        problems = counts.get(states.FAILED, 0) + counts.get(states.BLOCKED, 0)
        billed = counts.get(states.BILLED, 0)
        if problems:
            text = self.env._(
                "%(billed)s establishments are billed; %(problems)s need a look.", billed=billed, problems=problems
            )
        else:
            text = self.env._("%(billed)s establishments are billed.", billed=billed)
        self.message_post(body=text)
