from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..logic import passwords as strength

#: From this number of failures on the longest wait holds (deliberation 2022-100: at most ten).
MOST_FAILURES = 10


class ClicrdvLoginFailure(models.Model):
    """Wrong passwords in a row for one account, whatever machine they come from; core counts by machine only."""

    _name = "clicrdv.login.failure"
    _description = "Wrong passwords for an account"
    _log_access = False
    _rec_name = "user_id"

    # === FIELDS === #

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    number = fields.Integer(required=True)
    last_at = fields.Datetime(required=True)

    # === CONSTRAINTS AND INDEXES === #

    _user_once = models.Constraint("UNIQUE (user_id)", "This account is counted already.")

    # === BUSINESS METHODS === #

    @api.model
    def _is_waiting(self, user, now):
        """Whether an account takes no password yet.

        :param datetime now: naive UTC
        """
        query = SQL("SELECT number, last_at FROM clicrdv_login_failure WHERE user_id = %s", user.id)
        free = self.env["res.users"]._free_failures()
        for number, last_at in self.env.execute_query(query):
            return bool(free) and now < last_at + strength.waiting_time(number, free, MOST_FAILURES)
        return False

    @api.model
    def _note(self, user, now):
        """Count a failure; after a day without one counting begins anew. The login is rolled back, this is not.

        :param datetime now: naive UTC
        """
        with self.env.registry.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO clicrdv_login_failure (user_id, number, last_at) VALUES (%s, 1, %s)
                ON CONFLICT (user_id) DO UPDATE
                   SET number = CASE WHEN clicrdv_login_failure.last_at < %s THEN 1
                                     ELSE clicrdv_login_failure.number + 1 END,
                       last_at = EXCLUDED.last_at
                """,
                [user.id, now, now - timedelta(days=1)],
            )

    @api.model
    def _forget(self, users):
        query = SQL("DELETE FROM clicrdv_login_failure WHERE user_id = ANY(%s)", users.ids)
        self.env.cr.execute(query)

    @api.autovacuum
    def _gc_failures(self):
        self.env.cr.execute(
            SQL("DELETE FROM clicrdv_login_failure WHERE last_at < %s", fields.Datetime.now() - timedelta(days=1))
        )
