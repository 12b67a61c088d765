import logging

from psycopg2 import OperationalError

from odoo import api, fields, models

from ..exceptions_registers import InFuture

_logger = logging.getLogger(__name__)

BATCH = 100


class ClicrdvPrivacyDeadlineMixin(models.AbstractModel):
    """Cases with a deadline: somebody is in charge, and is called once, before it is too late."""

    _name = "clicrdv.privacy.deadline.mixin"
    _description = "Has a deadline"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    #: states in which something is still to be done
    _alarm_states = ()

    # === FIELDS === #

    user_id = fields.Many2one("res.users", "In charge", default=lambda self: self.env.user, tracking=True)
    due_at = fields.Datetime("Deadline", compute="_compute_due_at", store=True, index="btree_not_null")
    alarm_at = fields.Datetime("Alarm", compute="_compute_due_at", store=True)
    alarmed_at = fields.Datetime("Alarm given", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    # === COMPUTE METHODS === #

    def _compute_due_at(self):
        """Each kind of case counts its own deadline."""
        raise NotImplementedError

    @api.depends("due_at")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for case in self:
            case.is_late = bool(case.due_at and case.due_at < now and case.state in self._alarm_states)

    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value or False in value:
            return NotImplemented
        return [("due_at", "<", fields.Datetime.now()), ("state", "in", self._alarm_states)]

    # === BUSINESS METHODS === #

    @api.model
    def _deadline_models(self):
        return [
            self.env[name]
            for name, model in self.env.registry.items()
            if not model._abstract and "alarm_at" in model._fields and issubclass(model, self.env.registry[self._name])
        ]

    @api.model
    def _cron_deadlines(self):
        """Every hour: call whoever is in charge of a case whose deadline comes near, once."""
        # the job belongs to nobody: it calls for every company
        for model in self.env["clicrdv.privacy.deadline.mixin"].sudo()._deadline_models():
            model._alarm_due(fields.Datetime.now())

    @api.model
    def _alarm_due(self, now):
        """Call for the cases of this kind.

        :param datetime now: current time, naive UTC
        """
        waiting = [("alarm_at", "<=", now), ("alarmed_at", "=", False), ("state", "in", self._alarm_states)]
        while batch := self.search(waiting, limit=BATCH, order="alarm_at, id").try_lock_for_update():
            for case in batch:
                case._alarm_or_log(now)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=self.search_count(waiting)):
                return

    def _alarm_or_log(self, now):
        """One case that cannot be called for must not silence the others."""
        try:
            with self.env.cr.savepoint():
                self._alarm(now)
        except OperationalError:
            raise  # two transactions met: the job runs again
        except Exception:  # whatever a record may hold
            _logger.exception("No alarm for %s %s", self._name, self.id)
            self.alarmed_at = now

    def _alarm(self, now):
        self.ensure_one()
        self.alarmed_at = now
        user = self._provider()._privacy_person(self)
        if not user:
            return
        day = fields.Datetime.context_timestamp(self.with_context(tz=self._provider().booking_tz), self.due_at).date()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            day,
            summary=self.env._("Deadline of “%s”", self.display_name),
            user_id=user.id,
        )

    def _refuse_future(self, *names):
        """What happened is not noted before it happens: a later day would move the deadline.

        :raises InFuture:
        """
        now = fields.Datetime.now()
        for case in self:
            today = case._provider()._privacy_today(now)
            for name in names:
                value = case[name]
                if value and value > (now if self._fields[name].type == "datetime" else today):
                    raise InFuture(self.env, field=self._fields[name]._description_string(self.env))

    def _provider(self):
        """The company that keeps the register of a case.

        :rtype: res.company
        """
        return self.provider_id if "provider_id" in self._fields else self.company_id
