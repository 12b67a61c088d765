import logging

from psycopg2 import OperationalError

from odoo import api, fields, models

from ..exceptions_life import NotInForce
from ..logic import contract_states as states
from ..logic import terminations, terms

_logger = logging.getLogger(__name__)


class ClicrdvContract(models.Model):
    """The term of a contract: its period, its renewals, its reminders and its end (art. 4; BIL-09…12)."""

    _inherit = "clicrdv.contract"

    # === FIELDS === #

    user_id = fields.Many2one("res.users", "In charge", default=lambda self: self.env.user, tracking=True)
    renewal_count = fields.Integer("Renewals", readonly=True, copy=False, help="Each one is for 12 months.")
    period_start = fields.Date("Period from", compute="_compute_period", store=True)
    period_end = fields.Date("Period until", compute="_compute_period", store=True)
    notice_deadline = fields.Date(
        "Notice until", compute="_compute_period", store=True, help="The latest day on which notice ends this period."
    )
    next_renewal_date = fields.Date(
        "Next renewal",
        compute="_compute_period",
        store=True,
        help="The contract goes on for 12 months from this day unless notice is given in time.",
    )
    reminded_period = fields.Integer(readonly=True, copy=False, default=-1)
    reminded_days = fields.Integer(readonly=True, copy=False, help="The closest reminder sent for that period.")
    lived_on = fields.Date(readonly=True, copy=False, help="The day of the last run of the daily job.")
    notice_ids = fields.One2many("clicrdv.notice", "contract_id", "Notices")

    # === COMPUTE METHODS === #

    @api.depends("date_start", "term_months", "renewal_count")
    def _compute_period(self):
        for contract in self:
            if not contract.date_start:
                contract.period_start = contract.period_end = False
                contract.notice_deadline = contract.next_renewal_date = False
                continue
            period = terms.period(contract.date_start, int(contract.term_months), contract.renewal_count)
            contract.period_start, contract.period_end = period.first, period.last
            contract.notice_deadline = period.notice_by
            contract.next_renewal_date = fields.Date.add(period.last, days=1)

    # === BUSINESS METHODS - THE END === #

    def _move_to(self, target, **values):
        resumed = self.filtered(lambda contract: (contract.state, target) == (states.SUSPENDED, states.ACTIVE))
        result = super()._move_to(target, **values)
        # notice may have come meanwhile
        resumed._refresh_end()
        return result

    def _require_in_force(self):
        """:raises NotInForce:"""
        for contract in self:
            if contract.state not in states.IN_FORCE:
                raise NotInForce(self.env, name=contract.name)

    def _refresh_end(self):
        """Write the last day that notice and terminations give, wherever it counts; without any, the contract is open.

        Called after each of them comes or is taken back; calling it again changes nothing.
        """
        for contract in self:
            notices = contract.notice_ids.filtered(lambda notice: notice.state == "valid")
            last = min([*notices.mapped("period_end"), *contract._termination_days()], default=False)
            rows = contract.subscription_ids
            rows._restore_days()
            contract._write_moved({"end_date": last})
            if last:
                rows._cut_days(last)
            if notices and contract.state == states.ACTIVE:
                contract._move_to(states.NOTICE)
            elif not notices and contract.state == states.NOTICE:
                contract._move_to(states.ACTIVE)
            rows.establishment_id._update_service_end(contract.company_id._local_day())

    def _termination_days(self):
        """Last days of confirmed terminations."""
        confirmed = (terminations.CONFIRMED, terminations.EFFECTIVE)
        return self._all_terminations().filtered(lambda record: record.state in confirmed).mapped("last_day")

    def _all_terminations(self):
        """Searched, as the list on the contract holds those only that its reader may see.

        :return: clicrdv.termination records in superuser mode
        """
        # the end counts for those, too, who may not read why
        return self.env["clicrdv.termination"].sudo().search([("contract_id", "in", self.ids)])

    def _finish(self):
        """The last day is over: move to the end that it is, and drop what was still to come."""
        self.ensure_one()
        causes = self._all_terminations().filtered(lambda record: record.state == terminations.CONFIRMED)
        decisive = causes.filtered(lambda record: record.last_day == self.end_date)
        decisive._move_to(terminations.EFFECTIVE)
        (causes - decisive)._move_to(terminations.UNDONE)
        self.change_ids._cancel_pending()
        self._move_to(states.TERMINATED if decisive or self.state == states.ACTIVE else states.ENDED)
        self.subscription_ids.establishment_id._update_service_end(self.company_id._local_day())

    # === BUSINESS METHODS - DAILY JOB === #

    @api.model
    def _cron_lives(self):
        """Every day: renew, remind, apply changes and end contracts; one that fails is logged and does not stop the others.

        Each contract is committed alone, so that a job that is killed goes on where it was.
        """
        in_force = [("state", "in", tuple(states.IN_FORCE))]
        waiting = [
            (contract, today)
            for company, contracts in self._read_group(in_force, ["company_id"], ["id:recordset"])
            for today in [company._local_day()]
            for contract in contracts
            if contract.lived_on != today
        ]
        for done, (contract, today) in enumerate(waiting, 1):
            contract._live_or_log(today)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - done):
                return

    def _live_or_log(self, today):
        try:
            with self.env.cr.savepoint():
                self._live(today)
        except OperationalError:
            # two transactions met: the job runs again
            raise
        except Exception:
            _logger.exception("The daily job of contract %s failed", self.name)
        self.lived_on = today

    def _live(self, today):
        """What a day brings to a contract; doing it again the same day changes nothing.

        :param date today: in the time zone of the operator
        """
        self.ensure_one()
        self.change_ids._advance(today)
        if self.end_date and self.end_date < today:
            self._finish()
            return
        self._renew(today)
        self._remind(today)
        begun = self.subscription_ids.filtered(lambda row: row.date_start and row.date_start <= today)
        begun.establishment_id.filtered("service_end_date")._update_service_end(today)

    def _renew(self, today):
        """Tacit renewal: the period moves on, and nothing else changes (BIL-11, BIL-12)."""
        current = terms.period_of(self.date_start, int(self.term_months), today)
        for number in range(self.renewal_count + 1, current.number + 1):
            period = terms.period(self.date_start, int(self.term_months), number)
            self.renewal_count = number
            self.message_post(
                body=self.env._(
                    "Renewed for 12 months, from %(first)s to %(last)s. Notice ends this period until %(notice_by)s.",
                    first=_day(self.env, period.first),
                    last=_day(self.env, period.last),
                    notice_by=_day(self.env, period.notice_by),
                )
            )

    def _remind(self, today):
        """Tell the customer and whoever is in charge of the latest notice day, once for each of the days that are set."""
        if self.end_date:
            return
        days = terms.days_of_reminders(self.company_id.contract_reminder_days or "")
        sent = self.reminded_days if self.reminded_period == self.renewal_count else None
        due = terms.reminder_due(self.notice_deadline, days, sent, today)
        if due is None:
            return
        self.write({"reminded_period": self.renewal_count, "reminded_days": due})
        if self.partner_id.email:
            self.env.ref("clicrdv_billing.mail_template_notice_reminder").send_mail(self.id)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.notice_deadline,
            summary=self.env._(
                "Latest day for notice; otherwise renewed on %s", _day(self.env, self.next_renewal_date)
            ),
            user_id=self.user_id.id or self.env.uid,
        )


def _day(env, day):
    return env["ir.qweb.field.date"].value_to_html(day, {})
