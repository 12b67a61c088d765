from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.clicrdv_booking.logic import hours, minutes

from ..exceptions import BillingRefused, _lt
from ..logic import months
from ..logic import sms_charges as rules

COUNT_DUE = """
    SELECT message.company_id,
           (message.sent_at AT TIME ZONE 'UTC' AT TIME ZONE company.booking_tz)::date AS day,
           message.kind, message.unit_price, SUM(message.parts), COUNT(*)
      FROM clicrdv_message message
      JOIN res_company company ON company.id = message.company_id
     WHERE message.company_id IN %(companies)s
       AND message.sent_at < %(before)s
       AND message.channel = 'sms'
       AND message.gateway_code IS DISTINCT FROM 'demo'
       AND NOT EXISTS (SELECT FROM clicrdv_usage usage WHERE usage.id = message.id)
  GROUP BY 1, 2, 3, 4
"""
LINK = """
    INSERT INTO clicrdv_usage (id, charge_id)
    SELECT message.id, line.charge_id
      FROM (VALUES %(lines)s) AS line (charge_id, company_id, kind, unit_price, since, until)
      JOIN clicrdv_message message
        ON message.company_id = line.company_id
       AND message.sent_at >= line.since AND message.sent_at < line.until
       AND message.kind = line.kind AND message.unit_price = line.unit_price
     WHERE message.company_id IN %(companies)s
       AND message.sent_at >= %(since)s AND message.sent_at < %(until)s
       AND message.channel = 'sms'
       AND message.gateway_code IS DISTINCT FROM 'demo'
        ON CONFLICT DO NOTHING
"""


class CountsDiffer(BillingRefused):
    code = "counts_differ"
    sentence = _lt("The messages have changed while they were counted: run the billing again.")


class ClicrdvCharge(models.Model):
    """SMS as charges: from the rows of the ledger that no charge holds yet, each of them once."""

    _inherit = "clicrdv.charge"

    # === BUSINESS METHODS === #

    @api.model
    def _sms_due(self, operator, establishments, month):
        """What establishments have sent up to the end of a month, and an operator has not billed.

        :param operator: res.company record
        :param establishments: res.company records
        :param date month: first day of the month of the run
        :return: ({id of the establishment: [`logic.sms_charges.SmsCharge`]}, {id: parts that no contract pays})
        """
        covers, own = self._covers(establishments, operator)
        last = months.last_of(month)
        counts = {}
        for company_id, day, kind, price, parts, messages in self._count_due(establishments, last):
            if day <= last:
                count = rules.DayCount(day, kind, Decimal(str(price)), parts, messages)
                counts.setdefault(company_id, []).append(count)
        due, outside = {}, {}
        for company_id, days in counts.items():
            lines, outside[company_id] = rules.charges(days, covers.get(company_id, []))
            due[company_id] = [line for line in lines if line.contract in own]
        return due, {company_id: parts for company_id, parts in outside.items() if parts}

    def _count_due(self, establishments, last):
        if not establishments:
            return []
        # the last moment of that day anywhere on Earth; the local day decides afterwards
        before = datetime.combine(last, time()) + timedelta(days=2)
        self.env["clicrdv.message"].flush_model()
        # each message is looked for by its number: while the first run fills the table, PostgreSQL takes it for empty
        # and would read all of it for every message
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        rows = self.env.execute_query(SQL(COUNT_DUE, companies=tuple(establishments.ids), before=before))
        self.env.cr.execute("RESET enable_seqscan")
        return rows

    def _covers(self, establishments, operator):
        """Who pays when: {id of the establishment: [`logic.sms_charges.Cover`]}, and the ids of the operator's contracts."""
        found = {}
        # what another operator is paid for must be known, to be left to him
        subscriptions = self.env["clicrdv.subscription"].sudo()
        subscriptions = subscriptions.search(
            [("establishment_id", "in", establishments.ids), ("date_start", "!=", False)], order="date_start"
        )
        for subscription in subscriptions:
            cover = rules.Cover(subscription.date_start, subscription.contract_id.id)
            found.setdefault(subscription.establishment_id.id, []).append(cover)
        contracts = subscriptions.contract_id
        return found, set(contracts.filtered(lambda contract: contract.company_id == operator).ids)

    def _sms_values(self, establishment, lines, run):
        """Values of the charges of one establishment, in the language of this environment."""
        product = self.env.ref("clicrdv_billing.product_sms")
        return [
            {
                "run_id": run.id,
                "contract_id": line.contract,
                "establishment_id": establishment.id,
                "kind": "sms",
                "product_id": product.id,
                "name": self._sms_text(line, run),
                "is_late": line.month < run.month,
                "message_kind": line.kind,
                "message_count": line.messages,
                "period_start": line.start,
                "period_end": line.end,
                "quantity": line.parts,
                "unit_price": float(line.unit_price),
                "amount": float(line.amount),
            }
            for line in lines
        ]

    def _sms_text(self, line, run):
        kinds = dict(self.env["clicrdv.message"]._fields["kind"]._description_selection(self.env))
        values = {"kind": kinds.get(line.kind, line.kind), "messages": line.messages}
        if line.month < run.month:
            return self.env._("SMS, %(kind)s: %(messages)s messages, counted after the bill of their month", **values)
        return self.env._("SMS, %(kind)s: %(messages)s messages", **values)

    def _link_messages(self):
        """Link each message to its charge, for ever.

        :raises CountsDiffer: not the messages that were counted
        """
        lines = self.filtered(lambda charge: charge.kind == "sms")
        if not lines:
            return
        self.flush_model()
        days = [self._utc_span(charge) for charge in lines]
        rows = [self._link_row(charge, *span) for charge, span in zip(lines, days, strict=True)]
        # establishments and days once more, for all lines together: by them the index of the ledger finds these messages,
        # and not the messages of all establishments since the beginning
        bounds = {"since": min(since for since, _until in days), "until": max(until for _since, until in days)}
        companies = tuple(lines.establishment_id.ids)
        self.env.cr.execute(SQL(LINK, lines=SQL(", ").join(rows), companies=companies, **bounds))
        if self.env.cr.rowcount != sum(lines.mapped("message_count")):
            raise CountsDiffer(self.env)

    @staticmethod
    def _utc_span(charge):
        """From when to when the days of a charge last, naive UTC, the end not included."""
        zone = ZoneInfo(charge.establishment_id.booking_tz)
        since, _stop = hours.day_span(charge.period_start, zone)
        _start, until = hours.day_span(charge.period_end, zone)
        return minutes.to_utc(since), minutes.to_utc(until)

    @staticmethod
    def _link_row(charge, since, until):
        return SQL(
            "(%s, %s, %s, %s::numeric, %s::timestamp, %s::timestamp)",
            charge.id,
            charge.establishment_id.id,
            charge.message_kind,
            str(charge.unit_price),
            since,
            until,
        )
