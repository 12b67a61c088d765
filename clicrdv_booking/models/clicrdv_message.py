import secrets
import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..logic import message_states as states
from .clicrdv_notification_rule import KINDS, TARGETS

STATES = [
    (states.PLANNED, "Planned"),
    (states.SENDING, "Being sent"),
    (states.SENT, "Sent"),
    (states.DELIVERED, "Delivered"),
    (states.FAILED, "Failed"),
    (states.UNKNOWN, "Unknown"),
    (states.CANCELLED, "Cancelled"),
    (states.SKIPPED, "Not sent"),
]
REASONS = [
    # not sent
    ("too_late", "Too late to be useful"),
    ("said_by_confirmation", "Another message just said it"),
    ("said_by_modification", "Said by the message about the change"),
    ("merged", "Part of the reminder of another visit of that day"),
    ("marked_early", "Marked more than 15 minutes before the start"),
    ("reminders_off", "Reminders are off for this appointment"),
    ("no_consent", "The client does not want it this way"),
    ("blacklisted", "The number or address is on the stop list"),
    ("no_number", "No mobile number"),
    ("no_email", "No e-mail address"),
    ("cap_reached", "The monthly limit of SMS is reached"),
    ("sms_not_chosen", "The SMS service is not chosen"),
    ("text_too_long", "The text is too long"),
    # cancelled
    ("changed", "The appointment or a rule has changed"),
    ("neutralized", "Copy of a database"),
    # failed
    ("refused", "Refused by the gateway"),
    ("not_delivered", "Not delivered"),
    ("mail_failed", "The e-mail could not be sent"),
    ("gave_up", "Tried too often"),
    ("sent_again", "Sent again by hand"),
    ("broken", "It could not be written: see the log of the server"),
]

#: An SMS that somebody wrote in Odoo itself, and that left by a gateway of ours.
MANUAL = "manual"

#: What an invoice is made of: never changed once a gateway has accepted the message (see `init`).
LEDGER = (
    "uuid",
    "company_id",
    "kind",
    "target",
    "channel",
    "parts",
    "encoding",
    "unit_price",
    "amount",
    "gateway_code",
    "sent_at",
)


KEEP_LEDGER = """
    CREATE OR REPLACE FUNCTION clicrdv_message_keep_ledger() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR %(changed)s THEN
            RAISE EXCEPTION 'clicrdv_message %%: a message that was sent is neither changed nor deleted', OLD.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'clicrdv_message_keep_ledger';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    DROP TRIGGER IF EXISTS clicrdv_message_keep_ledger ON clicrdv_message;
    CREATE TRIGGER clicrdv_message_keep_ledger BEFORE UPDATE OR DELETE ON clicrdv_message
        FOR EACH ROW WHEN (OLD.sent_at IS NOT NULL) EXECUTE FUNCTION clicrdv_message_keep_ledger();
"""


