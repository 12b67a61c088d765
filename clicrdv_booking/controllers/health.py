"""Whether this instance can take bookings, for monitors and load balancers."""

import time

from odoo import http
from odoo.http import request
from odoo.tools import config

from ..hooks import missing_constraints
from .api import answer

# By our job that may be late the longest: it runs every five minutes, and twelve missed runs are a fault. Messages have
# their own measure, below.
MAX_CRON_LAG_SECONDS = 3600
# Messages are looked at every minute.
MAX_MESSAGE_LAG_MINUTES = 15
# After a pause, the next run of the job tries one SMS: until it has, the others are not late by its fault.
TRIAL_MINUTES = 2
# A server that was stopped for a night has late jobs, and begins with them a minute after its start.
STARTED = time.monotonic()
CATCH_UP_SECONDS = 300


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
        late, unknown, paused = _messages(request.env)
        faults = [f"constraint missing: {name}" for name in missing]
        # a server without job threads leaves the jobs to another one: it only tells
        answers_for_jobs = config["max_cron_threads"] and time.monotonic() - STARTED > CATCH_UP_SECONDS
        if lag > MAX_CRON_LAG_SECONDS and answers_for_jobs:
            faults.append(f"scheduled jobs late by {lag} seconds")
        if late and answers_for_jobs:
            faults.append(f"messages not tried for {MAX_MESSAGE_LAG_MINUTES} minutes: {late}")
        report = {
            "status": "fault" if faults else "ok",
            "database": "ok",
            "constraints": "fault" if missing else "ok",
            "cron_lag_seconds": lag,
            "messages_late": late,
            "messages_unknown": unknown,
            "sms_gateways_paused": paused,
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


def _messages(env):
    """How our messages do: from indexes that hold only those that are not settled.

    SMS that wait for a gateway out of order are no fault of this instance: a load balancer that took it away for that
    would make things worse. Those of the other establishments are.

    :return: (due and not tried, left or not nobody knows, SMS gateways that are left alone for a while)
    """
    env.cr.execute(
        """
        SELECT company_id, channel, count(*) FROM clicrdv_message
         WHERE state = 'planned' AND try_at < now() AT TIME ZONE 'UTC' - %s * interval '1 minute'
         GROUP BY company_id, channel
        """,
        [MAX_MESSAGE_LAG_MINUTES],
    )
    late = env.cr.fetchall()
    env.cr.execute(
        """
        SELECT array_agg(id) FILTER (WHERE open_until > now() AT TIME ZONE 'UTC' - %s * interval '1 minute'),
               count(*) FILTER (WHERE open_until > now() AT TIME ZONE 'UTC'),
               (SELECT count(*) FROM clicrdv_message WHERE state = 'unknown')
          FROM clicrdv_sms_gateway WHERE active
        """,
        [TRIAL_MINUTES],
    )
    excusing, paused, unknown = env.cr.fetchone()
    gateways, companies = env["clicrdv.sms.gateway"], env["res.company"]
    number = sum(
        count
        for company_id, channel, count in late
        if channel == "email" or not excusing or gateways._of_company(companies.browse(company_id)).id not in excusing
    )
    return number, unknown, paused
