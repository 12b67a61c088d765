from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..logic import contacts
from ..logic import message_states as states
from .clicrdv_message import MANUAL

#: Answers of a person are events of their own.
CONFIRMED, SENT_AGAIN = "confirmed", "sent_again"
#: What is billed → of what: nothing of a message that has not left.
BILLED = {"billed_parts": "parts", "billed_amount": "amount"}


class ClicrdvMessage(models.Model):
    """A message as people see it: to whom without telling the address, and what to decide where nobody knows."""

    _inherit = "clicrdv.message"

    # === FIELDS === #

    recipient_masked = fields.Char("Sent to", compute="_compute_recipient_masked")
    client_name = fields.Char("Name of the client", compute="_compute_client_name")
    visit_start = fields.Datetime("Start of the visit", related="event_id.start")
    text_shown = fields.Text("What it says", compute="_compute_text_shown")

    billed_parts = fields.Integer("Parts billed", compute="_compute_billed", aggregator="sum")
    billed_amount = fields.Float("Billed, excl. tax", digits=(16, 4), compute="_compute_billed", aggregator="sum")

    # === COMPUTE METHODS === #

    @api.depends("parts", "amount", "sent_at")
    def _compute_billed(self):
        for message in self:
            message.billed_parts = message.parts if message.sent_at else 0
            message.billed_amount = message.amount if message.sent_at else 0.0

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if name not in BILLED or function != "sum":
            return super()._read_group_select(aggregate_spec, query)
        column, sent = (self._field_to_sql(self._table, field, query) for field in (BILLED[name], "sent_at"))
        return SQL("COALESCE(SUM(%s) FILTER (WHERE %s IS NOT NULL), 0)", column, sent)

    @api.depends("kind", "channel")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = {name: dict(self._fields[name]._description_selection(self.env)) for name in ("kind", "channel")}
        for message in self:
            message.display_name = " · ".join(labels[name].get(message[name], "") for name in labels)

    @api.depends("state", "channel", "target", "client_id", "agenda_id")
    def _compute_recipient_masked(self):
        for message in self.sudo():  # its reader recognises an address by a few letters, and gets no more of it
            address = message.recipient or (message._address() if message.state == states.PLANNED else "")
            message.recipient_masked = contacts.masked(address)

    @api.depends("client_id")
    @api.depends_context("uid")
    def _compute_client_name(self):
        visible = self.client_id._filtered_access("read")
        for message in self:
            message.client_name = message.client_id.name if message.client_id in visible else False

    @api.depends("body", "channel")
    def _compute_text_shown(self):
        for message in self:
            subject = message.sudo().subject  # as the text, it is shown to whoever may see the message
            message.text_shown = "\n\n".join(filter(None, [subject, message.body]))

    # === ACTIONS === #

    def action_confirm_sent(self):
        """A person says that messages of which nobody knew have left."""
        self.check_access("read")
        for message in self.sudo():  # who may see a message may say what has become of it, and change nothing else
            if message.state == states.UNKNOWN:
                message._mark_sent(fields.Datetime.now())
                message._note("person", states.SENT, CONFIRMED, self.env.user)
            elif message.state not in (states.SENT, states.DELIVERED):
                raise UserError(self.env._("Only a message of which nobody knows whether it left can be settled."))

    def action_send_again(self):
        """Send messages once more that were not delivered, or of which nobody knows."""
        self.check_access("read")
        for message in self.sudo():  # who may see a message may have it sent again; the ledger is the program's
            message._send_again(self.env.user)
        # the job is nobody's: who presses the button only wakes it
        self.env.ref("clicrdv_booking.ir_cron_send_messages").sudo()._trigger()

    # === BUSINESS METHODS === #

    def _send_again(self, user):
        """Plan this message once more, unless somebody has done so already.

        :param user: res.users who decides it
        :raises UserError: it was delivered, or nobody needs it any more
        """
        self.ensure_one()
        if self._next_edition():
            return
        if self.state not in (states.UNKNOWN, states.FAILED):
            raise UserError(self.env._("Only a message that failed, or of which nobody knows, can be sent again."))
        if self.kind == MANUAL:
            raise UserError(self.env._("Write this SMS again where it was written: in Odoo itself."))
        now = fields.Datetime.now()
        obstacle = self._obstacle(now, self._stop_lists())
        if obstacle:
            raise UserError(self._useless_sentence(obstacle))
        if self.state == states.UNKNOWN:
            self.write({"state": states.FAILED, "reason": SENT_AGAIN})
        self._note("person", states.FAILED, SENT_AGAIN, user)
        again = self._once_more(edition=self.edition + 1, due_at=now)
        # visits whose reminders were part of this one are part of the next one
        self._merged_here().merged_into_id = again

    def _next_edition(self):
        """The same message, sent again by hand later on."""
        same = [(name, "=", self[name].id) for name in ("event_id", "rule_id")]
        same += [(name, "=", self[name]) for name in ("revision", "target", "channel")]
        return self.event_id and self.search([*same, ("edition", ">", self.edition)], limit=1)

    def _useless_sentence(self, obstacle):
        if obstacle == "changed":
            return self.env._(
                "The appointment or its notification has changed since: nobody needs this message any more."
            )
        reason = dict(self._fields["reason"]._description_selection(self.env))[obstacle]
        return self.env._("This message cannot be sent again: %s.", reason[:1].lower() + reason[1:])
