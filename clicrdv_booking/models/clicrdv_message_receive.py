from collections import defaultdict
from datetime import datetime
from functools import reduce
from typing import NamedTuple

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED, TRANSACTION_STATUS_IDLE

from odoo import api, fields, models
from odoo.fields import Domain

from ..gateways import Report
from ..logic import message_rules
from ..logic import message_states as states

FALLBACK_BATCH = 200
NOT_DELIVERED = "not_delivered"

#: (state before, state that a report leads to): the only steps that a report makes, but for `states.RETRIED`.
STEPS = tuple(
    (before, reported) for reported in sorted({*states.REPORTED.values()}) for before in states.passed_by(reported)
)
#: A gateway that said "not now" has sent the message all the same.
LEFT = "(m.attempts > 0 AND n.sent_at IS NOT NULL AND (m.state, n.state) IN %(retried)s)"
MOVES = f"((m.state, n.state) IN %(steps)s OR {LEFT})"
#: Several events of several messages at once; an event that was known already moves nothing.
APPLY = f"""
    WITH told AS (
        INSERT INTO clicrdv_message_report (message_id, company_id, at, source, state, code, key)
        SELECT m.id, m.company_id, e.at, 'report', e.state, nullif(e.code, ''), e.key
          FROM unnest(%(ids)s::int[], %(ats)s::timestamp[], %(states)s::text[], %(codes)s::text[], %(keys)s::text[])
               AS e (message_id, at, state, code, key)
          JOIN clicrdv_message m ON m.id = e.message_id
        ON CONFLICT (message_id, key) WHERE key IS NOT NULL DO NOTHING
        RETURNING message_id
    )
    UPDATE clicrdv_message m
       SET state = CASE WHEN {MOVES} THEN n.state ELSE m.state END,
           reason = CASE WHEN {MOVES} THEN n.reason ELSE m.reason END,
           error = CASE WHEN {MOVES} THEN n.error ELSE m.error END,
           sent_at = coalesce(m.sent_at, n.sent_at),
           delivered_at = coalesce(m.delivered_at, n.delivered_at),
           gateway_reference = coalesce(m.gateway_reference, n.reference)
      FROM unnest(%(message_ids)s::int[], %(news)s::text[], %(reasons)s::text[], %(errors)s::text[],
                  %(sent)s::timestamp[], %(delivered)s::timestamp[], %(references)s::text[])
           AS n (message_id, state, reason, error, sent_at, delivered_at, reference)
     WHERE m.id = n.message_id
       AND m.id IN (SELECT message_id FROM told)
       AND ({MOVES} OR m.state IN %(handed_over)s AND m.sent_at IS NULL AND n.sent_at IS NOT NULL)
"""  # noqa: S608  a condition of our own


class Told(NamedTuple):
    """What was told about one message, and when it happened, in naive UTC."""

    message_id: int
    report: Report
    at: datetime


class News(NamedTuple):
    """All that was told at once about one message: what changes, should it be further than what is known."""

    message_id: int
    state: str
    reason: str | None
    error: str | None
    sent_at: datetime | None
    delivered_at: datetime | None
    reference: str | None