class ClicrdvMessage(models.Model):
    """One message to one person: planned, sent once, and a line of the ledger that SMS are billed from.

    What it cost stays for ever; whom it went to and what it said go with the personal data (DESIGN § 6).
    """

    _name = "clicrdv.message"
    _description = "Message"
    _order = "due_at desc, id desc"
    _log_access = False
    _rec_name = "uuid"

    # === FIELDS === #

    uuid = fields.Char("Identifier", required=True, readonly=True, default=lambda self: str(uuid.uuid4()))
    token = fields.Char(
        required=True, readonly=True, default=lambda self: secrets.token_urlsafe(18), groups="base.group_system"
    )
    company_id = fields.Many2one("res.company", "Establishment", required=True, index=True, ondelete="restrict")
    rule_id = fields.Many2one("clicrdv.notification.rule", ondelete="set null", index="btree_not_null")
    event_id = fields.Many2one("calendar.event", "Appointment", ondelete="set null", index="btree_not_null")
    client_id = fields.Many2one("res.partner", ondelete="set null", index="btree_not_null")
    agenda_id = fields.Many2one("clicrdv.agenda", ondelete="set null", index="btree_not_null")
    kind = fields.Selection([*KINDS, (MANUAL, "Written by hand")], required=True)
    target = fields.Selection(TARGETS, "To", required=True)
    channel = fields.Selection([("sms", "SMS"), ("email", "E-mail")], "By", required=True)
    or_email = fields.Boolean("Else by e-mail")
    revision = fields.Integer("Revision of the appointment")
    edition = fields.Integer(help="More than zero: sent again by hand.")
    planned_at = fields.Datetime("Planned on", required=True, default=fields.Datetime.now)
    due_at = fields.Datetime("Due", required=True)
    try_at = fields.Datetime("Next try", required=True)
    attempts = fields.Integer()
    state = fields.Selection(STATES, required=True, default=states.PLANNED)
    reason = fields.Selection(REASONS, "Why")
    error = fields.Char("Answer of the gateway")
    core_uuid = fields.Char("SMS of Odoo", readonly=True, help="Of one that somebody wrote in Odoo itself.")
    merged_into_id = fields.Many2one("clicrdv.message", "Said in", ondelete="set null", index="btree_not_null")
    # personal data: purged by retention
    recipient = fields.Char("Number or address", groups="base.group_system")
    subject = fields.Char(groups="base.group_system")
    body = fields.Text("Text", groups="clicrdv_booking.group_agenda_user")
    lang = fields.Char("Language")
    # the ledger
    parts = fields.Integer(help="An SMS longer than 160 characters is sent, and billed, in several parts.")
    encoding = fields.Selection([("gsm7", "160 characters"), ("ucs2", "70 characters")], "Alphabet")
    unit_price = fields.Float("Price of a part, excl. tax", digits=(16, 4), aggregator=None)
    amount = fields.Float("Amount, excl. tax", digits=(16, 4))
    gateway_id = fields.Many2one("clicrdv.sms.gateway", ondelete="set null", index="btree_not_null")
    gateway_code = fields.Char("Kind of gateway")
    gateway_reference = fields.Char("Reference of the gateway")
    sent_at = fields.Datetime("Sent on", help="When the gateway or the mail server accepted it.")
    delivered_at = fields.Datetime("Delivered on")
    report_ids = fields.One2many("clicrdv.message.report", "message_id", "Events")

    # === CONSTRAINTS AND INDEXES === #

    _once = models.UniqueIndex(
        "(event_id, rule_id, revision, target, channel, edition)", "This message is planned already."
    )
    _uuid_unique = models.Constraint("UNIQUE (uuid)", "Another message has this identifier.")
    _token_unique = models.Constraint("UNIQUE (token)", "Another message has this token.")
    _due_index = models.Index("(channel, try_at, id) WHERE state = 'planned'")
    _handed_over_index = models.Index("(state) WHERE state IN ('sending', 'unknown', 'failed')")
    _ledger_index = models.Index("(company_id, sent_at) WHERE sent_at IS NOT NULL")
    _sms_has_a_price = models.Constraint(
        "CHECK (channel != 'sms' OR sent_at IS NULL OR (parts > 0 AND unit_price IS NOT NULL))",
        "An SMS that was sent has its parts and its price.",
    )

    def init(self):
        """Have PostgreSQL refuse to change or delete a line of the ledger, whoever asks."""
        changed = SQL(" OR ").join(
            SQL("NEW.%(name)s IS DISTINCT FROM OLD.%(name)s", name=SQL.identifier(name)) for name in LEDGER
        )
        # the gateway may tell its reference later, and only once
        referred = SQL(
            "OLD.gateway_reference IS NOT NULL AND NEW.gateway_reference IS DISTINCT FROM OLD.gateway_reference"
        )
        self.env.cr.execute(SQL(KEEP_LEDGER, changed=SQL("%s OR %s", changed, referred)))

    # === CRUD METHODS === #

    def write(self, vals):
        if {*LEDGER} & vals.keys() and any(message.sent_at for message in self):
            raise UserError(self.env._("A message that was sent is a line of the accounts: it cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(message.sent_at for message in self):
            raise UserError(self.env._("A message that was sent is a line of the accounts: it cannot be deleted."))

    # === BUSINESS METHODS === #

    @api.model
    def _parts_of_month(self, companies, now):
        """Parts of SMS that establishments have sent this month, and those that may have left.

        :param companies: res.company records
        :param datetime now: current time, naive UTC
        :return: {id of the establishment: parts}
        """
        months = companies.grouped(lambda company: company._month_start(now))
        domain = Domain.OR(
            Domain("company_id", "in", group.ids)
            & (
                Domain("sent_at", ">=", start)
                | (Domain("sent_at", "=", False) & Domain("state", "in", (states.SENDING, states.UNKNOWN)))
            )
            for start, group in months.items()
        )
        sums = self._read_group(Domain("channel", "=", "sms") & domain, ["company_id"], ["parts:sum"])
        return {company.id: parts for company, parts in sums}
