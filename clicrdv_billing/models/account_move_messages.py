from odoo import fields, models
from odoo.tools import SQL

from ..logic import masking

MESSAGES = """
    SELECT message.sent_at AT TIME ZONE 'UTC' AT TIME ZONE company.booking_tz, company.name, message.kind, message.parts,
           message.unit_price, message.recipient, message.uuid
      FROM clicrdv_charge charge
      JOIN account_move_line line ON line.id = charge.move_line_id
      JOIN res_company company ON company.id = charge.establishment_id
      -- the day before and the day after: the local days of the charge in any time zone; the link decides
      JOIN clicrdv_message message ON message.company_id = charge.establishment_id
       AND message.sent_at >= charge.period_start - 1 AND message.sent_at < charge.period_end + 2
      JOIN clicrdv_usage usage ON usage.id = message.id AND usage.charge_id = charge.id
     WHERE line.move_id = %s AND charge.kind = 'sms'
  ORDER BY company.name, message.sent_at, message.id
"""


class AccountMove(models.Model):
    """The SMS that an invoice bills, one by one, for whoever pays them."""

    _inherit = "account.move"

    # === FIELDS === #

    billing_sms_count = fields.Integer("SMS of this invoice", compute="_compute_billing_sms_count")

    # === COMPUTE METHODS === #

    def _compute_billing_sms_count(self):
        # a customer reads how many messages he pays for, and none of the operator's charges
        rows = self.env["clicrdv.charge"].sudo()
        rows = rows._read_group(
            [("kind", "=", "sms"), ("move_line_id.move_id", "in", self.ids)], ["move_line_id"], ["message_count:sum"]
        )
        counts = {}
        for line, count in rows:
            counts[line.move_id.id] = counts.get(line.move_id.id, 0) + count
        for move in self:
            move.billing_sms_count = counts.get(move.id, 0)

    # === ACTIONS === #

    def action_open_messages(self):
        """The SMS of this invoice, on the page that its customer sees."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/my/invoices/{self.id}/sms", "target": "new"}

    # === BUSINESS METHODS === #

    def _billing_messages(self, offset=0, limit=None):
        """The messages that this invoice bills, with numbers that cannot be called.

        The caller has checked that the invoice may be read.

        :param int offset: messages to leave out
        :param int limit: messages at most, None: all
        :return: list of dict: sent_at (local, naive), establishment, kind, parts, unit_price, number, reference
        """
        self.ensure_one()
        query = SQL("%s OFFSET %s", SQL(MESSAGES, self.id), offset)
        if limit is not None:
            query = SQL("%s LIMIT %s", query, limit)
        kinds = dict(self.env["clicrdv.message"]._fields["kind"]._description_selection(self.env))
        return [
            {
                "sent_at": sent_at,
                "establishment": name,
                "kind": kinds.get(kind, kind),
                "parts": parts,
                "unit_price": unit_price,
                "number": masking.mask(recipient or ""),
                "reference": reference,
            }
            for sent_at, name, kind, parts, unit_price, recipient, reference in self.env.execute_query(query)
        ]
