from odoo import api, fields, models
from odoo.tools import SQL

from ..logic import message_states as states
from .clicrdv_message import STATES
from .clicrdv_notification_rule import KINDS, TARGETS

#: States of what was handed over and of which it is known what became: the base of a rate.
SETTLED = (states.SENT, states.DELIVERED, states.FAILED)


class ClicrdvMessageFigure(models.Model):
    """How many messages of each kind, a day and an establishment: for people who must not know whose they are.

    There is no client, no appointment and no address in it, and no way back to one.
    """

    _name = "clicrdv.message.figure"
    _description = "Figures of messages"
    _auto = False
    _order = "day desc, id"
    _rec_name = "day"
    _depends = {
        "clicrdv.message": [
            "amount", "channel", "company_id", "due_at", "kind", "parts", "sent_at", "state", "target",
        ],
        "res.company": ["booking_tz", "network_id"],
    }  # fmt: skip

    # === FIELDS === #

    day = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", "Establishment", readonly=True)
    network_id = fields.Many2one("clicrdv.network", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    target = fields.Selection(TARGETS, "To", readonly=True)
    channel = fields.Selection([("sms", "SMS"), ("email", "E-mail")], "By", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    messages = fields.Integer("Number of messages", readonly=True)
    parts = fields.Integer("Parts billed", readonly=True)
    amount = fields.Float("Amount, excl. tax", digits=(16, 4), readonly=True)
    settled = fields.Integer("Sent", readonly=True)
    delivered = fields.Integer(readonly=True)
    delivery_rate = fields.Float("Delivered (%)", readonly=True, aggregator="avg", digits=(5, 1))

    # === BUSINESS METHODS === #

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT min(message.id) AS id,
                   (coalesce(message.sent_at, message.due_at) AT TIME ZONE 'UTC'
                    AT TIME ZONE company.booking_tz)::date AS day,
                   message.company_id, company.network_id, message.kind, message.target, message.channel, message.state,
                   count(*) AS messages,
                   coalesce(sum(message.parts) FILTER (WHERE message.sent_at IS NOT NULL), 0) AS parts,
                   coalesce(sum(message.amount) FILTER (WHERE message.sent_at IS NOT NULL), 0) AS amount,
                   count(*) FILTER (WHERE message.state IN %(settled)s) AS settled,
                   count(*) FILTER (WHERE message.state = %(delivered)s) AS delivered,
                   CASE WHEN message.state IN %(settled)s
                        THEN 100.0 * (message.state = %(delivered)s)::int END AS delivery_rate
              FROM clicrdv_message message
              JOIN res_company company ON company.id = message.company_id
             GROUP BY day, message.company_id, company.network_id, message.kind, message.target, message.channel,
                      message.state
            """,
            settled=SETTLED,
            delivered=states.DELIVERED,
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A rate of several lines is that of all their messages, not the middle of their rates."""
        if aggregate_spec != "delivery_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return _rate(self, "delivered", "settled", query)


class ClicrdvAttendanceFigure(models.Model):
    """How many visits were missed, with and without a reminder, a month and an establishment; nobody's name in it."""

    _name = "clicrdv.attendance.figure"
    _description = "Figures of missed appointments, with and without reminder"
    _auto = False
    _order = "month desc, id"
    _rec_name = "month"
    _depends = {
        "calendar.event": ["booking_company_id", "booking_state", "lead_id", "start"],
        "clicrdv.message": ["event_id", "kind", "merged_into_id", "state", "target"],
        "res.company": ["booking_tz", "network_id"],
    }

    # === FIELDS === #

    month = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", "Establishment", readonly=True)
    network_id = fields.Many2one("clicrdv.network", readonly=True)
    reminded = fields.Selection([("yes", "With a reminder"), ("no", "Without a reminder")], "Reminder", readonly=True)
    visits = fields.Integer(readonly=True)
    missed = fields.Integer(readonly=True)
    missed_rate = fields.Float(
        "Missed (%)",
        readonly=True,
        aggregator="avg",
        digits=(5, 1),
        help="Of the appointments of its group: those that had a reminder, or those that had none.",
    )

    # === BUSINESS METHODS === #

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT min(visit.id) AS id, visit.month, visit.company_id, visit.network_id, visit.reminded,
                   count(*) AS visits,
                   count(*) FILTER (WHERE visit.is_missed) AS missed,
                   100.0 * count(*) FILTER (WHERE visit.is_missed) / count(*) AS missed_rate
              FROM (
                    SELECT event.id, event.booking_company_id AS company_id, company.network_id,
                           date_trunc('month', event.start AT TIME ZONE 'UTC'
                                      AT TIME ZONE company.booking_tz)::date AS month,
                           event.booking_state = 'no_show' AS is_missed,
                           CASE WHEN EXISTS (
                                SELECT 1
                                  FROM clicrdv_message message
                             LEFT JOIN clicrdv_message whole ON whole.id = message.merged_into_id
                                 WHERE message.event_id = event.id AND message.kind = 'reminder'
                                   AND message.target = 'client'
                                   AND coalesce(whole.state, message.state) IN ('sent', 'delivered')
                           ) THEN 'yes' ELSE 'no' END AS reminded
                      FROM calendar_event event
                      JOIN res_company company ON company.id = event.booking_company_id
                     WHERE event.booking_state IN ('done', 'no_show') AND event.lead_id IS NULL
                   ) visit
             GROUP BY visit.month, visit.company_id, visit.network_id, visit.reminded
            """
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A rate of several lines is that of all their visits, not the middle of their rates."""
        if aggregate_spec != "missed_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return _rate(self, "missed", "visits", query)


def _rate(model, part, whole, query):
    """SQL of the percentage that a sum is of another one, null where there is nothing to compare with."""
    return SQL(
        "100.0 * SUM(%(part)s) / NULLIF(SUM(%(whole)s), 0)",
        part=model._field_to_sql(model._table, part, query),
        whole=model._field_to_sql(model._table, whole, query),
    )
