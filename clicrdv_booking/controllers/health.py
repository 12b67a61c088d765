"""Whether this instance can take bookings, for monitors and load balancers."""

from odoo import http
from odoo.http import request
from odoo.tools import config

from ..hooks import missing_constraints
from .api import answer

# Our most frequent job runs every five minutes; twelve missed runs are a fault.
MAX_CRON_LAG_SECONDS = 3600


class Health(http.Controller):
    @http.route(
        "/clicrdv/health",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def health(self, **_params):
        missing = missing_constraints(request.env)
        lag = _cron_lag_seconds(request.env)
        faults = [f"constraint missing: {name}" for name in missing]
        # a server without job threads leaves the jobs to another one: it only tells
        if lag > MAX_CRON_LAG_SECONDS and config["max_cron_threads"]:
            faults.append(f"scheduled jobs late by {lag} seconds")
        report = {
            "status": "fault" if faults else "ok",
            "database": "ok",
            "constraints": "fault" if missing else "ok",
            "cron_lag_seconds": lag,
            "faults": faults,
        }
        return answer(report, 503 if faults else 200)


def _cron_lag_seconds(env):
    """By how many seconds the latest of our scheduled jobs is overdue, 0 when none is."""
    env.cr.execute(
        """
        SELECT greatest(0, ceil(max(extract(epoch FROM now() AT TIME ZONE 'UTC' - cron.nextcall))))::int
          FROM ir_cron cron
          JOIN ir_model_data data ON data.model = 'ir.cron' AND data.res_id = cron.id
         WHERE cron.active AND data.module LIKE 'clicrdv%'
        """
    )
    return env.cr.fetchone()[0] or 0
