from datetime import timedelta

from odoo import api, fields, models

from ..gateways import health_probe
from ..logic.availability import Probe

#: Longer than a year, so that a month can be compared with the same one of the year before.
KEEP_DAYS = 400
#: A monitor outside that has been silent for longer no longer tells whether the service is down.
OUTSIDE_TRUSTED = timedelta(hours=24)


class ClicrdvProbe(models.Model):
    """One look at the service: was it up. Narrow, since there is one a minute."""

    _name = "clicrdv.probe"
    _description = "Probe of the service"
    _order = "at desc, id desc"
    _log_access = False
    _rec_name = "at"

    # === FIELDS === #

    company_id = fields.Many2one("res.company", "Operator", required=True, ondelete="cascade")
    at = fields.Datetime("Minute", required=True)
    source = fields.Selection([("inside", "This server"), ("outside", "Monitor outside")], required=True)
    ok = fields.Boolean("Up", required=True)
    ms = fields.Integer("Milliseconds")
    reason = fields.Char(help="Why it was not up.")

    # === CONSTRAINTS AND INDEXES === #

    _once_a_minute = models.UniqueIndex("(company_id, source, at)", "This minute was looked at already.")

    # === BUSINESS METHODS === #

    @api.model
    def _cron_probe(self):
        """Look at the health page of each operator, and note it."""
        # the job works for every operator
        companies = self.env["res.company"].sudo().search([("service_probe_url", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for url, watched in companies.grouped("service_probe_url").items():
            at = fields.Datetime.now().replace(second=0)
            seen = health_probe.look(url)
            for company in watched:
                self._note(company, "inside", [(at, seen.ok, seen.milliseconds, seen.reason)])
            self.env["ir.cron"]._commit_progress(len(watched))

    @api.model
    def _note(self, company, source, looks):
        """Keep what was seen; what a minute was told first stays.

        :param str source: "inside" or "outside"
        :param looks: (naive UTC minute, up, milliseconds, reason or False) of each
        :return: how many were new
        :rtype: int
        """
        rows = [
            (company.id, source, at.replace(second=0, microsecond=0), ok, ms, reason or None)
            for at, ok, ms, reason in looks
        ]
        added = self.env.cr.execute_values(
            "INSERT INTO clicrdv_probe (company_id, source, at, ok, ms, reason) VALUES %s"
            " ON CONFLICT DO NOTHING RETURNING id",
            rows,
            fetch=True,
        )
        return len(added)

    @api.model
    def _watched_companies(self):
        """Operators of whom any probe has told.

        :return: res.company records
        """
        # each company costs one look into the index, however many probes there are
        self.env.cr.execute(
            "SELECT id FROM res_company company"
            " WHERE EXISTS (SELECT FROM clicrdv_probe probe WHERE probe.company_id = company.id)"
        )
        return self.env["res.company"].browse([company_id for (company_id,) in self.env.cr.fetchall()])

    @api.model
    def _between(self, company, start, stop):
        """Probes of a span of time, for the count of its minutes.

        :rtype: list of logic.availability.Probe
        """
        self.env.cr.execute(
            "SELECT at, ok, source = 'outside' FROM clicrdv_probe WHERE company_id = %s AND at >= %s AND at < %s",
            [company.id, start, stop],
        )
        return [Probe(at, ok, outside) for at, ok, outside in self.env.cr.fetchall()]

    @api.model
    def _down_since(self, company, now):
        """Since when the service has been down, by the probes that decide; a gap between two failures ends nothing.

        :rtype: datetime, None while it is up or nothing is known
        """
        self.env.cr.execute(
            """
            SELECT min(at) FROM clicrdv_probe
             WHERE company_id = %(company)s AND source = %(source)s AND NOT ok
               AND at > COALESCE((SELECT max(at) FROM clicrdv_probe
                                   WHERE company_id = %(company)s AND source = %(source)s AND ok), '-infinity')
            """,
            {"company": company.id, "source": self._deciding(company, now - OUTSIDE_TRUSTED)},
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _up_after(self, company, since):
        """When the service was first seen up after a moment, by the probes that decide.

        :rtype: datetime, False while it was not
        """
        self.env.cr.execute(
            "SELECT min(at) FROM clicrdv_probe WHERE company_id = %s AND source = %s AND ok AND at > %s",
            [company.id, self._deciding(company, since), since],
        )
        return self.env.cr.fetchone()[0] or False

    @api.model
    def _deciding(self, company, since):
        """Whose probes decide: those from outside, where there are any since a moment."""
        self.env.cr.execute(
            "SELECT EXISTS (SELECT FROM clicrdv_probe WHERE company_id = %s AND source = 'outside' AND at >= %s)",
            [company.id, since],
        )
        return "outside" if self.env.cr.fetchone()[0] else "inside"

    @api.autovacuum
    def _gc_probes(self):
        """Drop what is older than any report needs."""
        self.env.cr.execute(
            "DELETE FROM clicrdv_probe WHERE at < %s", [fields.Datetime.now() - timedelta(days=KEEP_DAYS)]
        )