class ClicrdvMessage(models.Model):
    """What comes in about messages that were handed over: it moves them forward, never back.

    Reports come by the thousand, late, twice and at once: one statement takes them, without the ORM.
    """

    _inherit = "clicrdv.message"

    # === CONSTRAINTS AND INDEXES === #

    _reference_index = models.Index("(gateway_id, gateway_reference) WHERE gateway_reference IS NOT NULL")
    _recipient_index = models.Index("(recipient) WHERE channel = 'sms' AND recipient IS NOT NULL")
    _fallback_index = models.Index("(id) WHERE state = 'failed' AND reason = 'not_delivered' AND or_email IS TRUE")

    # === BUSINESS METHODS - WHICH MESSAGE === #

    @api.model
    def _look_anew(self):
        """Begin the transaction of a request anew, so that it waits for others instead of failing because of them."""
        cr = self.env.cr
        cr.rollback()
        if cr.connection.info.transaction_status == TRANSACTION_STATUS_IDLE:  # not so in a test
            cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)

    @api.model
    def _reported_by_token(self, token):
        """The message that a gateway reports about by the secret address that came with it.

        :return: (id, id of its gateway, id of its establishment); None when there is none, or its gateway is gone
        """
        self.env.cr.execute(
            "SELECT id, gateway_id, company_id FROM clicrdv_message WHERE token = %s AND gateway_id IS NOT NULL",
            [token],
        )
        return self.env.cr.fetchone()

    @api.model
    def _reported_by_reference(self, gateway_id, reference):
        """The message that a gateway reports about by its own reference.

        :return: id, None when there is none
        """
        self.env.cr.execute(
            "SELECT max(id) FROM clicrdv_message WHERE gateway_id = %s AND gateway_reference = %s",
            [gateway_id, reference],
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _reported_emails(self, uuids, message_ids):
        """E-mails that a mail service tells about.

        :param list[str] uuids: as they travelled with the e-mails
        :param list[str] message_ids: Message-Id headers
        :return: dict of uuid and of Message-Id to (id, id of the establishment, address)
        """
        self.env.cr.execute(
            """
            SELECT uuid, gateway_reference, id, company_id, recipient
              FROM clicrdv_message
             WHERE channel = 'email'
               AND (uuid = ANY(%s) OR gateway_id IS NULL AND gateway_reference = ANY(%s))
            """,
            [uuids, message_ids],
        )
        return {key: email for uuid, reference, *email in self.env.cr.fetchall() for key in (uuid, reference) if key}

    # === BUSINESS METHODS - REPORTS === #

    @api.model
    def _apply_reports(self, told):
        """Note what was told about messages and move them forward; telling it again changes nothing.

        :param told: list of Told
        """
        by_message = defaultdict(list)
        for each in told:
            by_message[each.message_id].append(each)
        news = [_news(mine) for mine in by_message.values()]
        if not news:
            return
        ids, reports, ats = zip(*told, strict=True)
        columns = [list(column) for column in zip(*news, strict=True)]
        names = ("message_ids", "news", "reasons", "errors", "sent", "delivered", "references")
        self.env.cr.execute(
            APPLY,
            {
                "ids": list(ids),
                "ats": list(ats),
                "states": [report.state for report in reports],
                "codes": [report.code for report in reports],
                "keys": [report.key for report in reports],
                "steps": STEPS,
                "retried": states.RETRIED,
                "handed_over": tuple({before for before, _reported in STEPS} | {states.DELIVERED}),
                **dict(zip(names, columns, strict=True)),
            },
        )
        self.invalidate_model()

    # === BUSINESS METHODS - JOB === #

    @api.model
    def _plan_fallbacks(self):
        """Plan an e-mail instead of each SMS that did not arrive, where the rule says so and it is still useful."""
        now = fields.Datetime.now()
        lost = (
            Domain("state", "=", states.FAILED) & Domain("reason", "=", NOT_DELIVERED) & Domain("or_email", "=", True)
        )
        while batch := self.search(lost, limit=FALLBACK_BATCH, order="id"):
            for message in batch:
                if message.event_id and (message.kind in message_rules.ONCE or message.event_id.start > now):
                    message._plan_email_instead()
            # its turn is over: it is not looked at again
            batch.or_email = False
            self._commit()


def _news(told):
    """What several events of one message say together, whatever their order.

    :param told: list of Told, not empty
    :rtype: News
    """
    furthest = reduce(states.furthest, [states.REPORTED[report.state] for _id, report, _at in told])
    failure = next((report.code for _id, report, _at in told if states.REPORTED[report.state] == states.FAILED), "")
    is_lost = furthest == states.FAILED
    return News(
        message_id=told[0].message_id,
        state=furthest,
        reason=NOT_DELIVERED if is_lost else None,
        error=failure or None if is_lost else None,
        sent_at=min((at for _id, report, at in told if report.state != "failed"), default=None),
        delivered_at=min((at for _id, report, at in told if report.state == "delivered"), default=None),
        reference=next((report.reference for _id, report, _at in told if report.reference), None),
    )
