from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..exceptions_access import AlertByHand
from ..logic import access_kinds as kinds

OFFICER = "clicrdv_gdpr.group_privacy_officer"
CAUSES = [
    ("reads", "Many client files in an hour"),
    ("exports", "Large export"),
    ("job", "A job fails"),
]
#: What whoever handles an alert writes; the rest is written by the supervision.
BY_HAND = {"note", "is_closed"}


class ClicrdvAccessAlert(models.Model):
    """Something unusual that the supervision has seen (sub-annex C.3; GDP-70): once a day for each cause and person."""

    _name = "clicrdv.access.alert"
    _description = "Alert about access"
    _order = "is_closed, day desc, id desc"
    _rec_name = "cause"

    # === FIELDS === #

    cause = fields.Selection(CAUSES, required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        "Establishment",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the whole installation.",
    )
    user_id = fields.Many2one("res.users", "Who", readonly=True, index="btree_not_null", ondelete="cascade")
    cron_id = fields.Many2one("ir.cron", "Job", readonly=True, index="btree_not_null", ondelete="cascade")
    day = fields.Date(required=True, readonly=True)
    number = fields.Integer("How many", readonly=True, help="Client files, or failures in a row.")
    note = fields.Text("What you found out", help="Name no client in it.")
    is_closed = fields.Boolean("Closed")
    told_at = fields.Datetime("Officers told", readonly=True, index=True, copy=False)

    # === CONSTRAINTS AND INDEXES === #

    _once_a_day = models.UniqueIndex(
        "(cause, day, COALESCE(company_id, 0), COALESCE(user_id, 0), COALESCE(cron_id, 0))",
        "This was alerted today already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("cause")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["cause"]._description_selection(self.env))
        for alert in self:
            alert.display_name = labels.get(alert.cause)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AlertByHand(self.env)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and vals.keys() - BY_HAND:
            raise AlertByHand(self.env)
        return super().write(vals)

    # === ACTIONS === #

    def action_close(self):
        """Close alerts that were looked into."""
        self.write({"is_closed": True})

    def action_log(self):
        """Open the lines of the access log that an alert is about."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("clicrdv_gdpr.clicrdv_access_action")
        day = [("at", ">=", self.day), ("at", "<", self.day + timedelta(days=1))]
        who = [("user_id", "=", self.user_id.id), ("company_id", "=", self.company_id.id)]
        return action | {"domain": day + who, "context": {}}

    # === BUSINESS METHODS === #

    @api.model
    def _cron_supervise(self):
        """Every quarter of an hour: mass reads, large exports and failing jobs; officers hear of each once a day.

        What was seen is written first, and told afterwards: a crash between the two tells later, and nothing twice.
        """
        now = fields.Datetime.now()
        # the job belongs to nobody: it looks at all establishments
        alerts = self.sudo()
        alerts._raise_alerts([*alerts._mass_reads(now), *alerts._large_exports(now), *alerts._failing_jobs()], now)
        self.env["ir.cron"]._commit_progress(0, remaining=0)
        while waiting := alerts.search([("told_at", "=", False)], limit=50).try_lock_for_update():
            for alert in waiting:
                alert._tell(now)
            if not self.env["ir.cron"]._commit_progress(len(waiting)):
                return

    @api.model
    def _mass_reads(self, now):
        """Who has seen more client files of an establishment within an hour than its threshold.

        The job runs four times an hour and looks back over one and a quarter, so that no hour falls between two runs.
        """
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT 'reads' AS cause, a.company_id, a.user_id, count(DISTINCT client) AS number
                  FROM clicrdv_access a JOIN res_company c ON c.id = a.company_id, unnest(a.client_ids) client
                 WHERE a.at > %s AND a.at <= %s
                 GROUP BY a.company_id, a.user_id, c.access_reads_threshold
                HAVING count(DISTINCT client) > c.access_reads_threshold
                """,
                now - timedelta(minutes=75),
                now,
            )
        )

    @api.model
    def _large_exports(self, now):
        """Who has taken more client files away at once than the threshold of an establishment."""
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT 'exports' AS cause, a.company_id, a.user_id, max(a.clients) AS number
                  FROM clicrdv_access a JOIN res_company c ON c.id = a.company_id
                 WHERE a.at > %s AND a.at <= %s AND a.kind = ANY(%s) AND a.clients > c.access_exports_threshold
                 GROUP BY a.company_id, a.user_id
                """,
                now - timedelta(hours=24),
                now,
                sorted(kinds.LEAVING),
            )
        )

    @api.model
    def _failing_jobs(self):
        """Jobs of ours that have failed in a row; core stops them for good after a week, in silence."""
        ours = self.env["ir.model.data"].search([("module", "=like", "clicrdv_%"), ("model", "=", "ir.cron")])
        jobs = self.env["ir.cron"].with_context(active_test=False).browse(ours.mapped("res_id")).exists()
        failing = jobs.filtered("failure_count")
        return [{"cause": "job", "cron_id": job.id, "number": job.failure_count} for job in failing]

    @api.model
    def _raise_alerts(self, found, now):
        """Write down what was found, unless it was today.

        :param found: list of {cause, number, company_id, user_id, cron_id}
        :param datetime now: naive UTC
        """
        today = now.date()
        for values in found:
            key = [(name, "=", values.get(name) or False) for name in ("cause", "company_id", "user_id", "cron_id")]
            # a handful at most: nobody can make more of them than there are people and jobs
            if not self.search_count([*key, ("day", "=", today)], limit=1):
                self.create({**values, "day": today})

    def _tell(self, now):
        """Write to the officers of the establishment, or to all of them when it is about the installation."""
        self.ensure_one()
        officers = self.env.ref(OFFICER).all_user_ids.filtered("active")
        if self.company_id:
            officers = officers.filtered(lambda user: self.company_id in user.company_ids)
        template = self.env.ref("clicrdv_gdpr.mail_template_access_alert")
        for officer in officers.filtered("email"):
            template.with_context(lang=officer.lang).send_mail(
                self.id, email_values={"email_to": officer.email_formatted, "recipient_ids": []}
            )
        self.told_at = now
